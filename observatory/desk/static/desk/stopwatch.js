// A stopwatch for each attempt of a call. Without JavaScript, minutes and seconds are typed.
const LONGEST = 300;

// What ends each attempt that is being timed now.
const running = new Map();

function startOne(attempt) {
  const number = attempt.dataset.attempt;
  const watch = attempt.querySelector("[data-stopwatch]");
  const start = watch.querySelector("[data-start]");
  const stop = watch.querySelector("[data-stop]");
  const shown = watch.querySelector("[data-shown]");
  const over = watch.querySelector("[data-over]");
  const field = (name) => attempt.querySelector(`#id_${name}-${number}`);
  // The page may keep what is typed: tell it what nobody typed.
  const tell = () => attempt.dispatchEvent(new Event("change", { bubbles: true }));
  let began = 0;
  let tick = 0;

  const waited = () => Math.min(LONGEST, Math.floor((Date.now() - began) / 1000));
  const show = () => {
    const seconds = waited();
    shown.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (seconds >= LONGEST) end();
  };
  const end = () => {
    clearInterval(tick);
    running.delete(attempt);
    const seconds = waited();
    field("minutes").value = Math.floor(seconds / 60);
    field("seconds").value = seconds % 60;
    if (seconds >= LONGEST) {
      over.textContent = over.dataset.words;
      field("outcome").value = "no_answer";
    }
    start.hidden = false;
    stop.hidden = true;
    tell();
    field("outcome").focus();
  };
  start.addEventListener("click", () => {
    began = Date.now();
    const now = new Date(began);
    const two = (value) => String(value).padStart(2, "0");
    field("began").value = `${two(now.getHours())}:${two(now.getMinutes())}`;
    over.textContent = "";
    start.hidden = true;
    stop.hidden = false;
    stop.focus();
    show();
    tick = setInterval(show, 250);
    running.set(attempt, end);
    tell();
  });
  stop.addEventListener("click", end);
  watch.hidden = false;
}

/** Give each attempt inside its stopwatch. */
export function startStopwatches(inside) {
  for (const attempt of inside.querySelectorAll("[data-attempt]")) startOne(attempt);
}

/** Tell whether someone waits on the telephone, with the stopwatch on the screen. */
export function isTiming() {
  return [...running.keys()].some((attempt) => attempt.getClientRects().length);
}

/** Note what was waited so far, and stop. */
export function endStopwatches() {
  for (const end of running.values()) end();
}

startStopwatches(document);
