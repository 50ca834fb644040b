// Keeping an entry on the device before anything else; when the disk is full, holding it in
// this window until it is sent, saved in a file, or kept after all.

import { Stopped, askState, deliverOne, noteOf } from "./delivery.js";
import { button, make, notice } from "./lists.js";
import { keepEntry, makeEntry, settleEntry } from "./queue.js";
import { send } from "./sending.js";
import { clearNotice, device, places, showNotice, urls } from "./state.js";
import { DeviceFull } from "./store.js";
import { say } from "./words.js";

// By the name of the form: {entry, content} that could not be kept.
const held = new Map();

export const heldEntries = () => [...held.values()].map((one) => one.entry);

// The identifier and code of what could not be kept: a second try is the same entry.
export function heldPair(name) {
  const made = held.get(name);
  return made ? { uuid: made.entry.uuid, code: made.content.code } : null;
}

export function letGo(name) {
  held.delete(name);
  clearNotice("full");
}

// Keep a new entry of a form, then send. `pair` is the identifier it must have; `done(code)`
// is told that it is safe, `refused(errors)` what the server says of one that was held.
export async function keepNew(name, content, { pair, done, refused }) {
  const made = await makeEntry(device.key, content, heldPair(name) || pair);
  try {
    await keepEntry(made.entry);
  } catch (error) {
    if (!(error instanceof DeviceFull)) throw error;
    held.set(name, made);
    sayFull(() => sendHeld(name, { done, refused }));
    return;
  }
  await done(made.content.code);
  await send();
}

function sayFull(sendIt) {
  const actions = make(
    "p",
    { class: "actions" },
    button(say("full-send"), sendIt),
    button(say("full-export"), () => document.dispatchEvent(new Event("offline-export"))),
  );
  showNotice(
    places.alerts,
    "full",
    notice("error", say("full"), make("p", {}, say("full-what")), actions),
  );
}

// Bring what is held to the server without keeping it first.
async function sendHeld(name, { done, refused }) {
  const { entry, content } = held.get(name);
  try {
    const state = await askState(urls);
    const { receipt, errors } = await deliverOne(urls, state, entry.uuid, entry.made_at, content);
    if (errors) {
      refused(errors);
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

// Say what is wrong and belongs to no question on the screen.
export function sayOthers(others) {
  const words = Object.entries(others).map(([key, text]) =>
    key || text.includes(" ") ? text : say("unreadable"),
  );
  if (words.length) showNotice(places.alerts, "mistakes", notice("error", words.join(" ")));
}

window.addEventListener("beforeunload", (event) => {
  if (held.size) event.preventDefault();
});
