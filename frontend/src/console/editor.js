// What makes the editor of definitions easier where scripts run. Every page works without.
import { sortable } from "./sortable.js";

// What says nothing about the chosen type of field is put away, unless something stands in it.
const NUMBERS = ["integer", "decimal", "money"];
const RELEVANT = {
  options: ["choice", "multi_choice"], table: ["choice", "multi_choice", "reference"], other: ["choice", "multi_choice"],
  unit: NUMBERS, min: [...NUMBERS, "date", "time", "multi_choice"], max: [...NUMBERS, "date", "time", "multi_choice"],
  places: ["decimal"], max_length: ["text", "paragraph", "person_name", "email", "url"], min_length: ["text", "paragraph"],
  pattern: ["text"], "pattern_message-id": ["text"], "text-id": ["note", "declaration"],
};

document.querySelectorAll("[data-sort]").forEach(sortable);
document.querySelectorAll("[data-rows]").forEach(growing);
document.querySelectorAll("[data-when]").forEach(dependent);
document.querySelectorAll("form[data-by-type]").forEach(byType);
document.querySelectorAll("[data-line]").forEach(jump);
document.querySelectorAll("[data-tokens]").forEach(insertable);

// A blank row is always at hand: filling the last one adds another.
function growing(rows) {
  rows.addEventListener("input", () => {
    const last = rows.querySelector("[data-row]:last-of-type");
    const filled = [...last.querySelectorAll("input:not([type=hidden])")].some((input) => input.value) || [...last.querySelectorAll("select")].some((select) => select.selectedIndex > 0);
    if (!filled) return;
    const number = Number(/-(\d+)-[a-z]+$/.exec(last.querySelector("[name]").name)[1]);
    const next = last.cloneNode(true);
    for (const element of next.querySelectorAll("[id], [name], [for]")) {
      for (const key of ["id", "name", "for"]) {
        if (element.hasAttribute(key)) element.setAttribute(key, element.getAttribute(key).replace(`-${number}-`, `-${number + 1}-`));
      }
      if (element.tagName === "INPUT") element.value = "";
      if (element.tagName === "SELECT") element.selectedIndex = 0;
    }
    rows.append(next);
  });
}

// Shown while the named radio has the named value; where no script runs it is always there.
function dependent(part) {
  const [name, value] = part.dataset.when.split("=");
  const radios = document.getElementsByName(name);
  const show = () => { part.hidden = ![...radios].some((radio) => radio.checked && radio.value === value); };
  radios.forEach((radio) => radio.addEventListener("change", show));
  show();
}

function byType(form) {
  const type = form.querySelector("#type");
  const show = () => {
    for (const [id, types] of Object.entries(RELEVANT)) {
      const part = form.querySelector(`[id="${id}"]`)?.closest(".sk-field");
      if (!part) continue;
      const filled = [...part.querySelectorAll("input:not([type=hidden], [type=checkbox]), select, textarea")].some((input) => input.value);
      part.hidden = Boolean(type.value) && !filled && !types.includes(type.value);
    }
  };
  type.addEventListener("change", show);
  show();
}

// To the line that a message is about.
function jump(area) {
  const lines = area.value.split("\n");
  const line = Math.min(Number(area.dataset.line), lines.length);
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  area.focus();
  area.setSelectionRange(start, start + lines[line - 1].length);
  area.scrollTop = Math.max(0, (line - 5) * (area.scrollHeight / lines.length));
}

// A part of a number is put where the cursor stands.
function insertable(list) {
  const target = document.getElementById(list.dataset.tokens);
  if (!target) return;
  for (const code of list.querySelectorAll("code")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm btn-outline-secondary";
    button.textContent = code.textContent;
    button.addEventListener("click", () => {
      target.setRangeText(code.textContent, target.selectionStart, target.selectionEnd, "end");
      target.focus();
    });
    code.replaceWith(button);
  }
}
