// A computed fact as people read it, as app/permits/fieldtypes/showing.py has it.
import { asDate } from "../rules/calendar.js";
import { words } from "../words.js";

const grouped = (digits) => digits.replace(/\B(?=([0-9]{3})+$)/g, ".");

function decimal(fact, places) {
  const digits = String(Math.abs(fact)).padStart(places + 1, "0");
  const [whole, rest] = places ? [digits.slice(0, -places), digits.slice(-places)] : [digits, ""];
  return `${fact < 0 ? "-" : ""}${grouped(whole)}${rest ? `,${rest}` : ""}`;
}

export function longDate(text) {
  const day = asDate(text);
  return day ? `${day.day} ${words.months[day.month - 1]} ${day.year}` : text;
}

export function show(node, fact) {
  if (fact === null || fact === undefined) return "";
  if (typeof fact === "boolean") return fact ? words.yes : words.no;
  if (typeof fact === "number") {
    const shown = decimal(fact, node.shows === "decimal" ? node.places ?? 0 : 0);
    if (node.shows === "money") return fact < 0 ? `-Rp${shown.slice(1)}` : `Rp${shown}`;
    return node.unit ? `${shown} ${node.unit}` : shown;
  }
  if (node.shows === "date") return longDate(fact);
  if (node.shows === "time") return `${fact.replace(":", ".")} WIB`;
  return node.options?.[fact] ?? String(fact);
}
