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
document.querySelectorAll("fieldset[data-location]").forEach(offerPosition);
document.querySelectorAll("input[data-signature]").forEach(drawable);
document.querySelectorAll("input[data-max-px]").forEach(reducing);
document.querySelectorAll("form[data-autosave]").forEach(autosave);
