// The calendar of the rule language: days are `2026-03-02`, times `07:30` up to `24:00`. JavaScript's Date knows zones
// and guesses; here a day is the number of days since 1 January 1970, by the civil calendar of the years 1 to 9999.
import { isWhole } from "./values.js";

const DATE = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;
const TIME = /^(?:([01][0-9]|2[0-3]):([0-5][0-9])|24:00)$/;
const FIRST = -719162; // 0001-01-01
const LAST = 2932896; // 9999-12-31

export function monthLength(year, month) {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** {year, month, day} of a date that exists; null for anything else. */
export function asDate(value) {
  const found = typeof value === "string" ? DATE.exec(value) : null;
  if (!found) return null;
  const [year, month, day] = found.slice(1).map(Number);
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= monthLength(year, month) ? { year, month, day } : null;
}

export function asMinutes(value) {
  const found = typeof value === "string" ? TIME.exec(value) : null;
  if (!found) return null;
  return value === "24:00" ? 1440 : Number(found[1]) * 60 + Number(found[2]);
}

export function dateText({ year, month, day }) {
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

/** Days since 1970-01-01; the year begins in March, so that the leap day is its last. */
export function dayNumber({ year, month, day }) {
  const y = month > 2 ? year : year - 1;
  const era = Math.floor(y / 400);
  const inEra = y - era * 400;
  const inYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146097 + inEra * 365 + Math.floor(inEra / 4) - Math.floor(inEra / 100) + inYear - 719468;
}

export function dateOf(number) {
  const shifted = number + 719468;
  const era = Math.floor(shifted / 146097);
  const inEra = shifted - era * 146097;
  const y = Math.floor((inEra - Math.floor(inEra / 1460) + Math.floor(inEra / 36524) - Math.floor(inEra / 146096)) / 365);
  const inYear = inEra - (365 * y + Math.floor(y / 4) - Math.floor(y / 100));
  const m = Math.floor((5 * inYear + 2) / 153);
  const month = m < 10 ? m + 3 : m - 9;
  return { year: y + era * 400 + (month <= 2 ? 1 : 0), month, day: inYear - Math.floor((153 * m + 2) / 5) + 1 };
}

export function age(born, at) {
  const [start, end] = [asDate(born), asDate(at)];
  if (!start || !end) return null;
  const before = end.month < start.month || (end.month === start.month && end.day < start.day);
  return end.year - start.year - (before ? 1 : 0);
}

export function daysBetween(first, last) {
  const [start, end] = [asDate(first), asDate(last)];
  return start && end ? dayNumber(end) - dayNumber(start) : null;
}

/** Monday to Friday without holidays; the first day is not counted, the last is. Turned round, it is negative. */
export function workdaysBetween(first, last, holidays) {
  const [start, end] = [asDate(first), asDate(last)];
  if (!start || !end) return null;
  const [from, to] = [dayNumber(start), dayNumber(end)];
  if (to < from) return 0 - workdaysBetween(last, first, holidays);
  let days = Math.floor((to - from) / 7) * 5;
  for (let day = to - ((to - from) % 7) + 1; day <= to; day += 1) days += isWeekday(day) ? 1 : 0;
  for (const holiday of new Set(holidays)) {
    const found = asDate(holiday);
    const day = found && dayNumber(found);
    if (found && day > from && day <= to && isWeekday(day)) days -= 1;
  }
  return days;
}

const isWeekday = (number) => (((number + 3) % 7) + 7) % 7 < 5; // 1970-01-01 was a Thursday

export function minutesBetween(first, last) {
  const [start, end] = [asMinutes(first), asMinutes(last)];
  return start === null || end === null ? null : end - start;
}

export const year = (value) => asDate(value)?.year ?? null;

export function addDays(value, days) {
  const found = asDate(value);
  if (!found || !isWhole(days)) return null;
  const number = dayNumber(found) + Number(days); // one beyond 2⁵³ is out of the calendar in any case
  return number >= FIRST && number <= LAST ? dateText(dateOf(number)) : null;
}

/** The same day of a later (or earlier) month; the last day where that month is shorter. */
export function addMonths(value, months) {
  const found = asDate(value);
  if (!found || !isWhole(months)) return null;
  const count = found.month - 1 + Number(months);
  const year = found.year + Math.floor(count / 12);
  if (!(year >= 1 && year <= 9999)) return null;
  const month = (((count % 12) + 12) % 12) + 1;
  return dateText({ year, month, day: Math.min(found.day, monthLength(year, month)) });
}
