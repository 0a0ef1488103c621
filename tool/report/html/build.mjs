// Bundles the page into one file and writes it as C++: build.mjs PAGE.cpp LICENCES.txt
//
// The page is cut where the report's data goes. Its content security policy allows the one script and the one style
// sheet by their hashes, and nothing else: no network, no inline handlers, no markup made of strings.
import {createHash} from "node:crypto";
import {readFileSync, readdirSync, writeFileSync} from "node:fs";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import {build} from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const [pageFile, licencesFile] = process.argv.slice(2);

async function bundle(entry) {
  const result = await build({
    entryPoints: [join(here, "src", entry)],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: "iife",
    charset: "ascii",
    legalComments: "none",
    target: ["chrome111", "firefox121", "safari16.4"],
    logLevel: "warning",
  });
  return {text: result.outputFiles[0].text.trimEnd(), inputs: Object.keys(result.metafile.inputs)};
}

/** The packages that a bundle was made of, each with its licence. */
function licencesOf(inputs) {
  const folders = new Set();
  for (const input of inputs) {
    const match = /^(?:.*\/)?(node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match)
      folders.add(match[1]);
  }
  return [...folders].sort().map((folder) => {
    const {name, version, license} = JSON.parse(readFileSync(join(here, folder, "package.json"), "utf8"));
    const file = readdirSync(join(here, folder)).sort().find((entry) => /^licen[cs]e/i.test(entry));
    if (!file)
      throw new Error(`${name} has no licence file`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(here, folder, file), "utf8").trim()}\n`;
  });
}

const escapeMarkup = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const hashOf = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** A C++ string literal; other than ASCII becomes octal escapes, which end by themselves, and no two "?" a trigraph. */
function literal(text) {
  let result = "";
  for (const byte of Buffer.from(text, "utf8"))
    if (byte === 0x5c || byte === 0x22 || byte === 0x3f)
      result += "\\" + String.fromCharCode(byte);
    else if (byte === 0x0a)
      result += "\\n";
    else
      result += byte < 0x20 || byte > 0x7e ? "\\" + byte.toString(8).padStart(3, "0") : String.fromCharCode(byte);
  return `"${result}"`;
}

function pieces(name, text) {
  const list = text.match(/[^]{1,8000}/g) ?? [];
  return `constexpr std::string_view ${name}[] = {\n${list.map((piece) => `    ${literal(piece)},\n`).join("")}};\n`;
}

const script = await bundle("main.ts");
const style = await bundle("style.css");
if (/<\/(script|style)/i.test(script.text + style.text))
  throw new Error("the bundle holds an end tag that would cut it short");
const licences = licencesOf([...script.inputs, ...style.inputs]);
const values = {
  policy: `default-src 'none'; script-src ${hashOf(script.text)}; style-src ${hashOf(style.text)}; img-src data:; ` +
      "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  script: script.text,
  style: style.text,
  licences: escapeMarkup(licences.join(`\n${"-".repeat(80)}\n\n`)),
};
const page = readFileSync(join(here, "src", "page.html"), "utf8")
    .replaceAll(/\{\{(policy|script|style|licences)\}\}/g, (_, key) => values[key]);
const parts = page.split("{{data}}");
if (parts.length !== 2)
  throw new Error("page.html has no single place for the data");

writeFileSync(licencesFile, licences.join(`\n${"-".repeat(80)}\n\n`));
writeFileSync(pageFile, `// Generated from tool/report/html.
#include "report/html_page.hpp"

namespace tell {
namespace {
${pieces("kBefore", parts[0])}${pieces("kAfter", parts[1])}} // namespace

HtmlPage htmlPage() { return {kBefore, kAfter}; }
} // namespace tell
`);
