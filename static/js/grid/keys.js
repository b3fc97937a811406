// Which key does what in the grid. Fixed keys, whatever the order of entry; the order says where the
// cursor goes by itself, and with the Enter of the number block.

import { down, goOn, right } from "./route.js";

/** Does what the key means; false when it is the browser's own. */
export function press(editor, event) {
  if (event.ctrlKey || event.metaKey) return withControl(editor, event);
  const { table, place, choices } = editor;
  const [y, x] = place;
  const way = event.shiftKey ? -1 : 1;
  switch (event.key) {
    case "ArrowUp": return editor.go(table.first([y - 1, x], [-1, 0])) || true;
    case "ArrowDown": return editor.go(table.first([y + 1, x], [1, 0])) || true;
    case "ArrowLeft": return atEdge(event.target, 0) && (editor.go(table.first([y, x - 1], [0, -1])) || true);
    case "ArrowRight": return atEdge(event.target, 1) && (editor.go(table.first([y, x + 1], [0, 1])) || true);
    case "Home": return editor.go(table.first([y, 0], [0, 1]));
    case "End": return editor.go(table.first([y, table.width - 1], [0, -1]));
    case "Enter":
      if (event.code === "NumpadEnter" && way > 0) return editor.go(goOn(place, table, choices)) || true;
      return editor.go(down(place, table, choices, way)) || true;
    case "Tab": return !editor.isAsked && editor.go(right(place, table, choices, way));
    case "Escape": return editor.escape();
    default: return false;
  }
}

function withControl(editor, event) {
  const { table } = editor;
  switch (event.key.toLowerCase()) {
    case "home": return editor.goTo([...table.places.keys()][0]);
    case "end": return editor.goTo([...table.places.keys()].at(-1));
    case "z": return editor.back(event.shiftKey ? "redo" : "undo") || true;
    case "y": return editor.back("redo") || true;
    default: return false;
  }
}

/** Whether an arrow leaves the cell: all of it is selected, or the cursor stands at that end. */
function atEdge(input, end) {
  const { selectionStart, selectionEnd, value } = input;
  const whole = selectionStart === 0 && selectionEnd === value.length;
  return whole || (end ? selectionStart === value.length : selectionEnd === 0);
}
