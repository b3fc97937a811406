// Undo and redo: steps of changed cells. Pure: it says what to write, and writes nothing itself.

export const MOST_STEPS = 100;

export class Undo {
  constructor(most = MOST_STEPS) {
    this.most = most;
    this.past = [];
    this.future = [];
    this.open = false; // whether the last step is a cell that is still being typed in
  }

  /** Notes `[{key, before, after}]` as one step; typing on in one cell stays one step. */
  record(changes, { typing = false } = {}) {
    const real = changes.filter(({ before, after }) => before !== after);
    const last = this.past.at(-1);
    const goesOn = typing && this.open && last?.length === 1 && last[0].key === changes[0]?.key;
    if (!real.length && !goesOn) return;
    this.future = [];
    if (goesOn) {
      last[0].after = changes[0].after;
      if (last[0].after === last[0].before) this.past.pop(), (this.open = false);
      return;
    }
    this.past.push(real.map((change) => ({ ...change })));
    if (this.past.length > this.most) this.past.shift();
    this.open = typing;
  }

  /** The cell is left: what is typed there later is another step. */
  close() {
    this.open = false;
  }

  get canUndo() {
    return this.past.length > 0;
  }

  get canRedo() {
    return this.future.length > 0;
  }

  /** `{writes: [[key, text]], skipped: [key]}`, or null. A cell that says something else by now
      (a colleague changed it) is skipped. `read(key)` is what the cell says. */
  undo(read) {
    return this.#go(this.past, this.future, read, "after", "before");
  }

  redo(read) {
    return this.#go(this.future, this.past, read, "before", "after");
  }

  #go(from, to, read, now, then) {
    this.open = false;
    const step = from.pop();
    if (!step) return null;
    const possible = step.filter((change) => read(change.key) === change[now]);
    if (possible.length) to.push(possible);
    return {
      writes: possible.map((change) => [change.key, change[then]]),
      skipped: step.filter((change) => !possible.includes(change)).map((change) => change.key),
    };
  }
}
