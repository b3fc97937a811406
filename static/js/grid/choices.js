// How somebody likes to type: the order of entry and three switches, remembered in this browser.

const NAME = "punten-keuzes";
const DEFAULTS = { order: "pupil", auto: true, skip: false, withTotal: false };

export class Choices {
  constructor(box) {
    Object.assign(this, DEFAULTS, remembered());
    for (const control of box.querySelectorAll("[data-choice]")) {
      const { choice } = control.dataset;
      if (control.type === "radio") control.checked = this[choice] === control.value;
      else control.checked = this[choice];
      control.addEventListener("change", () => {
        this[choice] = control.type === "radio" ? control.value : control.checked;
        this.#remember();
      });
    }
    if (!box.querySelector(`[value="${this.order}"]`)) this.order = DEFAULTS.order;
  }

  #remember() {
    const { order, auto, skip, withTotal } = this;
    try {
      window.localStorage.setItem(NAME, JSON.stringify({ order, auto, skip, withTotal }));
    } catch {
      // then they hold until the page is left
    }
  }
}

function remembered() {
  try {
    const kept = JSON.parse(window.localStorage.getItem(NAME)) ?? {};
    return Object.fromEntries(Object.entries(kept).filter(([name]) => name in DEFAULTS));
  } catch {
    return {};
  }
}
