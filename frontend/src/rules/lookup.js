// `lookup` over a table as the server ships it (app/permits/rules/shipping.py): exact keys as text, bounds as scaled
// whole numbers, cells as facts. Exact keys select first; each range key then votes for the first row it reaches.
import { asDate } from "./calendar.js";
import { isWhole, member } from "./values.js";

export const ANY = "any";

export function lookup(tables, today, name, keys, column) {
  const table = member(tables, name);
  if (table === null || !asDate(today) || keys.some((key) => key === null)) return null;
  const row = choose(table, keys, today);
  const place = table.columns.indexOf(column);
  return row === null || place < 0 ? null : row.cells[place];
}

function choose(table, keys, day) {
  const exact = table.keys.map((key, place) => (key.range ? null : ["any", keyText(key, keys[place])]));
  const rows = table.rows.filter(
    (row) => row.from <= day && day <= row.to && exact.every((pair, place) => !pair || pair.includes(row.keys[place])),
  );
  if (exact.every(Boolean)) return rows[0] ?? null;
  const votes = [];
  for (const [place, key] of table.keys.entries()) {
    const measure = keys[place];
    if (!key.range || !isWhole(measure)) continue;
    if (key.min !== null && measure < key.min) {
      if (table.below === "ignore") continue;
      return null;
    }
    const vote = rows.find((row) => row.keys[place] === ANY || (row.keys[place] !== null && measure <= row.keys[place]));
    if (!vote) return null;
    votes.push(vote);
  }
  return votes.length ? votes.reduce((best, vote) => (vote.rank > best.rank ? vote : best)) : null;
}

/** A key as Python writes it. */
function keyText(key, value) {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (!isWhole(value) || !key.places) return String(value);
  const digits = String(value < 0 ? -value : value).padStart(key.places + 1, "0");
  return `${value < 0 ? "-" : ""}${digits.slice(0, -key.places)}.${digits.slice(-key.places)}`;
}
