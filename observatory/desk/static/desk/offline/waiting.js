// On the relays' other pages: say how many reports and observations wait on this device, and since when.

const NAME = "observatoire-relais";

// Never made by merely looking.
async function entriesOfDevice() {
  const known = (await indexedDB.databases?.()) || [{ name: NAME }];
  if (!known.some((one) => one.name === NAME)) return [];
  return new Promise((resolve) => {
    const request = indexedDB.open(NAME);
    request.onerror = () => resolve([]);
    request.onsuccess = () => {
      const database = request.result;
      if (!database.objectStoreNames.contains("entries")) return resolve([]);
      const rows = database.transaction("entries").objectStore("entries").getAll();
      rows.onsuccess = () => {
        database.close();
        resolve(rows.result);
      };
      rows.onerror = () => resolve([]);
    };
  });
}

function age(moment, place) {
  const seconds = (Date.now() - new Date(moment).getTime()) / 1000;
  const [unit, size] =
    [["day", 86400], ["hour", 3600], ["minute", 60]].find(([, size]) => seconds >= size) || [];
  if (!size) return place.dataset.now;
  return new Intl.RelativeTimeFormat(place.dataset.language).format(
    -Math.floor(seconds / size),
    unit,
  );
}

// Reports, observations, or both.
function wordsFor(entries, words) {
  const observed = entries.filter((one) => one.kind === "observation").length;
  if (observed && observed < entries.length) return words.mixed;
  if (entries.length === 1) return observed ? words.oneObserved : words.one;
  return observed ? words.manyObserved : words.many;
}

for (const place of document.querySelectorAll("[data-waiting]")) {
  const entries = await entriesOfDevice();
  if (!entries.length) continue;
  const oldest = entries.map((one) => one.made_at).sort()[0];
  const words = wordsFor(entries, place.dataset);
  place.querySelector("[data-waiting-words]").textContent = words
    .replace("{n}", entries.length)
    .replace("{age}", age(oldest, place));
  place.hidden = false;
}
