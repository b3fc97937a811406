// Keeps what floats under a cell inside the box that scrolls, and the cell with it in sight.

export function keepInside(panel, input) {
  const box = input.closest(".grid-box").getBoundingClientRect();
  panel.style.translate = "";
  const { left, right } = panel.getBoundingClientRect();
  const over = Math.max(0, right - box.right + 4);
  const shift = Math.min(over, Math.max(0, left - box.left - 4));
  if (shift) panel.style.translate = `${-Math.round(shift)}px`;
  input.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** A reason or a choice may push the cell of the cursor aside: it stays in sight. */
export function keepCursorInSight(model, table) {
  model.listen((keys) => {
    if (!keys.some((key) => ["refused", "conflict"].includes(model.stateOf(key)))) return;
    requestAnimationFrame(() => {
      const { activeElement } = document;
      const floating = activeElement.parentElement.querySelector(".cell-codes, .choose");
      if (!table.places.has(activeElement.name)) return;
      activeElement.scrollIntoView({ block: "nearest", inline: "nearest" });
      if (floating) keepInside(floating, activeElement);
    });
  });
}
