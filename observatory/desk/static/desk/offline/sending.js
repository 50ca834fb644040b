// When to send: as soon as there is network and someone is signed in, and again after a failure.

import {
  Stopped,
  askState,
  clockOff,
  deliverAll,
  isServerThere,
  refillCodes,
  waitAfter,
} from "./delivery.js";
import { notice, sayAbout } from "./lists.js";
import { countCodes, keepDraft, listEntries, sealDraft } from "./queue.js";
import { clearNotice, device, find, login, places, showNotice, tellChange, urls } from "./state.js";
import { language } from "./state.js";
import { say, sayMany } from "./words.js";

const REFILL_UNDER = 15;
const CLOCK_MAY_DIFFER = 10 * 60_000;
const UNITS = [["day", 86_400_000], ["hour", 3_600_000], ["minute", 60_000]];

let failures = 0;
let timer;
let running = null;

export function showNetwork(isThere) {
  document.documentElement.dataset.network = isThere ? "on" : "off";
  find("[data-network-words]").textContent = say(isThere ? "network-on" : "network-off");
}

// Send what waits. `isAsked`: by hand, so say also why nothing could be sent.
export function send({ isAsked = false } = {}) {
  running ||= attempt(isAsked).finally(() => {
    running = null;
  });
  return running;
}

async function attempt(isAsked) {
  clearTimeout(timer);
  const isThere = navigator.onLine && (await isServerThere(urls));
  showNetwork(isThere);
  showClock();
  const { key } = device;
  if (!key) return;
  try {
    if (!isThere) throw new Stopped("network");
    await sendWith(key);
    failures = 0;
    clearNotice("stopped");
    find("[data-sign-in]").hidden = true;
  } catch (stopped) {
    if (!(stopped instanceof Stopped)) throw stopped;
    await sayWhy(stopped, isAsked);
  } finally {
    await tellChange();
  }
}

async function sendWith(key) {
  const state = await askState(urls);
  await keepChoices(key, state);
  const step = (done) => {
    find("[data-network-words]").textContent = say("sending");
    if (done.sent.length) {
      showNotice(places.notices, "sent", notice("success", sayAbout("sent", done.sent)));
    }
    if (done.refused.length) {
      showNotice(places.alerts, "refused", notice("error", sayAbout("refused", done.refused)));
    }
    return tellChange();
  };
  try {
    const done = await deliverAll(key, urls, state, step);
    // Another window is at it: look again soon.
    if (done.busy) timer = setTimeout(send, waitAfter(1));
    else sayOfOthers(done.others);
    // What is still asked of the person has changed.
    if (done.sent.some((one) => one.kind === "observation")) {
      await keepChoices(key, await askState(urls));
    }
  } finally {
    showNetwork(true);
  }
  if ((await countCodes()) < REFILL_UNDER) await refillCodes(key, urls, state);
}

function sayOfOthers(entries) {
  if (!entries.length) clearNotice("others");
  else showNotice(places.notices, "others", notice("info", sayMany("others", entries.length)));
}

async function keepChoices(key, { associations, sessions, observing }) {
  device.choices = { associations, sessions, observing };
  try {
    await keepDraft(await sealDraft(key, "choices", device.choices));
  } catch {
    // A full disk: they are known as long as the page is open.
  }
}

async function sayWhy(stopped, isAsked) {
  const waiting = (await listEntries()).filter((entry) => entry.state === "waiting");
  find("[data-sign-in]").hidden = !["sign-in", "forbidden"].includes(stopped.reason);
  find("[data-sign-in]").href = login;
  if (stopped.reason === "network") showNetwork(false);
  // Without network the bar says so already.
  const isKnown = stopped.reason === "network" && !navigator.onLine;
  if (!isAsked && (isKnown || !waiting.length)) return;
  showNotice(
    places.notices,
    "stopped",
    notice("warning", say(`stopped-${stopped.reason}`)),
  );
  // Who must sign in comes back to this page.
  if (["sign-in", "forbidden"].includes(stopped.reason) || !waiting.length) return;
  failures += 1;
  timer = setTimeout(send, stopped.wait || waitAfter(failures));
}

// The device's own clock is a hint at most; say when it is plainly wrong.
function showClock() {
  const off = Math.abs(clockOff);
  if (off < CLOCK_MAY_DIFFER) return clearNotice("clock");
  const [unit, size] = UNITS.find(([, size]) => off >= size);
  const time = new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" });
  const words = say(clockOff > 0 ? "clock-behind" : "clock-ahead", {
    time: time.format(Math.round(off / size)),
  });
  return showNotice(places.notices, "clock", notice("warning", words));
}

export function watchNetwork() {
  showNetwork(navigator.onLine);
  window.addEventListener("online", () => {
    failures = 0;
    send();
  });
  window.addEventListener("offline", () => showNetwork(false));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") send();
  });
  send();
}
