// The choice of classes shows only for roles that stand before a class; without this it always shows.

const role = document.querySelector("select[data-role]");
const classes = document.querySelector("[name='classes']")?.closest(".field");

if (role && classes) {
  const show = () => { classes.hidden = !role.dataset.role.split(" ").includes(role.value); };
  role.addEventListener("change", show);
  show();
}

// Of what each role may do, only the chosen role's shows; all of them as long as none is chosen.
const rights = document.querySelectorAll("[data-rights-of]");

if (role && rights.length) {
  const show = () => { for (const one of rights) one.hidden = Boolean(role.value) && one.dataset.rightsOf !== role.value; };
  role.addEventListener("change", show);
  show();
}
