// Bringing what waits to the server. An entry leaves the device only when an answer names it:
// sent twice, the server makes one report of it.

import { changeEntry, keepCodes, listEntries, openEntry, settleEntry } from "./queue.js";

const TIMEOUT = 30_000;
const LOCK = "observatoire-envois";
// Five seconds after the first failure, twice as long after each, five minutes at most.
const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 300_000;
// What is sent of an entry; the rest is for this device.
const OF_REPORT = ["version", "language", "answers", "association", "session", "code"];
const OF_OBSERVATION = ["version", "answers", "by", "slot", "round", "place", "fields", "sure"];

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

// Return {csrf, name, associations, sessions, observing}: who is signed in, what they may choose.
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
  const isObserved = content.kind === "observation";
  const sent = (isObserved ? OF_OBSERVATION : OF_REPORT).map((name) => [name, content[name]]);
  const response = await ask(isObserved ? urls.observe : urls.deliver, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": state.csrf },
    body: JSON.stringify({ uuid, made_at, ...Object.fromEntries(sent) }),
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
  if (content.kind === "observation") {
    return receipt.is_apart ? { apart: true, service: content.service, kind: content.kind, at } : null;
  }
  if (receipt.is_withdrawn) return null;
  const given = content.code || "";
  if (receipt.code && receipt.code === given) return null;
  if (!receipt.code && given) return null;
  return { code: receipt.code, given, service: content.service, kind: content.kind, at };
}

// Deliver all that waits, one after another, in one window at a time.
// Return {sent, refused, others, busy}, entries each; `others` are observations of someone who
// is not signed in. Raises Stopped: what was not sent stays.
export function deliverAll(key, urls, state, onStep = () => {}) {
  const work = async (lock) => {
    const done = { sent: [], refused: [], others: [], busy: !lock };
    if (!lock) return done;
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
  if (content.by && content.by !== state.observing?.by) {
    done.others.push(entry);
    return;
  }
  const { receipt, errors } = await deliverOne(urls, state, entry.uuid, entry.made_at, content);
  if (receipt) {
    await settleEntry(key, entry.uuid, noteOf(content, receipt, new Date().toISOString()));
    done.sent.push(entry);
  } else {
    await changeEntry(key, entry.uuid, { ...content, errors }, "refused");
    done.refused.push(entry);
  }
}

// Run `work` while no window delivers.
export function whileNothingIsSent(work) {
  return navigator.locks.request(LOCK, work);
}
