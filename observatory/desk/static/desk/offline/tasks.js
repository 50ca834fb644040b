// What there is to observe: what the person is asked, and the places of the open rounds.

import { make } from "./lists.js";
import { device, find } from "./state.js";
import { say } from "./words.js";

const place = find("[data-tasks]");
let shown = "";

// Show what may be observed; `made` holds what is planned and waits on this device already.
export function showTasks(made, start) {
  const state = JSON.stringify([device.choices.observing, [...made]]);
  // What is being chosen stays while nothing changed.
  if (state === shown && place.hasChildNodes()) return;
  shown = state;
  const { slots, rounds } = device.choices.observing || { slots: [], rounds: [] };
  if (!rounds.length) {
    place.replaceChildren(make("p", { class: "soft" }, say("tasks-none")));
    return;
  }
  const asked = slots.filter((one) => !made.has(one.id));
  place.replaceChildren(
    make("h3", {}, say("tasks-title")),
    asked.length
      ? make("ul", { class: "tasks-asked" }, ...asked.map((one) => taskLine(one, start)))
      : make("p", { class: "soft" }, say(slots.length ? "tasks-made" : "tasks-nothing")),
    unplanned(rounds, start),
  );
}

function taskLine(slot, start) {
  const go = () => start({ ...slot, slot: slot.id });
  return make(
    "li",
    {},
    make(
      "button",
      { type: "button", class: "task", click: go },
      make("b", {}, `${slot.how} – ${slot.where}`),
      make("span", {}, slot.moment),
    ),
  );
}

// A place and a way that nobody planned.
function unplanned(rounds, start) {
  const form = find("[data-unplanned]").content.cloneNode(true).firstElementChild;
  const { round, place: where } = form.elements;
  round.append(...rounds.map((one) => new Option(one.label, one.id)));
  find("[data-of-round]", form).hidden = rounds.length < 2;
  const chosen = () => rounds.find((one) => String(one.id) === round.value);
  const offer = () => {
    where.replaceChildren(...chosen().places.map((one) => new Option(one.name, one.id)));
  };
  round.addEventListener("change", offer);
  offer();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const at = chosen().places.find((one) => String(one.id) === where.value);
    const way = form.querySelector("[name=way]:checked");
    if (!at) return;
    start({
      slot: null,
      round: chosen().id,
      place: at.id,
      where: at.name,
      territory: chosen().territory,
      channel: way.value,
      how: way.dataset.label,
      scenario: at.scenario,
      version: chosen().version,
      moment: "",
      tasks: [],
    });
  });
  return form;
}
