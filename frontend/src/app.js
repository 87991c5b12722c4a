// What makes pages easier where scripts run. Every page works without.
import { autosave } from "./autosave.js";
import { offerToShow } from "./password.js";
import { cascade } from "./regions.js";

// The error summary takes the focus, so that a screen reader starts with what is wrong.
document.querySelector(".sk-summary")?.focus();
document.querySelectorAll("input[data-show-password]").forEach(offerToShow);
document.querySelectorAll("select[data-regions-into]").forEach(cascade);
document.querySelectorAll("form[data-autosave]").forEach(autosave);
