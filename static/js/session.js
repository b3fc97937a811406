// After signing in again in a window of its own: tells the page that waits, and closes.

const user = Number(document.querySelector("[data-signed-in]").dataset.signedIn);
const channel = new BroadcastChannel("portal-session");
channel.postMessage({ user });
channel.close();
if (window.opener) window.close();
