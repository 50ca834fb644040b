// The button "Écouter": reads a part of a page aloud. Enhancement only.
//
// How to use it on a page:
//   1. mark what is to be read:          <section data-read-aloud> … </section>
//   2. put the button in it, at the top: {% include "ui/parts/listen.html" %}
//   3. load this file:  <script type="module" src="{% static "ui/read-aloud.js" %}"></script>
//
// What is read: titles, paragraphs, lists, questions, choices and what is chosen, in the
// order of the page. Within the section:
//   data-unread            is passed over (with what stands in it);
//   data-say="words"       is said instead of the label, the legend and the help in it;
//   data-own-voice         is read by itself where a recording reads what is around it;
//   <audio data-recording> as a child of an element: the voice of a person, played instead
//                          of the words of that element. Without this script it is a player.
// Hidden parts, closed <details> and `.unseen` are passed over. Nothing is sent anywhere:
// only voices that the device itself has are used.
//
// This file only shows the button; `reader.js` comes with the first press.

const speech = "speechSynthesis" in window;
if (speech) speechSynthesis.getVoices(); // Some browsers begin to look for voices when asked.

for (const bar of document.querySelectorAll("[data-listen]")) {
  const box = bar.closest("[data-read-aloud]");
  const recordings = box ? box.querySelectorAll("audio[data-recording]") : [];
  if (!box || !(speech || recordings.length)) continue;
  for (const audio of recordings) audio.hidden = true;
  const button = bar.querySelector("button");
  button.hidden = false;
  button.addEventListener("click", async () => {
    bar.reader ??= import(bar.dataset.listen).then((module) => new module.Reader(bar, box));
    (await bar.reader).press();
  });
}
