// What the parts of the page share: where things are, and the open device. The key is only here.

export const app = document.getElementById("app");
export const { state, codes, deliver, observe, manifest, worker, login } = app.dataset;
export const urls = { state, codes, deliver, observe, manifest };
export const rules = JSON.parse(app.dataset.rules);
export const version = Number(app.dataset.version);
export const language = document.documentElement.lang;

// key: opens what is kept; null while the device is closed. box: the wrapped key.
// choices: the associations and open sessions of who was signed in last, and what they may observe.
export const device = {
  key: null,
  box: null,
  options: {},
  choices: { associations: [], sessions: [], observing: null },
};

const nothing = { associations: [], sessions: [], observing: null };

export function forgetKey() {
  device.key = null;
  device.choices = nothing;
}

export const find = (selector, inside = app) => inside.querySelector(selector);
export const findAll = (selector, inside = app) => [...inside.querySelectorAll(selector)];

const listeners = [];

// Call `listen` whenever what the device holds may have changed.
export function whenChanged(listen) {
  listeners.push(listen);
}

export async function tellChange() {
  for (const listen of listeners) await listen();
}

export const places = { notices: find("[data-notices]"), alerts: find("[data-alerts]") };

// Show one notice of a name in a place; a second one of the same name replaces it.
export function showNotice(place, name, element) {
  clearNotice(name);
  element.dataset.name = name;
  place.append(element);
}

export function clearNotice(name) {
  for (const place of Object.values(places)) {
    for (const old of place.querySelectorAll(`[data-name="${name}"]`)) old.remove();
  }
}

export function clearNotices() {
  for (const place of Object.values(places)) place.replaceChildren();
}

// The place of a mistake, above a field that has none yet.
function placeFor(field) {
  const place = document.createElement("p");
  place.className = "error";
  place.id = `${field.id}-error`;
  field.before(place);
  field.setAttribute("aria-describedby", place.id);
  return place;
}

// Say a mistake beside a field, or take it back.
export function sayError(id, words = "") {
  const field = document.getElementById(id);
  const place = document.getElementById(`${id}-error`) || placeFor(field);
  place.textContent = words;
  place.hidden = !words;
  field.closest(".field").classList.toggle("wrong", Boolean(words));
  if (words) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
  if (words) field.focus();
}
