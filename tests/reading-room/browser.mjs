// Every template of the reading room in Debian's Chromium, without JavaScript: at 390 and 1280
// pixels, light and dark, each width in both languages. axe-core finds nothing, nothing scrolls
// sideways, and nothing is asked of another origin than the room's two. Pictures are left for
// people to look at.
//   node browser.mjs ROOM REPLAY MODULES PICTURES
import { createRequire } from "node:module";
import { mkdirSync } from "node:fs";

const [room, replay, modules, pictures] = process.argv.slice(2);
const load = createRequire(`${modules}/`);
const puppeteer = load("puppeteer-core");
const axe = load("axe-core").source;

const json = async (path) => (await fetch(`${room}${path}`)).json();
const changes = (await json("/changes.json")).changes;
const edited = changes.find((it) => it.before && it.after && it.before !== it.after);
const gone = (await json("/gone.json")).changes[0];
const { articles } = await json("/articles.json");
if (!edited || !gone || articles.length === 0) throw new Error("the archive has no edit, removal or article to show");
const id = edited.article_id;
const history = await json(`/a/${id}/history.json`);
const versions = history.events.filter((it) => it.kind === "version").map((it) => it.version);
const templates = {
  home: "/", changes: "/changes", since: `/changes?since=${changes[0].run}`, gone: "/gone",
  articles: "/articles", empty: "/articles?section=kh%C3%B4ng+c%C3%B3", article: `/a/${id}`,
  version: `/a/${id}/${versions[0]}`, compare: `/a/${id}/compare`, whole: `/a/${id}/compare?text=whole`,
  beside: `/a/${id}/compare?view=side`, history: `/a/${id}/history`, removed: `/a/${gone.article_id}/history`,
  evidence: `/a/${id}/evidence`, search: "/search", found: "/search?q=b%C6%A1i&past=1",
  nothing: "/search?q=kh%C3%B4ngc%C3%B3g%C3%ACh%E1%BA%BFt", statistics: "/statistics",
  address: `/address?url=${encodeURIComponent(edited.url)}`, never: "/address?url=http%3A%2F%2F127.0.0.1%2Fx",
  about: "/about", data: "/data", unknown: "/nothing-here",
};

// Two browsers: a tab in the background of one is slowed down.
const args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--force-color-profile=srgb"];
const launched = () => puppeteer.launch({ executablePath: "/usr/bin/chromium", args });
const [plain, scripted] = [await launched(), await launched()];
let faults = 0;
let isControl = false;
const fault = (text) => { faults += 1; if (!isControl) console.log(`RED ${text}`); };

async function checked(page, name) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  for (const it of found.violations) fault(`${name}: ${it.id}: ${it.help}: ${it.nodes[0].html.slice(0, 160)}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) fault(`${name}: scrolls ${wide} pixels sideways`);
  return found.violations.length;
}

// Pages are seen without JavaScript; axe itself is a script, so it looks at them in a tab that may
// run what this program gives it.
async function opened(width, scheme, script) {
  const page = await (script ? scripted : plain).newPage();
  await page.setCacheEnabled(false);
  await page.setJavaScriptEnabled(script);
  await page.setBypassCSP(script);
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  page.on("request", (it) => {
    const { origin, protocol } = new URL(it.url());
    if (protocol !== "data:" && origin !== room && origin !== replay) fault(`${page.url()} asked ${it.url()}`);
  });
  return page;
}

mkdirSync(pictures, { recursive: true });
let seen = 0;
const looks = [[390, "light", "vi"], [390, "dark", "en"], [1280, "light", "en"], [1280, "dark", "vi"]];
for (const [width, scheme, lang] of looks) {
  const page = await opened(width, scheme, false);
  const looked = await opened(width, scheme, true);
  for (const [name, path] of Object.entries(templates)) {
    const label = `${name}-${width}-${scheme}-${lang}`;
    const address = `${room}${path}${path.includes("?") ? "&" : "?"}lang=${lang}`;
    const answer = await page.goto(address);
    const wanted = name === "unknown" ? 404 : 200;
    if (answer.status() !== wanted) fault(`${label}: HTTP ${answer.status()}`);
    await looked.goto(address);
    await checked(looked, label);
    await page.screenshot({ path: `${pictures}/${label}.png`, fullPage: true });
    seen += 1;
  }
  await page.close();
  await looked.close();
}
// The control: a page known to be bad is found to be bad, or all of this proves nothing.
const control = await opened(390, "light", true);
await control.setContent("<html><body><img src='data:,'><div style='width:900px'><a href='#'></a></div></body></html>");
const before = faults;
isControl = true;
await checked(control, "control");
if (faults - before < 3) { console.log("RED the control page was found to be good"); faults = 1; } else { faults = before; }
await plain.close();
await scripted.close();
console.log(`${seen} pages of ${Object.keys(templates).length} templates, ${faults} faults`);
process.exit(faults > 0 ? 1 : 0);
