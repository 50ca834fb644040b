// Shows the "print" buttons, which need JavaScript, and makes them print.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
