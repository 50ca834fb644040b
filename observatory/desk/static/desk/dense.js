// The dense questionnaire by keyboard: long lists are found by typing, short ones by number keys,
// and only what is asked is shown. Enhancement only: the plain controls stay and hold the answers,
// so whatever sets them (a draft, a script) need only tell it by a "change" event.
//
// Tells the page: the form gets the event "dense-answers", with the answers by question as detail.

const fold = (text) =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/œ/g, "oe")
    .replace(/æ/g, "ae")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

const words = document.querySelector("[data-dense-words]")?.dataset ?? {};
const own = document.documentElement.lang;
const FOCUSABLE = "input:not([type=hidden]), select, textarea, button, summary, a[href]";
const MOST_SHOWN = 80;

const make = (tag, attributes = {}, text = "") => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
};

/** What an option is found by: its code and mark, its names in every language, its synonyms. */
function readOption(element, label, group) {
  const names = JSON.parse(element.dataset.names || "{}");
  const terms = (element.dataset.words || "").split("|").filter(Boolean);
  const texts = [
    ...terms.slice(0, 1).map((text) => ({ text, weight: 1000 })),
    { text: label, weight: 820 },
    ...Object.entries(names).map(([code, text]) => ({ text, weight: code === own ? 815 : 800 })),
    ...terms.slice(1).map((text) => ({ text, weight: 790 })),
  ].map((one) => ({ ...one, folded: fold(one.text) }));
  return { element, label, group, value: element.value, texts };
}

/** How well an option answers what was typed (0: not at all), and by which of its texts. */
function rate(option, query, tokens) {
  let best = { score: 0, text: option.texts[1] };
  const offer = (score, text) => {
    if (score > best.score) best = { score, text };
  };
  for (const text of option.texts) {
    const parts = text.folded.split(" ");
    if (text.folded === query) offer(text.weight + 100, text);
    else if (text.folded.startsWith(query)) offer(text.weight, text);
    else if (tokens.every((token) => parts.some((part) => part.startsWith(token))))
      offer(text.weight - 200, text);
    else if (query.length > 2 && text.folded.includes(query)) offer(text.weight - 600, text);
  }
  const all = option.texts.flatMap((text) => text.folded.split(" "));
  if (tokens.every((token) => all.some((part) => part.startsWith(token)))) offer(300, best.text);
  return best;
}

/** A list that is searched by typing, after the combobox pattern of WAI-ARIA. */
class Combobox {
  constructor(row) {
    this.row = row;
    this.select = row.querySelector("select");
    this.native = this.select ?? row.querySelector("details");
    this.multiple = !this.select && !this.native.querySelector("[type=radio]");
    this.options = this.select ? this.optionsOfSelect() : this.optionsOfList();
    this.active = -1;
    this.found = [];
    this.build();
    this.refresh();
  }

  optionsOfSelect() {
    return [...this.select.options]
      .filter((option) => option.value)
      .map((option) => readOption(option, option.text, option.closest("optgroup")?.label ?? ""));
  }

  optionsOfList() {
    return [...this.native.querySelectorAll("input")].map((input) => {
      const group = input.closest(".dense-options").previousElementSibling;
      const name = group?.matches(".dense-group") ? group.textContent : "";
      return readOption(input, input.parentElement.innerText.trim() || input.parentElement.textContent.trim(), name);
    });
  }

  isChosen(option) {
    return this.select ? option.element.selected : option.element.checked;
  }

  build() {
    const id = `combo-${this.row.dataset.question}`;
    this.box = make("div", { class: "combo" });
    this.chips = make("span", { class: "combo-chips" });
    this.input = make("input", {
      type: "text",
      id,
      role: "combobox",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": `${id}-list`,
      "aria-labelledby": `id_${this.row.dataset.question}_label`,
    });
    const error = this.row.querySelector("p.error");
    if (error) {
      this.input.setAttribute("aria-invalid", "true");
      this.input.setAttribute("aria-describedby", error.id);
    }
    this.list = make("ul", { class: "combo-list", id: `${id}-list`, role: "listbox", hidden: "" });
    this.list.setAttribute("aria-labelledby", `id_${this.row.dataset.question}_label`);
    if (this.multiple) this.list.setAttribute("aria-multiselectable", "true");
    this.said = make("span", { class: "unseen", role: "status" });
    const field = make("span", { class: "combo-field" });
    field.append(this.chips, this.input);
    this.box.append(field, this.list, this.said);
    this.native.before(this.box);
    this.native.hidden = true;
    this.row.querySelector("label.dense-label")?.setAttribute("for", id);
    field.addEventListener("mousedown", (event) => {
      if (event.target !== this.input && !event.target.closest("button")) {
        event.preventDefault();
        this.input.focus();
      }
    });
    this.input.addEventListener("input", () => this.search(this.input.value));
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.input.addEventListener("focus", () => this.input.select());
    this.input.addEventListener("click", () => this.list.hidden && this.search("", true));
    this.input.addEventListener("blur", () => this.leave());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const line = event.target.closest("[role=option]");
      if (line) this.choose(this.found[[...this.list.children].indexOf(line)]);
    });
    this.native.addEventListener("change", () => this.refresh());
  }

  /** Show what the plain control holds. */
  refresh() {
    const chosen = this.options.filter((option) => this.isChosen(option));
    this.input.placeholder = chosen.length ? "" : (words.hint ?? "");
    if (!this.multiple) {
      this.input.value = chosen[0]?.label ?? "";
      return;
    }
    this.chips.replaceChildren(
      ...chosen.map((option) => {
        const chip = make("button", { type: "button", class: "combo-chip", tabindex: "-1" }, option.label);
        chip.setAttribute("aria-label", (words.remove ?? "{name}").replace("{name}", option.label));
        chip.addEventListener("click", () => this.drop(option));
        chip.addEventListener("keydown", (event) => this.pressChip(event, chip, option));
        return chip;
      }),
    );
  }

  search(text, everything = false) {
    const query = fold(text);
    this.input.classList.remove("unknown");
    if (!query && !everything) return this.close();
    const tokens = query.split(" ");
    const open = this.options.filter((option) => !this.multiple || !this.isChosen(option));
    const rated = query
      ? open
          .map((option) => ({ option, ...rate(option, query, tokens) }))
          .filter((one) => one.score)
          .sort((one, other) => other.score - one.score)
      : open.map((option) => ({ option, text: null }));
    this.found = rated.slice(0, MOST_SHOWN).map((one) => one.option);
    this.list.replaceChildren(...rated.slice(0, MOST_SHOWN).map((one, n) => this.line(one, n)));
    if (!rated.length) this.list.append(make("li", { class: "combo-none", role: "option", "aria-disabled": "true" }, words.none ?? ""));
    this.said.textContent = rated.length ? (words.found ?? "{n}").replace("{n}", rated.length) : (words.none ?? "");
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.point(query && this.found.length ? 0 : -1);
    return undefined;
  }

  line({ option, text }, number) {
    const line = make("li", { role: "option", id: `${this.list.id}-${number}`, "aria-selected": String(this.isChosen(option)) });
    line.append(make("span", {}, option.label));
    const foundBy = text && !fold(option.label).includes(text.folded) ? text.text : option.group;
    if (foundBy) line.append(make("span", { class: "combo-note" }, foundBy));
    return line;
  }

  point(number) {
    this.active = number;
    for (const [n, line] of [...this.list.children].entries()) line.classList.toggle("active", n === number);
    const line = this.list.children[number];
    if (line && this.found[number]) {
      this.input.setAttribute("aria-activedescendant", line.id);
      line.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.point(-1);
  }

  choose(option) {
    if (!option) return;
    if (this.select) this.select.value = option.value;
    else option.element.checked = true;
    if (this.multiple) this.input.value = "";
    this.close();
    this.tell(option.element);
  }

  drop(option) {
    option.element.checked = false;
    this.tell(option.element);
    this.input.focus();
  }

  tell(element) {
    (this.select ?? element).dispatchEvent(new Event("change", { bubbles: true }));
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.isComposing) return;
    const isOpen = !this.list.hidden;
    const act = {
      ArrowDown: () => (isOpen ? this.point((this.active + 1) % Math.max(this.found.length, 1)) : this.search(this.multiple ? this.input.value : "", true)),
      ArrowUp: () => isOpen && this.point((this.active || this.found.length) - 1),
      Enter: () => (isOpen ? this.choose(this.found[this.active]) : this.input.classList.contains("unknown") ? this.search(this.input.value) : goOn(this.row)),
      Escape: () => (isOpen ? this.close() : this.clear()),
    }[event.key];
    if (act) {
      event.preventDefault();
      event.stopPropagation();
      act();
    } else if (event.key === "Tab" && isOpen && this.input.value) this.choose(this.found[this.active]);
    else if (this.multiple && !this.input.value && ["Backspace", "ArrowLeft"].includes(event.key)) {
      const last = this.chips.lastElementChild;
      if (event.key === "ArrowLeft") last?.focus();
      else last?.click();
    }
  }

  pressChip(event, chip, option) {
    const to = { ArrowLeft: chip.previousElementSibling ?? chip, ArrowRight: chip.nextElementSibling ?? this.input, Escape: this.input }[event.key];
    if (to) to.focus();
    else if (["Delete", "Backspace"].includes(event.key)) this.drop(option);
    else return;
    event.preventDefault();
  }

  clear() {
    this.input.value = "";
    this.leave();
  }

  /** What is left in the box must be one of the list: say so, and keep what was typed. */
  leave() {
    this.close();
    const chosen = this.options.find((option) => this.isChosen(option));
    const typed = this.input.value.trim();
    if (this.select && chosen && typed !== chosen.label) {
      this.select.value = "";
      this.tell(this.select);
      this.input.value = typed;
    }
    this.input.classList.toggle("unknown", Boolean(typed) && (this.multiple || typed !== chosen?.label));
    this.said.textContent = this.input.classList.contains("unknown") ? (words.none ?? "") : "";
  }
}

const rowsOf = (form) => [...form.querySelectorAll("[data-question]")];
const isSeen = (element) => element.getClientRects().length > 0 && !element.disabled && element.tabIndex >= 0;

/** Go to the first control after a row. */
function goOn(row) {
  const all = [...row.closest("form").querySelectorAll(FOCUSABLE)].filter(isSeen);
  const after = all.find((one) => row.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING && !row.contains(one));
  after?.focus();
}

function answerOf(row) {
  const { kind } = row.dataset;
  if (kind === "contact") return [...row.querySelectorAll("input, textarea")].some((field) => field.value.trim()) ? { given: "1" } : "";
  if (kind === "photo") return row.querySelector("input[type=file]").files.length ? "received" : "";
  if (kind === "number" || kind === "duration") return row.querySelector("input").value.trim();
  const ticked = [...row.querySelectorAll("input:checked")].map((input) => input.value);
  if (kind === "terms") return row.querySelector("select") ? [row.querySelector("select").value].filter(Boolean) : ticked;
  const field = row.querySelector("select, textarea");
  return field ? field.value.trim() : (ticked[0] ?? "");
}

function holds({ test, question, value, parts }, answers) {
  const answer = answers[question];
  if (test === "all") return parts.every((part) => holds(part, answers));
  if (test === "any") return parts.some((part) => holds(part, answers));
  if (test === "not") return !holds(parts[0], answers);
  if (test === "answered") return Array.isArray(answer) ? answer.length > 0 : Boolean(answer);
  if (test === "includes") return Array.isArray(answer) && answer.includes(value);
  return answer === value;
}

/** Hide what is not asked after the answers before it; return the answers to the rest. */
function settle(form) {
  const answers = {};
  for (const row of rowsOf(form)) {
    const { question, condition, needs } = row.dataset;
    const asked =
      JSON.parse(condition || "[]").every((one) => holds(one, answers)) &&
      (!needs || needs.split(" ").some((key) => answers[key] === "yes"));
    row.hidden = !asked;
    if (asked) answers[question] = answerOf(row);
  }
  form.dispatchEvent(new CustomEvent("dense-answers", { detail: answers }));
}

/** Number keys in short lists; Enter goes on; what was ticked by mistake is taken back. */
function pressInChips(event, row) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const input = /^[1-9]$/.test(event.key) && row.querySelector(`[data-number="${event.key}"]`);
  if (input) {
    input.checked = input.type === "radio" || !input.checked;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    if (input.type === "radio") goOn(row);
    else input.focus();
  } else if (event.key === "Enter") goOn(row);
  else if (["Backspace", "Delete"].includes(event.key)) {
    for (const one of row.querySelectorAll("input:checked")) one.checked = false;
    row.dispatchEvent(new Event("change", { bubbles: true }));
  } else return;
  event.preventDefault();
}

/** "No consequence" and a consequence do not go together: the last one chosen stays. */
function keepApart(input) {
  if (!input.checked || input.type !== "checkbox") return;
  const apart = "exclusive" in input.dataset;
  for (const other of input.closest("[data-question]").querySelectorAll("input:checked"))
    if (other !== input && (apart || "exclusive" in other.dataset)) {
      other.checked = false;
      other.dispatchEvent(new Event("change", { bubbles: true }));
    }
}

function moveBySection(form, step) {
  const parts = [...form.querySelectorAll("[data-section]")].filter((part) => part.getClientRects().length);
  const here = parts.findIndex((part) => part.contains(document.activeElement));
  const next = parts[here < 0 && step < 0 ? parts.length - 1 : here + step];
  [...(next?.querySelectorAll(FOCUSABLE) ?? [])].find(isSeen)?.focus();
}

/** Start a form that came after the page. */
export function startDense(form) {
  for (const row of rowsOf(form))
    if (["select", "list"].includes(row.dataset.control)) row.combobox = new Combobox(row);
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-question] input")) keepApart(event.target);
    settle(form);
  });
  form.addEventListener("input", () => settle(form));
  form.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-question]");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-go]"));
    } else if (["ArrowDown", "ArrowUp"].includes(event.key) && (event.ctrlKey || (event.metaKey && !event.target.matches("textarea")))) {
      event.preventDefault();
      moveBySection(form, event.key === "ArrowDown" ? 1 : -1);
    } else if (row?.dataset.control === "chips" && event.target.matches("input")) pressInChips(event, row);
    else if (event.key === "Enter" && event.target.matches("input, select")) event.preventDefault();
  });
  settle(form);
}

for (const form of new Set([...document.querySelectorAll("[data-dense]")].map((part) => part.closest("form"))))
  if (form) startDense(form);
