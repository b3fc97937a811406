// The table as the page brought it: rows, columns, and the cell that belongs to a pupil and an item.
// An exempt cell is plain text: it has its column and counts as what it says, and nobody types there
// (exempt.js: what the server says of it later).

export class Table {
  constructor(element) {
    this.element = element;
    this.columns = [...element.querySelectorAll("thead [data-item]")].map((th) => ({
      th,
      item: th.dataset.item,
      maximum: Number(th.dataset.max),
      page: th.dataset.page,
      label: th.dataset.label,
      total: "total" in th.dataset,
      counts: !("total" in th.dataset) && !("annulled" in th.dataset),
    }));
    this.rows = [...element.querySelectorAll("tbody tr[data-pupil]")].map((tr) => ({
      tr,
      pupil: tr.dataset.pupil,
      name: tr.querySelector("th").textContent.trim(),
      tds: this.columns.map((_, x) => tr.cells[x + 1]),
    }));
    for (const row of this.rows) row.inputs = row.tds.map((td) => td.querySelector("input")); // null: exempt
    this.places = new Map();
    this.exempt = new Map(); // key → what it counts as, of the cells that were still asked on the page
    this.rows.forEach((row, y) =>
      row.inputs.forEach((input, x) => input && this.places.set(input.name, [y, x])));
  }

  get height() {
    return this.rows.length;
  }

  get width() {
    return this.columns.length;
  }

  /** The column of the total on the booklet, or null. */
  get total() {
    const x = this.columns.findIndex((column) => column.total);
    return x < 0 ? null : x;
  }

  isOpen = (y, x) => Boolean(this.at(y, x)) && !this.exempt.has(this.at(y, x).name);

  filled = (y, x) => !this.isOpen(y, x) || this.at(y, x).value.trim() !== "";

  /** What an exempt cell says. */
  fixed(y, x) {
    const input = this.at(y, x);
    if (input) return this.exempt.get(input.name);
    const td = this.rows[y].tds[x];
    return (td.querySelector(".fixed") ?? td).textContent.trim();
  }

  /** Puts a field where the page brought the plain text of an exempt cell. */
  makeField(key, y, x, text) {
    const td = this.rows[y].tds[x];
    const input = Object.assign(document.createElement("input"), {
      id: `c${key}`, name: key, value: text, inputMode: "decimal", tabIndex: -1,
    });
    input.setAttribute("aria-labelledby", `r${this.rows[y].pupil} k${this.columns[x].item}`);
    td.classList.remove("plain", "exempt", "problem", "pupil-fixed");
    const fixed = td.querySelector(".fixed");
    if (fixed) fixed.replaceWith(input);
    else td.replaceChildren(input);
    this.rows[y].inputs[x] = input;
    this.places.set(key, [y, x]);
    return input;
  }

  /** The first cell to type in, from [y, x] on in steps of [down, right]; null when there is none. */
  first([y, x], [down, right]) {
    for (; y >= 0 && y < this.height && x >= 0 && x < this.width; y += down, x += right) {
      if (this.isOpen(y, x)) return [y, x];
    }
    return null;
  }

  /** The cell itself, or where it is exempt the nearest thing: in its row, else in its column. A row
      or column alone has -1 for the other. */
  near(y, x) {
    const inRow = this.first([y, Math.max(x, 0)], [0, 1]) ?? this.first([y, 0], [0, 1]);
    return inRow ?? this.first([0, x], [1, 0]);
  }

  input(key) {
    const place = this.places.get(key);
    return place && this.rows[place[0]].inputs[place[1]];
  }

  /** The field of a cell; none outside the table, and none where it is exempt. */
  at(y, x) {
    return this.rows[y]?.inputs[x];
  }

  maximum(key) {
    return this.columns[this.places.get(key)[1]].maximum;
  }

  /** `Aerts Jan, vraag 1`: how people call the cell. */
  nameOf(key) {
    const [y, x] = this.places.get(key);
    return `${this.rows[y].name}, ${this.columnName(x)}`;
  }

  columnName(x) {
    const { label, total } = this.columns[x];
    return total ? label : `vraag ${label}`;
  }
}
