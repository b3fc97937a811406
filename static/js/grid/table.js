// The table as the page brought it: rows, columns, and the cell that belongs to a pupil and an item.

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
      inputs: [...tr.querySelectorAll("input")],
    }));
    this.places = new Map();
    this.rows.forEach((row, y) => row.inputs.forEach((input, x) => this.places.set(input.name, [y, x])));
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

  filled = (y, x) => this.rows[y].inputs[x].value.trim() !== "";

  input(key) {
    const place = this.places.get(key);
    return place && this.rows[place[0]].inputs[place[1]];
  }

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
