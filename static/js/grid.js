// The grid without JavaScript is a form; this adds moving with arrows and Enter, live totals,
// and a warning before unsaved points are left behind.

const form = document.querySelector("[data-grid]");
const rows = form ? [...form.querySelectorAll("tbody tr")] : [];
const grid = rows.map((row) => [...row.querySelectorAll("td input")]);
const maxima = form ? [...form.querySelectorAll("[data-maximum]")].map((th) => Number(th.dataset.maximum)) : [];
const unsaved = form?.querySelector("[data-unsaved]");
const CODE = /^[avnx]$/i;
const NUMBER = /^(\d+([.,]\d*)?|[.,]\d+)$/;
let leaving = false;

const dutch = (number) => String(Math.round(number * 100) / 100).replace(".", ",");
const differs = (cell) => cell.value.trim() !== cell.defaultValue.trim();
// A cell that was refused shows what was typed, which is not saved either.
const changed = () => grid.flat().filter((cell) => differs(cell) || cell.ariaInvalid === "true");

/** What counts of a cell: points, 0 for N, null for empty, another code, or what can't be. */
function counted(text, maximum) {
  if (text.toUpperCase() === "N") return 0;
  const points = NUMBER.test(text) ? Number(text.replace(",", ".")) : null;
  return points !== null && points <= maximum ? points : null;
}

/** Whether the server will refuse it; the server says why, and decides. */
const impossible = (text, maximum) => text !== "" && !CODE.test(text) && counted(text, maximum) === null;

function showTotals(y) {
  const texts = grid[y].map((cell) => cell.value.trim());
  let total = 0;
  let possible = 0;
  texts.forEach((text, x) => {
    const points = counted(text, maxima[x]);
    if (points === null) return;
    total += points;
    possible += maxima[x];
  });
  const share = Math.round((1000 * total) / possible) / 10;
  rows[y].querySelector(".total").textContent = possible ? dutch(total) : "";
  rows[y].querySelector(".share").textContent =
    possible && texts.every(Boolean) ? `${share.toFixed(1).replace(".", ",")}\u00a0%` : "";
}

function showUnsaved() {
  if (!unsaved) return;
  const count = changed().length;
  unsaved.textContent = count === 0 ? "" : count === 1 ? "1 cel is nog niet bewaard" : `${count} cellen zijn nog niet bewaard`;
}

function go(y, x) {
  const cell = grid[y]?.[x];
  if (!cell) return false;
  cell.focus();
  return true;
}

/** Enter: down, then the top of the next column. */
const goOn = (y, x) => go(y + 1, x) || go(0, x + 1);

function move(event, y, x) {
  const cell = event.target;
  const whole = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
  const atStart = whole || cell.selectionEnd === 0;
  const atEnd = whole || cell.selectionStart === cell.value.length;
  switch (event.key) {
    case "ArrowUp": return go(y - 1, x) || true;
    case "ArrowDown": return go(y + 1, x) || true;
    case "ArrowLeft": return atStart && go(y, x - 1);
    case "ArrowRight": return atEnd && go(y, x + 1);
    case "Enter": return (event.shiftKey ? go(y - 1, x) : goOn(y, x)) || true;
    default: return false;
  }
}

grid.forEach((cells, y) => {
  cells.forEach((cell, x) => {
    cell.addEventListener("focus", () => cell.select());
    cell.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
      if (move(event, y, x)) event.preventDefault();
    });
    cell.addEventListener("input", () => {
      cell.parentElement.classList.toggle("changed", differs(cell));
      cell.ariaInvalid = impossible(cell.value.trim(), maxima[x]) ? "true" : null;
      showTotals(y);
      showUnsaved();
    });
  });
});

form?.addEventListener("submit", () => { leaving = true; });
window.addEventListener("beforeunload", (event) => {
  if (!leaving && changed().length) event.preventDefault();
});
// Coming back with the browser's Back button: what was typed is there again, and so are its totals.
window.addEventListener("pageshow", () => {
  leaving = false;
  if (!changed().length) return;
  grid.flat().filter(differs).forEach((cell) => cell.parentElement.classList.add("changed"));
  grid.forEach((_, y) => showTotals(y));
  showUnsaved();
});
