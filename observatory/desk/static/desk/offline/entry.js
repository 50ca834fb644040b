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
import { Stopped, askState, deliverOne, noteOf } from "./delivery.js";
import { button, keptPanel, make, notice } from "./lists.js";
import {
  changeEntry,
  forgetDraft,
  keepDraft,
  keepEntry,
  makeEntry,
  openDraft,
  openEntry,
  sealDraft,
  settleEntry,
} from "./queue.js";
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
  urls,
  version,
} from "./state.js";
import { DeviceFull } from "./store.js";
import { say, sayMany } from "./words.js";

const SAVE_AFTER = 800;
const form = find("[data-form]");
const slipPart = find('[data-part="slip"]');
const association = form.elements["app-association"];
const session = form.elements["app-session"];

// The entry that is being corrected; one that could not be kept; a draft the disk had no room for.
let correcting = null;
export let pending = null;
let heldDraft = null;
let saving;

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
  else await keepNew(content);
}

async function keepNew(content) {
  const made = await makeEntry(device.key, content, pending?.pair);
  made.pair = { uuid: made.entry.uuid, code: made.content.code };
  try {
    await keepEntry(made.entry);
  } catch (error) {
    if (!(error instanceof DeviceFull)) throw error;
    pending = made;
    sayFull();
    return;
  }
  await done(made.content.code);
  await send();
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

function sayFull() {
  const actions = make(
    "p",
    { class: "actions" },
    button(say("full-send"), sendPending),
    button(say("full-export"), () => document.dispatchEvent(new Event("offline-export"))),
  );
  showNotice(
    places.alerts,
    "full",
    notice("error", say("full"), make("p", {}, say("full-what")), actions),
  );
}

// Bring the entry on the screen to the server without keeping it first: the disk is full.
async function sendPending() {
  const { entry, content } = pending;
  try {
    const state = await askState(urls);
    const { receipt, errors } = await deliverOne(urls, state, entry.uuid, entry.made_at, content);
    if (errors) {
      const others = showErrors(form, errors);
      sayOthers(others);
      return;
    }
    const note = noteOf(content, receipt, entry.made_at);
    await settleEntry(device.key, entry.uuid, note).catch(() => {});
    await done(receipt.code);
  } catch (stopped) {
    if (!(stopped instanceof Stopped)) throw stopped;
    showNotice(places.notices, "stopped", notice("warning", say(`stopped-${stopped.reason}`)));
  }
}

function sayOthers(others) {
  const words = Object.entries(others).map(([key, text]) => (key ? text : say("unreadable")));
  if (words.length) showNotice(places.alerts, "mistakes", notice("error", words.join(" ")));
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
  clearTimeout(saving);
  correcting = null;
  pending = null;
  heldDraft = null;
  wipeForm();
  for (const name of ["full", "mistakes", "correcting", "unkept"]) clearNotice(name);
  await forgetDraft("form").catch(() => {});
}

export function wipeForm() {
  clearErrors(form);
  fillAnswers(form, {});
  for (const combo of form.querySelectorAll("[role=combobox]")) combo.value = "";
}

// Take everything off the screen; the draft, sealed, stays.
export function wipeScreen() {
  clearTimeout(saving);
  wipeForm();
  hideSlip();
  correcting = null;
}

// Seal what is being typed and keep it; without room, hold it sealed as long as the page is open.
export async function saveDraft() {
  clearTimeout(saving);
  if (!device.key) return;
  const answers = readAll(form);
  const value = {
    mode: form.elements.mode.value,
    session: session.value,
    association: association.value,
    correcting,
    pair: pending?.pair || null,
    answers,
  };
  if (isEmpty(answers) && !correcting) {
    heldDraft = null;
    await forgetDraft("form").catch(() => {});
    return;
  }
  const draft = await sealDraft(device.key, "form", value);
  try {
    await keepDraft(draft);
    heldDraft = null;
    clearNotice("unkept");
  } catch {
    heldDraft = draft;
    showNotice(places.notices, "unkept", notice("warning", say("draft-unkept")));
  }
}

// Bring back what was being typed.
export async function restoreDraft() {
  const draft = await openDraft(device.key, "form", heldDraft).catch(() => null);
  if (!draft) return;
  setMode(draft.mode);
  session.value = draft.session;
  association.value = draft.association;
  correcting = draft.correcting;
  fillAnswers(form, draft.answers);
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
  const later = () => {
    clearTimeout(saving);
    saving = setTimeout(saveDraft, SAVE_AFTER);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  window.addEventListener("beforeunload", (event) => {
    if (pending) event.preventDefault();
  });
  setMode("full");
}
