// The one line that says how it stands with saving, and what asks for attention. What is said aloud
// is only what is settled, so that typing is not talked through.

const QUIET_FOR = 1_500;
const cells = (count) => (count === 1 ? "1 cel" : `${count} cellen`);
const wait = (count) => (count === 1 ? "1 cel wacht" : `${count} cellen wachten`);

export const clock = (moment) =>
  `${moment.toLocaleTimeString("nl-BE", { hour: "2-digit", minute: "2-digit" }).replace(":", ".")} uur`;

/** {kind, text, action} of what the line says. Pure. */
export function sentence({ trouble, waiting, open, savedAt, unable }) {
  const queue = waiting ? `${wait(waiting)}. ` : "";
  switch (trouble?.kind) {
    case "offline":
      return {
        kind: "warning",
        text: waiting
          ? `${wait(waiting)}: geen verbinding. ${unable ? "Laat deze pagina open." : "Niets gaat verloren."}`
          : "Geen verbinding. Je kan gewoon verder typen.",
      };
    case "signed_out":
      return { kind: "warning", text: `Je bent afgemeld. ${queue}Niets gaat verloren.`, action: "sign-in" };
    case "other_user":
      return {
        kind: "warning",
        text: `In deze browser is iemand anders aangemeld. ${queue}Niets gaat verloren.`,
      };
    case "closed":
    case "refused":
      // Why stands above the grid.
      return { kind: "warning", text: waiting ? `${wait(waiting)}. Niets gaat verloren.` : "" };
    default:
  }
  if (waiting) return { kind: "busy", text: "Bewaren…" };
  if (!savedAt) return { kind: "rest", text: "" };
  return { kind: "done", text: `${open ? "De rest is" : "Alles"} bewaard om ${clock(savedAt)}` };
}

export class Status {
  constructor({ box, table, model, sync, store, editor, openSignIn }) {
    Object.assign(this, { box, table, model, sync, store, editor });
    this.filled = box.querySelector("[data-filled]");
    this.line = box.querySelector("[data-status]");
    this.aloud = box.querySelector("[data-aloud]");
    this.signIn = box.querySelector("[data-sign-in]");
    this.signIn.addEventListener("click", openSignIn);
    for (const state of ["refused", "conflict"]) {
      this.#jump(state).addEventListener("click", () => this.#goToNext(state));
    }
    model.listen(() => this.#soon());
    sync.addEventListener("news", () => this.#soon());
    this.show();
  }

  #jump(state) {
    return this.box.querySelector(`[data-jump="${state}"]`);
  }

  #goToNext(state) {
    const keys = this.model.keysIn(state);
    const after = keys[keys.indexOf(this.editor.key) + 1];
    this.editor.goTo(after ?? keys[0]);
  }

  /** Once per turn, however many cells changed. */
  #soon() {
    if (this.planned) return;
    this.planned = true;
    queueMicrotask(() => {
      this.planned = false;
      this.show();
    });
  }

  show() {
    const { waiting, refused, conflict, filled, questions } = this.#tally();
    const { trouble, savedAt } = this.sync;
    this.#offer("refused", refused, `${cells(refused)} niet bewaard`);
    this.#offer("conflict", conflict, `${cells(conflict)}: kies een waarde`);
    const open = refused + conflict;
    const { kind, text, action } = sentence({ trouble, waiting, open, savedAt, unable: this.store.unable.size });
    if (this.line.textContent !== text) this.line.textContent = text;
    this.line.dataset.kind = kind;
    this.signIn.hidden = action !== "sign-in";
    this.filled.textContent = `${filled} van ${questions} ingevuld`;
    if (kind !== "busy") this.#announce(text);
  }

  /** How many cells are in which state, and how many of those that count are filled. */
  #tally() {
    const tally = { waiting: 0, refused: 0, conflict: 0, filled: 0, questions: 0 };
    const { columns, places, height } = this.table;
    const counting = columns.filter((column) => column.counts).length;
    tally.questions = tally.filled = counting * height; // an exempt cell is as good as filled
    for (const [key, [, x]] of places) {
      const state = this.model.stateOf(key);
      if (state in tally) tally[state] += 1;
      const isEmpty = !this.model.read(key) || state === "refused"; // it is not saved: it is missing
      if (columns[x].counts && isEmpty && !this.table.exempt.has(key)) tally.filled -= 1;
    }
    return tally;
  }

  #offer(state, count, words) {
    const button = this.#jump(state);
    button.hidden = !count;
    button.querySelector("[data-words]").textContent = words;
  }

  #announce(text) {
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => {
      if (this.aloud.textContent !== text) this.aloud.textContent = text;
    }, QUIET_FOR);
  }
}
