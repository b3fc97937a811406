// Pasting a block: first what it would change, then all of it as one step that can be undone.

import { rowsOfClipboard, rowsOfText } from "./block.js";
import { impossible, tidy } from "./mark.js";
import { matchBlock } from "./match.js";

const MOST_LISTED = 8;
const count = (n, one, many) => (n === 1 ? `1 ${one}` : `${n} ${many}`);

export class Paste {
  constructor({ table, model, editor, codes, dialog, button, say }) {
    Object.assign(this, { table, model, editor, codes, dialog, say, block: [] });
    this.text = dialog.querySelector("textarea");
    this.header = dialog.querySelector("[name=kop]");
    this.confirm = dialog.querySelector("[data-confirm]");
    button.addEventListener("click", () => this.#open([]));
    document.addEventListener("paste", (event) => this.#pasted(event));
    this.text.addEventListener("input", () => this.#preview((this.block = rowsOfText(this.text.value))));
    this.header.addEventListener("change", () => this.#preview(this.block, this.header.checked));
    this.confirm.addEventListener("click", () => this.#apply());
    dialog.querySelector("[data-cancel]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => this.editor.go(this.at));
  }

  #pasted(event) {
    const { target } = event;
    const ours = this.table.places.has(target.name) || !target.closest?.("input, textarea, select, dialog");
    if (!ours && target !== this.text) return;
    const data = event.clipboardData;
    const block = rowsOfClipboard({ text: data.getData("text/plain"), html: data.getData("text/html") });
    const single = block.length <= 1 && (block[0]?.length ?? 0) <= 1;
    if (single && target !== document.body) return; // one value: the browser's own paste
    if (!block.length) return;
    event.preventDefault();
    this.#open(block);
  }

  #open(block) {
    if (this.editor.locked) return;
    if (!this.dialog.open) {
      this.at = this.editor.place;
      this.dialog.showModal();
    }
    this.block = block;
    this.text.value = block.map((row) => row.join("\t")).join("\n");
    this.#preview(block);
    (block.length ? this.confirm : this.text).focus();
  }

  #preview(block, header = null) {
    const { columns, rows, total } = this.table;
    const found = matchBlock(block, {
      pupils: rows.map((row) => row.name),
      labels: columns.map((column) => column.label),
      maxima: columns.map((column) => column.maximum),
      total,
      at: this.at,
    }, header);
    const open = found.writes.filter(([y, x]) => this.table.isOpen(y, x));
    this.plan = open.map(([y, x, text]) => this.#write(y, x, text));
    found.exempt = found.writes
      .filter(([y, x, text]) => !this.table.isOpen(y, x) && tidy(text, this.codes) !== this.table.fixed(y, x))
      .map(([y, x, text]) => `${rows[y].name}, ${this.table.columnName(x)}: ${text}`);
    this.header.checked = found.header;
    this.#show(found);
  }

  #write(y, x, text) {
    const key = this.table.at(y, x).name;
    const after = tidy(text, this.codes);
    const before = this.model.read(key);
    return { key, before, after, wrong: impossible(after, this.table.maximum(key), this.codes) };
  }

  #show(found) {
    const changes = this.plan.filter(({ before, after }) => before !== after);
    const over = changes.filter(({ before }) => before);
    const wrong = changes.filter((one) => one.wrong);
    const equal = this.plan.length - changes.length;
    const facts = this.dialog.querySelector("[data-facts]");
    const name = ({ key, after, before }) => `${this.table.nameOf(key)}: ${before ? `${before} wordt ` : ""}${after}`;
    const lines = [
      [`${count(changes.length, "cel wijzigt", "cellen wijzigen")}, ${equal} ${equal === 1 ? "blijft" : "blijven"} gelijk.`, []],
      [rowsSentence(found), []],
      over.length && [`${count(over.length, "cel was al ingevuld", "cellen waren al ingevuld")}:`, over.map(name)],
      wrong.length && [`${count(wrong.length, "waarde kan niet", "waarden kunnen niet")}. Je ziet ze in het rooster in het rood:`, wrong.map(name)],
      found.exempt.length && [`${count(found.exempt.length, "waarde is", "waarden zijn")} van een leerling die vrijgesteld is en ${found.exempt.length === 1 ? "blijft" : "blijven"} weg:`, found.exempt],
      found.strangers.length && [`${count(found.strangers.length, "naam is", "namen zijn")} niet, of niet met zekerheid, van deze klas en ${found.strangers.length === 1 ? "blijft" : "blijven"} weg:`, found.strangers],
      found.unplaced.length && [`${count(found.unplaced.length, "waarde heeft", "waarden hebben")} hier geen plaats en ${found.unplaced.length === 1 ? "blijft" : "blijven"} weg:`, found.unplaced],
    ];
    facts.replaceChildren(...lines.filter(Boolean).map(([text, details]) => fact(text, details)));
    this.dialog.querySelector("[data-preview]").hidden = !this.block.length;
    this.confirm.hidden = !changes.length;
    this.confirm.textContent = `Plak ${count(changes.length, "cel", "cellen")}`;
  }

  #apply() {
    const changed = this.editor.write(this.plan.map(({ key, after }) => [key, after]));
    this.dialog.close();
    this.text.value = "";
    this.say(`${count(changed, "cel", "cellen")} geplakt. Met Ctrl+Z maak je het in één keer ongedaan.`);
  }
}

function rowsSentence({ found, names, header }) {
  const rows = count(found, "leerling", "leerlingen");
  const how = names ? "herkend aan hun naam" : "van de cel van de cursor naar beneden";
  return `${rows}, ${how}; ${header ? "vragen herkend aan de kop" : "vragen op volgorde"}.`;
}

function fact(text, details) {
  const line = document.createElement("li");
  line.append(text);
  if (details.length) {
    const list = document.createElement("ul");
    const more = details.length - MOST_LISTED;
    const shown = more > 0 ? [...details.slice(0, MOST_LISTED), `en nog ${more}`] : details;
    list.append(...shown.map((one) => Object.assign(document.createElement("li"), { textContent: one })));
    line.append(list);
  }
  return line;
}
