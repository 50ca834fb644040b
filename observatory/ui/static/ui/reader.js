// Reads a part of a page aloud, piece by piece; `read-aloud.js` loads it and tells its use.
//
// Tells the page, by events that bubble from the part: `read-aloud` with `detail` "piece" (something
// is being said), "paused" or "done". A page that erases itself when nobody is there listens to it.

const PASSED_OVER =
  "[hidden], [aria-hidden=true], [data-unread], .unseen, .limit, script, style, template, svg, progress, audio";
const BLOCKS =
  "h1, h2, h3, h4, h5, h6, p, li, dt, dd, legend, label, summary, th, td, caption, figcaption, button, a.button, dd > span";
const FIELDS = "input, textarea, select";
const TICKED = "input[type=radio], input[type=checkbox]";
// What `data-say` is said instead of.
const SAID = "h1, h2, h3, legend, .help, label:not(.choice), button";
const LONGEST = 180; // Some voices stop in the middle of a long sentence.
const VOICES_WAIT = 1500;
const SLOW = { voice: 0.7, recording: 0.75 };
const USUAL = { voice: 0.95, recording: 1 };

const tidy = (text) =>
  text
    .replace(/[\s\u00a0\u202f]+/g, " ")
    .replace(/ ([.,])/g, "$1")
    .trim();

// The words of an element, without what is passed over; a hint is a sentence of its own.
function wordsOf(element) {
  let words = "";
  for (const node of element.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) words += node.data;
    else if (node.nodeType === Node.ELEMENT_NODE && !node.matches(`${PASSED_OVER}, ${FIELDS}`)) {
      const own = wordsOf(node);
      if (own) words += node.matches(".hint") ? `. ${own}` : ` ${own}`;
    }
  }
  return tidy(words);
}

const hasOwnWords = (element) =>
  [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());

// What to say of a field that is filled in; nothing of an empty one, a file or a password.
function answerOf(field, templates) {
  if (field.matches("[type=hidden], [type=file], [type=password], [type=submit]")) return "";
  const value = field.matches("select") ? field.value && field.selectedOptions[0]?.text : field.value;
  const template = field.matches("select") ? templates.picked : templates.written;
  return value?.trim() ? template.replace("{words}", () => tidy(value)) : "";
}

/**
 * Return what is to be read of an element, in order: `{element, text}`, or `{element, audio}`
 * for a recording. `templates` are the words around what is chosen (the data of the bar).
 */
export function collect(root, templates) {
  const found = [];
  const add = (element, text) => text && found.push({ element, text: tidy(text) });

  function children(element, state) {
    for (const child of element.children) visit(child, state);
  }

  // `recorded`: a recording says the words, only what is chosen is left. `said`: `data-say` was said.
  function visit(element, { recorded, said }) {
    if (element.matches(PASSED_OVER) || !element.getClientRects().length) return;
    if (element.matches("[data-own-voice]")) recorded = said = false;
    const audio = element.querySelector(":scope > audio[data-recording]");
    if (audio) {
      found.push({ element, audio });
      recorded = true;
    }
    if (element.matches("details:not([open])")) {
      if (!recorded) visit(element.querySelector("summary"), { recorded, said });
      return;
    }
    if (said && element.matches(SAID) && !element.querySelector(FIELDS)) return;
    if (element.dataset.say) {
      const shown = element.querySelector("legend, label, h1") ?? element;
      if (!recorded) add(shown, element.dataset.say);
      if (element.matches(BLOCKS)) return;
      children(element, { recorded, said: true });
      return;
    }
    const ticks = element.matches("label") && element.querySelector(TICKED);
    if (ticks) {
      const words = wordsOf(element);
      if (ticks.checked) add(element, templates.chosen.replace("{words}", () => words));
      else if (!recorded) add(element, words);
      return;
    }
    if (element.matches(FIELDS)) {
      add(element, answerOf(element, templates));
      return;
    }
    const isLeaf = element.matches(BLOCKS)
      ? !element.querySelector(`${BLOCKS}, ${FIELDS}`)
      : hasOwnWords(element);
    if (!isLeaf) children(element, { recorded, said });
    else if (!recorded) add(element, wordsOf(element));
  }

  visit(root, { recorded: false, said: false });
  return found;
}

// Long words in parts that end where a sentence, else a clause or a word, ends.
function inParts(text) {
  const parts = [];
  let left = text;
  while (left.length > LONGEST) {
    const start = left.slice(0, LONGEST);
    const ends = [". ", "? ", "! ", "; ", ": ", ", ", " "].map((end) => start.lastIndexOf(end));
    const cut = (ends.find((at) => at > 40) ?? LONGEST - 1) + 1;
    parts.push(left.slice(0, cut).trim());
    left = left.slice(cut).trim();
  }
  return [...parts, left].filter(Boolean);
}

// The voices of the device: some browsers know them only after a moment.
function voices() {
  if (!("speechSynthesis" in window)) return Promise.resolve([]);
  const now = speechSynthesis.getVoices();
  if (now.length) return Promise.resolve(now);
  return new Promise((resolve) => {
    const done = () => resolve(speechSynthesis.getVoices());
    speechSynthesis.addEventListener("voiceschanged", done, { once: true });
    setTimeout(done, VOICES_WAIT);
  });
}

// A voice of the language that lives on the device: others send what they read elsewhere.
function voiceFor(language, all) {
  const base = language.toLowerCase().split("-")[0];
  const tag = (voice) => voice.lang.toLowerCase().replace("_", "-");
  const own = all.filter((voice) => voice.localService && tag(voice).split("-")[0] === base);
  const wished = navigator.languages.map((one) => one.toLowerCase());
  return (
    own.find((voice) => wished.includes(tag(voice))) ?? own.find((voice) => voice.default) ?? own[0]
  );
}

const languageOf = (element) => element.closest("[lang]")?.lang || document.documentElement.lang;

export class Reader {
  constructor(bar, box) {
    Object.assign(this, { bar, box, words: bar.dataset, state: "idle", turn: 0, isSlow: false });
    const sheet = document.createElement("link");
    Object.assign(sheet, { rel: "stylesheet", href: this.words.sheet });
    document.head.append(sheet);
    this.main = bar.querySelector("button");
    this.label = this.main.querySelector("span");
    this.listen = this.label.textContent;
    this.stopper = this.addButton(this.words.stop, () => this.stop());
    this.slower = this.addButton(this.words.slower, () => this.changeSpeed());
    this.slower.setAttribute("aria-pressed", "false");
    // Spoken by a screen reader only when something cannot be read: the text itself is on the page.
    this.status = document.createElement("p");
    this.status.setAttribute("role", "status");
    bar.append(this.status);
    this.show();
    // Speech would go on over the next page.
    addEventListener("pagehide", () => this.stop());
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.state === "reading") this.pause();
    });
    // Whoever opens a group of choices hears what is in it.
    box.addEventListener("toggle", (event) => this.opened(event.target), true);
  }

  addButton(label, act) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button secondary", textContent: label });
    button.addEventListener("click", act);
    this.bar.append(button);
    return button;
  }

  /** Say an element by itself, in the middle of what is read or not: a question of the page. */
  say(element) {
    return this.begin(element);
  }

  /** The first button: listen, pause, go on. */
  async press() {
    if (this.state === "reading") return this.pause();
    if (this.state === "paused" && this.pieces?.length) return this.run();
    this.state = "reading";
    return this.begin(this.box);
  }

  async begin(root) {
    this.halt();
    const turn = this.turn;
    this.voices = await voices();
    if (turn !== this.turn) return;
    this.root = root;
    const all = this.gather();
    this.at = 0;
    if (this.pieces.length) return void this.run();
    this.state = "idle";
    if (all.length) {
      this.main.disabled = true;
      this.status.textContent = this.words.none;
    }
    this.show();
  }

  // Everything there is to read, of which `pieces` can be heard here.
  gather() {
    const all = collect(this.root, this.words);
    this.pieces = all.filter((piece) => piece.audio || this.voiceOf(piece));
    return all;
  }

  voiceOf(piece) {
    return voiceFor(languageOf(piece.element), this.voices);
  }

  async run() {
    this.halt();
    const turn = this.turn;
    this.state = "reading";
    this.show();
    while (this.at < this.pieces.length) {
      const piece = this.pieces[this.at];
      this.mark(piece.element);
      this.tell("piece");
      const isHeard = await (piece.audio ? this.play(piece) : this.speak(piece, turn));
      if (turn !== this.turn) return;
      if (isHeard) this.at += 1;
      else {
        // A recording that this device cannot play: its words are said instead.
        piece.audio.remove();
        this.gather();
      }
    }
    this.stop("done");
  }

  play({ audio }) {
    this.audio = audio;
    audio.playbackRate = (this.isSlow ? SLOW : USUAL).recording;
    audio.ontimeupdate = () => this.tell("piece");
    return new Promise((resolve) => {
      audio.onended = () => resolve(true);
      audio.onerror = () => resolve(false);
      audio.play().catch(() => resolve(false));
    });
  }

  async speak(piece, turn) {
    for (const text of inParts(piece.text)) {
      // Kept, or some browsers forget it before it ends.
      this.utterance = new SpeechSynthesisUtterance(text);
      this.utterance.voice = this.voiceOf(piece);
      this.utterance.lang = this.utterance.voice.lang;
      this.utterance.rate = (this.isSlow ? SLOW : USUAL).voice;
      await new Promise((resolve) => {
        this.utterance.onend = this.utterance.onerror = resolve;
        speechSynthesis.speak(this.utterance);
      });
      if (turn !== this.turn) return true;
      this.tell("piece");
    }
    return true;
  }

  // Stop what is heard; whoever waits for it knows by `turn` that it was stopped.
  halt() {
    this.turn += 1;
    this.audio?.pause();
    if ("speechSynthesis" in window) speechSynthesis.cancel();
  }

  pause() {
    this.halt();
    this.state = "paused";
    this.show();
    this.tell("paused");
  }

  stop(how = "done") {
    this.halt();
    for (const { audio } of this.pieces ?? []) if (audio) audio.currentTime = 0;
    this.audio = null;
    this.state = "idle";
    this.at = 0;
    // Hidden soon: who used it by keyboard goes on from the first button.
    if (document.activeElement === this.stopper) this.main.focus();
    this.mark(null);
    this.show();
    this.tell(how);
  }

  changeSpeed() {
    this.isSlow = !this.isSlow;
    this.slower.setAttribute("aria-pressed", String(this.isSlow));
    if (this.state !== "reading") return;
    if (this.audio && !this.audio.paused) this.audio.playbackRate = (this.isSlow ? SLOW : USUAL).recording;
    else this.run();
  }

  opened(details) {
    if (!details.matches("details") || !details.open || details.closest("[data-unread]")) return;
    if (this.pieces?.length) this.begin(details);
  }

  mark(element) {
    this.marked?.classList.remove("being-read");
    this.marked = element;
    if (!element) return;
    element.classList.add("being-read");
    const { top, bottom } = element.getBoundingClientRect();
    const isSeen = top >= 0 && bottom <= innerHeight;
    if (!isSeen && bottom - top < innerHeight) element.scrollIntoView({ block: "center" });
  }

  show() {
    const labels = { idle: this.listen, reading: this.words.pause, paused: this.words.resume };
    this.bar.dataset.state = this.state;
    this.label.textContent = labels[this.state];
    this.stopper.hidden = this.state === "idle";
    this.slower.hidden = !this.pieces?.length;
  }

  tell(detail) {
    this.box.dispatchEvent(new CustomEvent("read-aloud", { bubbles: true, detail }));
  }
}
