// Sending scans so that a lost network loses nothing: each file goes piece by piece (tus 1.0),
// from where the server says it is. Then the page looks on its own how far the reading is.
// Enhancement only: without it the form sends everything at once, and a link looks again.

const TUS = "1.0.0";
const form = document.querySelector("[data-sending]");
const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
// Tried again after so many seconds; then every minute, for as long as the page is open.
const DELAYS = [1, 2, 5, 10, 30, 60];
const MEGABYTE = 1024 * 1024;

class SignedOut extends Error {}
class Refused extends Error {}

function words(name, values = {}) {
  const text = form.querySelector("[data-words]").dataset[name];
  return text.replace(/\{(\w+)\}/g, (_all, key) => values[key] ?? "");
}

async function ask(address, method, headers = {}, body = undefined) {
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const response = await fetch(address, {
    method,
    body,
    redirect: "manual",
    headers: { "Tus-Resumable": TUS, "X-CSRFToken": token, ...headers },
  });
  // The server sends whoever is no longer signed in to another page.
  if (response.type === "opaqueredirect" || response.status === 403) throw new SignedOut();
  if ([409, 413, 507].includes(response.status) && method !== "HEAD") {
    const said = await response.json().catch(() => null);
    if (said?.says) throw new Refused(said.says);
  }
  if (response.status === 404) throw new Refused(words("failed", { name: "" }));
  if (!response.ok && response.status !== 409) throw new TypeError(`answered ${response.status}`);
  return response;
}

const base64 = (text) => btoa(String.fromCodePoint(...new TextEncoder().encode(text)));

async function begin(file) {
  const modified = String(file.lastModified || "");
  const known = [...document.querySelectorAll("[data-unfinished]")].find(
    (one) => one.dataset.name === file.name && one.dataset.modified === modified && Number(one.dataset.size) === file.size,
  );
  if (known) return known.dataset.href;
  const metadata = `filename ${base64(file.name)},modified ${base64(modified)}`;
  const response = await ask(form.dataset.tus, "POST", { "Upload-Length": String(file.size), "Upload-Metadata": metadata });
  return response.headers.get("Location");
}

const offsetOf = async (address) => Number((await ask(address, "HEAD")).headers.get("Upload-Offset"));

async function sendPieces(file, address, show) {
  const size = Number(form.dataset.piece);
  let offset = await offsetOf(address);
  while (offset < file.size) {
    show(offset);
    const response = await ask(
      address,
      "PATCH",
      { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" },
      file.slice(offset, offset + size),
    );
    offset = Number(response.headers.get("Upload-Offset"));
  }
}

// Try until it is there. A line that drops is waited for; what the server refuses is said.
async function send(file, line) {
  const show = (offset) => line.show(words("sendingWords", { name: file.name, done: mega(offset), all: mega(file.size) }), offset / (file.size || 1));
  if (file.size > Number(form.dataset.most)) throw new Refused(words("tooLarge", { name: file.name }));
  let address = null;
  for (let attempt = 0; ; attempt += 1) {
    try {
      address ??= await begin(file);
      await sendPieces(file, address, (offset) => {
        attempt = 0;
        show(offset);
      });
      return;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      line.show(words("waiting"));
      await pause(DELAYS[Math.min(attempt, DELAYS.length - 1)]);
    }
  }
}

const mega = (bytes) => (bytes / MEGABYTE).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });

function addLine(list) {
  const item = document.createElement("li");
  const text = document.createElement("span");
  const bar = document.createElement("progress");
  bar.max = 1;
  item.append(text, bar);
  list.append(item);
  return {
    show(says, done) {
      text.textContent = says;
      if (done !== undefined) bar.value = done;
      bar.setAttribute("aria-label", says);
    },
    end(says) {
      text.textContent = says;
      bar.remove();
    },
  };
}

let sending = false;

async function sendAll(files) {
  const list = form.querySelector("[data-on-the-way]");
  list.hidden = false;
  sending = true;
  let failed = 0;
  for (const file of files) {
    const line = addLine(list);
    try {
      await send(file, line);
      line.end(words("done", { name: file.name }));
    } catch (error) {
      failed += 1;
      const says = error instanceof Refused && error.message ? error.message : words(error instanceof SignedOut ? "signedOut" : "failed", { name: file.name });
      line.end(says);
      if (error instanceof SignedOut) break;
    }
    look();
  }
  sending = false;
  if (!failed) form.reset();
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const files = [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
    if (files.length && !sending) sendAll(files);
    else if (!files.length) form.querySelector("input[type=file]").focus();
  });
  addEventListener("beforeunload", (event) => {
    if (sending) event.preventDefault();
  });
}

// How far the reading is: asked while something moves, and said to who cannot see it.
const box = document.querySelector("[data-progress]");
const LOOK_SECONDS = 2;
let looking = false;

async function look() {
  if (looking || !box) return;
  looking = true;
  try {
    do {
      await pause(LOOK_SECONDS);
      const response = await fetch(box.dataset.progress, { redirect: "manual" }).catch(() => null);
      if (!response?.ok) continue;
      const html = await response.text();
      // What someone is about to use is not taken from under them.
      if (!box.contains(document.activeElement)) box.innerHTML = html;
    } while (sending || box.querySelector("[data-moving=yes]"));
  } finally {
    looking = false;
  }
}

if (box?.querySelector("[data-moving=yes]")) look();
