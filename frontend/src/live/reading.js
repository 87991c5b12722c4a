// What stands in an input, as rules read it: the stored form (app/permits/fieldtypes/parsing.py) and the fact that follows
// from it (app/permits/rules/facts.py) in one step. What cannot be read is missing; the server says what is wrong with it.
import { asDate, asMinutes, dateText } from "../rules/calendar.js";

const GROUPED = /^[0-9]{1,3}(\.[0-9]{3})+$/;
const YES = ["true", "ya", "on", "1", "y"];
const NO = ["false", "tidak", "off", "0", "n", "t"];
const MONTHS = ["januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november", "desember"];
const WIB = 7 * 60;

function safe(digits, places = 0) {
  const number = Number(digits);
  return Number.isSafeInteger(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER && places >= 0 ? number + 0 : null;
}

function whole(text, { money }) {
  const digits = money ? text.replace(/^rp\.?\s*/i, "") : text;
  const plain = GROUPED.test(digits) ? digits.replaceAll(".", "") : digits;
  return /^-?[0-9]+$/.test(plain) && plain.length <= 17 ? safe(plain) : null;
}

/** A decimal as a whole number scaled by the field's places. */
function decimal(text, { places = 0 }) {
  let plain = text;
  if (plain.includes(",")) plain = plain.replaceAll(".", "").replace(",", ".");
  else if (GROUPED.test(plain) && places !== 3) plain = plain.replaceAll(".", "");
  const found = /^(-?)([0-9]+)(?:\.([0-9]+))?$/.exec(plain);
  if (!found || plain.length > 30) return null;
  const rest = (found[3] ?? "").replace(/0+$/, "");
  return rest.length > places ? null : safe(`${found[1]}${found[2]}${rest.padEnd(places, "0")}`);
}

function date(text) {
  const named = /^([0-9]{1,2}) ([A-Za-z]+) ([0-9]{4})$/.exec(text);
  const month = named ? MONTHS.indexOf(named[2].toLowerCase()) + 1 : 0;
  const local = month ? [0, named[1], month, named[3]] : /^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})$/.exec(text);
  const iso = local ? dateText({ year: Number(local[3]), month: Number(local[2]), day: Number(local[1]) }) : text;
  return asDate(iso) ? iso : null;
}

function time(text) {
  const found = /^([0-9]{1,2})[:.]([0-9]{2})$/.exec(text);
  const padded = found ? `${found[1].padStart(2, "0")}:${found[2]}` : "";
  return asMinutes(padded) === null ? null : padded;
}

/** What is typed without a zone is WIB; facts are UTC. */
function moment(text) {
  const found = /^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]([0-9]{2}:[0-9]{2})(?::([0-9]{2}))?)?$/.exec(text);
  const clock = found?.[2] ?? "00:00";
  if (!found || !asDate(found[1]) || asMinutes(clock) === null || clock === "24:00") return null;
  const shifted = new Date(`${found[1]}T${clock}:${found[3] ?? "00"}Z`);
  shifted.setUTCMinutes(shifted.getUTCMinutes() - WIB);
  return shifted.toISOString().replace(".000Z", "Z");
}

/** A number of the state: without its dots and spaces where it has as many digits as it must have. */
function digits(text, { length }) {
  const plain = text.replace(/[\s.-]/g, "");
  return !length || (plain.length === length && /^[0-9]+$/.test(plain)) ? plain : text;
}

const READ = {
  text: (text) => text.split(/\s+/).join(" "),
  digits,
  whole,
  decimal,
  date,
  time,
  moment,
  yes: (text) => (YES.includes(text.toLowerCase()) ? true : NO.includes(text.toLowerCase()) ? false : null),
};

/** The fact of one typed text; `node` tells how it is read. */
export function read(node, typed) {
  const text = (typed ?? "").trim();
  return text === "" ? null : READ[node.reads](text, node);
}

/** The fact of a question's controls: radio buttons, boxes, a select or a line. */
export function factOf(node, controls, partsOf) {
  if (node.reads === "parts") return parts(partsOf());
  const chosen = controls.filter((control) => !["radio", "checkbox"].includes(control.type) || control.checked);
  const values = chosen.filter((control) => control.type !== "hidden").map((control) => control.value.trim());
  if (node.reads === "tick") return values.includes("true") ? true : null;
  if (node.reads === "several") return values.some(Boolean) ? [...new Set(values.filter(Boolean))] : null;
  return read(node, values.at(-1)) ?? node.default ?? null;
}

/** An address, piece by piece. */
function parts(found) {
  const filled = found.map(([name, control]) => [name, control.value.trim()]).filter(([, value]) => value);
  return filled.length ? Object.fromEntries(filled) : null;
}
