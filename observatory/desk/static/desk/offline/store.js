// What is kept on the device (IndexedDB). Everything a person said is sealed before it comes
// here (sealing.js); in clear are only identifiers, moments, the kind of form and the state.

const NAME = "observatoire-relais";
const VERSION = 1;
// device: the wrapped key and the options. entries: what waits. sent: codes still to be given.
// codes: reserved pairs. drafts: what was being typed.
const STORES = { device: "id", entries: "uuid", sent: "uuid", codes: "uuid", drafts: "name" };

export class DeviceFull extends Error {}

let opened;

function open() {
  opened ||= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(STORES)) {
        if (!request.result.objectStoreNames.contains(name)) {
          request.result.createObjectStore(name, { keyPath });
        }
      }
    };
    request.onsuccess = () => {
      // A newer version of this page, in another window, must not wait for this one.
      request.result.onversionchange = () => {
        request.result.close();
        opened = undefined;
      };
      resolve(request.result);
    };
    request.onerror = () => {
      opened = undefined;
      reject(asFull(request.error));
    };
  });
  return opened;
}

function asFull(error) {
  return error?.name === "QuotaExceededError" ? new DeviceFull(error.message) : error;
}

// Run `work(...stores)` in one transaction: all of it is on the disk, or none. What it returns
// (a request, or a plain value) is handed on. Raises DeviceFull.
async function transact(mode, names, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(names, mode, { durability: "strict" });
    let result;
    transaction.oncomplete = () => resolve(result instanceof IDBRequest ? result.result : result);
    transaction.onabort = () => reject(asFull(transaction.error));
    try {
      result = work(...names.map((name) => transaction.objectStore(name)));
    } catch (error) {
      transaction.onabort = () => reject(asFull(error));
      transaction.abort();
    }
  });
}

export function write(names, work) {
  return transact("readwrite", names, work);
}

export function read(name, key) {
  return transact("readonly", [name], (store) => store.get(key));
}

export function readAll(name) {
  return transact("readonly", [name], (store) => store.getAll());
}

export function count(name) {
  return transact("readonly", [name], (store) => store.count());
}

export function put(name, value) {
  return write([name], (store) => store.put(value));
}

export function remove(name, key) {
  return write([name], (store) => store.delete(key));
}

// Erase everything on the device.
export function eraseAll() {
  const names = Object.keys(STORES);
  return write(names, (...stores) => stores.forEach((store) => store.clear()));
}

// Take one row out, so that two windows never take the same; undefined when there is none.
export async function takeOne(name) {
  let taken;
  await write([name], (store) => {
    const request = store.openCursor();
    request.onsuccess = () => {
      taken = request.result?.value;
      request.result?.delete();
    };
  });
  return taken;
}

// Tell the other windows, and be told by them, that the device's list changed.
const channel = new BroadcastChannel(NAME);

export function tellOthers() {
  channel.postMessage("changed");
}

export function whenOthersChange(listen) {
  channel.addEventListener("message", listen);
}
