// Whether may be typed now: closed or handed in by a colleague meanwhile, the cells are read only;
// and who else is typing along.

export class Lock {
  constructor({ table, editor, sync, state, others, note, handIn }) {
    Object.assign(this, { table, editor, others, note, handIn });
    this.show(state);
    sync.addEventListener("news", ({ detail }) => detail.state && this.show(detail.state));
    sync.addEventListener("news", () => sync.trouble?.kind === "refused" && this.#lock(sync.trouble.sentence));
  }

  show({ open, refusal, others, may_reopen: mayReopen }) {
    this.#lock(open ? "" : refusal);
    this.note.querySelector("[data-reopen]").hidden = !mayReopen;
    this.others.hidden = !others.length;
    this.others.querySelector("[data-words]").textContent =
      others.length === 1 ? `${others[0]} typt ook` : `${others.join(", ")} typen ook`;
  }

  #lock(sentence) {
    const locked = Boolean(sentence);
    this.note.hidden = !locked;
    this.note.querySelector("p").textContent = sentence;
    if (locked === this.editor.locked) return;
    this.editor.locked = locked;
    for (const key of this.table.places.keys()) this.table.input(key).readOnly = locked || this.table.exempt.has(key);
    if (this.handIn) this.handIn.hidden = locked;
    const { element } = this.table;
    element.toggleAttribute("data-locked", locked);
    if (element.role === "grid") element.ariaReadOnly = locked ? "true" : null;
  }
}
