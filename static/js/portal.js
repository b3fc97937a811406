// What every page does: focus goes to the error summary, menus close on Escape and outside clicks.

document.querySelector("[data-focus]")?.focus();

const menus = () => document.querySelectorAll("details[data-menu]");

document.addEventListener("click", (event) => {
  for (const menu of menus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    if (!menu.open) continue;
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
