// The order page while somebody types. htmx keeps what is typed; here is what only a browser sees:
// Enter keeps at once, "Neem over" fills in the known numbers, a question that stays keeps its
// tick, and a failed save says so.

const PAUSE = "input";
const form = () => document.querySelector("#bestelformulier");
const state = () => document.querySelector("#bewaard");

const say = (kind, words) => {
  const place = state();
  if (!place) return;
  const badge = document.createElement("span");
  badge.className = `state state-${kind}`;
  badge.textContent = words;
  place.replaceChildren(badge);
};

const keepNow = (field) => field.dispatchEvent(new Event(PAUSE, { bubbles: true }));

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || field.form !== form() || !form() || field.type !== "text") return;
  event.preventDefault();
  keepNow(field);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-take]");
  if (!button) return;
  event.preventDefault();
  const row = `rij-${button.value}`;
  for (const name of ["copies", "teachers"]) {
    const field = document.getElementById(`${row}-${name}`);
    field.value = button.dataset[name];
    keepNow(field);
  }
  document.getElementById(`${row}-copies`).focus();
});

document.addEventListener("input", (event) => {
  if (form() && event.target.form === form()) say("busy", "bezig met bewaren");
});

// Who typed before this was loaded has their words kept too.
const isTyped = (field) => (field.type === "checkbox" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue);

window.addEventListener("load", () => {
  const fields = [...(form()?.elements ?? [])].filter((field) => field.name && field.type !== "submit");
  const typed = fields.find(isTyped);
  if (typed) keepNow(typed);
});

// A button sends the whole form: what still waits for its pause goes along, and must not leave once
// more, for htmx would send it where the button does.
let isSent = false;

document.addEventListener("submit", (event) => {
  if (event.target === form() && !event.defaultPrevented) isSent = true;
});
window.addEventListener("pageshow", () => {
  isSent = false;
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (isSent && event.detail.elt === form()) event.preventDefault();
});

// The tick answers the question that stands above it: both stay until the question is another one.
const asked = (piece) => piece.querySelector(".note")?.textContent.trim();

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  if (target.id === "vragen" && asked(target) === asked(fragment)) event.detail.shouldSwap = false;
});

// A field with a sentence beside it is marked as wrong; what was replaced around it can't do so.
document.addEventListener("htmx:afterSettle", () => {
  for (const field of form()?.querySelectorAll("[aria-describedby$='-fout']") ?? []) {
    const problem = document.getElementById(field.getAttribute("aria-describedby"));
    if (problem?.textContent.trim()) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
});

for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failure, () => say("error", "niet bewaard: probeer het straks opnieuw"));
}
