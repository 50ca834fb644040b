// The dense form as plain answers and back, and what must be answered before the person leaves.
// The server's validation is the only one that counts; this one spares a second visit.

import { say } from "./words.js";

const rowsOf = (form) => [...form.querySelectorAll("[data-question]")];

// Leave out of the screen what the short form does not ask.
export function chooseQuestions(form, rules, isQuick) {
  for (const row of rowsOf(form)) {
    row.toggleAttribute("data-left-out", isQuick && !rules[row.dataset.question]?.quick);
  }
  for (const part of form.querySelectorAll("[data-section]")) {
    part.toggleAttribute("data-left-out", !part.querySelector("[data-question]:not([data-left-out])"));
  }
}

function answerOf(row) {
  const { question, kind } = row.dataset;
  if (kind === "contact") {
    const parts = {};
    for (const field of row.querySelectorAll("[name]")) {
      if (field.value.trim()) parts[field.name.slice(question.length + 1)] = field.value;
    }
    return Object.keys(parts).length ? parts : "";
  }
  const select = row.querySelector("select[name]");
  const ticked = [...row.querySelectorAll("input:checked")].map((input) => input.value);
  const chosen = select ? [select.value].filter(Boolean) : ticked;
  if (kind === "terms") return chosen.length ? chosen : "";
  if (select || ticked.length) return chosen[0] || "";
  return row.querySelector("textarea[name], input[name]:not([type=radio], [type=checkbox])")?.value || "";
}

// Return {question: text | [text] | {part: text}} of what is asked and answered.
export function readAnswers(form) {
  const answers = {};
  for (const row of rowsOf(form)) {
    if (row.hidden || row.hasAttribute("data-left-out")) continue;
    const answer = answerOf(row);
    if (answer) answers[row.dataset.question] = answer;
  }
  return answers;
}

// Whatever the screen holds, asked or not: what is kept while one types.
export function readAll(form) {
  return Object.fromEntries(rowsOf(form).map((row) => [row.dataset.question, answerOf(row)]));
}

export function isEmpty(answers) {
  return !Object.values(answers).some(Boolean);
}

// Put answers on the screen; what has none is emptied.
export function fillAnswers(form, answers) {
  for (const row of rowsOf(form)) {
    const { question, kind } = row.dataset;
    const answer = answers[question] ?? "";
    for (const field of row.querySelectorAll("[name]")) {
      const values = Array.isArray(answer) ? answer : [answer];
      if (["radio", "checkbox"].includes(field.type)) field.checked = values.includes(field.value);
      else if (kind === "contact") field.value = answer[field.name.slice(question.length + 1)] ?? "";
      else field.value = values[0] ?? "";
    }
    const told = row.querySelector("select[name]") || row.querySelector("details") || row;
    told.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

// Return the errors by question: what is missing, refused, or too long.
export function findMistakes(form, rules, answers) {
  const errors = {};
  for (const row of rowsOf(form)) {
    const { question, needs } = row.dataset;
    const rule = rules[question];
    if (!rule || row.hidden || row.hasAttribute("data-left-out")) continue;
    const answer = answers[question];
    if (rule.required && !answer) errors[question] = rule.missing || say("missing");
    else if (rule.needed && answer !== "yes") errors[question] = say("needed");
    else if (answer && needs && !isAllowed(needs, answers)) errors[question] = say("needs-consent");
    else if (rule.limit && typeof answer === "string") {
      const over = [...answer.replace(/\r?\n/g, "\r\n")].length - rule.limit;
      if (over > 0) errors[question] = say("too-long", { n: over });
    }
  }
  return errors;
}

function isAllowed(needs, answers) {
  const given = needs.split(" ").map((key) => answers[key]);
  return given.includes("yes") || given.every((one) => one === "no");
}

// Say each error beside its question; return those that belong to none.
export function showErrors(form, errors) {
  clearErrors(form);
  const others = { ...errors };
  let first;
  for (const row of rowsOf(form)) {
    const { question } = row.dataset;
    const own = Object.keys(errors).filter((key) => key.split(".")[0] === question);
    if (!own.length) continue;
    for (const key of own) delete others[key];
    row.classList.add("wrong");
    const words = document.createElement("p");
    words.className = "error";
    words.id = `offline_${question}_error`;
    words.textContent = own.map((key) => errors[key]).join(" ");
    row.querySelector(".dense-answer").prepend(words);
    for (const field of controlsOf(row)) {
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", words.id);
    }
    first ||= controlsOf(row).find((field) => field.getClientRects().length);
  }
  first?.focus();
  return others;
}

function controlsOf(row) {
  return [...row.querySelectorAll("input, select, textarea")];
}

export function clearErrors(form) {
  for (const row of form.querySelectorAll("[data-question].wrong")) {
    row.classList.remove("wrong");
    row.querySelector(`#offline_${row.dataset.question}_error`)?.remove();
    for (const field of controlsOf(row)) {
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
    }
  }
}

// The label of the service that was chosen, for the list of what waits.
export function serviceOf(form) {
  const row = form.querySelector('[data-kind="service"]');
  const select = row?.querySelector("select[name]");
  if (select) return select.value ? select.selectedOptions[0].text : "";
  return row?.querySelector("input:checked")?.closest("label")?.textContent.trim() || "";
}
