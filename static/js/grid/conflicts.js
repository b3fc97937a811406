// Two people, one cell: both values with who and when, in the cell itself, and a choice by mouse or
// by one key. Nothing is written until somebody chose.

import { keepInside } from "./float.js";

const shown = (text) => text || "leeg";

export class Conflicts {
  constructor({ table, model, editor, undo, say }) {
    Object.assign(this, { table, model, editor, undo, say, panels: new Map() });
    model.listen((keys) => keys.forEach((key) => this.#show(key)));
    const [body] = table.element.tBodies;
    body.addEventListener("keydown", (event) => this.#key(event), { capture: true });
    body.addEventListener("focusin", ({ target }) => this.#seen(target.name));
  }

  #show(key) {
    const { theirs, text } = this.model.get(key);
    const old = this.panels.get(key);
    if (!theirs) {
      const hadFocus = old?.contains(document.activeElement);
      old?.remove();
      this.panels.delete(key);
      if (old) this.table.input(key).removeAttribute("aria-describedby");
      if (hadFocus) this.editor.goTo(key);
      return;
    }
    const panel = this.#panel(key, theirs, text);
    if (old) old.replaceWith(panel);
    else {
      this.table.input(key).parentElement.append(panel);
      this.say(`${this.table.nameOf(key)}: ${panel.querySelector("p").textContent} Kies welke waarde blijft.`);
    }
    this.panels.set(key, panel);
    this.#seen(document.activeElement?.name);
    this.table.input(key).setAttribute("aria-describedby", `t${key}`);
  }

  #seen(key) {
    const panel = this.panels.get(key);
    if (panel) requestAnimationFrame(() => panel.isConnected && keepInside(panel, this.table.input(key)));
  }

  #panel(key, theirs, text) {
    const panel = document.createElement("div");
    panel.className = "choose";
    panel.setAttribute("role", "group");
    panel.ariaLabel = `Keuze voor ${this.table.nameOf(key)}`;
    const line = document.createElement("p");
    line.id = `t${key}`;
    line.textContent = describe(theirs, text);
    panel.append(line, this.#button(key, "mine", "Mijn waarde", text), this.#button(key, "theirs", "Hun waarde", theirs.text));
    return panel;
  }

  #button(key, whose, words, text) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-secondary";
    button.textContent = `${words}: ${shown(text)}`;
    button.setAttribute("aria-keyshortcuts", whose === "mine" ? "M" : "H");
    button.addEventListener("click", () => this.#choose(key, whose));
    return button;
  }

  #key(event) {
    const key = event.target.name;
    if (!this.panels.has(key) || event.ctrlKey || event.metaKey || event.altKey) return;
    const whose = { m: "mine", h: "theirs" }[event.key.toLowerCase()];
    if (!whose) return;
    event.preventDefault();
    event.stopPropagation();
    this.#choose(key, whose);
  }

  #choose(key, whose) {
    const { text, theirs } = this.model.get(key);
    if (whose === "theirs") this.undo.record([{ key, before: text, after: theirs.text }]);
    this.model.choose(key, whose);
    this.editor.goTo(key);
    this.say(`${this.table.nameOf(key)}: ${shown(this.model.read(key))} blijft.`);
  }
}

function describe({ text, name, at }, mine) {
  const who = name || "Iemand anders";
  const when = at ? ` (${at})` : "";
  const theirs = text ? `${who} vulde intussen ${text} in${when}.` : `${who} maakte deze cel intussen leeg${when}.`;
  return `${theirs} Jij ${mine ? `typte ${mine}` : "maakte ze leeg"}.`;
}
