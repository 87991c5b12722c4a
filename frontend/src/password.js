// A button beside each password field that shows what was typed.
import { words } from "./words.js";

export function offerToShow(input) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-outline-secondary btn-sm mt-2";
  button.textContent = words.show;
  button.setAttribute("aria-controls", input.id);
  button.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.textContent = shown ? words.hide : words.show;
  });
  input.form?.addEventListener("submit", () => { input.type = "password"; });
  input.after(button);
}
