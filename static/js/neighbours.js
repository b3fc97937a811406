// The arrow keys lead to the previous and the next pupil, except where they do something else.

const links = { ArrowLeft: "a[rel=prev]", ArrowRight: "a[rel=next]" };
const own = "input, select, textarea, .table-box";

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.defaultPrevented || event.target.closest(own)) return;
  document.querySelector(links[event.key] ?? "#none")?.click();
});
