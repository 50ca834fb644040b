// The first empty answer of a fresh sheet has the focus: what the pile fills in is left as it is.
const form = document.querySelector(".keying");
const said = document.querySelector("[data-summary], main > .notice.warning");
if (form && !said) {
  const rows = [...form.querySelectorAll("[data-question]")];
  const isSeen = (element) => element.getClientRects().length > 0 && !element.disabled;
  const isEmpty = (row) =>
    !row.querySelector("input:checked") && !row.querySelector("select")?.value && !row.querySelector("textarea")?.value;
  const row = rows.find((one) => isSeen(one) && isEmpty(one));
  [...(row?.querySelectorAll("input, select, textarea, summary") ?? [])].find(isSeen)?.focus();
}
