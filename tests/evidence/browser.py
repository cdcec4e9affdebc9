#!/usr/bin/env python3
"""Looks at report pages in Chromium, on a phone and on a desk, in light and in dark.

    browser.py PAGE.html... [--shots FOLDER] [--self-test]

Of each page: no horizontal scrolling and nothing that sticks out, no request but the page's own,
no script, text that can be read against its background (WCAG 2.2, 1.4.3: 4.5 to 1), one <h1>,
headings that skip no level, a language. Ends with 1 when anything is wrong. `--self-test`
spoils each page first in several ways, and ends with 1 unless every one is found out.
"""

import pathlib
import sys

from chromium import Browser

WIDTHS = (375, 1280)

LOOK = r"""(() => {
  const wrong = [], root = document.documentElement, width = root.clientWidth;
  if (root.scrollWidth > width) wrong.push(`scrolls sideways: ${root.scrollWidth} > ${width}`);
  for (const it of document.body.querySelectorAll('*')) {
    if (getComputedStyle(it).clipPath !== 'none' || it.closest('thead')) continue;
    const box = it.getBoundingClientRect();
    if (box.width && box.right > width + 1) { wrong.push(`<${it.tagName}> sticks out to ${Math.round(box.right)}`); break; }
  }
  if (document.querySelector('script,iframe,object,embed,img,link[rel=stylesheet]')) wrong.push('holds a script or an outside file');
  if (!root.lang) wrong.push('no language');
  if (document.querySelectorAll('h1').length !== 1) wrong.push('not one h1');
  let last = 0;
  for (const h of document.querySelectorAll('h1,h2,h3,h4,h5,h6')) {
    const level = +h.tagName[1];
    if (level > last + 1) { wrong.push(`h${level} after h${last}`); break; }
    last = level;
  }
  const light = c => { c = c / 255; return c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4; };
  const lum = c => .2126 * light(c[0]) + .7152 * light(c[1]) + .0722 * light(c[2]);
  const rgb = text => (text.match(/[\d.]+/g) || []).map(Number);
  const back = it => { for (; it; it = it.parentElement) { const c = rgb(getComputedStyle(it).backgroundColor); if (c.length === 3 || c[3] > 0) return c; } return [255, 255, 255]; };
  const seen = new Set();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const it = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim()) continue;
    const a = rgb(getComputedStyle(it).color), b = back(it), key = a + '/' + b;
    if (seen.has(key)) continue;
    seen.add(key);
    const [x, y] = [lum(a), lum(b)].sort((p, q) => q - p), ratio = (x + .05) / (y + .05);
    if (ratio < 4.5) wrong.push(`contrast ${ratio.toFixed(2)} of <${it.tagName}> ${key}`);
  }
  for (const name of ['ins', 'del']) {
    const it = document.querySelector('main ' + name);
    if (it && !/[+\u2212]/.test(getComputedStyle(it, '::before').content)) wrong.push(`<${name}> has no sign`);
  }
  for (const it of document.querySelectorAll('details')) if (it.open) wrong.push('a low class is not folded');
  return wrong;
})()"""

# What the check must find out, each alone.
SPOILED = {
    "a wide element": "document.body.insertAdjacentHTML('beforeend', '<div style=\"width:2000px\">x</div>')",
    "a script": "document.body.append(document.createElement('script'))",
    "a skipped heading": "document.querySelector('h1').insertAdjacentHTML('afterend', '<h5>x</h5>')",
    "no language": "document.documentElement.removeAttribute('lang')",
    "pale text": "document.querySelector('h1').style.color = 'rgb(128,128,128)'",
    "no sign": "document.adoptedStyleSheets = [(() => { const s = new CSSStyleSheet(); s.replaceSync('ins::before,del::before{content:none !important}'); return s; })()]",
}


def show(browser, path, width, scheme):
    browser.size(width)
    browser.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    browser.open(path.resolve().as_uri())


def look(browser, path):
    wrong = browser.run(LOOK)
    wrong += [f"asks for {url}" for url in browser.requests if url != path.resolve().as_uri()]
    # What is folded must fit too.
    browser.run("document.querySelectorAll('details').forEach(it => it.open = true)")
    wide = browser.run("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        wrong.append(f"unfolded it scrolls sideways by {wide}")
    return wrong


def main():
    args = sys.argv[1:]
    shots = pathlib.Path(args[args.index("--shots") + 1]) if "--shots" in args else None
    pages = [pathlib.Path(it) for it in args if it.endswith(".html")]
    if not pages:
        sys.exit(__doc__)
    browser, failures = Browser(), 0
    try:
        for page in pages:
            for width in WIDTHS:
                for scheme in ("light", "dark"):
                    show(browser, page, width, scheme)
                    wrong = look(browser, page)
                    failures += len(wrong)
                    print(f"{page.name} {width} px {scheme}: {'; '.join(wrong) or 'right'}")
                    if shots:
                        shots.mkdir(exist_ok=True)
                        browser.shot(shots / f"{page.stem}-{width}-{scheme}.png")
            if "--self-test" not in args:
                continue
            for name, script in SPOILED.items():
                show(browser, page, WIDTHS[0], "light")
                browser.run(script)
                found = look(browser, page)
                if name == "no sign" and not browser.run("!!document.querySelector('main ins, main del')"):
                    continue
                print(f"{page.name} with {name}: {'found out' if found else 'NOT FOUND OUT'}")
                failures += not found
    finally:
        browser.close()
    sys.exit(1 if failures else 0)


main()
