// The passphrase: chosen, typed, changed, forgotten; and what is taken out to a file or in.

import { heldEntries } from "./keeping.js";
import { ask, notice, sayAbout } from "./lists.js";
import { listEntries } from "./queue.js";
import {
  Damaged,
  WrongPassphrase,
  changeBox,
  isLongEnough,
  makeBox,
  openBox,
} from "./sealing.js";
import { send } from "./sending.js";
import { device, find, findAll, places, sayError, showNotice, tellChange } from "./state.js";
import { DeviceFull, eraseAll, put, read, tellOthers, write } from "./store.js";
import { download, makeFile, readFile, takeIn } from "./transfer.js";
import { say, sayMany } from "./words.js";

// Take a form's submission, once at a time: making a key takes a second.
function onSubmit(selector, act) {
  const form = find(selector);
  const go = form.querySelector("button[type=submit]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (go.disabled) return;
    go.disabled = true;
    try {
      await act();
    } finally {
      go.disabled = false;
    }
  });
}

// Return what was typed, and take it off the screen.
function takeText(id) {
  const field = document.getElementById(id);
  const text = field.value;
  field.value = "";
  return text;
}

async function prepare(open, showStorage) {
  const phrase = document.getElementById("new-phrase").value;
  const again = document.getElementById("new-phrase-again").value;
  sayError("new-phrase-again", phrase === again ? "" : say("phrase-differs"));
  sayError("new-phrase", isLongEnough(phrase) ? "" : say("phrase-short"));
  if (phrase !== again || !isLongEnough(phrase)) return;
  const box = await makeBox(phrase);
  try {
    await write(["device"], (store) => store.add({ id: "key", box }));
  } catch (error) {
    // Another window prepared this device meanwhile: its key stays.
    if (!(error instanceof DeviceFull)) location.reload();
    showNotice(places.alerts, "full", notice("error", say("device-unable")));
    return;
  }
  takeText("new-phrase");
  takeText("new-phrase-again");
  device.box = box;
  await navigator.storage?.persist?.().catch(() => false);
  await showStorage();
  await open(await openBox(box, phrase));
}

async function unlock(open) {
  let key;
  try {
    key = await openBox(device.box, document.getElementById("phrase").value);
  } catch (error) {
    sayError("phrase", say(error instanceof WrongPassphrase ? "phrase-wrong" : "device-damaged"));
    return;
  }
  sayError("phrase");
  takeText("phrase");
  await open(key);
}

async function change() {
  const after = document.getElementById("next-phrase").value;
  sayError("next-phrase", isLongEnough(after) ? "" : say("phrase-short"));
  if (!isLongEnough(after)) return;
  let box;
  try {
    box = await changeBox(device.box, document.getElementById("old-phrase").value, after);
  } catch {
    sayError("old-phrase", say("phrase-wrong"));
    return;
  }
  await put("device", { id: "key", box });
  device.box = box;
  sayError("old-phrase");
  takeText("old-phrase");
  takeText("next-phrase");
  showNotice(places.notices, "phrase", notice("success", say("phrase-changed")));
}

async function exportAll() {
  const entries = [...(await listEntries()), ...heldEntries()];
  if (!entries.length) {
    showNotice(places.notices, "file", notice("info", say("file-empty")));
    return;
  }
  // Another window may have changed the passphrase.
  device.box = (await read("device", "key")).box;
  const day = new Date().toISOString().slice(0, 10);
  download(makeFile(device.box, entries), `${say("file-name")}-${day}.json`);
  showNotice(places.notices, "file", notice("success", say("file-saved")));
}

async function importFile() {
  const field = document.getElementById("import-file");
  const [file] = field.files;
  sayError("import-file", file ? "" : say("file-missing"));
  if (!file) return;
  sayError("import-phrase");
  let result;
  try {
    const phrase = document.getElementById("import-phrase").value;
    result = await takeIn(device.key, await readFile(file), phrase);
  } catch (error) {
    if (error instanceof WrongPassphrase) sayError("import-phrase", say("phrase-wrong-file"));
    else if (error instanceof Damaged) sayError("import-file", say("file-damaged"));
    else if (error instanceof DeviceFull) sayError("import-file", say("full"));
    else throw error;
    return;
  }
  field.value = "";
  takeText("import-phrase");
  const words = ["in", "known", "broken"]
    .map((name) => [name, { in: result.added, known: result.known, broken: result.broken }[name]])
    .filter(([name, n]) => n || name === "in")
    .map(([name, n]) => sayMany(name === "in" ? "taken-in" : `taken-${name}`, n));
  showNotice(places.notices, "file", notice(result.broken ? "warning" : "success", words.join(" ")));
  await tellChange();
  send();
}

async function erase() {
  const entries = await listEntries();
  const text = entries.length ? sayAbout("erase-text", entries) : say("erase-text-none");
  if (!(await ask(say("erase-title"), text, say("erase")))) return;
  await eraseAll();
  tellOthers();
  location.reload();
}

export function startKeys({ open, showStorage }) {
  onSubmit("[data-prepare]", () => prepare(open, showStorage));
  onSubmit("[data-unlock]", () => unlock(open));
  onSubmit("[data-change]", change);
  onSubmit("[data-import]", importFile);
  for (const one of findAll("[data-export]")) one.addEventListener("click", exportAll);
  for (const one of findAll("[data-erase]")) one.addEventListener("click", erase);
  document.addEventListener("offline-export", exportAll);
}
