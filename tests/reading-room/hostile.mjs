// The reading room over an archive of hostile pages, in Chromium with JavaScript on: no script
// of a site runs, and nothing is asked of another origin than the room's two.
//   node hostile.mjs ROOM REPLAY MODULES
import { createRequire } from "node:module";

const [room, replay, modules] = process.argv.slice(2);
const puppeteer = createRequire(`${modules}/`)("puppeteer-core");
const browser = await puppeteer.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
let faults = 0;
let isControl = false;
const fault = (text) => { faults += 1; if (!isControl) console.log(`RED ${text}`); };
const page = await browser.newPage();
await page.setRequestInterception(true);
page.on("request", (it) => {
  const { origin, protocol } = new URL(it.url());
  const isOwn = protocol === "data:" || protocol === "about:" || origin === room || origin === replay;
  if (!isOwn) fault(`${page.url()} asked ${it.url().slice(0, 200)}`);
  return isOwn ? it.continue() : it.abort();
});
page.on("dialog", (it) => { fault(`${page.url()}: a script opened a dialog`); return it.dismiss(); });
// As the browser knows it: a page without scripts cannot be asked by one.
const title = async () => (await (await browser.target().createCDPSession()).send("Target.getTargets"))
  .targetInfos.find((it) => it.targetId === page.target()._targetId)?.title ?? "";

async function looked(address) {
  let answer = null;
  // A page nested without end takes a browser its time to lay out.
  try { answer = await page.goto(address, { timeout: 60000 }); } catch (error) { fault(`${address}: ${error.message}`); }
  if (answer && answer.status() >= 500) fault(`${address}: HTTP ${answer.status()}`);
  if ((await title()) === "RAN") fault(`${address}: a script ran`);
}

const { articles } = await (await fetch(`${room}/articles.json`)).json();
const { changes } = await (await fetch(`${room}/changes.json`)).json();
if (articles.length < 6 || changes.length === 0) throw new Error("this archive is not the hostile one");
const paths = ["/", "/changes", "/articles", "/about", "/search?q=RAN"];
for (const { article_id: id } of articles) {
  for (const page of ["", "/compare", "/compare?view=side", "/history", "/evidence"]) paths.push(`/a/${encodeURIComponent(id)}${page}`);
}
const captures = articles.flatMap(({ url }) => ["", "id_", "if_"].map((it) => `${replay}/web/20991231235959${it}/${url}`));
for (const address of [...paths.map((it) => room + it), ...captures]) await looked(address);
// The control: where nothing stops it, the same markup runs and asks.
const before = faults;
isControl = true;
await page.goto("about:blank");
await page.setContent("<img src='http://ngoai.example/x.png'><script>document.title='RAN'</script>");
await new Promise((done) => setTimeout(done, 500));
const ran = (await title()) === "RAN";
if (faults - before < 1 || !ran) { console.log("RED the control ran nothing or asked nobody"); faults = before + 1; } else { faults = before; }
await browser.close();
console.log(`${paths.length} pages of the room and ${captures.length} as they were, ${faults} faults`);
process.exit(faults > 0 ? 1 : 0);
