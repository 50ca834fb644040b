// The entries that wait on this device, the codes reserved for them, what was being typed.

import { seal, unseal } from "./sealing.js";
import { count, put, read, readAll, remove, takeOne, tellOthers, write } from "./store.js";

const entryPlace = (uuid) => `entry:${uuid}`;
const codePlace = (uuid) => `code:${uuid}`;
const sentPlace = (uuid) => `sent:${uuid}`;
const draftPlace = (name) => `draft:${name}`;

// Every entry in the order it was made, without what it says.
export async function listEntries() {
  const entries = await readAll("entries");
  return entries.sort((one, other) => one.order - other.order);
}

export async function openEntry(key, entry) {
  return unseal(key, entryPlace(entry.uuid), entry);
}

// Return {entry, content}: a new entry, sealed, not kept yet. It takes a reserved code when
// there is one; `pair` ({uuid, code}) is that of an entry which could not be kept before.
export async function makeEntry(key, content, pair) {
  const { uuid, code } = pair || (await takeCode(key)) || { uuid: crypto.randomUUID(), code: "" };
  const made_at = new Date().toISOString();
  const whole = { ...content, code };
  const sealed = await seal(key, entryPlace(uuid), whole);
  return {
    entry: { uuid, made_at, order: Date.now(), kind: content.kind, state: "waiting", ...sealed },
    content: whole,
  };
}

// Keep an entry: afterwards it is on the disk. Raises DeviceFull.
export async function keepEntry(entry) {
  await write(["entries"], (store) => store.put(entry));
  tellOthers();
}

// Put new content into an entry that is still here; false when it has left meanwhile.
export async function changeEntry(key, uuid, content, state = "waiting") {
  const sealed = await seal(key, entryPlace(uuid), content);
  let found = false;
  await write(["entries"], (store) => {
    const request = store.get(uuid);
    request.onsuccess = () => {
      found = Boolean(request.result);
      if (found) store.put({ ...request.result, kind: content.kind, state, ...sealed });
    };
  });
  tellOthers();
  return found;
}

export async function dropEntry(uuid) {
  await remove("entries", uuid);
  tellOthers();
}

// The server has it: take the entry off the device, and in the same moment keep what must
// still be said about it (`note`: a code to give, another code than the one given).
export async function settleEntry(key, uuid, note) {
  const sealed = note ? await seal(key, sentPlace(uuid), note) : null;
  await write(["entries", "sent"], (entries, sent) => {
    if (sealed) sent.put({ uuid, ...sealed });
    entries.delete(uuid);
  });
  tellOthers();
}

export async function listSent(key) {
  const rows = await readAll("sent");
  return Promise.all(
    rows.map(async (row) => ({ uuid: row.uuid, ...(await unseal(key, sentPlace(row.uuid), row)) })),
  );
}

export async function forgetSent(uuid) {
  await remove("sent", uuid);
  tellOthers();
}

// Reserved pairs of identifier and code.
export function countCodes() {
  return count("codes");
}

export async function keepCodes(key, pairs) {
  const rows = await Promise.all(
    pairs.map(async ({ uuid, code }) => ({
      uuid,
      ...(await seal(key, codePlace(uuid), { code })),
    })),
  );
  await write(["codes"], (store) => rows.forEach((row) => store.put(row)));
}

async function takeCode(key) {
  try {
    const row = await takeOne("codes");
    if (!row) return null;
    return { uuid: row.uuid, ...(await unseal(key, codePlace(row.uuid), row)) };
  } catch {
    // A full disk or a damaged row: the entry goes without a code, and gets it on delivery.
    return null;
  }
}

// What was being typed, and what the device knows of associations and sessions.
export async function sealDraft(key, name, value) {
  return { name, ...(await seal(key, draftPlace(name), value)) };
}

export function keepDraft(draft) {
  return put("drafts", draft);
}

export async function openDraft(key, name, held) {
  const row = held || (await read("drafts", name));
  return row ? unseal(key, draftPlace(name), row) : null;
}

export function forgetDraft(name) {
  return remove("drafts", name);
}
