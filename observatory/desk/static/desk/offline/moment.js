// When something was observed, and the attempts of a call: the fields of the desk form, as text.

import { sayError } from "./state.js";
import { say } from "./words.js";

const LONGEST = 300;
const MOST = 3;

const fieldsOf = (form) => [...form.querySelectorAll("[data-moment] :is(input, select)")];
const two = (value) => String(value).padStart(2, "0");

// It is now, until the person says otherwise.
export function fillNow(form, now = new Date()) {
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  fillMoment(form, { day, hour: `${two(now.getHours())}:${two(now.getMinutes())}` });
}

export function fillMoment(form, fields) {
  for (const field of fieldsOf(form)) field.value = fields[field.name] ?? "";
}

// Return {name: text} of what is filled.
export function readMoment(form) {
  const filled = fieldsOf(form).filter((field) => field.value.trim());
  return Object.fromEntries(filled.map((field) => [field.name, field.value.trim()]));
}

// Return the mistakes by field: nobody can be asked back, so they are said before it is kept.
export function findMomentMistakes(form, fields, now = Date.now()) {
  const errors = {};
  const isCall = Boolean(form.elements["began-1"]);
  if (!fields.day) errors.day = say("moment-day");
  if (form.elements.hour && !fields.hour) errors.hour = say("moment-hour");
  const isToCome = (hour) => fields.day && hour && new Date(`${fields.day}T${hour}`).getTime() > now;
  if (isToCome(fields.hour || (isCall ? "" : "00:00"))) errors.day = say("moment-to-come");
  if (isCall) findAttemptMistakes(fields, isToCome, errors);
  return errors;
}

function findAttemptMistakes(fields, isToCome, errors) {
  let before = "";
  let isOver = false;
  for (let number = 1; number <= MOST; number += 1) {
    const names = ["began", "minutes", "seconds", "outcome"].map((name) => `${name}-${number}`);
    if (!names.some((name) => fields[name])) continue;
    const [began, minutes, seconds, outcome] = names.map((name) => fields[name] || "");
    if (!began) errors[names[0]] = say("attempt-hour");
    else if (isToCome(began)) errors[names[0]] = say("moment-to-come");
    else if (began < before) errors[names[0]] = say("attempt-order");
    if (Number(minutes) * 60 + Number(seconds) > LONGEST) errors[names[1]] = say("attempt-long");
    if (!outcome) errors[names[3]] = say("attempt-outcome");
    if (isOver) errors[names[3]] = say("attempt-after");
    isOver ||= outcome === "answered";
    before = began || before;
  }
  if (!before && !Object.keys(errors).length) errors["began-1"] = say("attempt-none");
}

// Say each mistake beside its field, the first one last so that it has the focus; return the rest.
export function showMomentErrors(form, errors) {
  const others = { ...errors };
  for (const field of fieldsOf(form).reverse()) {
    sayError(field.id, errors[field.name] || "");
    delete others[field.name];
  }
  return others;
}
