// Enhancement only: the server reads the numbers. This shows what they mean while they are typed.
const input = document.querySelector("[data-keys]");
const meant = document.querySelector("[data-meant]");

if (input && meant) {
  const keys = [...document.querySelectorAll("[data-number]")];
  // The words keep their own direction (first strong isolate, pop) between the numbers.
  const words = (key) => `\u2068${key.querySelector("kbd + span").textContent.trim()}\u2069`;

  const show = () => {
    const typed = input.value.trim();
    const parts = typed === "-" || typed === "*" ? ["-"] : typed.split(/[\s,.;+/]+/).filter(Boolean);
    const said = [];
    for (const key of keys) key.classList.remove("typed");
    let isNone = false;
    for (const part of parts) {
      const number = /^\d+$/.test(part) ? String(Number(part)) : part;
      const key = keys.find((one) => one.dataset.number === number);
      key?.classList.add("typed");
      isNone ||= !key;
      said.push(`${part} : ${key ? words(key) : meant.dataset.none}`);
    }
    meant.classList.toggle("none", isNone);
    meant.textContent = said.join(" · ");
  };

  input.addEventListener("input", show);
  show();
  // What was typed and refused is ready to be typed over.
  input.select();
}
