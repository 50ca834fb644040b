// What was typed in a form and sent stays in this tab (sessionStorage) until a page of the server
// says that it is kept: a session that ends or a line that drops loses nothing. It goes to nobody
// else's account, and only back into a fresh form.

const KEPT_FOR = 8 * 3600 * 1000;
const NEVER = new Set(["csrfmiddlewaretoken", "action"]);

export const forget = (name) => sessionStorage.removeItem(name);
export const read = (name) => JSON.parse(sessionStorage.getItem(name) || "null");

// Keep what the form holds, under this name; `more` says what else it must fit when it comes back.
export function keep(name, form, more = {}) {
  const values = [...new FormData(form)].filter(([key, value]) => !NEVER.has(key) && typeof value === "string");
  sessionStorage.setItem(name, JSON.stringify({ who: form.dataset.who, at: Date.now(), values, ...more }));
}

function giveBack(form, values) {
  const given = new Map();
  for (const [key, value] of values) given.set(key, [...(given.get(key) ?? []), value]);
  for (const control of form.elements) {
    if (!control.name || NEVER.has(control.name) || ["file", "submit"].includes(control.type)) continue;
    const mine = given.get(control.name) ?? [];
    if (["radio", "checkbox"].includes(control.type)) control.checked = mine.includes(control.value);
    else if (mine.length) control.value = mine[0];
    if (control.type !== "hidden") control.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

// Give back what was kept of this form, and say so; tell whether there was something.
export function restore(name, form, isOfThisForm = () => true) {
  const kept = read(name);
  if (!kept) return false;
  if (kept.who !== form.dataset.who || Date.now() - kept.at > KEPT_FOR || !isOfThisForm(kept)) {
    forget(name);
    return false;
  }
  giveBack(form, kept.values);
  document.querySelector("[data-restored]").hidden = false;
  return true;
}
