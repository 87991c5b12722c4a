// What makes pages easier where scripts run. Every page works without.
import { autosave } from "./autosave.js";
import { offerPosition } from "./location.js";
import { offerToShow } from "./password.js";
import { reducing } from "./pictures.js";
import { cascade } from "./regions.js";
import { drawable } from "./signature.js";

// The error summary takes the focus, so that a screen reader starts with what is wrong.
document.querySelector(".sk-summary")?.focus();
document.querySelectorAll("input[data-show-password]").forEach(offerToShow);
document.querySelectorAll("select[data-regions-into]").forEach(cascade);
equip(document);
document.addEventListener("sakpore:shown", ({ target }) => equip(target)); // a question that the rules brought up
document.querySelectorAll("form[data-autosave]").forEach(autosave);

function equip(root) {
  for (const [which, add] of [["fieldset[data-location]", offerPosition], ["input[data-signature]", drawable], ["input[data-max-px]", reducing]]) {
    for (const element of root.querySelectorAll(which)) {
      if (element.dataset.equipped) continue;
      element.dataset.equipped = "1";
      add(element);
    }
  }
}
