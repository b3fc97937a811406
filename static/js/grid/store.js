// What waits to be saved, kept in this browser: it survives reload, closing the tab, no network and
// an expired session. Ids and values only, under a key per person, class, part and cell, so that
// two tabs never overwrite each other's and nobody sends what somebody else typed.

const ROOT = "punten";

export class Store {
  constructor({ user, schoolClass, part, storage = window.localStorage }) {
    this.storage = storage;
    this.user = user;
    this.prefix = [ROOT, user, schoolClass, part, ""].join("/");
    this.own = new Map(); // what this tab put there
    this.unable = new Set(); // what could not be kept: full, or forbidden by the browser
  }

  put(key, text, version) {
    const value = JSON.stringify([text, version]);
    this.own.set(key, value);
    try {
      this.storage.setItem(this.prefix + key, value);
      this.unable.delete(key);
    } catch {
      this.unable.add(key);
    }
  }

  /** The server has it. Another tab's newer text stays. */
  drop(key) {
    this.unable.delete(key);
    const value = this.own.get(key);
    if (value === undefined) return;
    this.own.delete(key);
    try {
      const name = this.prefix + key;
      if (this.storage.getItem(name) === value) this.storage.removeItem(name);
    } catch {
      // nothing was kept either
    }
  }

  /** `[[key, text, version]]` that waited here when the page opened. */
  load() {
    return this.#names()
      .filter((name) => name.startsWith(this.prefix))
      .map((name) => this.#read(name))
      .filter(Boolean);
  }

  /** How many cells of other people wait in this browser. */
  countOfOthers() {
    const mine = `${ROOT}/${this.user}/`;
    return this.#names().filter((name) => name.startsWith(`${ROOT}/`) && !name.startsWith(mine)).length;
  }

  #names() {
    try {
      return Array.from({ length: this.storage.length }, (_, n) => this.storage.key(n));
    } catch {
      return [];
    }
  }

  #read(name) {
    const key = name.slice(this.prefix.length);
    try {
      const value = this.storage.getItem(name);
      const [text, version] = JSON.parse(value);
      if (typeof text !== "string" || !Number.isInteger(version)) return null;
      this.own.set(key, value);
      return [key, text, version];
    } catch {
      return null;
    }
  }
}
