// Province → city → district → village without sending the form. The buttons that do it come back when a fetch fails.
import { words } from "./words.js";

export function cascade(select) {
  const form = select.form;
  const below = form.elements[select.dataset.regionsInto];
  const button = buttonAfter(select, form);
  if (!below) return;
  if (button) button.hidden = true;
  select.addEventListener("change", async () => {
    empty(below);
    if (!select.value) return;
    try {
      const answer = await fetch(`/wilayah?parent=${encodeURIComponent(select.value)}`);
      if (!answer.ok) throw new Error(answer.statusText);
      const { wilayah } = await answer.json();
      below.append(...wilayah.map(({ kode, nama }) => new Option(nama, kode)));
    } catch {
      if (button) button.hidden = false;
    }
  });
}

function empty(select) {
  select.replaceChildren(new Option(words.choose, ""));
  const next = select.form.elements[select.dataset.regionsInto];
  if (next) empty(next);
}

function buttonAfter(select, form) {
  return [...form.querySelectorAll("[data-regions-button]")].find(
    (button) => select.compareDocumentPosition(button) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
}
