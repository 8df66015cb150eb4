// Looks at pages in Chromium, at each width, in light and in dark; then walks from the form to a
// merchant with JavaScript switched off.
// Argument: one JSON object {program, sandbox, pages: {name: address}, widths, walk: {from, text},
// shots}. Prints one JSON line {looks, walk}. A look is {page, width, scheme, status, bytes, asked,
// faults, over, axe, sign}: what was requested and how large it was, what the browser complained
// of, elements wider than the window, the rules of axe that are broken, the sign of a merchant.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const given = JSON.parse(process.argv[2]);
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({
  executablePath: given.program, chromiumSandbox: given.sandbox, args: ["--disable-dev-shm-usage"],
});

const wide = () => [...document.querySelectorAll("body *")]
  .filter((each) => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map((each) => `${each.tagName} ${each.className}`);

const broken = async () => (await window.axe.run()).violations.map((rule) => (
  `${rule.id}: ${rule.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", ")}`));

const watched = (page) => {
  const seen = { asked: [], faults: [], bodies: [] };
  page.on("request", (request) => seen.asked.push(request.url()));
  page.on("pageerror", (error) => seen.faults.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("the server responded with a status"))
      seen.faults.push(message.text());
  });
  page.on("response", (response) => seen.bodies.push(response.body().then((b) => b.length, () => 0)));
  return seen;
};

const look = async (context, name, address, width, scheme) => {
  const page = await context.newPage();
  const { asked, faults, bodies } = watched(page);
  const answer = await page.goto(address, { waitUntil: "load" });
  await page.evaluate(axe);
  const found = {
    page: name, width, scheme, status: answer?.status() ?? 0, asked, faults,
    over: await page.evaluate(wide), axe: await page.evaluate(broken),
    sign: await page.evaluate(() => document.getElementById("sign")?.textContent ?? ""),
    bytes: (await Promise.all(bodies)).reduce((all, each) => all + each, 0),
  };
  if (given.shots) {
    await page.screenshot({ path: `${given.shots}/${name}-${width}-${scheme}.png`, fullPage: true });
  }
  await page.close();
  return found;
};

const walk = async ({ from, text }) => {
  const context = await browser.newContext({
    viewport: { width: 360, height: 640 }, javaScriptEnabled: false,
  });
  const page = await context.newPage();
  await page.goto(from);
  await page.keyboard.press("Tab");
  const first = await page.locator(":focus").textContent();
  await page.getByRole("searchbox").fill(text);
  await page.getByRole("button").click();
  const results = await page.locator(".result").count();
  await page.locator(".result a").first().click();
  const found = { first, results, address: page.url(), sign: await page.locator("#sign").textContent() };
  await page.emulateMedia({ media: "print" });
  found.paper = {
    qr: (await page.locator(".qr").boundingBox()).width, top: await page.locator(".top").isVisible(),
  };
  await context.close();
  return found;
};

const looks = [];
for (const width of given.widths) {
  for (const colorScheme of ["light", "dark"]) {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
    for (const [name, address] of Object.entries(given.pages)) {
      looks.push(await look(context, name, address, width, colorScheme));
    }
    await context.close();
  }
}
console.log(JSON.stringify({ looks, walk: given.walk ? await walk(given.walk) : null }));
await browser.close();
