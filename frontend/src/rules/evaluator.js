// Strict JsonLogic, metered: the browser's twin of app/permits/rules/evaluator.py. What a rule cannot read or reckon is
// missing (null); it never throws. The same JSON gives the same value on both sides: tests/browser_rules holds them together.
import { workdaysBetween } from "./calendar.js";
import { lookup } from "./lookup.js";
import { OPERATORS } from "./operators.js";
import { member, ordered, plain, same, truthy } from "./values.js";

const MAX_STEPS = 1_000_000;
const MAX_DEPTH = 1_000;
const tooLong = Symbol("the meter ran out");

/** The value of a compiled rule, null when it is missing or takes too long; a number comes scaled.
 * `world` holds `tables` and `holidays`; `row` is the row of a rule that stands in a group. */
export function evaluate(logic, facts, { tables = {}, holidays = [] } = {}, row = null) {
  const run = { facts, tables, holidays, row, steps: 0, depth: 0 };
  try {
    return value(run, logic, facts);
  } catch (error) {
    if (error === tooLong) return null;
    throw error;
  }
}

function value(run, logic, scope) {
  run.steps += 1;
  if (run.steps > MAX_STEPS || run.depth > MAX_DEPTH) throw tooLong;
  if (logic === null || typeof logic !== "object") return logic;
  run.depth += 1;
  const found = Array.isArray(logic) ? logic.map((part) => value(run, part, scope)) : operation(run, logic, scope);
  run.depth -= 1;
  return found;
}

function operation(run, logic, scope) {
  const [name] = Object.keys(logic);
  const operands = logic[name];
  if (Object.hasOwn(LAZY, name)) return LAZY[name](run, operands, scope);
  const values = operands.map((operand) => value(run, operand, scope));
  if (Object.hasOwn(OPERATORS, name)) return OPERATORS[name](...values);
  return Object.hasOwn(WORLD, name) ? WORLD[name](run, ...values) : null;
}

function variable(run, path, scope) {
  let parts = path.split(".");
  let found = scope;
  if (scope === run.facts && parts[0] === "row" && run.row !== null) {
    found = run.row;
    parts = parts.length > 1 ? parts.slice(1) : [""];
  }
  for (const part of parts) found = member(found, part);
  return plain(found);
}

function rows(run, operand, scope) {
  const found = value(run, operand, scope);
  return Array.isArray(found) ? found : [];
}

const holds = (run, logic, scope) => truthy(value(run, logic, scope));

const LAZY = {
  var: variable,
  and: (run, operands, scope) => operands.every((operand) => holds(run, operand, scope)),
  or: (run, operands, scope) => operands.some((operand) => holds(run, operand, scope)),
  if: (run, [condition, then, otherwise], scope) => value(run, holds(run, condition, scope) ? then : otherwise, scope),
  map: (run, [group, cell], scope) => rows(run, group, scope).map((row) => value(run, cell, row)),
  filter: (run, [group, condition], scope) => rows(run, group, scope).filter((row) => holds(run, condition, row)),
  some: (run, [group, condition], scope) => rows(run, group, scope).some((row) => holds(run, condition, row)),
  all: (run, [group, condition], scope) => {
    const found = rows(run, group, scope);
    return found.length > 0 && found.every((row) => holds(run, condition, row));
  },
};

const WORLD = {
  "===": (run, left, right) => same(left, right),
  "!==": (run, left, right) => !same(left, right),
  "<": (run, left, right) => ordered((one, other) => one < other)(left, right),
  "<=": (run, left, right) => ordered((one, other) => one <= other)(left, right),
  ">": (run, left, right) => ordered((one, other) => one > other)(left, right),
  ">=": (run, left, right) => ordered((one, other) => one >= other)(left, right),
  "!": (run, operand) => !truthy(operand),
  "!!": (run, operand) => truthy(operand),
  in: (run, item, items) => Array.isArray(items) && items.some((other) => same(item, other)),
  workdays_between: (run, first, last) => workdaysBetween(first, last, run.holidays),
  lookup: (run, name, ...keysAndColumn) => {
    run.steps += member(run.tables, name)?.rows.length ?? 0;
    return lookup(run.tables, member(run.facts, "today"), name, keysAndColumn.slice(0, -1), keysAndColumn.at(-1));
  },
};

/** Every name that a rule speaks of is answered: an `assert` is judged only then (app/permits/rules/operands.py). */
export function applicable(names, facts, row = null) {
  return names.every((name) => evaluate({ filled: [{ var: name }] }, facts, {}, row));
}

