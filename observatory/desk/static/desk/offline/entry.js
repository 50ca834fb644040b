// The form: one report after another, kept on the device before anything else.

import {
  chooseQuestions,
  clearErrors,
  fillAnswers,
  findMistakes,
  isEmpty,
  readAll,
  readAnswers,
  serviceOf,
  showErrors,
} from "./answers.js";
import { makeDraft } from "./drafts.js";
import { keepNew, letGo, sayOthers } from "./keeping.js";
import { keptPanel, make, notice } from "./lists.js";
import { changeEntry, openEntry } from "./queue.js";
import { sentences } from "../recap.js";
import { send } from "./sending.js";
import {
  clearNotice,
  device,
  find,
  language,
  places,
  rules,
  showNotice,
  tellChange,
  version,
} from "./state.js";
import { say, sayMany } from "./words.js";

const NAME = "form";
const form = find("[data-form]");
const slipPart = find('[data-part="slip"]');
const association = form.elements["app-association"];
const session = form.elements["app-session"];

const draft = makeDraft(NAME, typed);

// The entry that is being corrected.
let correcting = null;

const isQuick = () => form.elements.mode.value === "quick";
const numberOf = (select) => (select.value ? Number(select.value) : null);

function setMode(mode) {
  form.elements.mode.value = mode;
  chooseQuestions(form, rules, mode === "quick");
  find('[data-choice="session"]', form).hidden = mode !== "quick" || !device.choices.sessions.length;
}

// Offer what the device knows: associations when there are several, the open sessions.
export function showChoices() {
  const { associations, sessions } = device.choices;
  fillSelect(association, associations.map((one) => [one.id, one.name]));
  find('[data-choice="association"]', form).hidden = associations.length < 2;
  fillSelect(session, [
    ["", say("no-session")],
    ...sessions.map((one) => [one.id, `${one.place}, ${one.kind}`]),
  ]);
  setMode(form.elements.mode.value || "full");
}

function fillSelect(select, options) {
  const before = select.value;
  select.replaceChildren(...options.map(([value, text]) => make("option", { value: String(value) }, text)));
  if (options.some(([value]) => String(value) === before)) select.value = before;
}

function keepPlace() {
  const chosen = device.choices.sessions.find((one) => String(one.id) === session.value);
  if (!chosen?.territory || !isQuick()) return;
  const { question } = find('[data-kind="territory"]', form).dataset;
  const typed = readAll(form);
  if (!typed[question]) fillAnswers(form, { ...typed, [question]: chosen.territory });
}

function contentOf() {
  const answers = readAnswers(form);
  const chosen = isQuick() ? numberOf(session) : null;
  const owner = device.choices.sessions.find((one) => one.id === chosen)?.association;
  return {
    kind: isQuick() ? "quick" : "full",
    version,
    language,
    answers,
    association: owner ?? numberOf(association),
    session: chosen,
    service: serviceOf(form),
  };
}

async function keep() {
  const content = contentOf();
  const errors = findMistakes(form, rules, content.answers);
  if (Object.keys(errors).length) {
    const n = Object.keys(errors).length;
    showNotice(places.alerts, "mistakes", notice("error", sayMany("mistakes", n)));
    showErrors(form, errors);
    return;
  }
  clearNotice("mistakes");
  if (correcting) await keepCorrection(content);
  else await keepNew(NAME, content, { done, refused: (errors) => sayOthers(showErrors(form, errors)) });
}

async function keepCorrection(content) {
  const whole = { ...content, code: correcting.code };
  const isHere = await changeEntry(device.key, correcting.uuid, whole);
  showNotice(
    places.notices,
    "corrected",
    notice(isHere ? "success" : "warning", say(isHere ? "corrected" : "gone-meanwhile")),
  );
  await startAfresh();
  await send();
}

async function done(code) {
  await startAfresh();
  find('[data-part="enter"]').hidden = true;
  slipPart.replaceChildren(...keptPanel(code, nextPerson));
  slipPart.hidden = false;
  slipPart.focus();
  await tellChange();
}

function hideSlip() {
  slipPart.replaceChildren();
  slipPart.hidden = true;
  find('[data-part="enter"]').hidden = false;
}

export function nextPerson() {
  hideSlip();
  keepPlace();
  find("input, select, textarea", find(".dense", form))?.focus();
}

// Nothing of the last person stays on the screen or in the draft.
async function startAfresh() {
  correcting = null;
  letGo(NAME);
  wipeForm();
  for (const name of ["mistakes", "correcting"]) clearNotice(name);
  await draft.forget();
}

export function wipeForm() {
  clearErrors(form);
  fillAnswers(form, {});
  for (const combo of form.querySelectorAll("[role=combobox]")) combo.value = "";
}

// Take everything off the screen; the draft, sealed, stays.
export function wipeScreen() {
  draft.stop();
  wipeForm();
  hideSlip();
  correcting = null;
}

// Keep what is being typed now.
export const saveDraft = () => draft.save();

function typed() {
  const answers = readAll(form);
  if (isEmpty(answers) && !correcting) return null;
  return {
    mode: form.elements.mode.value,
    session: session.value,
    association: association.value,
    correcting,
    answers,
  };
}

// Bring back what was being typed.
export async function restoreDraft() {
  const kept = await draft.open();
  if (!kept) return;
  setMode(kept.mode);
  session.value = kept.session;
  association.value = kept.association;
  correcting = kept.correcting;
  fillAnswers(form, kept.answers);
  if (correcting) showNotice(places.notices, "correcting", notice("info", say("correcting")));
}

// Tell whether something is typed that is not kept.
export function isTyping() {
  return !isEmpty(readAll(form));
}

// Put an entry that was refused back on the screen, with why beside each question.
export async function correct(entry) {
  hideSlip();
  const content = await openEntry(device.key, entry);
  await startAfresh();
  correcting = { uuid: entry.uuid, code: content.code || "" };
  setMode(content.kind);
  association.value = content.association ?? "";
  session.value = content.session ?? "";
  fillAnswers(form, content.answers);
  showNotice(places.notices, "correcting", notice("info", say("correcting")));
  sayOthers(showErrors(form, content.errors || {}));
}

// What was answered, to read to the person before it is kept.
function showRecap() {
  const lines = sentences(form, readAnswers(form), language).map((text) => make("p", {}, text));
  find("[data-recap]").replaceChildren(...lines);
  find(".app-recap").hidden = !lines.length;
}

export function startForm() {
  form.addEventListener("dense-answers", showRecap);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const go = event.submitter;
    if (go) go.disabled = true;
    keep().finally(() => {
      if (go) go.disabled = false;
    });
  });
  for (const radio of form.elements.mode) {
    radio.addEventListener("change", () => {
      setMode(form.elements.mode.value);
      keepPlace();
    });
  }
  session.addEventListener("change", keepPlace);
  find("[data-clear]").addEventListener("click", () => startAfresh().then(keepPlace));
  form.addEventListener("input", draft.later);
  form.addEventListener("change", draft.later);
  setMode("full");
}
