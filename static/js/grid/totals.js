// Totals and percents per pupil and per question, and the difference with the total on the booklet.
// The counting is pure; `Totals` shows it.

import { counted, dutch, hundredths, percent } from "./mark.js";

/** {total, possible, empty} of cells `[{text, maximum}]`, in hundredths; `empty` counts the blanks. */
export function sum(cells, codes) {
  const result = { total: 0, possible: 0, empty: 0 };
  for (const { text, maximum } of cells) {
    if (text === "") result.empty += 1;
    const points = counted(text, maximum, codes);
    if (points === null) continue;
    result.total += points;
    result.possible += Math.round(100 * maximum);
  }
  return result;
}

/** What to say beside the total on the booklet: {kind: "same" | "differs" | "rest", text}, or null. */
export function compare(written, { total, empty }, questions) {
  const points = hundredths(written);
  if (points === null || empty === questions) return null;
  const lacks = points - total;
  if (empty && lacks >= 0) return { kind: "rest", text: `nog ${dutch(lacks)}` };
  if (!lacks) return { kind: "same", text: "klopt" };
  // As results/plausibility/totals.py says it.
  return { kind: "differs", text: `${dutch(Math.abs(lacks))} te ${lacks > 0 ? "weinig" : "veel"}` };
}

export class Totals {
  constructor({ table, model, codes }) {
    Object.assign(this, { table, model, codes });
    this.foot = table.element.querySelector("tfoot");
    model.listen((keys) => this.show(keys));
    this.showAll();
  }

  showAll() {
    this.show([...this.table.places.keys()]);
  }

  show(keys) {
    const places = keys.map((key) => this.table.places.get(key));
    for (const y of new Set(places.map(([row]) => row))) this.#row(y);
    for (const x of new Set(places.map(([, column]) => column))) this.#column(x);
  }

  #text(y, x) {
    const { table, model } = this;
    const key = table.at(y, x)?.name;
    if (table.isOpen(y, x)) return model.read(key);
    return (key && model.get(key).base) || table.fixed(y, x); // points of before stay, what was refused is none
  }

  #row(y) {
    const { columns, rows, total } = this.table;
    const sumOf = (wanted) => sum(
      columns.flatMap((column, x) => (wanted(column) ? [{ text: this.#text(y, x), maximum: column.maximum }] : [])),
      this.codes,
    );
    const result = sumOf((column) => column.counts);
    const booklet = sumOf((column) => !column.total); // that total was written before a question lapsed
    const { tr } = rows[y];
    tr.querySelector(".total").textContent = result.possible ? dutch(result.total) : "";
    tr.querySelector(".share").textContent = result.empty ? "" : percent(result.total, result.possible);
    if (total !== null && this.table.isOpen(y, total)) this.#difference(y, compare(this.#text(y, total), booklet, columns.length - 1));
  }

  #difference(y, found) {
    const td = this.table.at(y, this.table.total).parentElement;
    if (!found) {
      delete td.dataset.difference;
      delete td.dataset.kind;
      return;
    }
    td.dataset.difference = found.text;
    td.dataset.kind = found.kind;
  }

  #column(x) {
    const cell = this.foot?.querySelectorAll("td")[x];
    if (!cell) return;
    const { maximum } = this.table.columns[x];
    const asked = [...this.table.rows.keys()].filter((y) => this.table.isOpen(y, x));
    const texts = asked.map((y) => ({ text: this.#text(y, x), maximum }));
    const { total, possible } = sum(texts, this.codes);
    const whole = possible ? Math.round((100 * total) / possible) : null;
    cell.replaceChildren(possible ? dutch(total) : "", document.createElement("br"), whole === null ? "" : `${whole}\u00a0%`);
  }
}
