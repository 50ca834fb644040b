// Sealing what is kept on the device: AES-GCM under a random key, which itself is wrapped by a
// key made from the passphrase (PBKDF2-SHA-256). The passphrase is stored nowhere.

export const ITERATIONS = 600_000;
export const LEAST_LETTERS = 10;
// A file that asks for less is not ours, and one that asks for more would stop the page.
const MOST_ITERATIONS = 10_000_000;
const PURPOSE = new TextEncoder().encode("observatoire device key 1");

export class WrongPassphrase extends Error {}
export class Damaged extends Error {}

const encode = (text) => new TextEncoder().encode(text);
const random = (length) => crypto.getRandomValues(new Uint8Array(length));

// Twice the same word typed on two keyboards is the same passphrase.
const plain = (passphrase) => passphrase.normalize("NFKC");

export function isLongEnough(passphrase) {
  return [...plain(passphrase)].length >= LEAST_LETTERS;
}

async function wrappingKey(passphrase, salt, iterations) {
  const material = await crypto.subtle.importKey("raw", encode(plain(passphrase)), "PBKDF2", false, [
    "deriveKey",
  ]);
  return crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations },
    material,
    { name: "AES-GCM", length: 256 },
    false,
    ["wrapKey", "unwrapKey"],
  );
}

async function wrap(key, passphrase) {
  const salt = random(16);
  const iv = random(12);
  const wrapping = await wrappingKey(passphrase, salt, ITERATIONS);
  const wrapped = await crypto.subtle.wrapKey("raw", key, wrapping, {
    name: "AES-GCM",
    iv,
    additionalData: PURPOSE,
  });
  return { salt, iterations: ITERATIONS, iv, wrapped: new Uint8Array(wrapped) };
}

async function unwrap(box, passphrase, extractable) {
  const known = box?.salt?.length >= 16 && box.iv?.length === 12 && box.wrapped?.length === 48;
  if (!known || !(box.iterations >= ITERATIONS && box.iterations <= MOST_ITERATIONS)) {
    throw new Damaged();
  }
  const wrapping = await wrappingKey(passphrase, box.salt, box.iterations);
  try {
    return await crypto.subtle.unwrapKey(
      "raw",
      box.wrapped,
      wrapping,
      { name: "AES-GCM", iv: box.iv, additionalData: PURPOSE },
      "AES-GCM",
      extractable,
      ["encrypt", "decrypt"],
    );
  } catch {
    throw new WrongPassphrase();
  }
}

// Return a new box: a random key, wrapped. A salt of its own makes two devices with the same
// passphrase differ.
export async function makeBox(passphrase) {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, [
    "encrypt",
    "decrypt",
  ]);
  return wrap(key, passphrase);
}

// Return the key, which cannot be taken out of the browser. Raises WrongPassphrase, Damaged.
export function openBox(box, passphrase) {
  return unwrap(box, passphrase, false);
}

// Return the box under another passphrase: what is sealed stays as it is.
export async function changeBox(box, before, after) {
  return wrap(await unwrap(box, before, true), after);
}

// Seal any JSON value; `place` says what it is, so that nothing sealed can be put elsewhere.
export async function seal(key, place, value) {
  const iv = random(12);
  const data = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv, additionalData: encode(place) },
    key,
    encode(JSON.stringify(value)),
  );
  return { iv, data: new Uint8Array(data) };
}

// Raises Damaged when it was not sealed under this key, for this place.
export async function unseal(key, place, sealed) {
  try {
    const data = await crypto.subtle.decrypt(
      { name: "AES-GCM", iv: sealed.iv, additionalData: encode(place) },
      key,
      sealed.data,
    );
    return JSON.parse(new TextDecoder().decode(data));
  } catch {
    throw new Damaged();
  }
}
