// A passkey or security key: asks the browser for its answer, then sends the form with it.
// The question of the server stands in the page as JSON (#key-options); `webauthnJSON` is allauth's.

const form = document.querySelector("form[data-key]");
const options = JSON.parse(document.getElementById("key-options").textContent);

function say(trouble) {
  for (const line of form.querySelectorAll("[data-trouble]")) {
    line.hidden = line.dataset.trouble !== trouble;
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  say(null);
  if (!window.PublicKeyCredential) {
    say("unable");
    return;
  }
  try {
    const ask = form.dataset.key === "create" ? window.webauthnJSON.create : window.webauthnJSON.get;
    form.elements.credential.value = JSON.stringify(await ask(options));
    form.submit();
  } catch (error) {
    say(error.name === "InvalidStateError" ? "known" : "stopped");
  }
});
