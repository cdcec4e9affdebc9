#!/usr/bin/env python3
"""Reads one portal again from files: other tools' WARCs, and the archive's own.

    reread.py HPNEWS CONFIG ARCHIVE FOLDER

The addresses the archive's first run captured are saved by wget (gzip and plain) and by
warcio; each file is imported into an archive of its own, and the articles' content digests
are held to the live crawl's. Then `reextract` and `verify` over the archive itself. Prints the
figures; ends with 1 when fewer than 99.5 % of the articles are the same, when reextract finds
a change or (where $PORTAL_STATE tells the portal's log) asks it for anything, or verify a fault.
"""

import json
import os
import pathlib
import subprocess
import sys

from warcio.capture_http import capture_http  # before requests, or it sees nothing
import requests

HPNEWS, CONFIG, ARCHIVE, FOLDER = sys.argv[1], *map(pathlib.Path, sys.argv[2:5])


def hpnews(archive, *args):
    command = [HPNEWS, "--config", str(CONFIG), "--archive", str(archive), "--lang", "en", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def captured():
    """What the first run asked and was answered, in order."""
    journal = sorted(ARCHIVE.glob("runs/*.jsonl"))[0]
    events = map(json.loads, journal.open(encoding="utf-8"))
    return [event["url"] for event in events if event["event"] == "captured"]


def asked():
    """How long the portal's log is; 0 where it is not at hand."""
    log = pathlib.Path(os.environ.get("PORTAL_STATE", "/nowhere"), "log", "access.log")
    return log.stat().st_size if log.exists() else 0


def contents(archive, run=None):
    """Article address → content digest; of one run only, if named."""
    found = {}
    for path in sorted(archive.glob("snapshots/**/*.json")):
        snapshot = json.loads(path.read_text(encoding="utf-8"))
        if run is None or snapshot["provenance"]["run"] == run:
            found[snapshot["url"]] = snapshot["digests"]["content"]
    return found


def wget(name, listing, *options):
    stem = FOLDER / name
    command = ["wget", "-q", "--tries=1", f"--warc-file={stem}", *options, "-O", "/dev/null", "-i", str(listing)]
    code = subprocess.run(command, check=False).returncode
    # 8: some address was answered with an error status, which is part of the truth.
    if code not in (0, 8):
        sys.exit(f"wget ended with {code}")
    return next(iter(sorted(FOLDER.glob(f"{name}.warc*"))))


def warcio(name, urls):
    path = FOLDER / f"{name}.warc.gz"
    with capture_http(str(path)):
        session = requests.Session()
        for url in urls:
            session.get(url, allow_redirects=False, timeout=60)
    return path


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    urls = captured()
    listing = FOLDER / "urls.txt"
    listing.write_text("\n".join(urls) + "\n", encoding="utf-8")
    run = sorted(ARCHIVE.glob("runs/*.jsonl"))[0].stem
    live = contents(ARCHIVE, run)
    red = 0
    for name, path in {
        "wget gzip": wget("wget-gz", listing),
        "wget plain": wget("wget-plain", listing, "--no-warc-compression"),
        "warcio": warcio("warcio", urls),
    }.items():
        archive = FOLDER / path.name.replace(".", "-")
        done = hpnews(archive, "import", path)
        if done.returncode not in (0, 1):
            print(done.stderr)
        imported = contents(archive)
        same = sum(imported.get(url) == content for url, content in live.items())
        share = same / max(len(live), 1)
        red += share < 0.995 or not live
        print(f"{name:10}  {same} of {len(live)} articles have the live crawl's digest ({share:.2%})")
        again = contents(archive)
        hpnews(archive, "import", path)
        red += contents(archive) != again
    before = asked()
    done = hpnews(ARCHIVE, "reextract", "--json")
    report = json.loads(done.stdout.splitlines()[-1])
    print("reextract  ", {key: report[key] for key in ("captures", "compared", "changed", "new_articles", "new_versions")})
    print("            ", f"{asked() - before} bytes more in the portal's log" if before else "the portal's log is not at hand")
    red += asked() != before
    red += report["changed"] + report["new_articles"] + report["new_versions"] != 0 or report["compared"] < len(live)
    done = hpnews(ARCHIVE, "verify", "--deep")
    print("verify --deep", "exit", done.returncode)
    print(done.stdout + done.stderr if done.returncode else done.stderr.strip().splitlines()[-1])
    red += done.returncode != 0
    sys.exit(red != 0)


main()
