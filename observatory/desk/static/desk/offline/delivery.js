// Bringing what waits to the server. An entry leaves the device only when an answer names it:
// sent twice, the server makes one report of it.

import { changeEntry, keepCodes, listEntries, openEntry, settleEntry } from "./queue.js";

const TIMEOUT = 30_000;
const LOCK = "observatoire-envois";
// Five seconds after the first failure, twice as long after each, five minutes at most.
const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 300_000;

// Why a delivery stops; the entries stay.
export class Stopped extends Error {
  constructor(reason, wait = 0) {
    super(reason);
    this.reason = reason;
    this.wait = wait;
  }
}

// What the server's clock said with the last answer, less what ours says: milliseconds.
export let clockOff = 0;

function readClock(response) {
  const date = Date.parse(response.headers.get("Date") || "");
  if (date) clockOff = date - Date.now();
}

export function waitAfter(failures) {
  const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.max(0, failures - 1));
  return wait * (0.75 + Math.random() / 2);
}

// Ask, and raise Stopped for whatever is no answer of ours.
async function ask(address, options = {}) {
  let response;
  try {
    response = await fetch(address, {
      cache: "no-store",
      credentials: "same-origin",
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT),
      ...options,
      headers: { Accept: "application/json", ...options.headers },
    });
  } catch {
    throw new Stopped("network");
  }
  // The pages of signed-in people send others to sign in.
  if (response.type === "opaqueredirect" || response.status === 401) throw new Stopped("sign-in");
  readClock(response);
  if (response.status === 403) throw new Stopped("forbidden");
  if (response.status === 429) {
    throw new Stopped("often", Number(response.headers.get("Retry-After")) * 1000 || LONGEST_WAIT);
  }
  if (response.status >= 500) throw new Stopped("server");
  return response;
}

async function answerOf(response) {
  try {
    return await response.json();
  } catch {
    // Cut in the middle, or a page of someone else's network.
    throw new Stopped("network");
  }
}

// Tell whether the server answers at all, and read its clock.
export async function isServerThere(urls) {
  try {
    const response = await fetch(urls.manifest, {
      method: "HEAD",
      cache: "no-store",
      signal: AbortSignal.timeout(TIMEOUT),
    });
    if (response.ok) readClock(response);
    return response.ok;
  } catch {
    return false;
  }
}

// Return {csrf, name, associations, sessions}: who is signed in and what they may choose.
export async function askState(urls) {
  const response = await ask(urls.state);
  if (!response.ok) throw new Stopped("server");
  return answerOf(response);
}

// Reserve codes for entries to come.
export async function refillCodes(key, urls, state) {
  const response = await ask(urls.codes, {
    method: "POST",
    headers: { "X-CSRFToken": state.csrf },
  });
  if (!response.ok) throw new Stopped("server");
  await keepCodes(key, (await answerOf(response)).pairs);
}

// Deliver one entry; return {receipt} or {errors}. Raises Stopped.
export async function deliverOne(urls, state, uuid, made_at, content) {
  const { version, language, answers, association, session, code } = content;
  const response = await ask(urls.deliver, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": state.csrf },
    body: JSON.stringify({ uuid, version, language, answers, association, session, code, made_at }),
  });
  const answer = await answerOf(response);
  if (response.ok && answer.uuid === uuid) return { receipt: answer };
  if (response.status === 422 && answer.uuid === uuid) return { errors: answer.errors };
  if (response.status === 400 || response.status === 413) {
    return { errors: { "": answer.reason || "json" } };
  }
  throw new Stopped("server");
}

// What must still be said once the server has an entry; null when the person has her code.
export function noteOf(content, receipt, at) {
  if (receipt.is_withdrawn) return null;
  const given = content.code || "";
  if (receipt.code && receipt.code === given) return null;
  if (!receipt.code && given) return null;
  return { code: receipt.code, given, service: content.service, kind: content.kind, at };
}

// Deliver all that waits, one after another, in one window at a time.
// Return {sent, refused, busy}. Raises Stopped: what was not sent stays.
export function deliverAll(key, urls, state, onStep = () => {}) {
  const work = async (lock) => {
    if (!lock) return { sent: 0, refused: 0, busy: true };
    const done = { sent: 0, refused: 0, busy: false };
    const waiting = (await listEntries()).filter((entry) => entry.state === "waiting");
    for (const entry of waiting) {
      await deliverEntry(key, urls, state, entry, done);
      onStep(done);
    }
    return done;
  };
  return navigator.locks.request(LOCK, { ifAvailable: true }, work);
}

async function deliverEntry(key, urls, state, entry, done) {
  let content;
  try {
    content = await openEntry(key, entry);
  } catch {
    // Sealed by no key of ours: it stays, and the list says so.
    return;
  }
  const { receipt, errors } = await deliverOne(urls, state, entry.uuid, entry.made_at, content);
  if (receipt) {
    await settleEntry(key, entry.uuid, noteOf(content, receipt, new Date().toISOString()));
    done.sent += 1;
  } else {
    await changeEntry(key, entry.uuid, { ...content, errors }, "refused");
    done.refused += 1;
  }
}

// Run `work` while no window delivers.
export function whileNothingIsSent(work) {
  return navigator.locks.request(LOCK, work);
}
