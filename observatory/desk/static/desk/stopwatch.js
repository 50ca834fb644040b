// A stopwatch for each attempt of a call. Without JavaScript, minutes and seconds are typed.
const LONGEST = 300;

for (const attempt of document.querySelectorAll("[data-attempt]")) {
  const number = attempt.dataset.attempt;
  const watch = attempt.querySelector("[data-stopwatch]");
  const start = watch.querySelector("[data-start]");
  const stop = watch.querySelector("[data-stop]");
  const shown = watch.querySelector("[data-shown]");
  const over = watch.querySelector("[data-over]");
  const field = (name) => document.getElementById(`id_${name}-${number}`);
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
    const seconds = waited();
    field("minutes").value = Math.floor(seconds / 60);
    field("seconds").value = seconds % 60;
    if (seconds >= LONGEST) {
      over.textContent = over.dataset.words;
      field("outcome").value = "no_answer";
    }
    start.hidden = false;
    stop.hidden = true;
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
  });
  stop.addEventListener("click", end);
  watch.hidden = false;
}
