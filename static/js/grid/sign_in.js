// Signing in again without leaving the grid: in a small window that tells when it is done. What
// was typed waits meanwhile; it goes on only for the same person.

const WINDOW = "width=560,height=760";

export class SignIn {
  constructor({ dialog, sync, editor }) {
    Object.assign(this, { dialog, sync, editor, asked: false, address: "" });
    this.link = dialog.querySelector("[data-go]");
    this.link.addEventListener("click", (event) => this.#open(event));
    dialog.querySelector("[data-later]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => editor.go(editor.place));
    sync.addEventListener("news", () => this.#heard());
    new BroadcastChannel("portal-session").addEventListener("message", () => sync.now());
  }

  show = () => {
    if (!this.dialog.open) this.dialog.showModal();
  };

  #heard() {
    const { trouble } = this.sync;
    const needed = trouble?.kind === "signed_out" || trouble?.kind === "other_user";
    if (needed) {
      this.link.href = this.address = trouble.signIn ?? this.dialog.dataset.address;
      this.link.hidden = trouble.kind === "other_user"; // first that person signs out
      for (const words of this.dialog.querySelectorAll("[data-kind]")) words.hidden = words.dataset.kind !== trouble.kind;
      if (this.asked !== trouble.kind) this.show(); // once; later from the line below the grid
      this.asked = trouble.kind;
    } else if (this.asked && !trouble) {
      this.asked = false;
      if (this.dialog.open) this.dialog.close();
    }
  }

  /** A window of our own can close itself; where the browser forbids it, the link opens a tab. */
  #open(event) {
    if (window.open(this.link.href, "portal-aanmelden", WINDOW)) event.preventDefault();
  }
}
