// "Use my position" beside a point on the map. Nothing is asked of the telephone before the button is pressed.
import { words } from "./words.js";

const DIGITS = 6; // a decimetre: finer than any telephone

export function offerPosition(box) {
  if (!navigator.geolocation) return;
  const part = (name) => box.querySelector(`[name="${box.id}-${name}"]`);
  const [lat, lon, accuracy] = ["lat", "lon", "accuracy_m"].map(part);
  if (!lat || !lon) return;
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-outline-primary", textContent: words.position });
  const said = Object.assign(document.createElement("p"), { className: "form-text mb-0" });
  said.setAttribute("role", "status");
  box.append(button, said);

  const set = (input, value) => {
    if (!input) return;
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  button.addEventListener("click", () => {
    said.textContent = words.searching;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        set(lat, coords.latitude.toFixed(DIGITS));
        set(lon, coords.longitude.toFixed(DIGITS));
        set(accuracy, String(Math.round(coords.accuracy)));
        said.textContent = `${words.found} ${Math.round(coords.accuracy)} m.`;
      },
      (error) => { said.textContent = error.code === error.PERMISSION_DENIED ? words.denied : words.nowhere; },
      { enableHighAccuracy: true, timeout: 20000, maximumAge: 0 },
    );
  });
  for (const typed of [lat, lon]) {
    typed.addEventListener("input", (event) => { if (event.isTrusted && accuracy) accuracy.value = ""; });
  }
}
