#!/usr/bin/env python3
"""Opens packages in ReplayWeb.page, in Chromium, and reads what stands in the replayed pages.

    replayweb.py REPLAYWEBPAGE FILE.wacz... [--shots FOLDER] [--seed N] [--self-test]

REPLAYWEBPAGE: the folder of the npm package. Of each file, looks at articles that were stored
whole and looks that are revisits: each is opened by its address and time, and its headline and
every paragraph that `pages.jsonl` has of it must stand in the frame. Ends with 1 when anything is
wrong, and unless the files had both. `--self-test` spoils a look of each kind in several ways,
and ends with 1 unless each is found out.
"""

import argparse
import functools
import gzip
import http.server
import json
import pathlib
import random
import re
import sys
import tempfile
import threading
import time
import unicodedata
import urllib.parse
import zipfile

from chromium import Browser

PATIENCE = 60  # seconds until a page is there, the first with the whole application
LOOKS = 3  # of each kind

# The text of the frame that replays an address, however deep it lies below shadow roots.
FRAME = r"""(url => {
  const within = root => [...root.querySelectorAll('*')].flatMap(it => {
    if (it.shadowRoot) return within(it.shadowRoot);
    const page = it.tagName === 'IFRAME' && it.contentDocument;
    return page ? [page, ...within(page)] : [];
  });
  for (const page of within(document)) {
    const [, found] = page.location.href.match(/\/w\/.*?mp_\/(.*)$/) || [];
    if (found === url && page.readyState === 'complete')
      return {info: page.defaultView.wbinfo || null, text: page.body.innerText};
  }
})"""


class Files(http.server.BaseHTTPRequestHandler):
    """ReplayWeb.page, and the packages, with the ranges it asks for."""

    protocol_version = "HTTP/1.1"

    def __init__(self, folders, *args):
        self.folders = folders
        super().__init__(*args)

    def find(self):
        name = urllib.parse.unquote(self.path.split("?")[0]).lstrip("/") or "index.html"
        found = [folder / name for folder in self.folders if (folder / name).is_file()]
        return found[0] if found and ".." not in name.split("/") else None

    def do_GET(self):
        path = self.find()
        body = path.read_bytes() if path else b""
        first, last, size = 0, len(body) - 1, len(body)
        asked = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", "")) if path else None
        if asked and asked[1]:
            first, last = int(asked[1]), min(int(asked[2] or last), last)
        elif asked:
            first = max(0, size - int(asked[2]))
        self.send_response(404 if not path else 206 if asked else 200)
        kinds = {".html": "text/html", ".js": "text/javascript", ".wacz": "application/wacz+zip"}
        self.send_header("Content-Type", kinds.get(path.suffix if path else "", "application/octet-stream"))
        self.send_header("Accept-Ranges", "bytes")
        if asked:
            self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        self.send_header("Content-Length", str(last + 1 - first))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body[first : last + 1])

    do_HEAD = do_GET

    def log_message(self, *_):
        pass


def plain(text):
    """Letters and signs alone: the frame breaks lines where its style says."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))


def stamp(look):
    return re.sub(r"\D", "", look["ts"])


def is_whole(fields, digest):
    return fields["digest"] == digest and fields["mime"] != "warc/revisit"


class Package:
    """A WACZ file: its entries, its looks at articles, and its index by address and time."""

    def __init__(self, path):
        self.path = path
        with zipfile.ZipFile(path) as wacz:
            self.entries = {name: wacz.read(name) for name in wacz.namelist()}
        lines = self.entries["pages/pages.jsonl"].decode("utf-8").splitlines()
        self.looks = [json.loads(line) for line in lines[1:]]
        rows = gzip.decompress(self.entries["indexes/index.cdx.gz"]).decode("utf-8").splitlines()
        fields = {row: json.loads(row.split(" ", 2)[2]) for row in rows}
        self.rows = {(it["url"], row.split(" ", 2)[1]): (row, it) for row, it in fields.items()}

    def those(self, kind):
        """The looks that are revisits, or whole. Not of articles in several pages: a frame shows one."""
        addresses = {url for url, _ in self.rows}
        one = [it for it in self.looks if it["url"] + "/2" not in addresses]
        is_revisit = lambda it: self.rows[it["url"], stamp(it)][1]["mime"] == "warc/revisit"
        return [it for it in one if is_revisit(it) == (kind == "revisit")]

    def stamps(self, look):
        """By which times ReplayWeb.page may show a look: its own; of a revisit also its original's,
        which it remembers in the revisit's place once it has found it."""
        at = (look["url"], stamp(look))
        fields = self.rows[at][1]
        whole = {then for (url, then), (_, it) in self.rows.items() if url == at[0] and is_whole(it, fields["digest"])}
        return {at[1]} | (whole if fields["mime"] == "warc/revisit" else set())

    def index(self, rows):
        """The two files of an index, in one block."""
        rows = sorted(rows)
        block = gzip.compress("".join(f"{row}\n" for row in rows).encode("utf-8"))
        place = {"offset": 0, "length": len(block), "filename": "index.cdx.gz"}
        first = " ".join(rows[0].split(" ", 2)[:2])
        meta = {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
        self.entries["indexes/index.cdx.gz"] = block
        self.entries["indexes/index.idx"] = f"!meta 0 {json.dumps(meta)}\n{first} {json.dumps(place)}\n".encode()

    def without(self, unwanted):
        self.index(row for at, (row, fields) in self.rows.items() if not unwanted(at, fields))

    def blank(self, fields):
        """Zeros instead of a record."""
        name = f"archive/{fields['filename']}"
        data = bytearray(self.entries[name])
        at, length = int(fields["offset"]), int(fields["length"])
        data[at : at + length] = bytes(length)
        self.entries[name] = bytes(data)

    def write(self, path):
        with zipfile.ZipFile(path, "w") as wacz:
            for name, data in self.entries.items():
                wacz.writestr(name, data)


def spoilt(path, look):
    """The package, spoilt in each way that must be found out when a look is opened."""
    at = (look["url"], stamp(look))
    fields = Package(path).rows[at][1]
    same = lambda row: is_whole(row, fields["digest"])
    ways = {
        "no response with its digest in the index": lambda it: it.without(lambda _, row: same(row)),
        "zeros in the response with its digest": lambda it: [it.blank(row) for _, row in it.rows.values() if same(row)],
        "zeros in its own record": lambda it: it.blank(fields),
    }
    for name, spoil in ways.items():
        package = Package(path)
        spoil(package)
        yield name, package


class ReplayWeb:
    """ReplayWeb.page in a browser, with the packages of some folders."""

    def __init__(self, application, folders):
        files = functools.partial(Files, [application, *folders])
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), files)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.base = f"http://127.0.0.1:{self.server.server_port}/"
        self.browser = Browser()
        self.browser.size(1280)

    def close(self):
        self.browser.close()
        self.server.shutdown()

    def open(self, name, look):
        """What the frame shows; nothing when none shows the address."""
        where = urllib.parse.urlencode({"view": "pages", "url": look["url"], "ts": stamp(look)})
        self.browser.open("about:blank")
        self.browser.open(f"{self.base}?source={self.base}{name}#{where}")
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            found = self.browser.run(f"{FRAME}({json.dumps(look['url'])})")
            if found:
                return found
            time.sleep(0.1)
        return None

    def wrong_with(self, name, look, stamps):
        """What is wrong with a replayed look; nothing when it is as it was."""
        found = self.open(name, look)
        if not found:
            return f"no frame shows it after {PATIENCE} s"
        if not found["info"]:
            return f"it is not replayed: {' '.join(found['text'].split())[:100]!r}"
        if found["info"]["timestamp"] not in stamps:
            return f"the capture of {found['info']['timestamp']} is shown instead"
        due, shown = [look["title"], *look["text"].split("\n")], plain(found["text"])
        lost = [line for line in due if plain(line) not in shown]
        return f"{len(lost)} of {len(due)} lines are not shown: {lost[0][:60]!r}" if lost else None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("application", type=pathlib.Path)
    parser.add_argument("packages", type=pathlib.Path, nargs="+")
    parser.add_argument("--shots", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--self-test", action="store_true")
    args = parser.parse_args()
    dice, bad, seen = random.Random(args.seed), 0, set()
    with tempfile.TemporaryDirectory() as folder:
        folders = [pathlib.Path(folder), *{path.resolve().parent for path in args.packages}]
        replay = ReplayWeb(args.application, folders)
        try:
            for path in args.packages:
                package = Package(path)
                for kind in ("whole", "revisit"):
                    fit = package.those(kind)
                    for look in dice.sample(fit, min(LOOKS, len(fit))):
                        wrong = replay.wrong_with(path.name, look, package.stamps(look))
                        bad += wrong is not None
                        print(f"  {path.name}, {kind}, {stamp(look)} {look['url']}: {wrong or 'shown'}")
                        seen.add(kind)
                        if args.shots:
                            args.shots.mkdir(exist_ok=True)
                            replay.browser.shot(args.shots / f"{path.stem}-{kind}.png")
                    if args.self_test and fit:
                        bad += self_test(replay, package, kind, dice.choice(fit), pathlib.Path(folder))
        finally:
            replay.close()
    print(f"  seed {args.seed}; {bad} wrong; kinds: {', '.join(sorted(seen))}")
    sys.exit(1 if bad or len(seen) < 2 else 0)


def self_test(replay, package, kind, look, folder):
    """How many spoilt packages were not found out."""
    missed, stamps = 0, package.stamps(look)
    for number, (name, broken) in enumerate(spoilt(package.path, look)):
        copy = folder / f"spoilt-{kind}-{number}.wacz"
        broken.write(copy)
        wrong = replay.wrong_with(copy.name, look, stamps)
        print(f"  {kind}, {name}: {f'found out ({wrong})' if wrong else 'NOT FOUND OUT'}")
        missed += wrong is None
    other = {**look, "text": f"{look['text']}\nCâu này không có trong bài."}
    wrong = replay.wrong_with(package.path.name, other, stamps)
    print(f"  {kind}, a line more than it has: {f'found out ({wrong})' if wrong else 'NOT FOUND OUT'}")
    return missed + (wrong is None)


main()
