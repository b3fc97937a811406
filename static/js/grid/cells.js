// What a cell shows of its state: the text, a small mark, the reason of a refusal, a colleague's
// initials. Never colour alone: each state has its own sign, and its word in the line below.

import { impossible } from "./mark.js";

export const WORDS = {
  "": "",
  saved: "bewaard",
  waiting: "wacht",
  refused: "niet bewaard",
  conflict: "kies een waarde",
};

export class Cells {
  constructor({ table, model, codes }) {
    Object.assign(this, { table, model, codes, typing: null });
    model.listen((keys) => keys.forEach((key) => this.show(key)));
  }

  show(key) {
    const input = this.table.input(key);
    const cell = this.model.get(key);
    const td = input.parentElement;
    const state = this.model.stateOf(key);
    if (key !== this.typing && input.value !== cell.text) {
      input.value = cell.text;
      if (document.activeElement === input) input.select();
    }
    if (state) td.dataset.state = state;
    else delete td.dataset.state;
    if (cell.by) td.dataset.by = cell.by;
    else delete td.dataset.by;
    const wrong = state === "refused" || impossible(cell.text, this.table.maximum(key), this.codes);
    input.ariaInvalid = wrong ? "true" : null;
    showReason(td, input, key, cell.reason);
  }
}

function showReason(td, input, key, reason) {
  let line = td.querySelector(".reason");
  td.classList.toggle("problem", Boolean(reason));
  if (!reason) {
    line?.remove();
    if (input.getAttribute("aria-describedby") === `f${key}`) input.removeAttribute("aria-describedby");
    return;
  }
  if (!line) {
    line = document.createElement("span");
    line.className = "reason";
    line.id = `f${key}`;
    td.append(line);
  }
  line.textContent = reason;
  input.setAttribute("aria-describedby", line.id);
}
