// Builds app/static/dist: purged Bootstrap and our style as one sheet, our modules, ALTCHA; content-hashed names, a
// manifest with licences, and the notices. The output is committed: nothing of Node is needed at run time.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { build, transform } from "esbuild";
import { PurgeCSS } from "purgecss";

const out = new URL("../app/static/dist/", import.meta.url);
const versions = JSON.parse(await readFile("package.json", "utf8")).dependencies;

async function style() {
  const sources = await Promise.all(["node_modules/bootstrap/dist/css/bootstrap.css", "src/app.css"].map((file) => readFile(file, "utf8")));
  const [purged] = await new PurgeCSS().purge({
    content: ["../app/templates/**/*.html", "../app/web/**/*.py", "../app/forms/**/*.py", "../app/accounts/**/*.py", "src/**/*.js"],
    css: [{ raw: sources.join("\n") }],
    safelist: { standard: [/^is-invalid$/, /^text-bg-/, /^alert-/, /^sk-/], deep: [/^sk-/] },
    variables: true,
  });
  return (await transform(purged.css, { loader: "css", minify: true })).code.replace(/\/\*#.*?\*\//g, "");
}

async function script(entry) {
  const result = await build({ entryPoints: [entry], bundle: true, minify: true, format: "esm", target: "es2020", write: false, legalComments: "none" });
  return result.outputFiles[0].text;
}

const files = [
  ["app.css", await style(), "bootstrap", versions.bootstrap, "MIT"],
  ["app.js", await script("src/app.js"), "sakpore", "", "MIT"],
  ["section.js", await script("src/section.js"), "sakpore", "", "MIT"],
  ["editor.js", await script("src/console/editor.js"), "sakpore", "", "MIT"],
  ["human-check.js", await script("src/human-check.js"), "altcha", versions.altcha, "MIT"],
  ["human-check.css", (await transform(await readFile("node_modules/altcha/dist/external/altcha.css", "utf8"), { loader: "css", minify: true })).code, "altcha", versions.altcha, "MIT"],
  ["human-check-worker.js", await script("node_modules/altcha/dist/workers/pbkdf2.js"), "altcha", versions.altcha, "MIT"],
];

await mkdir(out, { recursive: true });
for (const old of await readdir(out)) await rm(new URL(old, out));
const manifest = [];
for (const [name, text, packageName, version, licence] of files) {
  const digest = createHash("sha384").update(text).digest();
  const hash = digest.toString("hex").slice(0, 12);
  const file = name.replace(/(\.\w+)$/, `.${hash}$1`);
  await writeFile(new URL(file, out), text);
  manifest.push({ name, file, integrity: `sha384-${digest.toString("base64")}`, package: packageName, version, licence });
}

/** What the output was made from: a test compares it with the files as they are (tests/browser_rules/test_built.py). */
async function sources() {
  const files = ["build.mjs", "package-lock.json", ...(await readdir("src", { recursive: true })).filter((file) => /\.\w+$/.test(file)).map((file) => `src/${file}`)];
  const hashes = await Promise.all(files.sort().map(async (file) => `${file} ${createHash("sha256").update(await readFile(file)).digest("hex")}\n`));
  return createHash("sha256").update(hashes.join("")).digest("hex");
}

await writeFile(new URL("manifest.json", out), JSON.stringify({ sources: await sources(), files: manifest }, null, 2) + "\n");

let notices = "Parts of other projects in this folder, with their licences.\n";
for (const name of Object.keys(versions)) {
  const licence = (await readdir(`node_modules/${name}`)).find((file) => /^licen[cs]e/i.test(file));
  notices += `\n== ${name} ${versions[name]} ==\n\n${licence ? await readFile(`node_modules/${name}/${licence}`, "utf8") : "MIT"}`;
}
await writeFile(new URL("THIRD_PARTY.txt", out), notices);
