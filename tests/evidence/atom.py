#!/usr/bin/env python3
"""Holds a folder of Atom feeds to RFC 4287 and RFC 5005, and to a feed reader.

    atom.py FOLDER [--self-test]

Each document: the grammar of RFC 4287 (atom.rnc beside this file, by jing where it is
installed) and the rules a grammar cannot say, those the W3C's validator checks; feedparser
reads every entry with the difference inside. All together: whoever follows prev-archive from
the current document reads every entry once, and every link to another document leads there.
`--self-test` spoils a document in several ways, and ends with 1 unless each is found out.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from datetime import datetime

import feedparser

ATOM, XHTML, FH = "{http://www.w3.org/2005/Atom}", "{http://www.w3.org/1999/xhtml}", "{http://purl.org/syndication/history/1.0}"
TAG = re.compile(r"^tag:([a-z0-9\-._]+@)?[a-z0-9\-.]+,\d{4}(-\d{2}(-\d{2})?)?:[0-9A-Za-z;/?:@&=+$\-_!~*'().%,]+$")
TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")
KNOWN = {"a", "b", "br", "caption", "code", "dd", "del", "div", "dl", "dt", "em", "h4", "ins", "p", "span", "strong",
         "table", "tbody", "td", "th", "thead", "tr"}


def only(parent, name, wrong, where):
    found = parent.findall(ATOM + name)
    if len(found) != 1:
        wrong.append(f"{where}: {len(found)} <{name}>")
    return (found[0].text or "") if found else ""


def dated(text, wrong, where):
    if not TIME.match(text):
        wrong.append(f"{where}: `{text}` is no time of RFC 3339")
        return None
    return datetime.fromisoformat(text)


def common(element, wrong, where):
    ident = only(element, "id", wrong, where)
    if not TAG.match(ident):
        wrong.append(f"{where}: the id `{ident}` is no tag: address (RFC 4151)")
    if not only(element, "title", wrong, where).strip():
        wrong.append(f"{where}: no title")
    updated = dated(only(element, "updated", wrong, where), wrong, where)
    alternates = set()
    for link in element.findall(ATOM + "link"):
        href, rel = link.get("href", ""), link.get("rel", "alternate")
        if not href or re.search(r"[\s<>\"{}|\\^`]", href):
            wrong.append(f"{where}: the link `{href}` is no address")
        if re.match(r"[a-z][a-z0-9+.-]*:", href) and not href.startswith(("http://", "https://")):
            wrong.append(f"{where}: the link `{href}` is not of the web")
        kind = (link.get("type"), link.get("hreflang"))
        if rel == "alternate" and kind in alternates:
            wrong.append(f"{where}: two alternates of {kind} (RFC 4287 section 4.1.2)")
        if rel == "alternate":
            alternates.add(kind)
    return ident, updated, alternates


def entry(element, wrong, where):
    ident, updated, _ = common(element, wrong, where)
    published = element.findtext(ATOM + "published")
    if published:
        dated(published, wrong, where)
    contents = element.findall(ATOM + "content")
    if len(contents) != 1 or contents[0].get("type") != "xhtml":
        wrong.append(f"{where}: no content of type xhtml")
        return ident, updated, False
    children = list(contents[0])
    if len(children) != 1 or children[0].tag != XHTML + "div" or (contents[0].text or "").strip():
        wrong.append(f"{where}: xhtml is one div (RFC 4287 section 3.1.1.3)")
    for it in contents[0].iter():
        name = it.tag.removeprefix(XHTML)
        if it is not contents[0] and (not it.tag.startswith(XHTML) or name not in KNOWN):
            wrong.append(f"{where}: <{it.tag}> in its content")
        href = it.get("href")
        if href is not None and not href.startswith(("http://", "https://")):
            wrong.append(f"{where}: its content leads to {href}")
        if any(key.lower().startswith("on") or key == "style" for key in it.attrib):
            wrong.append(f"{where}: <{name}> has {sorted(it.attrib)}")
    if not any(it.get("scheme", "").endswith(":kind") for it in element.findall(ATOM + "category")):
        wrong.append(f"{where}: no kind among its categories")
    if any(not it.get("term") for it in element.findall(ATOM + "category")):
        wrong.append(f"{where}: a category without term")
    return ident, updated, any(it.tag in (XHTML + "ins", XHTML + "del") for it in contents[0].iter())


def document(path, wrong):
    """Checks one document; its entries' ids, its links by rel, whether it is an archive."""
    name = path.name
    try:
        feed = ET.parse(path).getroot()
    except ET.ParseError as error:
        wrong.append(f"{name}: not well formed: {error}")
        return [], {}, False
    if feed.tag != ATOM + "feed":
        wrong.append(f"{name}: the root is {feed.tag}")
        return [], {}, False
    _, updated, _ = common(feed, wrong, name)
    if not feed.findall(f"{ATOM}author/{ATOM}name"):
        wrong.append(f"{name}: no author (RFC 4287 section 4.1.1)")
    entries = feed.findall(ATOM + "entry")
    ids, shown, newest = [], 0, None
    for number, element in enumerate(entries):
        ident, at, differs = entry(element, wrong, f"{name} entry {number + 1}")
        ids.append(ident)
        shown += differs
        newest = max(filter(None, (newest, at)), default=None)
    if len(set(ids)) != len(ids):
        wrong.append(f"{name}: an id twice")
    if entries and updated != newest:
        wrong.append(f"{name}: updated {updated}, its newest entry {newest}")
    read = feedparser.parse(path.read_bytes())
    if read.bozo or read.version != "atom10" or len(read.entries) != len(entries):
        wrong.append(f"{name}: feedparser reads {read.version} with {len(read.entries)} of {len(entries)} entries: {read.get('bozo_exception')}")
    seen = sum("<ins>" in it.content[0].value or "<del>" in it.content[0].value for it in read.entries if it.get("content"))
    if seen != shown:
        wrong.append(f"{name}: feedparser shows {seen} of {shown} differences")
    links = {it.get("rel", "alternate"): it.get("href") for it in feed.findall(ATOM + "link")}
    return ids, links, feed.find(FH + "archive") is not None


def grammar(paths, wrong):
    if not shutil.which("jing"):
        print("SKIPPED the grammar of RFC 4287: jing is not installed")
        return
    rnc = pathlib.Path(__file__).with_name("atom.rnc")
    done = subprocess.run(["jing", "-c", str(rnc), *map(str, paths)], capture_output=True, text=True, check=False)
    if done.returncode:
        wrong.extend((done.stdout + done.stderr).splitlines()[:20])


def check(folder):
    wrong, paths = [], sorted(folder.glob("*.atom"))
    if not paths:
        return [f"no feed in {folder}"], 0, 0
    grammar(paths, wrong)
    known = {path.name: document(path, wrong) for path in paths}
    reached = set()
    for name, (_, links, archive) in known.items():
        if archive:
            if links.get("current", "").rsplit("/", 1)[-1] not in known:
                wrong.append(f"{name}: its current document is not there")
            continue
        seen, at = set(), name
        while at:
            if at not in known:
                wrong.append(f"{name}: prev-archive leads to {at}, which is not there")
                break
            if at in seen:
                wrong.append(f"{name}: prev-archive leads in a circle")
                break
            if at != name and not known[at][2]:
                wrong.append(f"{at}: no archive document (RFC 5005 section 4)")
            seen.add(at)
            at = known[at][1].get("prev-archive", "").rsplit("/", 1)[-1]
        reached |= seen
    for name in sorted(set(known) - reached):
        wrong.append(f"{name}: no prev-archive leads to it")
    every = {ident for ids, _, _ in known.values() for ident in ids}
    return wrong, len(paths), len(every)


SPOILED = {
    "an id twice": lambda t: re.sub(r"(?s)(<entry>.*?</entry>)", r"\1\1", t, count=1),
    "no id": lambda t: re.sub(r"(<entry>\n)<id>.*?</id>\n", r"\1", t, count=1),
    "an id of no tag:": lambda t: t.replace("<id>tag:", "<id>xyz ", 1),
    "no updated": lambda t: re.sub(r"<updated>.*?</updated>\n", "", t, count=1),
    "a time of another form": lambda t: re.sub(r"<updated>.*?</updated>", "<updated>Mon, 23 Nov 2026 01:10:00 +0700</updated>", t, count=1),
    "no author": lambda t: re.sub(r"<author>.*?</author>\n", "", t, count=1),
    "an open element": lambda t: t.replace("</dl>", "", 1),
    "a script": lambda t: t.replace("<dl>", "<script>1</script><dl>", 1),
    "a link to a script": lambda t: re.sub(r'<a href="[^"]*"', '<a href="javascript:alert(1)"', t, count=1),
    "two alternates": lambda t: re.sub(r'(<link rel="alternate"[^>]*>)', r"\1\1", t, count=1),
    "a second div": lambda t: t.replace("</div></content>", '</div><div xmlns="http://www.w3.org/1999/xhtml"/></content>', 1),
    "a lost archive": lambda t: t.replace("</author>\n", '</author>\n<link rel="prev-archive" href="changes-1999-01.atom"/>\n', 1),
    "an element of no grammar": lambda t: t.replace("<entry>", "<entry><atitle>x</atitle>", 1),
}


def self_test(folder):
    path = next((it for it in sorted(folder.glob("*.atom")) if "<entry>" in it.read_text(encoding="utf-8")), None)
    if path is None:
        sys.exit("no entry to spoil")
    text, failures = path.read_text(encoding="utf-8"), 0
    # Alone in a folder, so its own links to archives lead nowhere: they go.
    text = re.sub(r'<link rel="(prev-archive|current)"[^>]*>\n|<fh:archive/>\n', "", text)
    for name, spoil in {"nothing wrong": lambda t: t, **SPOILED}.items():
        with tempfile.TemporaryDirectory() as own:
            spoiled = spoil(text)
            (pathlib.Path(own) / "changes.atom").write_text(spoiled, encoding="utf-8")
            if spoiled == text and name != "nothing wrong":
                print(f"with {name}: NOT SPOILED")
                failures += 1
                continue
            wrong = check(pathlib.Path(own))[0]
            right = bool(wrong) == (name != "nothing wrong")
            failures += not right
            print(f"with {name}: {'found out' if wrong else 'right'}{'' if right else ' — WRONG'}{': ' + wrong[0] if wrong else ''}")
    return failures


def main():
    folder = pathlib.Path(sys.argv[1])
    wrong, documents, entries = check(folder)
    print(f"{documents} documents, {entries} entries")
    print("\n".join(wrong[:30]))
    failures = len(wrong)
    if "--self-test" in sys.argv:
        failures += self_test(folder)
    sys.exit(1 if failures else 0)


main()
