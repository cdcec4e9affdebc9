// Pages as they were, beside the live pages they were taken from: below the banner they are the
// same picture. Chromium, without JavaScript, at 390 and 1280 pixels. An archive keeps the style
// sheets and an article's own pictures; what it does not hold (pictures of the page's frame) is
// left out of the live page too, and counted.
//   node pixels.mjs REPLAY MODULES PICTURES URL...
import { createRequire } from "node:module";
import { mkdirSync, writeFileSync } from "node:fs";

const [replay, modules, pictures, ...urls] = process.argv.slice(2);
const load = createRequire(`${modules}/`);
const puppeteer = load("puppeteer-core");
const pixelmatch = load("pixelmatch");
const { PNG } = load("pngjs");
const BANNER = 40;
const MOST = 0.01;

const browser = await puppeteer.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--force-color-profile=srgb"],
});
mkdirSync(pictures, { recursive: true });
let faults = 0;
const fault = (text) => { faults += 1; console.log(`RED ${text}`); };

// What a page as it was asked for and did not get, as the live page calls it.
const missing = new Set();
let held = 0;
// A page of words in place of a picture is no answer to a browser: the request has failed.
function counted(request, status) {
  const [, url] = request.url().match(/\/web\/\d{14}im_\/(.*)$/) ?? [];
  if (!url || request.resourceType() !== "image" || status === 302) return;
  if (status === 200) held += 1; else missing.add(url);
}
const leftOut = (it) => (missing.has(it.url()) ? it.respond({ status: 404, contentType: "text/html", body: "" }) : it.continue());

async function picture(address, width, name) {
  const page = await browser.newPage();
  if (address.startsWith(replay)) {
    page.on("response", (it) => counted(it.request(), it.status()));
    page.on("requestfailed", (it) => counted(it));
  } else {
    await page.setRequestInterception(true);
    page.on("request", leftOut);
  }
  await page.setCacheEnabled(false);
  await page.setJavaScriptEnabled(false);
  await page.setViewport({ width, height: 900 });
  const answer = await page.goto(address, { waitUntil: "networkidle0" });
  if (answer.status() !== 200) fault(`${address}: HTTP ${answer.status()}`);
  const png = await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
  await page.close();
  return PNG.sync.read(Buffer.from(png));
}

// The share of pixels that differ; rows that one of them lacks all do.
function difference(live, archived, top, name) {
  const { width } = live;
  const height = Math.min(live.height, archived.height - top);
  const below = archived.data.subarray(top * width * 4, (top + height) * width * 4);
  const diff = new PNG({ width, height });
  const unlike = pixelmatch(live.data.subarray(0, height * width * 4), below, diff.data, width, height, { threshold: 0.1 });
  writeFileSync(`${pictures}/${name}.png`, PNG.sync.write(diff));
  const tallest = Math.max(live.height, archived.height - top);
  return (unlike + (tallest - height) * width) / (tallest * width);
}

let worst = 0;
let control = 1;
for (const [number, url] of urls.entries()) {
  for (const width of [390, 1280]) {
    const name = `replay-${number}-${width}`;
    const archived = await picture(`${replay}/web/20991231235959/${url}`, width, `${name}-archived`);
    const live = await picture(url, width, `${name}-live`);
    const share = difference(live, archived, BANNER, `${name}-difference`);
    if (share > MOST) fault(`${url} at ${width}: ${(share * 100).toFixed(2)} % of it is another`);
    worst = Math.max(worst, share);
    // The control: moved by the banner's height it is another page, or all of this proves nothing.
    control = Math.min(control, difference(live, archived, 0, "control"));
  }
}
if (held === 0) fault("no page has a picture that is held");
if (control <= MOST) fault("a page that is moved was taken for the same");
await browser.close();
console.log([...missing].map((it) => `not held: ${it}`).join("\n"));
console.log(`${urls.length} pages at two widths, at most ${(worst * 100).toFixed(3)} % differ (moved by the banner: at least ${(control * 100).toFixed(1)} %), ${held} pictures, ${missing.size} not held, ${faults} faults`);
process.exit(faults > 0 || urls.length === 0 ? 1 : 0);
