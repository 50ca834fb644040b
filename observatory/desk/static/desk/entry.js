// The desk's page: the summary follows what is typed, consents follow the person's language, and
// what was typed is not lost when the session ends or the line drops. Enhancement only.
//
// What is sent is kept (typed.js) until a page of the server acknowledges it: the slip, or the form
// given back with what was typed.

import { forget, keep, restore } from "../ui/typed.js";
import { inLanguage, sentences } from "./recap.js";

const form = document.querySelector("[data-entry]");
const KEPT = "desk-entry";
const FOCUSABLE = "input:not([type=hidden], [type=file]), select, textarea";
const rows = () => [...form.querySelectorAll("[data-question]")];
const isSeen = (element) => element.getClientRects().length > 0;

// The slip is here: what was typed is on the disk of the server.
if (!form) forget(KEPT);

const spoken = () => form.querySelector("[name=spoken]:checked");
const language = () => spoken()?.value ?? document.documentElement.lang;

function setLanguage(element) {
  element.lang = language();
  element.dir = spoken()?.dataset.direction ?? document.documentElement.dir;
}

// The summary.

function showSummary(answers) {
  const box = form.querySelector("[data-recap]");
  const lines = sentences(form, answers, language()).map((text) => {
    const line = document.createElement("p");
    line.textContent = text;
    return line;
  });
  box.replaceChildren(...lines);
  setLanguage(box.parentElement);
  form.querySelector("[data-recap-empty]").hidden = lines.length > 0;
}

function translateConsents() {
  const code = language();
  for (const row of form.querySelectorAll("[data-says]")) {
    const says = inLanguage(JSON.parse(row.dataset.says), code);
    const label = row.querySelector(".dense-label");
    const help = row.querySelector(".help");
    label.textContent = says.label;
    setLanguage(label);
    row.querySelector("[data-own]").hidden = code === document.documentElement.lang;
    if (help) {
      help.textContent = says.help;
      setLanguage(help);
    }
    for (const input of row.querySelectorAll("[data-names]")) {
      const name = input.parentElement.lastElementChild;
      name.textContent = inLanguage(JSON.parse(input.dataset.names), code);
      setLanguage(name);
    }
  }
  for (const notice of form.querySelectorAll("[data-notice]")) {
    const says = inLanguage(JSON.parse(notice.dataset.notice), code);
    setLanguage(notice);
    const [title, ...lines] = notice.children;
    title.textContent = says.label;
    for (const [number, line] of lines.entries()) line.textContent = says.text[number] ?? "";
  }
}

// Keys and focus.

function focusRow(row) {
  [...(row?.querySelectorAll(FOCUSABLE) ?? [])].find(isSeen)?.focus();
}

function begin() {
  if (document.querySelector("[data-summary]") || location.hash) return;
  if (!matchMedia("(pointer: fine)").matches) return;
  focusRow(rows().find((row) => !row.querySelector("input:checked, select option[selected]:not([value=''])")));
}

function listenToKeys() {
  const help = document.querySelector("[data-keys]");
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !form.contains(event.target))
      form.requestSubmit(form.querySelector("[data-go]"));
    const typing = event.target.matches("textarea, input[type=text], input[type=tel], input[type=email], input:not([type])");
    if (event.key !== "?" || event.ctrlKey || (typing && (event.target.value || event.target.role !== "combobox"))) return;
    event.preventDefault();
    help.open = !help.open;
    if (help.open) help.querySelector("summary").scrollIntoView({ block: "nearest" });
  });
}

if (form) {
  let answers = {};
  let touched = false;
  let sent = false;
  form.addEventListener("dense-answers", (event) => {
    answers = event.detail;
    showSummary(answers);
  });
  form.addEventListener("input", () => (touched = true));
  form.addEventListener("change", (event) => {
    touched = true;
    if (event.target.name !== "spoken") return;
    translateConsents();
    showSummary(answers);
  });
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
    keep(KEPT, form);
  });
  addEventListener("pageshow", () => (sent = false));
  addEventListener("beforeunload", (event) => {
    if (touched && !sent) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#row-']");
    if (event.target.closest("[data-leave]")) {
      sent = true;
      forget(KEPT);
    } else if (link) {
      event.preventDefault();
      focusRow(document.querySelector(link.hash));
      document.querySelector(link.hash)?.scrollIntoView({ block: "nearest" });
    }
  });
  for (const part of document.querySelectorAll("[data-scripted]")) part.hidden = false;
  for (const part of document.querySelectorAll("[data-unscripted]")) part.hidden = true;
  listenToKeys();
  const restored = restore(KEPT, form, () => form.hasAttribute("data-fresh"));
  // A first look at what the form holds: its answers were told before this script listened.
  form.dispatchEvent(new Event("input", { bubbles: true }));
  translateConsents();
  touched = restored;
  if (restored) document.querySelector("[data-restored]").focus();
  else begin();
}
