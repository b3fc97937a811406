// Talks with the server: batches out, colleagues' changes in; one request at a time, so that what
// it says is always newer than what it said before. Decides nothing about cells: that is the model's.

const PAUSE = 600; // after the last key
const MOST_CELLS = 500; // in one batch
const LONGEST = 20_000;
const POLL_BUSY = 5_000;
const POLL_IDLE = 20_000;
const BUSY_FOR = 60_000;
const BACK_OFF = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

export class Sync extends EventTarget {
  /** `trouble` is null or {kind, sentence, signIn}; every answer or trouble is an event `news`. */
  constructor({ url, user, cursor, token, model }) {
    super();
    Object.assign(this, { url, user, cursor, token, model });
    this.trouble = null;
    this.savedAt = null;
    this.failures = 0;
    this.busy = false;
    this.again = false;
    this.isJoined = false; // a colleague types along
    this.lastTyped = Date.now();
    this.timer = null;
    window.addEventListener("online", () => this.now());
    window.addEventListener("offline", () => this.#lost());
    document.addEventListener("visibilitychange", () => this.#seen());
    window.addEventListener("pageshow", (event) => event.persisted && this.now());
  }

  /** Something was typed: it goes out after a short pause. */
  nudge() {
    this.lastTyped = Date.now();
    if (this.trouble && this.trouble.kind !== "offline") return;
    this.#plan(this.failures ? this.#backOff() : PAUSE);
  }

  /** At once, whatever went wrong before. */
  now() {
    this.failures = 0;
    this.#plan(0);
  }

  /** Looked at again: what is new? Left behind: what still waits goes out at once. */
  #seen() {
    if (!document.hidden) this.now();
    else if (!this.trouble && this.model.hasMore) this.#exchange();
  }

  /** Resolves when nothing waits any more; rejects at the first trouble. */
  allSaved() {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (this.trouble) reject(new Error(this.trouble.kind));
        else if (!this.busy && !this.model.hasMore) resolve();
        else setTimeout(look, 50);
      };
      if (this.model.hasMore) this.#plan(0);
      look();
    });
  }

  #plan(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#exchange(), wait);
  }

  #lost() {
    this.#fail({ kind: "offline" });
    this.#plan(this.#backOff());
  }

  #backOff() {
    return BACK_OFF[Math.min(this.failures, BACK_OFF.length) - 1];
  }

  async #exchange() {
    if (this.busy) {
      this.again = true;
      return;
    }
    if (document.hidden && !this.model.hasMore) return; // goes on when the page is looked at
    this.busy = true;
    this.again = false;
    // After a trouble first a question: whether it is over, who is signed in, and a new token.
    const batch = this.trouble ? [] : this.model.take(MOST_CELLS);
    try {
      await this.#read(await this.#ask(batch), batch);
    } catch {
      this.#fail({ kind: "offline" });
    } finally {
      this.busy = false;
    }
    this.#next();
  }

  #ask(batch) {
    const options = { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(LONGEST) };
    if (!batch.length) return fetch(`${this.url}?since=${encodeURIComponent(this.cursor)}`, options);
    options.headers["X-CSRFToken"] = this.token;
    options.headers["Content-Type"] = "application/json";
    const body = JSON.stringify({ cells: batch, cursor: this.cursor, user: this.user });
    return fetch(this.url, { ...options, method: "POST", body, keepalive: true }); // also when the page is left
  }

  async #read(response, batch) {
    const kind = response.headers.get("Content-Type") ?? "";
    const answer = kind.includes("json") ? await response.json() : null;
    if (response.ok && answer) return this.#heard(answer, batch);
    if (response.status === 401) return this.#fail({ kind: "signed_out", signIn: answer?.sign_in });
    if (response.status === 409) return this.#fail({ kind: "other_user" });
    if (response.status === 403 && (!answer || answer.csrf)) return this.#fail({ kind: "token" });
    if (answer?.refusal) return this.#fail({ kind: "refused", sentence: answer.refusal });
    return this.#fail({ kind: "offline" });
  }

  #heard(answer, batch) {
    if (answer.user !== this.user) return this.#fail({ kind: "other_user" });
    this.token = answer.csrf;
    this.cursor = answer.cursor;
    this.failures = 0;
    this.isJoined = answer.state.others.length > 0;
    this.trouble = answer.state.open ? null : { kind: "closed", sentence: answer.state.refusal };
    this.model.settle(answer);
    if (batch.length && answer.saved.length) this.savedAt = new Date();
    this.dispatchEvent(new CustomEvent("news", { detail: answer }));
  }

  #fail(trouble) {
    this.failures += 1;
    this.trouble = trouble;
    this.model.giveBack();
    this.dispatchEvent(new CustomEvent("news", { detail: {} }));
  }

  #next() {
    const { kind } = this.trouble ?? {};
    if (kind === "token") return this.#plan(this.failures > 2 ? this.#backOff() : 0);
    if (kind === "offline") return this.#plan(this.#backOff());
    if (kind === "refused" && this.failures === 1) return this.#plan(PAUSE); // what is the matter?
    if (kind === "other_user") return this.#plan(POLL_IDLE);
    if (!kind && (this.again || this.model.hasMore)) return this.#plan(this.again ? PAUSE : 0);
    const idle = kind || (Date.now() - this.lastTyped > BUSY_FOR && !this.isJoined);
    return this.#plan(idle ? POLL_IDLE : POLL_BUSY);
  }
}
