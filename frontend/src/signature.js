// A place to sign with finger, pen or mouse. What is drawn becomes the file of the input, which stays for a photograph.
import { words } from "./words.js";

const WIDTH = 600;
const HEIGHT = 200;

export function drawable(input) {
  const canvas = Object.assign(document.createElement("canvas"), { width: WIDTH, height: HEIGHT, className: "sk-pad" });
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", words.pad);
  const clear = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-outline-primary btn-sm", textContent: words.clear });
  const photo = Object.assign(document.createElement("p"), { className: "form-text mb-1 mt-2", textContent: words.photo });
  const pen = canvas.getContext("2d");
  let last = null;

  const wipe = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, WIDTH, HEIGHT);
    Object.assign(pen, { lineWidth: 3, lineCap: "round", strokeStyle: "#10243e" });
  };
  const place = (event) => {
    const frame = canvas.getBoundingClientRect();
    return [((event.clientX - frame.left) * WIDTH) / frame.width, ((event.clientY - frame.top) * HEIGHT) / frame.height];
  };
  const line = (to) => {
    pen.beginPath();
    pen.moveTo(...(last ?? to));
    pen.lineTo(...to);
    pen.stroke();
    last = to;
  };
  const keep = () => {
    if (!last) return;
    last = null;
    const bytes = Uint8Array.from(atob(canvas.toDataURL("image/png").split(",")[1]), (letter) => letter.charCodeAt(0));
    give(input, [new File([bytes], `${input.name}.png`, { type: "image/png" })]);
  };

  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    line(place(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (last) for (const step of event.getCoalescedEvents?.() ?? [event]) line(place(step));
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, keep);
  clear.addEventListener("click", () => { wipe(); give(input, []); });
  input.addEventListener("change", (event) => { if (event.isTrusted) wipe(); });
  wipe();
  input.before(canvas, clear, photo);
}

export function give(input, files) {
  const held = new DataTransfer();
  for (const file of files) held.items.add(file);
  input.files = held.files;
}
