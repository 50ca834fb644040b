// The desk without network: what is open, what is shown, who does what. Without this file the
// page says that it cannot work.

import { correct, isTyping, nextPerson, restoreDraft, saveDraft, showChoices, startForm, wipeScreen } from "./entry.js";
import { watchIdle } from "./idle.js";
import { startKeys } from "./keys.js";
import { ask, notice, queueTable, sentNotice, waitingWords } from "./lists.js";
import { whileNothingIsSent } from "./delivery.js";
import {
  countCodes,
  dropEntry,
  forgetSent,
  listEntries,
  listSent,
  openDraft,
  openEntry,
} from "./queue.js";
import { send, watchNetwork } from "./sending.js";
import {
  app,
  clearNotice,
  clearNotices,
  device,
  find,
  findAll,
  forgetKey,
  places,
  showNotice,
  tellChange,
  whenChanged,
  worker,
} from "./state.js";
import { put, read, whenOthersChange } from "./store.js";
import {
  correctObserved,
  isObserving,
  restoreObserving,
  saveObserving,
  showObserving,
  wipeObserving,
} from "./street.js";
import { isTiming } from "../stopwatch.js";
import { say, sayMany } from "./words.js";

const COUNT_EVERY = 60_000;

function showView(name) {
  for (const view of findAll("[data-view]")) view.hidden = view.dataset.view !== name;
  find("[data-lock]").hidden = name !== "work";
  find("[data-send]").hidden = name !== "work";
}

function showPart(name) {
  for (const tab of findAll("[data-tab]")) {
    tab.setAttribute("aria-pressed", String(tab.dataset.tab === name));
  }
  for (const part of findAll("[data-part]")) part.hidden = part.dataset.part !== name;
  // A slip that was not taken off comes back with the form.
  if (name === "enter" && find('[data-part="slip"]').hasChildNodes()) {
    find('[data-part="slip"]').hidden = false;
    find('[data-part="enter"]').hidden = true;
  }
}

async function refresh() {
  const entries = await listEntries();
  find("[data-waiting-count]").textContent = waitingWords(entries);
  find("[data-count]").textContent = entries.length ? `(${entries.length})` : "";
  if (!device.key) {
    find("[data-locked-queue]").replaceChildren(...(entries.length ? [queueTable(entries)] : []));
    return;
  }
  const opened = new Map();
  for (const entry of entries) {
    await openEntry(device.key, entry).then((content) => opened.set(entry.uuid, content), () => {});
  }
  if (!device.key) return;
  find("[data-queue]").replaceChildren(queueTable(entries, opened, { correct: startCorrection, drop }));
  if (!entries.some((entry) => entry.state === "refused")) clearNotice("refused");
  await showSent();
  const codes = await countCodes();
  find("[data-codes-left]").textContent = `${codes ? sayMany("codes", codes) : say("codes-none")} ${say("codes-note")}`;
  showChoices();
  showObserving(opened.values());
}

async function showSent() {
  for (const note of await listSent(device.key)) {
    if (!device.key || places.alerts.querySelector(`[data-note="${note.uuid}"]`)) continue;
    const forget = () => forgetSent(note.uuid).then(() => shown.remove());
    const shown = sentNotice(note, forget);
    places.alerts.append(shown);
  }
}

async function startCorrection(entry) {
  const isOfStreet = isObserved(entry);
  const isBusy = isOfStreet ? isObserving() : isTyping();
  const text = say(isOfStreet ? "replace-observed" : "replace-text");
  if (isBusy && !(await ask(say("replace-title"), text, say("replace")))) return;
  showPart(isOfStreet ? "observe" : "enter");
  await (isOfStreet ? correctObserved(entry) : correct(entry));
}

const isObserved = (entry) => entry.kind === "observation";

async function drop(entry) {
  const title = say(isObserved(entry) ? "drop-observed" : "drop-title");
  if (!(await ask(title, say("drop-text"), say("drop")))) return;
  await whileNothingIsSent(() => dropEntry(entry.uuid));
  await tellChange();
}

// Open the device with its key: what was being typed comes back, and what waits leaves.
async function open(key) {
  device.key = key;
  device.choices = (await openDraft(key, "choices").catch(() => null)) || device.choices;
  showView("work");
  showPart("enter");
  showChoices();
  await restoreDraft();
  await tellChange();
  nextPerson();
  if (await restoreObserving()) showPart("observe");
  send();
}

// Take everything off the screen and the key out of memory.
async function lock() {
  if (!device.key) return;
  await saveDraft();
  await saveObserving();
  forgetKey();
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  wipeScreen();
  wipeObserving();
  clearNotices();
  find("[data-queue]").replaceChildren();
  showView("locked");
  await sayDraft();
  find("#phrase").focus();
  await tellChange();
}

async function sayDraft() {
  const drafts = [await read("drafts", "form"), await read("drafts", "observation")];
  find("[data-draft-waits]").hidden = !drafts.some(Boolean);
}

function startIdle() {
  const dialog = document.getElementById("idle");
  const box = find("[data-idle]");
  const isInstalled = matchMedia("(display-mode: standalone)").matches;
  const isOn = () => device.options.idle ?? isInstalled;
  box.checked = isOn();
  box.addEventListener("change", () => {
    device.options.idle = box.checked;
    put("device", { id: "options", ...device.options });
  });
  watchIdle({
    // Who waits on the telephone for five minutes touches nothing.
    isOn: () => Boolean(device.key) && isOn() && !isTiming(),
    warn: (seconds) => {
      dialog.querySelector("[data-left]").textContent = sayMany("idle-left", seconds);
      if (!dialog.open) dialog.showModal();
    },
    calm: () => dialog.close(),
    wipe: lock,
  });
  dialog.querySelector("[data-continue]").addEventListener("click", () => dialog.close());
}

async function showStorage() {
  const isKept = await navigator.storage?.persisted?.().catch(() => false);
  find("[data-storage]").textContent = say(isKept ? "storage-kept" : "storage-unsure");
}

async function startWorker() {
  if (!navigator.serviceWorker) return;
  const had = Boolean(navigator.serviceWorker.controller);
  if (had) {
    navigator.serviceWorker.addEventListener("controllerchange", () => {
      showNotice(places.notices, "version", notice("info", say("new-version")));
    });
  }
  try {
    await navigator.serviceWorker.register(worker);
    await navigator.serviceWorker.ready;
    app.dataset.ready = "yes";
  } catch {
    if (!had) showNotice(places.notices, "version", notice("warning", say("not-installed")));
  }
}

async function start() {
  app.hidden = false;
  if (!(window.isSecureContext && crypto.subtle && window.indexedDB && navigator.locks)) {
    places.alerts.append(notice("error", say("device-unable")));
    return;
  }
  try {
    device.box = (await read("device", "key"))?.box || null;
    device.options = (await read("device", "options")) || {};
  } catch {
    places.alerts.append(notice("error", say("device-unable")));
    return;
  }
  for (const tab of findAll("[data-tab]")) {
    tab.addEventListener("click", () => showPart(tab.dataset.tab));
  }
  find("[data-send]").addEventListener("click", () => send({ isAsked: true }));
  find("[data-lock]").addEventListener("click", lock);
  startForm();
  startKeys({ open, showStorage });
  startIdle();
  whenChanged(refresh);
  whenOthersChange(async () => {
    // Emptied in another window: what is kept from now on could never be opened.
    if (device.box && !(await read("device", "key"))) location.reload();
    await tellChange();
  });
  showView(device.box ? "locked" : "prepare");
  await sayDraft();
  await tellChange();
  await showStorage();
  setInterval(tellChange, COUNT_EVERY);
  watchNetwork();
  startWorker();
}

start();
