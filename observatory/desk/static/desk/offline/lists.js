// What the page shows besides the form: what waits, slips, codes still to be given, notices.

import { ago, groupCode, say, sayMany } from "./words.js";

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

export function button(label, act, kind = "secondary") {
  return make("button", { type: "button", class: `button ${kind}`, click: act }, label);
}

// Say something of so many entries: reports, observations, or both ("-observed", "-mixed").
export function sayAbout(name, entries, values = {}) {
  const observed = entries.filter((one) => one.kind === "observation").length;
  if (observed && observed < entries.length) return say(`${name}-mixed`, { n: entries.length, ...values });
  return sayMany(observed ? `${name}-observed` : name, entries.length, values);
}

// "3 reports wait", with the age of the oldest.
export function waitingWords(entries) {
  if (!entries.length) return say("waiting-none");
  const oldest = entries.map((entry) => entry.made_at).sort()[0];
  return sayAbout("waiting", entries, { age: ago(oldest) });
}

// The list of what waits. `opened` holds what each says, by identifier, when the device is
// open; `acts` has `correct` and `drop`, or is empty.
export function queueTable(entries, opened, acts) {
  if (!entries.length) return make("p", { class: "soft" }, say("queue-empty"));
  const heads = ["queue-number", "queue-service", "queue-age", "queue-state"];
  if (acts) heads.push("queue-do");
  const rows = entries.map((entry, index) => queueRow(entry, index + 1, opened, acts));
  return make(
    "table",
    { class: "app-queue" },
    make("thead", {}, make("tr", {}, ...heads.map((one) => make("th", { scope: "col" }, say(one))))),
    make("tbody", {}, ...rows),
  );
}

function queueRow(entry, number, opened, acts) {
  const content = opened?.get(entry.uuid);
  const isUnreadable = Boolean(opened) && !content;
  const state = isUnreadable ? "unreadable" : entry.state;
  const what = content?.service || say(`kind-${entry.kind}`);
  const done = make(
    "td",
    { class: "app-do" },
    acts && entry.state === "refused" && content
      ? button(`${say("correct")} ${number}`, () => acts.correct(entry))
      : null,
    acts ? button(`${say("drop")} ${number}`, () => acts.drop(entry), "quiet") : null,
  );
  const why = Object.values(content?.errors || {});
  return make(
    "tr",
    { class: state },
    make("th", { scope: "row", "data-label": say("queue-number") }, String(number)),
    make("td", { "data-label": say("queue-service") }, what),
    make("td", { "data-label": say("queue-age") }, ago(entry.made_at)),
    make(
      "td",
      { "data-label": say("queue-state") },
      say(`state-${state}`),
      ...why.map((text) => make("p", { class: "error" }, ["json", "size"].includes(text) || !text.includes(" ") ? say("unreadable") : text)),
    ),
    acts ? done : null,
  );
}

// The slip that a person takes home.
export function slip(code) {
  const groups = groupCode(code).split(" ");
  const digits = make("p", { class: "return-code" });
  for (const [index, group] of groups.entries()) {
    digits.append(make("span", {}, group), index < groups.length - 1 ? " " : "");
  }
  return make(
    "div",
    { class: "slip" },
    make("p", { class: "slip-brand" }, "Observatoire"),
    make("h3", {}, say("slip-title")),
    digits,
    make("p", {}, say("slip-later")),
    make("p", {}, say("slip-site")),
    make("p", {}, say("slip-how")),
    make("p", {}, say("slip-secret")),
  );
}

// What the page shows once an entry is kept.
export function keptPanel(code, goOn) {
  const actions = make("p", { class: "actions" }, button(say("next-person"), goOn, "primary"));
  if (code) actions.append(button(say("print"), () => window.print()));
  return [
    make("h2", { id: "kept-title" }, say("kept-title")),
    make("p", { class: "kept-code" }, say(code ? "kept-code" : "kept-no-code")),
    ...(code ? [slip(code)] : []),
    actions,
  ];
}

// A code that came with the delivery, or another one than the slip says: loudly.
export function sentNotice(note, forget) {
  if (note.apart) return apartNotice(note, forget);
  const isOther = Boolean(note.given && note.code && note.given !== note.code);
  const title = say(isOther ? "other-code-title" : "sent-code-title");
  const words = isOther
    ? say("other-code", { given: groupCode(note.given) })
    : say(note.code ? "sent-code" : "sent-elsewhere");
  const what = [note.service, ago(note.at)].filter(Boolean).join(", ");
  return make(
    "div",
    { class: `notice ${isOther ? "error" : "info"}`, "data-note": note.uuid },
    make("p", { class: "notice-title" }, title),
    make("p", {}, what),
    make("p", {}, words),
    note.code ? slip(note.code) : null,
    make("p", { class: "actions" }, button(say("noted"), forget)),
  );
}

// What was planned was done already, or is someone else's: the observation is kept apart.
function apartNotice(note, forget) {
  return make(
    "div",
    { class: "notice info", "data-note": note.uuid },
    make("p", { class: "notice-title" }, say("apart-title")),
    make("p", {}, [note.service, ago(note.at)].join(", ")),
    make("p", {}, say("apart")),
    make("p", { class: "actions" }, button(say("noted"), forget)),
  );
}

export function notice(kind, words, ...more) {
  return make("div", { class: `notice ${kind}` }, make("p", {}, words), ...more);
}

// Ask in a window of its own; resolves to whether the answer is yes.
export function ask(title, text, yes) {
  const dialog = document.getElementById("ask");
  dialog.querySelector("h2").textContent = title;
  dialog.querySelector("[data-ask-text]").textContent = text;
  const agree = dialog.querySelector("[data-yes]");
  agree.textContent = yes;
  return new Promise((resolve) => {
    dialog.returnValue = "no";
    agree.onclick = () => dialog.close("yes");
    dialog.querySelector("[data-no]").onclick = () => dialog.close("no");
    dialog.onclose = () => resolve(dialog.returnValue === "yes");
    dialog.showModal();
  });
}
