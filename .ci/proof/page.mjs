// Opens pages in Chromium: no console error, no request, the filter works, nothing is wider than the screen,
// every text has contrast, in light and dark. `node page.mjs SCREENSHOTS PAGE...`
import { chromium } from "playwright-core";
import { pathToFileURL } from "node:url";
import { basename, join } from "node:path";
import assert from "node:assert/strict";

const [shots, ...pages] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });

/** Texts whose contrast with the paper is below 4.5 (WCAG AA). */
function faint() {
  const channels = (color) => color.match(/[\d.]+/g).slice(0, 3).map(Number);
  const luminance = (color) => {
    const [r, g, b] = channels(color).map((v) => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paper = luminance(getComputedStyle(document.body).backgroundColor);
  const low = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || ["SCRIPT", "TITLE"].includes(element.tagName.toUpperCase())) continue;
    const ink = luminance(getComputedStyle(element).color);
    const ratio = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
    if (ratio < 4.5) low.add(`${element.tagName} ${ratio.toFixed(2)}`);
  }
  return [...low];
}

async function open(page, scheme, width, script = true) {
  const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height: 900 }, javaScriptEnabled: script });
  const tab = await context.newPage();
  const said = [], asked = [];
  tab.on("console", (message) => said.push(message.text()));
  tab.on("pageerror", (error) => said.push(String(error)));
  tab.on("dialog", (dialog) => { said.push("dialog"); dialog.dismiss(); });
  context.on("request", (request) => asked.push(request.url()));
  const url = pathToFileURL(page).href;
  await tab.goto(url, { waitUntil: "networkidle" });
  return { tab, context, said, asked: () => asked.filter((a) => a !== url) };
}

for (const page of pages) {
  for (const scheme of ["light", "dark"]) {
    for (const width of [360, 1280]) {
      const { tab, context, said, asked } = await open(page, scheme, width);
      assert.deepEqual(said, [], `${page}: console`);
      assert.deepEqual(asked(), [], `${page}: requests`);
      assert.deepEqual(await tab.evaluate(faint), [], `${page}: contrast, ${scheme}`);
      const wide = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${page}: ${wide} px too wide at ${width}`);
      await tab.screenshot({ path: join(shots, `${basename(page, ".html")}-${scheme}-${width}.png`) });
      await context.close();
    }
  }
  const { tab, context, said, asked } = await open(page, "light", 1280);
  const shown = () => tab.locator("article.story:visible").count();
  const all = await shown();
  assert.ok(all > 0, `${page}: no stories`);
  await tab.keyboard.press("Tab");
  assert.equal(await tab.evaluate(() => document.activeElement.tagName), "INPUT", "the first stop is the filter");
  const look = async (words) => {
    await tab.fill("#find", words);
    return shown();
  };
  const first = tab.locator("article.story").first();
  const word = (await first.locator("h2").innerText()).split(/\s+/).sort((a, b) => b.length - a.length)[0];
  assert.ok((await look(word)) >= 1, `${page}: by word ${word}`);
  assert.ok(await first.isVisible());
  assert.equal(await look("no such word anywhere xyzzy"), 0, "nothing matches");
  for (const value of await tab.locator("#terms option").evaluateAll((options) => options.slice(0, 5).map((o) => o.value))) {
    assert.ok((await look(value)) >= 1, `${page}: by provider or topic ${value}`);
  }
  await tab.keyboard.press("Escape");
  assert.equal(await shown(), all, "Escape shows all");
  assert.deepEqual([said, asked()], [[], []]);
  await context.close();

  const still = await open(page, "light", 1280, false);
  assert.equal(await still.tab.locator("article.story:visible").count(), all, "without scripts everything is there");
  assert.equal(await still.tab.locator(".find:visible").count(), 0, "and no filter that would not work");
  await still.context.close();
  console.log(`${page}: ${all} stories, light and dark, 360 and 1280 px, with and without scripts`);
}
await browser.close();
