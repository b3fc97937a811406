// Who is exempt, as the server says with every answer: a cell that is exempt by now is closed, and
// one that no longer is takes points again, also when it came as plain text with the page.

export class Exempt {
  /** `basis`: what the page showed, per cell. */
  constructor({ table, model, totals, sync, basis }) {
    Object.assign(this, { table, model, totals, basis });
    sync.addEventListener("news", ({ detail }) => detail.exempt && this.show(detail.exempt));
  }

  /** `[[pupil, item, text]]`: every exempt cell, with what it counts as. */
  show(cells) {
    const now = new Map(cells.map(([pupil, item, text]) => [`${pupil}-${item}`, text]));
    this.totals.show([...this.#close(now), ...this.#open(now)]);
  }

  #close(now) {
    const { exempt, places } = this.table;
    const added = [...now].filter(([key]) => places.has(key) && !exempt.has(key));
    for (const [key, text] of added) {
      exempt.set(key, text);
      Object.assign(this.table.input(key), { readOnly: true, placeholder: text });
    }
    return added.map(([key]) => key);
  }

  #open(now) {
    const opened = [...this.table.exempt.keys()].filter((key) => !now.has(key));
    for (const key of opened) {
      this.table.exempt.delete(key);
      Object.assign(this.table.input(key), { readOnly: this.#isLocked, placeholder: "" });
    }
    this.model.retry(opened); // what was refused because of it
    return [...opened, ...this.#makeFields(now)];
  }

  #makeFields(now) {
    const made = [];
    this.table.rows.forEach(({ pupil, inputs }, y) =>
      this.table.columns.forEach(({ item }, x) => {
        const key = `${pupil}-${item}`;
        if (inputs[x] || now.has(key)) return;
        const { text, version } = this.basis.get(key) ?? { text: "", version: 0 };
        const input = this.table.makeField(key, y, x, text);
        input.readOnly = this.#isLocked;
        this.model.add(key, text, version);
        made.push(key);
      }));
    return made;
  }

  get #isLocked() {
    return "locked" in this.table.element.dataset;
  }
}
