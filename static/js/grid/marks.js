// What the server finds odd: a sign beside the row or in the cell, and the sentences in one list.
// A mark never stops anything; what is odd and why is decided in results/plausibility.py.

export class Marks {
  constructor({ table, box, jump, editor, marks }) {
    Object.assign(this, { table, box, jump, editor, last: -1 });
    jump.addEventListener("click", () => this.#goToNext());
    this.list = box.querySelector("ul");
    this.words = box.querySelector("[data-words]");
    this.show(marks);
  }

  show(marks) {
    if (!marks) return; // nothing new
    this.marks = marks = marks.filter((mark) => this.#isHere(mark));
    for (const flagged of this.table.element.querySelectorAll("[data-odd]")) delete flagged.dataset.odd;
    marks.forEach((mark) => {
      const target = this.#target(mark);
      if (target) target.dataset.odd = mark.kind;
    });
    this.box.hidden = !marks.length;
    this.words.textContent = "Opvallend: kijk even na";
    this.list.replaceChildren(...marks.map((mark) => this.#line(mark)));
    this.jump.hidden = !marks.length;
    this.jump.querySelector("[data-words]").textContent = `${marks.length} na te kijken`;
  }

  /** Not about a pupil who is not on the page; and about a column only where it stands. */
  #isHere({ pupil }) {
    const { rows, height } = this.table;
    return pupil ? rows.some((row) => row.pupil === String(pupil)) : height > 1;
  }

  /** The sentences about a cell, its row or its column. */
  about(key) {
    const [pupil, item] = key.split("-").map(Number);
    return this.marks
      .filter((mark) => (mark.pupil === pupil && (mark.item ?? item) === item) || (!mark.pupil && mark.item === item))
      .map((mark) => mark.sentence);
  }

  #target({ pupil, item }) {
    const [y, x] = this.#place({ pupil, item });
    if (pupil && item) return this.table.rows[y]?.tds[x];
    if (pupil) return this.table.rows.find((row) => row.pupil === String(pupil))?.tr.cells[0];
    return this.table.columns.find((column) => column.item === String(item))?.th;
  }

  #place({ pupil, item }) {
    const y = this.table.rows.findIndex((row) => row.pupil === String(pupil));
    const x = this.table.columns.findIndex((column) => column.item === String(item));
    return [y, x];
  }

  /** The next odd cell; the line below the grid says why it is. */
  #goToNext() {
    this.last = (this.last + 1) % this.marks.length;
    const [y, x] = this.#place(this.marks[this.last]);
    this.editor.go(this.table.near(y, x));
  }

  #line(mark) {
    const line = document.createElement("li");
    const [y, x] = this.#place(mark);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn-link-plain";
    const where = [y < 0 ? "" : this.table.rows[y].name, x < 0 ? "" : this.table.columnName(x)];
    button.textContent = where.filter(Boolean).join(", ") || "Hele klas";
    button.addEventListener("click", () => this.editor.go(this.table.near(y, x)));
    line.append(button, `: ${mark.sentence}`);
    return line;
  }
}
