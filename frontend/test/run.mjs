// Runs rules for the tests: reads {tables, holidays, rules, pairs: [[rule, facts, row], …]} and writes the results as JSON.
import { readFileSync, writeFileSync } from "node:fs";
import { evaluate } from "../src/rules/evaluator.js";

const [input, output] = process.argv.slice(2);
const worlds = JSON.parse(readFileSync(input, "utf8"));
const told = (result) => (typeof result === "bigint" ? { beyond: String(result) } : result);
const results = worlds.map(({ tables, holidays, rules, pairs }) =>
  pairs.map(([rule, facts, row]) => told(evaluate(rules[rule], facts, { tables, holidays }, row ?? null))),
);
writeFileSync(output, JSON.stringify(results));
