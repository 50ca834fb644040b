// Keying sheets: the first empty answer has the focus, and what was sent is not lost when the
// line drops. Enhancement only.
//
// What is sent is kept (typed.js) until a page of the server says that this very entry is; a form
// that is given back sends it again as the same entry. It goes to no other pile.

import { forget, keep, read, restore } from "../ui/typed.js";

const KEPT = "paper-sheet";
const form = document.querySelector(".keying");

function takeBack() {
  if (!form.hasAttribute("data-fresh")) return false;
  const found = restore(KEPT, form, (kept) => kept.where === form.action);
  if (found) document.querySelector("[data-restored]").focus();
  return found;
}

const isSeen = (element) => element.getClientRects().length > 0 && !element.disabled;

function focusRow(row) {
  [...(row?.querySelectorAll("input, select, textarea, summary") ?? [])].find(isSeen)?.focus();
}

function begin() {
  if (document.querySelector("[data-summary], main > .notice.warning") || location.hash) return;
  const isEmpty = (row) =>
    !row.querySelector("input:checked") && !row.querySelector("select")?.value && !row.querySelector("textarea")?.value;
  focusRow([...form.querySelectorAll("[data-question]")].find((row) => isSeen(row) && isEmpty(row)));
}

if (form) {
  let touched = takeBack();
  let sent = false;
  if (!touched) begin();
  for (const kind of ["input", "change"]) form.addEventListener(kind, () => (touched = true));
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
    // Of a sheet that is not to be kept, nothing typed is.
    if (event.submitter?.name === "mark") forget(KEPT);
    else keep(KEPT, form, { kind: form.dataset.kind, where: form.action });
  });
  addEventListener("pageshow", () => (sent = false));
  // Inside the form, dense.js sees to it.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !form.contains(event.target))
      form.requestSubmit(form.querySelector("[data-go]"));
  });
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
      const row = document.querySelector(link.hash);
      row?.scrollIntoView({ block: "nearest" });
      focusRow(row);
    }
  });
}

// "It is the same sheet": what was typed is dropped by decision.
document.querySelector("[data-alike]")?.addEventListener("submit", (event) => {
  if (event.submitter?.value === "same") forget(KEPT);
});

// The page says what is done: this very sheet is kept, or second keyings are taken.
const done = document.querySelector("[data-kept]")?.dataset.kept;
const kept = read(KEPT);
if (done && kept && (kept.kind === done || kept.values.some(([name, value]) => name === "entry" && value === done)))
  forget(KEPT);
