// The page's side of a question: shown or taken out, marked as optional, its message. What is taken out is not posted,
// and what was typed in it is kept until it is shown again.

/** Where a question that may come and go stands. The server sends a hidden one as a `template`. */
export class Place {
  constructor(element) {
    if (element instanceof HTMLTemplateElement) {
      this.anchor = element;
      this.node = document.createElement("div");
      this.node.append(element.content);
      this.shown = false;
    } else {
      this.anchor = document.createElement("template");
      element.before(this.anchor);
      this.node = element;
      this.shown = true;
    }
  }

  toggle(shown) {
    if (shown === this.shown) return false;
    this.shown = shown;
    if (!shown) this.node.remove();
    else {
      this.anchor.after(this.node);
      this.node.dispatchEvent(new CustomEvent("sakpore:shown", { bubbles: true }));
    }
    return true;
  }
}

/** All places of the form by name; those within a hidden one as well. */
export function findPlaces(form) {
  const places = new Map();
  const collect = (root) => {
    for (const element of root.querySelectorAll("[data-q]")) {
      const name = element.dataset.q;
      if (places.has(name)) continue;
      const place = new Place(element);
      places.set(name, place);
      collect(place.node);
    }
  };
  collect(form);
  return places;
}

/** The message of a rule beside an input; one that the server wrote stays. */
export function say(control, name, message) {
  const id = `${name}-kesalahan`;
  const old = document.getElementById(id);
  if (old && !old.dataset.live) return false;
  if ((old?.textContent ?? "") === message) return false;
  old?.remove();
  describe(control, id, Boolean(message));
  if (!message) return true;
  const line = Object.assign(document.createElement("p"), { className: "sk-error mb-1", id, textContent: message });
  line.dataset.live = "1";
  const field = control.closest(".sk-field");
  const heading = field?.querySelector("label, legend");
  if (heading) heading.after(line);
  else control.before(line);
  return true;
}

function describe(control, id, wrong) {
  const others = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== id);
  const all = wrong ? [...others, id] : others;
  if (all.length) control.setAttribute("aria-describedby", all.join(" "));
  else control.removeAttribute("aria-describedby");
  if (["radio", "checkbox"].includes(control.type)) return; // aria-invalid is for the whole group of them
  control.setAttribute("aria-invalid", String(wrong));
  control.classList.toggle("is-invalid", wrong);
}
