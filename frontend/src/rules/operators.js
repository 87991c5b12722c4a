// The own operators, as app/permits/rules/operators.py has them: exact, and missing (null) for what they cannot work with.
import { addDays, addMonths, age, daysBetween, minutesBetween, year } from "./calendar.js";
import { isFilled, isWhole, whole } from "./values.js";

const onNumbers = (operation) => (left, right) =>
  isWhole(left) && isWhole(right) ? whole(operation(BigInt(left), BigInt(right))) : null;

/** One exact division: towards zero (`down`), or half away from zero (`half_up`); missing when divided by zero. */
function rdiv(top, bottom, mode) {
  if (!isWhole(top) || !isWhole(bottom)) return null;
  const [over, under] = [BigInt(top), BigInt(bottom)];
  if (under === 0n) return null;
  const [size, unit] = [over < 0n ? -over : over, under < 0n ? -under : under];
  const result = mode === "half_up" ? (2n * size + unit) / (2n * unit) : size / unit;
  return whole(over < 0n === under < 0n ? result : -result);
}

function total(cells) {
  if (!Array.isArray(cells)) return 0;
  return whole(cells.filter(isWhole).reduce((sum, cell) => sum + BigInt(cell), 0n));
}

const extreme = (better) => (...values) => {
  const found = values.length === 1 && Array.isArray(values[0]) ? values[0].filter((value) => value !== null) : values;
  const alike = found.every(isWhole) || found.every((value) => typeof value === "string");
  return found.length && alike ? found.reduce((best, value) => (better(value, best) ? value : best)) : null;
};

export const OPERATORS = {
  filled: isFilled,
  iadd: onNumbers((left, right) => left + right),
  isub: onNumbers((left, right) => left - right),
  imul: onNumbers((left, right) => left * right),
  rdiv,
  sum: total,
  count: (rows) => (Array.isArray(rows) ? rows.length : 0),
  min: extreme((value, best) => value < best),
  max: extreme((value, best) => value > best),
  age,
  days_between: daysBetween,
  minutes_between: minutesBetween,
  year,
  add_days: addDays,
  add_months: addMonths,
};
