// The cursor and what is typed with it: every cell that somebody writes is written here, as a step
// that can be undone.

import { press } from "./keys.js";
import { hundredths, isComplete, tidy } from "./mark.js";
import { goOn } from "./route.js";

const ABSENT = "A";
const WHOLE_ROW = "r";
// Where Tab comes back to one cell, the others are not on its way; a touch keyboard has arrows instead.
const RESTING = window.matchMedia("(pointer: coarse)").matches ? 0 : -1;

export class Editor {
  constructor({ table, model, cells, undo, choices, codes, say }) {
    Object.assign(this, { table, model, cells, undo, choices, codes, say });
    this.place = [...table.places.values()][0];
    this.from = null; // the cell that the cursor left by itself, until another key is pressed
    this.locked = false;
    const body = table.element.tBodies[0];
    for (const key of table.places.keys()) table.input(key).tabIndex = RESTING;
    table.at(...this.place).tabIndex = 0;
    body.addEventListener("focusin", (event) => this.#entered(event.target));
    body.addEventListener("focusout", (event) => this.#left(event.target));
    body.addEventListener("keydown", (event) => this.#pressed(event));
    body.addEventListener("beforeinput", (event) => this.#typing(event));
    body.addEventListener("input", (event) => this.#typed(event.target));
  }

  get key() {
    return this.table.at(...this.place).name;
  }

  /** Whether the cell of the cursor waits for a choice: Tab then goes to its buttons. */
  get isAsked() {
    return Boolean(this.model.get(this.key).theirs);
  }

  /** Puts the cursor in a cell; false when there is none. */
  go(place) {
    const input = place && this.table.at(...place);
    if (!input) return false;
    if (document.activeElement === input) input.select();
    else input.focus();
    return true;
  }

  goTo(key) {
    return this.go(this.table.places.get(key));
  }

  #entered(target) {
    const place = this.table.places.get(target.name);
    if (!place) return;
    this.#here(false);
    this.place = place;
    this.#here(true);
    target.select();
    this.before = target.value;
    this.onMove?.(target.name);
  }

  /** Marks the cell of the cursor and its row; it is the one that Tab comes back to. */
  #here(is) {
    const input = this.table.at(...this.place);
    input.tabIndex = is ? 0 : RESTING;
    input.parentElement.classList.toggle("here", is);
    input.closest("tr").classList.toggle("here", is);
  }

  #left(target) {
    if (!this.table.places.has(target.name)) return;
    this.undo.close();
    this.cells.typing = null;
    this.cells.show(target.name);
  }

  /** Writes cells as one step that can be undone. */
  write(writes, options) {
    if (this.locked) return 0;
    const changes = writes.map(([key, after]) => ({ key, before: this.model.read(key), after }));
    this.undo.record(changes, options);
    return this.model.write(writes);
  }

  #typed(input) {
    if (!this.table.places.has(input.name)) return;
    this.cells.typing = input.name;
    const text = tidy(input.value, this.codes);
    if (text in this.codes) input.value = text;
    this.write([[input.name, text]], { typing: true });
    const atEnd = input.selectionStart === input.value.length;
    if (atEnd && isComplete(input.value.trim(), this.table.maximum(input.name), this.codes)) this.#onByItself();
  }

  #onByItself() {
    if (!this.choices.auto) return;
    const from = this.place;
    const next = goOn(from, this.table, this.choices);
    if (!next) return this.say("Dit was de laatste cel.");
    this.go(next);
    this.from = from;
  }

  /** Single signs, also from a phone's keyboard, which tells no keys. */
  #typing(event) {
    const from = this.from;
    this.from = null;
    if (event.data === " ") {
      event.preventDefault();
      if (this.table.maximum(this.key) === 1) this.put("1");
    } else if (from && (event.data === "," || event.data === ".")) {
      this.#continueIn(from, event);
    } else if (event.data?.toLowerCase() === WHOLE_ROW) {
      event.preventDefault();
      this.absent();
    }
  }

  /** A comma right after the cursor went on by itself belongs to the number before it. */
  #continueIn(from, event) {
    const input = this.table.at(...from);
    if (hundredths(input.value) === null || /[.,]/.test(input.value)) return;
    event.preventDefault();
    input.focus();
    this.cells.typing = input.name;
    input.value += ",";
    input.setSelectionRange(input.value.length, input.value.length);
  }

  /** Writes a whole mark in the cell of the cursor, and goes on. */
  put(text) {
    this.cells.typing = null;
    this.write([[this.key, text]]);
    this.#onByItself();
  }

  /** Absent for the whole part: the row's empty questions, in one step. */
  absent() {
    const [y] = this.place;
    const row = this.table.rows[y];
    const asked = row.inputs.filter((input, x) => this.table.isOpen(y, x) && !this.table.columns[x].total);
    const keys = asked.filter((input) => !this.model.read(input.name));
    const count = this.write(keys.map((input) => [input.name, ABSENT]));
    this.say(
      count
        ? `${row.name}: ${count === 1 ? "1 lege cel is" : `${count} lege cellen zijn`} A, afwezig. Ongedaan maken kan met de knop of met Ctrl+Z.`
        : `${row.name}: er was geen lege cel.`,
    );
    if (this.choices.auto) this.go([...this.table.places.values()].find(([next]) => next > y));
  }

  back(way) {
    const done = way === "undo" ? this.undo.undo(this.model.read) : this.undo.redo(this.model.read);
    if (!done || this.locked) return;
    this.cells.typing = null;
    this.model.write(done.writes);
    if (done.writes.length) this.goTo(done.writes[0][0]);
    if (done.skipped.length) {
      const { length } = done.skipped;
      this.say(length === 1
        ? "1 cel is intussen gewijzigd en bleef zoals ze was."
        : `${length} cellen zijn intussen gewijzigd en bleven zoals ze waren.`);
    }
  }

  #pressed(event) {
    const input = event.target;
    if (!this.table.places.has(input.name) || event.isComposing || event.altKey) return;
    if (press(this, event)) event.preventDefault();
    if (!["Shift", "Control", ",", "."].includes(event.key)) {
      if (event.key === "Backspace" && this.from && !input.value && this.go(this.from)) event.preventDefault();
      this.from = event.key.length === 1 ? this.from : null;
    }
  }

  /** Takes back what is being typed; with nothing to take back, out of the grid. */
  escape() {
    const input = this.table.at(...this.place);
    if (this.cells.typing === input.name && input.value !== this.before) {
      this.cells.typing = null;
      this.back("undo");
      input.select();
      return true;
    }
    return this.onLeave?.() ?? false;
  }
}
