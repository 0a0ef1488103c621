// Opens HTML reports in Chromium as a reader would: html_page_test.mjs CLANG-TELL SAMPLES NODE-MODULES SHOP WORK
//
// SAMPLES writes the made-up reports, SHOP is the program that CLANG-TELL reports on, WORK a folder for all of it. Ends
// with 77 where there is no browser.
import assert from "node:assert/strict";
import {execFileSync} from "node:child_process";
import {accessSync, mkdirSync, readFileSync, rmSync, statSync} from "node:fs";
import {createRequire} from "node:module";
import {join} from "node:path";
import {after, before, test} from "node:test";
import {pathToFileURL} from "node:url";

const [tool, samples, packages, shop, work] = process.argv.slice(2);
function skip(why) {
  console.log(`skipped: ${why}`);
  process.exit(77);
}

// What Playwright asks for; the page itself is built by Node.js 18 too.
if (Number(process.versions.node.split(".")[0]) < 20)
  skip("the test of the HTML report needs Node.js 20");
const browserPath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
});
if (!browserPath)
  skip("no Chromium was found; on Debian: apt-get install chromium");

const require = createRequire(join(packages, "package.json"));
const {chromium} = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core"), "utf8");

let browser;
before(async () => {
  rmSync(work, {recursive: true, force: true});
  mkdirSync(work, {recursive: true});
  execFileSync(samples, [work]);
  execFileSync(tool, ["check", "--exit-zero", "-q", "-o", `html=${join(work, "shop.html")}`], {cwd: shop});
  browser = await chromium.launch({
    executablePath: browserPath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync"],
  });
});
after(() => browser?.close());

/** Opens a report. Whatever the page complains of, or asks of a network, is in `complaints`. */
async function open(name, options = {}) {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, ...options});
  const page = await context.newPage();
  const complaints = [];
  const url = pathToFileURL(join(work, name)).href;
  page.on("console", (entry) => complaints.push(`${entry.type()}: ${entry.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => complaints.push(`dialog: ${dialog.message()}`));
  page.on("request", (request) => {
    if (request.url().split("#")[0] !== url)
      complaints.push(`request: ${request.url()}`);
  });
  const start = performance.now();
  await page.goto(url);
  await page.waitForSelector("html[data-ready=yes]");
  const milliseconds = performance.now() - start;
  return {page, complaints, milliseconds, close: () => context.close()};
}

const names = (page) => page.$$eval("#table tbody th", (cells) => cells.map((cell) => cell.textContent));
const activeText = (page) => page.evaluate(() => document.activeElement.textContent);

test("tells the whole program by the four questions", async () => {
  const {page, complaints, close} = await open("shop.html");
  assert.equal(await page.locator("#questions .card").count(), 4);
  assert.match(await page.locator(".lead").textContent(), /\d+ warnings and \d+ notes in 12 classes/);
  assert.match(await page.locator("#questions .card").nth(2).textContent(), /of the rules about state live outside/);
  assert.equal(await page.locator("#start li .class-name").first().textContent(), "Order");
  assert.ok(await page.locator("#map .points a").count() >= 4);
  assert.deepEqual(complaints, []);
  await close();
});

test("sorts by mouse and by keyboard", async () => {
  const {page, complaints, close} = await open("shop.html");
  const before = await names(page);
  assert.equal(before.length, 12);
  assert.equal(before[0], "shop::Order");
  assert.equal(await page.locator("#table th.head-score").getAttribute("aria-sort"), "descending");
  await page.locator("#table th.head-name button").click();
  const sorted = await names(page);
  assert.deepEqual(sorted, [...before].sort((a, b) => a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  assert.equal(await page.locator("#table th.head-name").getAttribute("aria-sort"), "ascending");
  assert.equal(await page.locator("#table th.head-score").getAttribute("aria-sort"), null);
  assert.match(await page.locator("#table .status").textContent(), /by class, ascending/);
  await page.keyboard.press("Enter");
  assert.deepEqual(await names(page), [...sorted].reverse());
  await page.keyboard.press("Tab");
  assert.match(await activeText(page), /^Role/);
  await page.keyboard.press("Space");
  assert.equal(await page.locator("#table th.head-role").getAttribute("aria-sort"), "ascending");
  assert.deepEqual(complaints, []);
  await close();
});

test("filters the table and the chart by text, role and findings", async () => {
  const {page, complaints, close} = await open("shop.html");
  const dots = await page.locator("#map .points a").count();
  await page.getByLabel("Search").fill("ORDER");
  assert.deepEqual((await names(page)).sort(), ["shop::Order", "shop::OrderLine", "shop::OrderService"]);
  assert.ok(await page.locator("#map .points a").count() < dots);
  assert.match(await page.locator("#table .status").textContent(), /^3 of 12 classes/);
  await page.getByLabel("Search").fill("customer.h");
  assert.ok((await names(page)).includes("shop::Customer"), "paths are searched too");
  await page.getByLabel("Search").fill("");
  await page.getByLabel("Role").selectOption("service");
  assert.deepEqual((await names(page)).sort(), ["shop::OrderService", "shop::PricingService"]);
  await page.getByLabel("Role").selectOption("");
  await page.getByLabel("only with findings").check();
  const found = await names(page);
  assert.ok(found.length > 0 && found.length < 12 && found.includes("shop::Order"));
  assert.deepEqual(complaints, []);
  await close();
});

test("goes through the chart by arrow keys and to a class by Enter", async () => {
  const {page, complaints, close} = await open("shop.html");
  await page.locator("#map .points a[tabindex='0']").focus();
  const first = await page.evaluate(() => document.activeElement.getAttribute("aria-label"));
  assert.match(first, /^shop::Order: anemic, score \d+, .* outside functions depend/);
  assert.ok(await page.locator("#tip").isVisible());
  await page.keyboard.press("ArrowRight");
  const second = await page.evaluate(() => document.activeElement.getAttribute("aria-label"));
  assert.notEqual(second, first);
  assert.equal(await page.locator("#map .points a[tabindex='0']").count(), 1, "the chart is one stop of the Tab key");
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement.tagName === "H3");
  assert.match(await activeText(page), /^shop::Order/);
  assert.deepEqual(complaints, []);
  await close();
});

test("shows a class with its evidence in highlighted source", async () => {
  const {page, complaints, close} = await open("shop.html");
  await page.locator("#table tbody a").first().click();
  const section = page.locator("article.class", {hasText: "shop::Order"}).first();
  await section.locator(".finding").first().waitFor();
  assert.ok(await section.locator(".code mark").count() > 0);
  assert.ok(await section.locator(".code .hljs-keyword").count() > 0);
  assert.ok(await section.locator(".code .line.goes").count() > 0, "what the advice replaces is marked");
  const source = readFileSync(join(shop, "src/order_service.cpp"), "utf8").split("\n");
  const number = await section.locator(".line.hit .number").first().getAttribute("data-number");
  assert.equal(await section.locator(".line.hit code").first().textContent(), source[number - 1]);
  assert.match(await section.locator(".remark").first().textContent(), /OrderService::approve/);
  const second = section.locator(".finding").nth(1);
  assert.ok(!await second.locator(".excerpt").first().isVisible());
  await second.locator("summary").focus();
  await page.keyboard.press("Enter");
  await second.locator(".excerpt").first().waitFor();
  assert.deepEqual(complaints, []);
  await close();
});

test("has a light and a dark theme, by the system and by choice", async () => {
  const paper = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const {page, close} = await open("shop.html", {colorScheme: "dark"});
  const dark = await paper(page);
  await page.getByRole("button", {name: "Light"}).click();
  const light = await paper(page);
  assert.notEqual(light, dark);
  await page.getByRole("button", {name: "Dark"}).click();
  assert.equal(await paper(page), dark);
  await page.emulateMedia({media: "print"});
  assert.equal(await paper(page), light, "paper is white");
  await close();
});

test("prints all rows and the classes with findings in full", async () => {
  const {page, complaints, close} = await open("shop.html");
  assert.ok((await page.pdf({format: "A4", printBackground: true})).length > 50_000);
  assert.equal(await page.locator("article[data-print=yes].pending").count(), 0);
  const printed = await page.$$eval("article[data-print=yes]", (articles) => articles.map((article) =>
      [article.querySelectorAll(".finding").length, article.querySelectorAll(".finding .evidence").length]));
  for (const [findings, unfolded] of printed)
    assert.equal(unfolded, Math.min(findings, 3));
  assert.deepEqual(complaints, []);
  await close();
});

for (const colorScheme of ["light", "dark"])
  for (const name of ["shop.html", "hostile.html"])
    test(`${name} is accessible in ${colorScheme}`, async () => {
      // axe is put into the page as a script, which the page's policy forbids.
      const {page, close} = await open(name, {colorScheme, bypassCSP: true});
      await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
      await page.addScriptTag({content: axe});
      const {violations} = await page.evaluate(() => window.axe.run(document, {resultTypes: ["violations"]}));
      assert.deepEqual(violations.map(({id, nodes}) => ({id, nodes: nodes.slice(0, 3).map((node) => `${node.html.slice(0, 200)} ${node.any[0]?.message ?? ""}`)})), []);
      await close();
    });

test("shows hostile names and source as text", async () => {
  const {page, complaints, close} = await open("hostile.html");
  assert.deepEqual((await names(page))[0], "</script><script>window.attacked=1</script>");
  await page.evaluate(() => window.dispatchEvent(new Event("beforeprint")));
  const text = await page.locator("main").textContent();
  for (const part of ["src/it's \"quoted\" & <b>.cpp", "<img src=x onerror=\"window.attacked=1\">", "{{data}}${alert(1)}",
                      "rev<U+202E>ersed", "<U+001B>[31m", "// </script><script>window.attacked=1</script>"])
    assert.ok(text.includes(part), `${part} is shown as it is`);
  assert.ok(!/[\u202e\u001b]/.test(text), "nothing invisible is left");
  assert.equal(await page.evaluate(() => window.attacked), undefined);
  assert.equal(await page.locator("main img, main script, main b").count(), 0);
  await page.locator("#table tbody a", {hasText: "javascript:"}).click();
  await page.waitForFunction(() => document.activeElement.tagName === "H3");
  assert.equal(await page.evaluate(() => window.attacked), undefined);
  assert.deepEqual(complaints, []);
  await close();
});

test("holds 2,000 classes in less than two megabytes", async () => {
  const size = statSync(join(work, "large.html")).size;
  const {page, complaints, milliseconds, close} = await open("large.html");
  console.log(`large.html: ${size} bytes, open after ${Math.round(milliseconds)} ms`);
  assert.ok(size < 2_000_000);
  assert.equal(await page.locator("article.class").count(), 2000);
  assert.equal((await names(page)).length, 50);
  await page.getByRole("button", {name: "Next"}).click();
  assert.equal((await names(page))[0], "project::part10::Thing50");
  await page.getByLabel("Search").fill("Thing1999");
  assert.deepEqual(await names(page), ["project::part39::Thing1999"]);
  await page.locator("#table tbody a").click();
  await page.waitForFunction(() => document.activeElement.tagName === "H3");
  assert.match(await activeText(page), /Thing1999/);
  assert.deepEqual(complaints, []);
  await close();
});
