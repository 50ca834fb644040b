// Stands in for the voices of a device: the headless browser of the tests has none.
// What is said is written down in `spoken`; each utterance lasts `speechPace` milliseconds.
window.spoken = [];
window.speechPace = 1;
window.voices = [
  { name: "far", lang: "fr-BE", localService: false, default: true },
  { name: "near", lang: "fr-BE", localService: true, default: false },
  { name: "dichtbij", lang: "nl_BE", localService: true, default: false },
];
window.SpeechSynthesisUtterance = class {
  constructor(text) {
    this.text = text;
  }
};
Object.defineProperty(window, "speechSynthesis", {
  value: {
    getVoices: () => window.voices,
    addEventListener() {},
    speak(utterance) {
      const { text, lang, rate, voice } = utterance;
      window.spoken.push({ text, lang, rate, voice: voice?.name });
      this.timer = setTimeout(() => utterance.onend?.(), window.speechPace);
    },
    cancel() {
      clearTimeout(this.timer);
    },
  },
});
