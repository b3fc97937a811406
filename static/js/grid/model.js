// Every cell of the grid: what it shows, what the server has, and what stands between the two.
// No screen and no network here; who listens hears which cells changed.
//
// A cell is {text, version, base, baseVersion, sent, lost, reason, theirs, by, kept}:
//   text     what the screen shows, and the version that was seen when it was typed
//   base     what the server has, as far as we know, and its version
//   sent     what is under way, or null       lost    what was sent without an answer
//   reason   why the server refused the text  theirs  what a colleague wrote meanwhile
//   by       a colleague's initials           kept    whether it was saved on this page
// In a conflict `version` stays the one that the text was based on, until somebody chooses.

export class Model {
  constructor(initials = "") {
    this.initials = initials;
    this.cells = new Map();
    this.listeners = [];
  }

  add(key, text, version) {
    this.cells.set(key, {
      text, version, base: text, baseVersion: version, sent: null, lost: null,
      reason: "", theirs: null, by: "", kept: false,
    });
  }

  get(key) {
    return this.cells.get(key);
  }

  read = (key) => this.cells.get(key)?.text;

  listen(listener) {
    this.listeners.push(listener);
  }

  #tell(keys) {
    if (keys.length) for (const listener of this.listeners) listener(keys);
  }

  /** "conflict", "refused", "waiting", "saved" (on this page), or "" for as it was. */
  stateOf(key) {
    const cell = this.get(key);
    if (cell.theirs) return "conflict";
    if (cell.reason) return "refused";
    if (cell.sent !== null || cell.text !== cell.base) return "waiting";
    return cell.kept ? "saved" : "";
  }

  keysIn(state) {
    return [...this.cells.keys()].filter((key) => this.stateOf(key) === state);
  }

  /** Writes `[[key, text]]` on the screen; the server hears it with the next batch. */
  write(writes) {
    const changed = writes.filter(([key, text]) => this.get(key) && this.get(key).text !== text);
    for (const [key, text] of changed) {
      const cell = this.get(key);
      if (cell.text === cell.base || text === cell.base) cell.version = cell.baseVersion;
      Object.assign(cell, { text, reason: "", by: "" });
      if (cell.theirs?.text === text) this.#takeTheirs(cell);
    }
    this.#tell(changed.map(([key]) => key));
    return changed.length;
  }

  /** What the server refused for a reason that is over: it goes out again. */
  retry(keys) {
    const again = keys.filter((key) => this.get(key).reason);
    for (const key of again) this.get(key).reason = "";
    this.#tell(again);
  }

  /** A cell that waited from an earlier visit, based on the version of then. */
  restore(key, text, version) {
    const cell = this.get(key);
    Object.assign(cell, { text, version });
    this.#tell([key]);
  }

  /** The next batch, `[[pupil, item, text, version]]`; it is under way until it is settled. */
  take(most) {
    const batch = [];
    for (const [key, cell] of this.cells) {
      if (batch.length >= most) break;
      if (cell.text === cell.base || cell.sent !== null || cell.reason || cell.theirs) continue;
      cell.sent = cell.text;
      batch.push([...key.split("-").map(Number), cell.text, cell.version]);
    }
    return batch;
  }

  get hasMore() {
    return [...this.cells.values()].some(
      (cell) => cell.text !== cell.base && cell.sent === null && !cell.reason && !cell.theirs,
    );
  }

  /** No answer, or none about these cells: they wait again. */
  giveBack() {
    const back = [...this.cells].filter(([, cell]) => cell.sent !== null);
    for (const [, cell] of back) Object.assign(cell, { lost: cell.sent, sent: null });
    this.#tell(back.map(([key]) => key));
  }

  /** What became of a batch, and what others did. */
  settle({ saved = [], refused = [], conflicts = [], changes = [] }) {
    const touched = new Set();
    const each = (rows, take) => {
      for (const [pupil, item, ...rest] of rows) {
        const key = `${pupil}-${item}`;
        const cell = this.get(key);
        if (!cell) continue;
        take(cell, ...rest);
        touched.add(key);
      }
    };
    each(saved, (cell, version) => this.#saved(cell, version));
    each(refused, (cell, sentence) => {
      if (cell.sent === cell.text) cell.reason = sentence;
      cell.sent = null;
    });
    each(conflicts, (cell, ...theirs) => this.#conflict(cell, ...theirs));
    each(changes, (cell, ...change) => this.#change(cell, ...change));
    this.giveBack();
    this.#tell([...touched]);
  }

  #saved(cell, version) {
    if (cell.sent === null) return;
    Object.assign(cell, { base: cell.sent, version, baseVersion: version, sent: null, lost: null, by: "", kept: true });
  }

  #conflict(cell, text, version, name, initials, at) {
    const ownAndUnheard = cell.lost === text && initials === this.initials;
    const agreed = text === cell.text;
    Object.assign(cell, { sent: null, lost: null, base: text, baseVersion: version });
    if (ownAndUnheard || agreed) Object.assign(cell, { version, kept: agreed });
    else cell.theirs = { text, version, name, initials, at };
  }

  #change(cell, text, version, initials) {
    if (cell.sent !== null) return;
    const pending = cell.text !== cell.base;
    if (!pending) {
      if (text === cell.text && version === cell.version) return;
      const by = initials === this.initials ? "" : initials;
      Object.assign(cell, { text, version, base: text, baseVersion: version, by, kept: false });
    } else if (text === cell.text) {
      const agreed = { base: text, version, baseVersion: version };
      Object.assign(cell, agreed, { theirs: null, reason: "", kept: true });
    } else if (version !== cell.baseVersion || text !== cell.base) {
      // Stays on its old version: the server then answers with who and when.
      Object.assign(cell, { base: text, baseVersion: version, theirs: null });
    }
  }

  /** The end of a conflict: "mine" is written over exactly the version that was shown. */
  choose(key, whose) {
    const cell = this.get(key);
    if (!cell?.theirs) return;
    if (whose === "theirs") this.#takeTheirs(cell);
    else Object.assign(cell, { version: cell.theirs.version, theirs: null });
    this.#tell([key]);
  }

  #takeTheirs(cell) {
    const { text, version, initials } = cell.theirs;
    const server = { text, version, base: text, baseVersion: version };
    Object.assign(cell, server, { by: initials, theirs: null, reason: "" });
  }
}
