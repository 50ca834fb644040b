// Enhancement only: boxes drawn on a photo fill in the numbers of the form.
// The numbers are the truth: what is typed is drawn, what is drawn is written.

const EDGES = ["left", "top", "width", "height"];

for (const article of document.querySelectorAll(".photo")) {
  const picture = article.querySelector("[data-blacken]");
  const form = article.querySelector(".blacken");
  if (picture && form) enhance(picture, form);
}

function enhance(picture, form) {
  const image = picture.querySelector("img");
  const body = form.querySelector("[data-boxes]");
  const canvas = document.createElement("canvas");
  canvas.setAttribute("aria-hidden", "true");
  picture.append(canvas);
  for (const part of form.querySelectorAll("[data-pointer]")) part.hidden = false;
  form.querySelector("[data-no-pointer]").hidden = true;
  let start = null;

  const rows = () => [...body.rows].map((row) => EDGES.map((name) => row.querySelector(`[name="${name}"]`)));
  const read = (input) => Number(input.value.trim().replace(",", "."));
  const isEmpty = (inputs) => inputs.every((input) => !input.value.trim());

  function draw(extra) {
    const ratio = window.devicePixelRatio || 1;
    const { clientWidth: width, clientHeight: height } = image;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    const boxes = rows().filter((inputs) => !isEmpty(inputs)).map((inputs) => inputs.map(read));
    if (extra) boxes.push(extra);
    for (const [left, top, across, down] of boxes) {
      const place = [left * width / 100, top * height / 100, across * width / 100, down * height / 100];
      if (place.some(Number.isNaN)) continue;
      pen.fillStyle = "rgba(0, 0, 0, .8)";
      pen.fillRect(...place);
      pen.strokeStyle = "#f2b632";
      pen.lineWidth = 2;
      pen.strokeRect(...place);
    }
  }

  function write(box) {
    let inputs = rows().find(isEmpty);
    if (!inputs) {
      const row = body.rows[0].cloneNode(true);
      body.append(row);
      inputs = rows().at(-1);
      for (const input of inputs) {
        input.setAttribute("aria-label", input.getAttribute("aria-label").replace(/\d+/, body.rows.length));
      }
    }
    inputs.forEach((input, place) => { input.value = box[place].toFixed(1); });
  }

  function at(event) {
    const frame = image.getBoundingClientRect();
    const bound = (value) => Math.min(100, Math.max(0, value));
    return [
      bound((event.clientX - frame.left) / frame.width * 100),
      bound((event.clientY - frame.top) / frame.height * 100),
    ];
  }

  function between([fromX, fromY], [toX, toY]) {
    return [Math.min(fromX, toX), Math.min(fromY, toY), Math.abs(toX - fromX), Math.abs(toY - fromY)];
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    form.closest("details").open = true;
    start = at(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (start) draw(between(start, at(event)));
  });
  canvas.addEventListener("pointerup", (event) => {
    if (!start) return;
    const box = between(start, at(event));
    start = null;
    if (box[2] > 0.5 && box[3] > 0.5) write(box);
    draw();
  });
  canvas.addEventListener("pointercancel", () => { start = null; draw(); });
  form.querySelector("[data-undo-box]").addEventListener("click", () => {
    const last = rows().filter((inputs) => !isEmpty(inputs)).at(-1);
    if (last) for (const input of last) input.value = "";
    draw();
  });
  body.addEventListener("input", () => draw());
  new ResizeObserver(() => draw()).observe(image);
  if (image.complete) draw(); else image.addEventListener("load", () => draw());
}
