// For the tests: reads [[node, typed], …] as the form does, and shows [[node, fact], …]; writes both lists as JSON.
import { readFileSync, writeFileSync } from "node:fs";
import { read } from "../src/live/reading.js";
import { show } from "../src/live/showing.js";

const [input, output] = process.argv.slice(2);
const { typed, shown } = JSON.parse(readFileSync(input, "utf8"));
const answers = { typed: typed.map(([node, text]) => read(node, text)), shown: shown.map(([node, fact]) => show(node, fact)) };
writeFileSync(output, JSON.stringify(answers));
