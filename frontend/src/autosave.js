// Keeps a draft while it is typed: two seconds after the last change the form is posted as its button "save" would.
// Files wait for the button. The server answers with the section again, whose marks the next post must carry.
import { words } from "./words.js";

const PAUSE = 2000;

export function autosave(form) {
  const said = document.createElement("p");
  said.className = "form-text";
  said.setAttribute("role", "status");
  form.append(said);
  let timer = 0;
  let running = null;

  const save = async () => {
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    body.set("_aksi", "simpan");
    try {
      const answer = await fetch(form.action, { method: "POST", body });
      if (!answer.ok) throw new Error(answer.statusText);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      takeMarks(form, page);
      form.dispatchEvent(new CustomEvent("sakpore:saved", { detail: page }));
      said.textContent = `${words.saved} ${new Date().toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" })}`;
    } catch {
      said.textContent = words.unsaved;
    }
    running = null;
  };

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    clearTimeout(timer);
    timer = setTimeout(() => { running ??= save(); }, PAUSE);
  });
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    if (!running) return;
    event.preventDefault(); // two posts at a time would contradict each other
    await running;
    form.requestSubmit(event.submitter);
  });
}

function takeMarks(form, page) {
  for (const fresh of page.querySelectorAll('form[data-autosave] input[type="hidden"]')) {
    if (fresh.name !== "_versi" && !fresh.name.endsWith("-_id")) continue;
    const own = form.elements[fresh.name];
    if (own) own.value = fresh.value;
    else form.append(Object.assign(document.createElement("input"), { type: "hidden", name: fresh.name, value: fresh.value }));
  }
}
