// The words of the page: written in its template, in its language; none here.

const holder = document.getElementById("words");
const language = document.documentElement.lang;

// Return the words of that name, with {values} put in.
export function say(name, values = {}) {
  const found = holder?.content.querySelector(`[data-word="${name}"]`);
  let text = found ? found.textContent.trim() : name;
  for (const [key, value] of Object.entries(values)) text = text.replaceAll(`{${key}}`, value);
  return text;
}

// The same for a number: "name-one" or "name-many".
export function sayMany(name, n, values = {}) {
  const one = new Intl.PluralRules(language).select(n) === "one";
  return say(`${name}-${one ? "one" : "many"}`, { n, ...values });
}

const STEPS = [["day", 86400], ["hour", 3600], ["minute", 60]];

// How long ago a moment was, in words; what seems to be to come is now.
export function ago(moment, now = Date.now()) {
  const seconds = (now - new Date(moment).getTime()) / 1000;
  const [unit, size] = STEPS.find(([, size]) => seconds >= size) || ["minute", 0];
  if (!size) return say("just-now");
  return new Intl.RelativeTimeFormat(language).format(-Math.floor(seconds / size), unit);
}

// "1234 5678 9012", as it is written and read aloud.
export function groupCode(code) {
  return code.replace(/(\d{4})(?=\d)/g, "$1 ");
}
