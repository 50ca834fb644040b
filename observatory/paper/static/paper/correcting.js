// The correction desk by keyboard: a digit decides, Enter goes on, U takes the last one back,
// ? leaves it to someone else. Enhancement only: every key has its button.

const form = document.querySelector("[data-decide]");
const undo = document.querySelector("[data-undo]");
const pass = document.querySelector("[data-pass]");
let sent = false;

function send(target, button) {
  if (!target || sent || button?.disabled) return;
  target.requestSubmit(button);
}

for (const one of document.forms)
  one.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
// The page may come back from the browser's memory.
addEventListener("pageshow", () => (sent = false));

const isText = (element) => element.matches("textarea, input:not([type]), input[type=text]");
const isTyping = (element) => isText(element) || element.matches("select");

function byDigit(key) {
  const found = form?.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!found) return false;
  if (found.matches("button")) send(form, found);
  else found.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const { target, key } = event;
  const typing = isTyping(target);
  // In an empty text, Backspace goes back; with words in it, it is a key like another.
  if (key === "Backspace" && (!typing || (isText(target) && !target.value))) {
    event.preventDefault();
    send(undo, undo?.querySelector("button"));
  } else if (typing) {
    if (key === "Enter" && !event.shiftKey && form?.contains(target)) {
      event.preventDefault();
      send(form, form.querySelector("[value='-other-']") ?? undefined);
    }
  } else if (key.toLowerCase() === "u") send(undo, undo?.querySelector("button"));
  else if (key === "?") send(pass);
  else if (/^\d$/.test(key)) {
    if (byDigit(key)) event.preventDefault();
  } else if (key === "Enter" && form?.dataset.control !== "keys" && !target.closest("a, button, summary")) {
    event.preventDefault();
    send(form);
  }
});
