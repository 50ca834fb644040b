// Enhancement only: every page works without this file.

// The summary of errors receives focus, so that a screen reader says it first.
document.querySelector("[data-summary]")?.focus();

// A limit that is stated becomes a count of what is left.
for (const limit of document.querySelectorAll("[data-counter]")) {
  const input = document.querySelector(`[aria-describedby~="${limit.id}"]`);
  if (!input) continue;
  const most = Number(limit.dataset.counter);
  const stated = limit.textContent;
  const show = () => {
    // Python counts code points and browsers send line ends as two characters.
    const length = [...input.value.replace(/\r?\n/g, "\r\n")].length;
    const left = most - length;
    limit.classList.toggle("over", left < 0);
    limit.textContent = !length
      ? stated
      : (left < 0 ? limit.dataset.over : limit.dataset.left).replace("{n}", Math.abs(left));
  };
  // Spoken when typing stops, not at every key.
  limit.setAttribute("aria-live", "polite");
  let pause;
  input.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(show, 250);
  });
  show();
}
