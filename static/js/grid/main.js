// The grid without JavaScript is a form, and so is the page of one pupil: a grid of one row, shown as
// a list. This makes it one that saves by itself: it reads the page, makes the parts that each do one
// thing, and tells them of each other.

import { CellLine } from "./cell_line.js";
import { Cells } from "./cells.js";
import { Choices } from "./choices.js";
import { Conflicts } from "./conflicts.js";
import { Editor } from "./editor.js";
import { Exempt } from "./exempt.js";
import { keepCursorInSight } from "./float.js";
import { takeUp } from "./leftovers.js";
import { Lock } from "./lock.js";
import { tidy } from "./mark.js";
import { Marks } from "./marks.js";
import { Model } from "./model.js";
import { Paste } from "./paste.js";
import { SignIn } from "./sign_in.js";
import { Status } from "./status.js";
import { Store } from "./store.js";
import { Sync } from "./sync.js";
import { Table } from "./table.js";
import { Totals } from "./totals.js";
import { Undo } from "./undo.js";

const element = document.getElementById("grid");
const form = document.getElementById("punten");
if (element?.querySelector("tbody input")) start();

/** `ITEM,ITEM|PUPIL:VERSION=TEXT;…|…` as results/forms/grid.py writes it, per cell. */
function readBasis(field) {
  const [head, ...rows] = field.split("|");
  const items = head.split(",");
  const basis = new Map();
  for (const row of rows) {
    const [pupil, cells] = row.split(":");
    cells.split(";").forEach((cell, n) => {
      const [version, text = ""] = cell.split("=");
      basis.set(`${pupil}-${items[n]}`, { version: Number(version), text });
    });
  }
  return basis;
}

function makeModel(table, codes) {
  const model = new Model(element.dataset.initials);
  const basis = readBasis(form.elements.basis.value);
  for (const key of table.places.keys()) {
    const { text, version } = basis.get(key) ?? { text: "", version: 0 };
    model.add(key, text, version);
  }
  // What the server sent back as not saved, or the browser kept in the fields.
  const typed = [...table.places.keys()].map((key) => [key, tidy(table.input(key).value, codes)]);
  return { model, typed, basis };
}

/** What the form without a program said of cells that were not saved; the cells now say it. */
function forgetOldProblems() {
  for (const td of element.querySelectorAll("td.problem:has(input)")) {
    const input = td.querySelector("input");
    td.classList.remove("problem");
    td.querySelector(`#f${input.name}`).remove();
    input.removeAttribute("aria-describedby");
  }
}

/** What waits is kept in the browser as long as it waits. */
function keepWaiting(model, store) {
  model.listen((keys) => {
    for (const key of keys) {
      const cell = model.get(key);
      if (cell.text === cell.base) store.drop(key);
      else store.put(key, cell.text, cell.version);
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (store.unable.size) event.preventDefault();
  });
}

/** Says something aloud and shows it for a while. */
function makeSay(line) {
  let timer;
  return (text) => {
    line.textContent = text;
    clearTimeout(timer);
    timer = setTimeout(() => (line.textContent = ""), 8_000);
  };
}

function wireUndo({ undo, editor, model }) {
  for (const way of ["undo", "redo"]) {
    document.querySelector(`[data-${way}]`).addEventListener("click", () => editor.back(way));
  }
  const show = () => {
    document.querySelector("[data-undo]").ariaDisabled = String(!undo.canUndo);
    document.querySelector("[data-redo]").ariaDisabled = String(!undo.canRedo);
  };
  model.listen(show);
  show();
}

function start() {
  const { codes, state, marks: first } = JSON.parse(document.getElementById("grid-facts").textContent);
  const { user, class: schoolClass, part, cellsUrl: url, cursor } = element.dataset;
  const by = (name, root = document) => root.querySelector(`[data-${name}]`);
  for (const late of document.querySelectorAll("[data-with-program]")) late.hidden = false;
  for (const early of document.querySelectorAll("[data-without-program]")) early.hidden = true;
  form.addEventListener("submit", (event) => event.preventDefault());
  if (!element.role) element.role = "grid"; // of one pupil it is a list of fields
  forgetOldProblems();

  const table = new Table(element);
  for (const key of table.places.keys()) table.input(key).inputMode ||= "decimal"; // the codes are beside it
  const { model, typed, basis } = makeModel(table, codes);
  const store = new Store({ user, schoolClass, part });
  const token = form.elements.csrfmiddlewaretoken.value;
  const say = makeSay(by("say"));
  const undo = new Undo();
  const cells = new Cells({ table, model, codes });
  const choices = new Choices(by("grid-tools"));
  const editor = new Editor({ table, model, cells, undo, choices, codes, say });
  const marks = new Marks({ table, box: by("marks"), jump: document.querySelector("[data-jump=odd]"), editor, marks: first });
  const totals = new Totals({ table, model, codes });
  const [box, codesBox, dialog] = ["cell-line", "codes", "history-dialog"].map((name) => by(name));
  new CellLine({ box, codesBox, dialog, table, model, editor, marks, codes, say });
  new Conflicts({ table, model, editor, undo, say });
  keepWaiting(model, store);
  keepCursorInSight(model, table);
  wireUndo({ undo, editor, model });

  const sync = new Sync({ url, user: Number(user), cursor, token, model });
  const signIn = new SignIn({ dialog: by("sign-in-dialog"), sync, editor });
  new Status({ box: by("save-bar"), table, model, sync, store, editor, openSignIn: signIn.show });
  if (by("paste")) new Paste({ table, model, editor, codes, say, dialog: by("paste-dialog"), button: by("paste") });
  by("absent")?.addEventListener("click", () => editor.absent());
  new Lock({ table, editor, sync, state, others: by("others"), note: by("lock-note"), handIn: by("hand-in") });
  sync.addEventListener("news", ({ detail }) => marks.show(detail.marks));
  new Exempt({ table, model, totals, sync, basis });
  model.listen(() => sync.nudge());

  takeUp({ store, model, others: by("others-wait"), elsewhere: by("elsewhere"), homeless: by("homeless") });
  model.write(typed.filter(([key, text]) => text !== model.get(key).base && model.stateOf(key) === ""));
  sync.nudge();
  for (const link of document.querySelectorAll("[data-when-saved]")) followWhenSaved(link, sync);
  beginAt(table, editor);
}

/** Handing in asks the server what is missing, and the next pupil is another page: so everything is
    there first. */
function followWhenSaved(link, sync) {
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    try {
      await sync.allSaved();
      window.location.assign(link.href);
    } catch {
      // the line below the grid says what is wrong
    }
  });
}

/** The cell that the address names, else the first empty one; on a touch screen nothing jumps up. */
function beginAt(table, editor) {
  const named = /^#c(\d+-\d+)$/.exec(window.location.hash);
  if (named && editor.goTo(named[1])) return;
  if (window.matchMedia("(pointer: coarse)").matches || document.activeElement !== document.body) return;
  const empty = [...table.places].find(([, [y, x]]) => !table.columns[x].total && !table.filled(y, x));
  if (empty) editor.goTo(empty[0]);
}
