// Kiosk mode: erases what someone left on a tablet. The server ends a sitting by itself too, later.

const SECOND = 1000;
const ASK_AFTER = 40 * SECOND; // WCAG 2.2.1: at least 20 seconds to say "I am here".
const ERASE_AFTER = 60 * SECOND;
const TOUCH_EVERY = 120 * SECOND;
const TRY_AGAIN = 5 * SECOND;
const SIGNS = ["pointerdown", "pointermove", "keydown", "input", "wheel", "touchmove", "scroll"];

const part = document.querySelector("[data-kiosk]");
const dialog = part.querySelector("dialog");
const seconds = part.querySelector("[data-seconds]");
const notice = part.querySelector("[data-wiped]");

let lastAt = Date.now();
let touchedAt = Date.now();
// A first screen that nobody touched waits for the next person.
let isWatching = "holds" in part.dataset;
let isErasing = false;

function beHere() {
  if (isErasing) return;
  lastAt = Date.now();
  isWatching = true;
  if (dialog.open) dialog.close();
  if (lastAt - touchedAt > TOUCH_EVERY) {
    touchedAt = lastAt;
    fetch(part.dataset.touch, { method: "POST" }).catch(() => {});
  }
}

function ask(idle) {
  seconds.textContent = Math.max(Math.ceil((ERASE_AFTER - idle) / SECOND), 0);
  if (dialog.open) return;
  dialog.showModal();
  // Whoever was listening hears the question too.
  document.querySelector("[data-listen]")?.reader?.then((reader) => reader.say(dialog));
}

function show(words) {
  document.title = words;
  notice.hidden = false;
  notice.textContent = words;
}

async function erase() {
  isErasing = true;
  // First what is on the screen, whatever the network does.
  for (const audio of document.querySelectorAll("audio")) audio.pause();
  window.speechSynthesis?.cancel();
  document.body.replaceChildren(notice);
  show(notice.dataset.wiped);
  try {
    sessionStorage.clear();
  } catch {
    // The browser keeps no such thing.
  }
  await eraseOnServer();
}

async function eraseOnServer() {
  try {
    const answer = await fetch(part.dataset.end, { method: "POST", cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    location.replace(part.dataset.start);
  } catch {
    show(notice.dataset.offline);
    setTimeout(eraseOnServer, TRY_AGAIN);
  }
}

function look() {
  if (isErasing || !isWatching) return;
  const idle = Date.now() - lastAt;
  if (idle >= ERASE_AFTER) erase();
  else if (idle >= ASK_AFTER) ask(idle);
}

for (const sign of SIGNS) {
  addEventListener(sign, () => dialog.open || beHere(), { capture: true, passive: true });
}
// The question goes away with the whole touch: what lies under the finger is not touched too.
dialog.addEventListener("click", beHere);
addEventListener(
  "keydown",
  (event) => {
    if (!dialog.open) return;
    // The key answers the question, and writes nothing on the page.
    event.preventDefault();
    beHere();
  },
  { capture: true },
);
dialog.addEventListener("close", beHere);
// Listening is being here; the question itself being read is not.
document.addEventListener("read-aloud", () => dialog.open || beHere());
// A tablet that slept counts the time it slept.
document.addEventListener("visibilitychange", look);
// A page that the browser had put away is asked for again.
addEventListener("pageshow", (event) => event.persisted && location.reload());
setInterval(look, SECOND);
