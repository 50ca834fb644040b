// The service worker of the relays' pages. `KEPT`, written in front by the server, holds the
// version, the address of the page that works without network, and every asset of it.
//
// It keeps that page and nothing else: no page of a signed-in person, no answer, no entry.
// Entries are in IndexedDB, which no change of version touches.

const PREFIX = "observatoire-relais-";
const CACHE = PREFIX + KEPT.version;
const PATIENCE = 10_000;
// The server in front is there, ours is not.
const DOWN = [502, 503, 504];

self.addEventListener("install", (event) => {
  event.waitUntil(fill().then(() => self.skipWaiting()));
});

// All or nothing: a version with a hole would be worse than the one before.
async function fill() {
  const cache = await caches.open(CACHE);
  const fresh = [KEPT.page, ...KEPT.assets].map((one) => new Request(one, { cache: "reload" }));
  await cache.addAll(fresh);
}

self.addEventListener("activate", (event) => {
  event.waitUntil(clean().then(() => self.clients.claim()));
});

async function clean() {
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && name !== CACHE && (await isMine(name))) {
      await caches.delete(name);
    }
  }
}

// The page in another language has a cache of its own.
async function isMine(name) {
  return Boolean(await (await caches.open(name)).match(KEPT.page));
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const address = new URL(request.url);
  if (address.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(fromNetworkFirst(request));
  else if (KEPT.assets.includes(address.pathname)) event.respondWith(fromCacheFirst(request));
});

async function fromNetworkFirst(request) {
  const kept = await (await caches.open(CACHE)).match(KEPT.page);
  try {
    const network = fetch(request);
    if (!kept) return await network;
    const patience = new Promise((_, reject) => setTimeout(reject, PATIENCE));
    const response = await Promise.race([network, patience]);
    return DOWN.includes(response.status) ? kept : response;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

async function fromCacheFirst(request) {
  const kept = await (await caches.open(CACHE)).match(request.url);
  return kept || fetch(request);
}
