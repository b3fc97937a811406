// The line about the cell of the cursor: whose it is, how it stands, and what can be done with it;
// on a touch screen the codes as buttons under the cell, since a number keyboard has no letters.

import { WORDS } from "./cells.js";
import { keepInside } from "./float.js";

const TOUCH = window.matchMedia("(pointer: coarse)");

export class CellLine {
  constructor({ box, codesBox, dialog, table, model, editor, marks, codes, say }) {
    Object.assign(this, { box, codesBox, dialog, table, model, editor, marks, codes, say });
    this.words = box.querySelector("[data-cell-words]");
    this.history = box.querySelector("[data-history-open]");
    editor.onMove = () => this.show();
    editor.onLeave = () => this.#leave();
    model.listen((keys) => keys.includes(editor.key) && this.show());
    codesBox.addEventListener("pointerdown", (event) => event.preventDefault()); // the cell keeps the cursor
    codesBox.addEventListener("click", (event) => this.#code(event.target.closest("button")));
    this.history?.addEventListener("click", () => this.#history());
    dialog?.addEventListener("close", () => editor.go(editor.place));
  }

  show() {
    const { key } = this.editor;
    const [y, x] = this.table.places.get(key);
    const cell = this.model.get(key);
    const { page, maximum } = this.table.columns[x];
    const code = this.codes[cell.text];
    const facts = [
      `op ${String(maximum).replace(".", ",")}${page ? `, blz. ${page}` : ""}`,
      code && `${cell.text}: ${code.word}, ${code.effect}`,
      cell.by && `door ${cell.by}`,
      WORDS[this.model.stateOf(key)],
      ...this.marks.about(key),
    ];
    const name = document.createElement("strong");
    name.textContent = this.table.nameOf(key);
    this.words.replaceChildren(name, ` ${facts.filter(Boolean).join(" · ")}`);
    if (this.history) this.history.hidden = false; // also of a cell that somebody emptied
    this.#placeCodes(this.table.at(y, x));
  }

  #placeCodes(input) {
    if (!TOUCH.matches || this.editor.locked || this.codesBox.parentElement === input.parentElement) return;
    this.codesBox.hidden = false;
    input.parentElement.append(this.codesBox);
    requestAnimationFrame(() => keepInside(this.codesBox, input));
  }

  #code(button) {
    if (!button) return;
    if (button.dataset.code === "rij") this.editor.absent();
    else this.editor.put(button.dataset.code);
  }

  #leave() {
    const bar = this.box.closest(".save-bar").querySelectorAll("button, a");
    const next = [...bar].find((one) => one.offsetParent) ?? document.querySelector(".grid-help summary");
    next.focus();
    return true;
  }

  /** Who wrote what and when, in a window on top; the server writes it. */
  async #history() {
    const { dialog } = this;
    const [pupil, item] = this.editor.key.split("-");
    const address = this.box.dataset.history.replace("/0/0/", `/${pupil}/${item}/`);
    try {
      const answer = await fetch(address, { headers: { "HX-Request": "true" } });
      if (!answer.ok) throw new Error(answer.status);
      dialog.querySelector("[data-content]").innerHTML = await answer.text();
      dialog.showModal();
    } catch {
      this.say("De geschiedenis is nu niet te bereiken.");
    }
  }
}
