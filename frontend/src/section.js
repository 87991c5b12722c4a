// The page of one section: its rules run while it is filled in. Loaded beside app.js, only where a page carries rules.
import { LiveForm } from "./live/form.js";

const data = document.getElementById("aturan");
const form = document.querySelector("form[data-autosave]");

if (data && form) {
  const live = new LiveForm(form, JSON.parse(data.dataset.rules));
  form.addEventListener("sakpore:saved", ({ detail: page }) => {
    for (const own of form.querySelectorAll("[data-slow]")) {
      const fresh = page.querySelector(`[data-slow="${CSS.escape(own.dataset.slow)}"]`);
      const appears = fresh && !own.textContent.trim() !== !fresh.textContent.trim();
      if (fresh && !own.contains(document.activeElement) && (appears || !own.querySelector("input, select, textarea"))) own.replaceWith(document.importNode(fresh, true));
    }
    const carried = page.getElementById("aturan");
    if (carried) live.refresh(JSON.parse(carried.dataset.rules).facts);
  });
}

export { evaluate } from "./rules/evaluator.js";
