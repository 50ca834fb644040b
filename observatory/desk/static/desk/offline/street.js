// An observation: what is planned or a place that is chosen, the grid of its channel, the moment.
// Its form comes out of a template of the page and goes with everything typed in it.

import { startDense } from "../dense.js";
import { endStopwatches, startStopwatches } from "../stopwatch.js";
import { clearErrors, fillAnswers, findMistakes, readAll, readAnswers, showErrors } from "./answers.js";
import { makeDraft } from "./drafts.js";
import { keepNew, letGo, sayOthers } from "./keeping.js";
import { ask, make, notice } from "./lists.js";
import { fillMoment, fillNow, findMomentMistakes, readMoment, showMomentErrors } from "./moment.js";
import { changeEntry, openEntry } from "./queue.js";
import { send } from "./sending.js";
import { clearNotice, device, find, language, places, sayError, showNotice, tellChange } from "./state.js";
import { showTasks } from "./tasks.js";
import { say, sayMany } from "./words.js";

const NAME = "observation";
// Known before anyone types: they stand in the answers and not on the screen.
const GIVEN = ["scenario", "channel"];
const gridPlace = find("[data-grid-place]");
const tasksPlace = find("[data-tasks]");
const title = find("#observe-title");
const draft = makeDraft(NAME, typed);

// What is being filled: {task, form, correcting, by, rules}. `correcting` is the identifier of
// one that waits, `by` whose observation it is.
let open = null;
// What is planned and waits on this device.
let made = new Set();

// Show what there is to observe, without what `contents` say was observed.
export function showObserving(contents) {
  const waiting = [...contents].filter((one) => one.kind === NAME && one.slot);
  made = new Set(waiting.map((one) => one.slot));
  tasksPlace.hidden = Boolean(open);
  if (!open) showTasks(made, start);
}

// Tell whether an observation is on the screen that is not kept.
export const isObserving = () => Boolean(open);

function start(task, correcting = null) {
  close();
  const template = find(`[data-grid="${task.version}"][data-channel="${task.channel}"]`);
  if (!template) {
    showNotice(places.alerts, "grid", notice("error", say("grid-gone")));
    return null;
  }
  clearNotice("grid");
  const form = template.content.cloneNode(true).firstElementChild;
  gridPlace.replaceChildren(form);
  tasksPlace.hidden = true;
  open = {
    task,
    form,
    correcting,
    by: device.choices.observing?.by,
    rules: JSON.parse(form.dataset.rules),
  };
  startDense(form);
  startStopwatches(form);
  fillAnswers(form, { scenario: task.scenario, channel: task.channel });
  for (const key of GIVEN) find(`[data-question="${key}"]`, form)?.toggleAttribute("data-given", true);
  fillNow(form);
  sayWhat(task, form);
  form.addEventListener("input", draft.later);
  form.addEventListener("change", draft.later);
  form.addEventListener("submit", onSubmit);
  find("[data-leave]", form).addEventListener("click", leave);
  title.focus();
  return form;
}

function sayWhat({ how, where, territory, moment, tasks }, form) {
  const scenario = find(`[data-question="scenario"] input:checked`, form)?.closest("label");
  const name = scenario?.querySelector("span:last-child")?.textContent || "";
  find("[data-where]", form).textContent = `${how} – ${where}`;
  find("[data-facts]", form).textContent = [territory, name, moment].filter(Boolean).join(" · ");
  find("[data-what]", form).append(...tasks.map((text) => make("li", {}, text)));
  find(".tasks", form).hidden = !tasks.length;
}

// Everything typed goes with the form.
function close() {
  draft.stop();
  gridPlace.replaceChildren();
  tasksPlace.hidden = false;
  open = null;
}

// A thumb slips: what is typed goes only after a question. What waits stays as it is.
async function leave() {
  endStopwatches();
  const isSure = open.correcting || (await ask(say("drop-observed"), say("drop-text"), say("drop")));
  if (!isSure || !open) return;
  await startAfresh();
  await tellChange();
  title.focus();
}

async function startAfresh() {
  close();
  letGo(NAME);
  for (const name of ["mistakes", "correcting"]) clearNotice(name);
  await draft.forget();
}

function contentOf() {
  const { task, form } = open;
  return {
    kind: NAME,
    by: open.by,
    version: task.version,
    language,
    answers: readAnswers(form),
    slot: task.slot,
    round: task.round,
    place: task.place,
    fields: readMoment(form),
    sure: form.elements.sure.checked,
    service: `${task.how}, ${task.where}`,
    task,
  };
}

// Say everything that is wrong; return whether something is.
function sayWrong(errors) {
  const { form } = open;
  const { sure, ...rest } = errors;
  sayError("street-sure", sure || "");
  sayOthers(showMomentErrors(form, showErrors(form, rest)));
  return Object.keys(errors).length > 0;
}

function onSubmit(event) {
  event.preventDefault();
  const go = find("[data-go]", open.form);
  if (go.disabled) return;
  go.disabled = true;
  keep().finally(() => {
    go.disabled = false;
  });
}

async function keep() {
  endStopwatches();
  const content = contentOf();
  const errors = {
    ...findMistakes(open.form, open.rules, content.answers),
    ...findMomentMistakes(open.form, content.fields),
    ...(content.sure ? {} : { sure: say("sure-missing") }),
  };
  clearNotice("mistakes");
  clearErrors(open.form);
  if (sayWrong(errors)) {
    const n = Object.keys(errors).length;
    showNotice(places.alerts, "mistakes", notice("error", sayMany("observed-mistakes", n)));
    return;
  }
  if (open.correcting) await keepCorrection(content);
  else {
    const pair = { uuid: crypto.randomUUID(), code: "" };
    await keepNew(NAME, content, { pair, done, refused: sayWrong });
  }
}

async function keepCorrection(content) {
  const isHere = await changeEntry(device.key, open.correcting, content);
  showNotice(
    places.notices,
    "corrected",
    notice(isHere ? "success" : "warning", say(isHere ? "corrected" : "observed-gone")),
  );
  await startAfresh();
  await tellChange();
  await send();
}

async function done() {
  await startAfresh();
  showNotice(places.notices, "kept", notice("success", say("observed-kept")));
  await tellChange();
  title.focus();
}

function typed() {
  if (!open) return null;
  const { task, form, correcting, by } = open;
  return {
    task,
    correcting,
    by,
    fields: readMoment(form),
    sure: form.elements.sure.checked,
    answers: readAll(form),
  };
}

// Keep what is being typed now, with what the stopwatch says.
export async function saveObserving() {
  if (!open) return;
  endStopwatches();
  await draft.save();
}

// Take everything off the screen; the draft, sealed, stays.
export function wipeObserving() {
  close();
  tasksPlace.replaceChildren();
}

function fill({ task, by, fields, sure, answers }, correcting) {
  const form = start(task, correcting);
  if (!form) return false;
  open.by = by;
  fillAnswers(form, { ...answers, channel: task.channel, scenario: task.scenario });
  fillMoment(form, fields);
  form.elements.sure.checked = sure;
  if (correcting) showNotice(places.notices, "correcting", notice("info", say("correcting-observed")));
  return true;
}

// Bring back what was being typed; tell whether there was something.
export async function restoreObserving() {
  const kept = await draft.open();
  return Boolean(kept) && fill(kept, kept.correcting);
}

// Put an observation that was refused back on the screen, with why.
export async function correctObserved(entry) {
  const content = await openEntry(device.key, entry);
  await startAfresh();
  if (fill(content, entry.uuid)) sayWrong(content.errors || {});
}
