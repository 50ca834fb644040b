// Entries to a file and back: the file is as unreadable as the device without the passphrase.

import { Damaged, openBox, seal, unseal } from "./sealing.js";
import { tellOthers, write } from "./store.js";

const FORMAT = "observatoire-relais";
const MOST_BYTES = 50 * 1024 * 1024;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function toText(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

function toBytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

// Return the file of these entries, with what is needed to open it with the passphrase.
export function makeFile(box, entries) {
  const whole = {
    format: FORMAT,
    number: 1,
    box: {
      salt: toText(box.salt),
      iterations: box.iterations,
      iv: toText(box.iv),
      wrapped: toText(box.wrapped),
    },
    entries: entries.map(({ uuid, made_at, order, kind, state, iv, data }) => ({
      ...{ uuid, made_at, order, kind, state },
      iv: toText(iv),
      data: toText(data),
    })),
  };
  return new Blob([JSON.stringify(whole)], { type: "application/json" });
}

export function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser may still be reading it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// Return {box, entries} of a file. Raises Damaged.
export async function readFile(file) {
  try {
    if (file.size > MOST_BYTES) throw new Damaged();
    const whole = JSON.parse(await file.text());
    if (whole.format !== FORMAT || whole.number !== 1) throw new Damaged();
    const { salt, iterations, iv, wrapped } = whole.box;
    return {
      box: { salt: toBytes(salt), iterations, iv: toBytes(iv), wrapped: toBytes(wrapped) },
      entries: whole.entries.map(readEntry),
    };
  } catch {
    throw new Damaged();
  }
}

function readEntry(row) {
  const { uuid, made_at, order, kind, state } = row;
  const isOurs =
    UUID.test(uuid) &&
    !Number.isNaN(Date.parse(made_at)) &&
    Number.isFinite(order) &&
    ["full", "quick", "observation"].includes(kind) &&
    ["waiting", "refused"].includes(state);
  if (!isOurs) throw new Damaged();
  return { uuid, made_at, order, kind, state, iv: toBytes(row.iv), data: toBytes(row.data) };
}

// Take a file's entries in, sealed anew under this device's key. What is here already stays
// as it is. Return {added, known, broken}. Raises WrongPassphrase, Damaged, DeviceFull.
export async function takeIn(key, { box, entries }, passphrase) {
  const theirs = await openBox(box, passphrase);
  const rows = [];
  let broken = 0;
  for (const entry of entries) {
    const place = `entry:${entry.uuid}`;
    try {
      const content = await unseal(theirs, place, entry);
      rows.push({ ...entry, ...(await seal(key, place, content)) });
    } catch {
      broken += 1;
    }
  }
  let added = 0;
  await write(["entries"], (store) => {
    for (const row of rows) {
      const request = store.getKey(row.uuid);
      request.onsuccess = () => {
        if (request.result !== undefined) return;
        store.add(row);
        added += 1;
      };
    }
  });
  tellOthers();
  return { added, known: rows.length - added, broken };
}
