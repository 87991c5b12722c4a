// Photographs are made smaller before they are sent: on a slow line that saves minutes. The server does it in any case.
import { give } from "./signature.js";
import { words } from "./words.js";

const QUALITY = 0.85;
const TYPES = ["image/jpeg", "image/png", "image/webp"];

export function reducing(input) {
  if (!globalThis.createImageBitmap) return;
  const longest = Number(input.dataset.maxPx);
  const said = Object.assign(document.createElement("p"), { className: "form-text mb-0" });
  said.setAttribute("role", "status");
  input.after(said);
  let working = null;

  input.addEventListener("change", () => {
    working = reduceAll(input, longest, said).finally(() => { working = null; });
  });
  input.form?.addEventListener("submit", async (event) => {
    if (!working) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // whoever else holds the form back does so when it is sent again
    await working;
    event.target.requestSubmit(event.submitter);
  });
}

async function reduceAll(input, longest, said) {
  const chosen = [...input.files];
  const made = await Promise.all(chosen.map((file) => reduce(file, longest).catch(() => file)));
  const before = total(chosen);
  const after = total(made);
  said.textContent = after < before ? `${words.reduced} ${megabytes(before)} → ${megabytes(after)} MB.` : "";
  if (after < before) give(input, made);
}

async function reduce(file, longest) {
  if (!TYPES.includes(file.type)) return file;
  const picture = await createImageBitmap(file);
  const scale = longest / Math.max(picture.width, picture.height);
  if (scale >= 1) return file;
  const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, file.type, QUALITY));
  return blob && blob.type === file.type && blob.size < file.size ? new File([blob], file.name, { type: file.type }) : file;
}

const total = (files) => files.reduce((sum, file) => sum + file.size, 0);
const megabytes = (size) => (size / 1048576).toFixed(1).replace(".", ",");
