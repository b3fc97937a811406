// The choice of classes shows only for roles that stand before a class; without this it always shows.

const role = document.querySelector("select[data-role]");
const classes = document.querySelector("[name='classes']")?.closest(".field");

if (role && classes) {
  const show = () => { classes.hidden = !role.dataset.role.split(" ").includes(role.value); };
  role.addEventListener("change", show);
  show();
}
