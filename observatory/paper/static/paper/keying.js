// Keying sheets: the first empty answer has the focus, and what was sent is not lost when the
// line drops. Enhancement only.
//
// What is sent stays in this tab (sessionStorage) until a page of the server says that this very
// entry is kept; a form that is given back sends it again as the same entry. It goes to nobody
// else's account, and to no other pile.

const KEPT = "paper-sheet";
const KEPT_FOR = 8 * 3600 * 1000;
const form = document.querySelector(".keying");
const forget = () => sessionStorage.removeItem(KEPT);
const read = () => JSON.parse(sessionStorage.getItem(KEPT) || "null");

function keep() {
  const values = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const { who, kind } = form.dataset;
  sessionStorage.setItem(KEPT, JSON.stringify({ who, kind, where: form.action, at: Date.now(), values }));
}

function giveBack(values) {
  const given = new Map();
  for (const [name, value] of values) given.set(name, [...(given.get(name) ?? []), value]);
  for (const control of form.elements) {
    if (!control.name || control.name === "csrfmiddlewaretoken" || control.type === "submit") continue;
    const mine = given.get(control.name) ?? [];
    if (["radio", "checkbox"].includes(control.type)) control.checked = mine.includes(control.value);
    else if (mine.length) control.value = mine[0];
    if (control.type !== "hidden") control.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function restore() {
  const kept = read();
  if (!kept || !form.hasAttribute("data-fresh")) return false;
  if (kept.who !== form.dataset.who || kept.where !== form.action || Date.now() - kept.at > KEPT_FOR) {
    forget();
    return false;
  }
  giveBack(kept.values);
  const said = document.querySelector("[data-restored]");
  said.hidden = false;
  said.focus();
  return true;
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
  let touched = restore();
  let sent = false;
  if (!touched) begin();
  for (const kind of ["input", "change"]) form.addEventListener(kind, () => (touched = true));
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
    // Of a sheet that is not to be kept, nothing typed is.
    if (event.submitter?.name === "mark") forget();
    else keep();
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
      forget();
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
  if (event.submitter?.value === "same") forget();
});

// The page says what is done: this very sheet is kept, or second keyings are taken.
const done = document.querySelector("[data-kept]")?.dataset.kept;
const kept = read();
if (done && kept && (kept.kind === done || kept.values.some(([name, value]) => name === "entry" && value === done)))
  forget();
