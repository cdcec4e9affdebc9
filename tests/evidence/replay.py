#!/usr/bin/env python3
"""Replays random articles with pywb and compares every payload's SHA-256.

    replay.py archive ARCHIVE [--articles N] [--captures N] [--seed N]
    replay.py wacz FILE.wacz [...]

`archive`: pywb over the archive's own segments and CDXJ. `wacz`: `wb-manager` unpacks the
file into a collection. The expected rows are the CDXJ's; each payload must have its row's
digest, and the timemap must list every row.
"""

import argparse
import gzip
import hashlib
import json
import os
import pathlib
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
import zipfile

BIN = pathlib.Path(sys.executable).parent
NAME = "evidence"


def rows_of(text):
    """(url, timestamp, digest) of each CDXJ line."""
    for line in text.splitlines():
        key, stamp, fields = line.split(" ", 2)
        fields = json.loads(fields)
        yield fields["url"], stamp, fields["digest"], fields["status"]


def of_archive(archive, root):
    """A collection of links to the segments and one sorted index."""
    collection = root / "collections" / NAME
    for name in ("archive", "indexes"):
        (collection / name).mkdir(parents=True)
    lines = []
    for path in sorted(archive.glob("warc/**/*.warc.gz")):
        os.symlink(path.resolve(), collection / "archive" / path.name)
        beside = path.with_name(path.name.removesuffix(".warc.gz") + ".cdxj")
        lines += beside.read_text(encoding="utf-8").splitlines(keepends=True)
    text = "".join(sorted(lines))
    (collection / "indexes" / "index.cdxj").write_text(text, encoding="utf-8")
    return text


def of_wacz(path, root):
    """A collection made by pywb's own tool."""
    for command in (["init", NAME], ["add", NAME, "--unpack-wacz", str(path.resolve())]):
        subprocess.run([BIN / "wb-manager", *command], cwd=root, check=True, capture_output=True)
    with zipfile.ZipFile(path) as wacz:
        return gzip.decompress(wacz.read("indexes/index.cdx.gz")).decode("utf-8")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(address):
    opener = urllib.request.build_opener(NoRedirect)
    try:
        with opener.open(address, timeout=60) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def wait_for(base, server):
    for _ in range(600):
        if server.poll() is not None:
            sys.exit(f"pywb ended with {server.returncode}")
        try:
            get(base)
            return
        except OSError:
            time.sleep(0.1)
    sys.exit("pywb did not answer in a minute")


def compare(base, captures, urls):
    """Problems found, and payloads compared."""
    bad, compared = [], 0
    for url in urls:
        for stamp, digest, status in captures[url]:
            code, body = get(f"{base}{NAME}/{stamp}id_/{url}")
            found = "sha256:" + hashlib.sha256(body).hexdigest()
            compared += 1
            if (str(code), found) != (status, digest):
                bad.append(f"{stamp} {url}: {code} {found}, expected {status} {digest}")
        code, text = get(f"{base}{NAME}/timemap/link/{url}")
        listed = len(re.findall(r'rel="[^"]*memento"', text.decode("utf-8")))
        if code != 200 or listed != len(captures[url]):
            bad.append(f"timemap of {url}: {code}, {listed} mementos, expected {len(captures[url])}")
    return bad, compared


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=["archive", "wacz"])
    parser.add_argument("path", type=pathlib.Path)
    parser.add_argument("--articles", type=int, default=20)
    parser.add_argument("--captures", type=int, default=1, help="choose among articles captured so often")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        text = of_archive(args.path, root) if args.kind == "archive" else of_wacz(args.path, root)
        captures = {}
        for url, stamp, digest, status in rows_of(text):
            captures.setdefault(url, []).append((stamp, digest, status))
        fit = sorted(
            url
            for url, rows in captures.items()
            if url.endswith(".html") and len(rows) >= args.captures and all(row[2] == "200" for row in rows)
        )
        if len(fit) < args.articles:
            sys.exit(f"only {len(fit)} articles have {args.captures} captures")
        urls = random.Random(args.seed).sample(fit, args.articles)
        port = free_port()
        base = f"http://127.0.0.1:{port}/"
        log = open(root / "pywb.log", "wb")
        server = subprocess.Popen(
            [BIN / "wayback", "-b", "127.0.0.1", "-p", str(port), "-d", str(root)],
            cwd=root, stdout=log, stderr=log,
        )
        try:
            wait_for(base, server)
            bad, compared = compare(base, captures, urls)
        finally:
            server.terminate()
            server.wait()
        if bad:
            sys.stderr.write((root / "pywb.log").read_text(errors="replace")[-1000:])
    print(f"  pywb over {args.path.name}: {len(urls)} articles (seed {args.seed}), {compared} payloads compared, {len(bad)} problems")
    for line in bad[:20]:
        print(line, file=sys.stderr)
    sys.exit(1 if bad else 0)


main()
