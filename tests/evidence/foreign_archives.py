#!/usr/bin/env python3
"""Imports other projects' WARC, ARC and WACZ files, each into an archive of its own.

    foreign_archives.py HPNEWS FOLDER…

Of each file: the records and captured payloads that warcio reads in it (fastwarc, where it is
packed with Zstandard), and those of the file the archive took; then `verify --deep`, `package`,
and `replay` of each address the catalog holds, body for body. Prints a table; ends with 1 when the
same records or payloads are not there and the file was not refused or told of by name, or when a
later command finds a fault. A folder that holds none is skipped aloud.
"""

import collections
import hashlib
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArchiveLoadFailed

HPNEWS = sys.argv[1]
ENDINGS = (".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz", ".wacz")


def streams(path):
    """The files that a path stands for."""
    if path.suffix != ".wacz":
        return [path.read_bytes()]
    with zipfile.ZipFile(path) as packed:
        return [packed.read(name) for name in packed.namelist() if name.endswith(ENDINGS[:5])]


def sound(path):
    """Records, and each web capture's address and SHA-256 of its payload, as a reader gives them."""
    records, captures, hosts = 0, collections.Counter(), set()
    for stream in streams(path):
        if stream[:4] == b"\x28\xb5\x2f\xfd" or stream[1:4] == b"\x2a\x4d\x18":
            from fastwarc.warc import ArchiveIterator as Fast

            for record in Fast(io.BytesIO(stream), parse_http=True):
                records += 1
                url = record.headers.get("WARC-Target-URI", "").strip("<>")
                if record.record_type.name in ("response", "resource") and url.startswith("http"):
                    captures[url, hashlib.sha256(record.reader.read()).hexdigest()] += 1
                    hosts.add(urlsplit(url).netloc)
            continue
        for record in ArchiveIterator(io.BytesIO(stream), arc2warc=True):
            records += 1
            url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
            try:
                payload = record.content_stream().read()
            except (AttributeError, ValueError):  # a coding this reader has no decoder for
                payload = record.raw_stream.read()
            if record.rec_type in ("response", "resource") and url.startswith("http"):
                captures[url, hashlib.sha256(payload).hexdigest()] += 1
                hosts.add(urlsplit(url).netloc)
    return records, captures, hosts


def config(hosts):
    parts = ['[identity]\ncontact = "qa@hpnews.example"\n']
    for number, host in enumerate(sorted(hosts) or ["none.example"]):
        parts.append(
            f'[[site]]\nname = "s{number}"\nhome = "https://{host}/"\ntime_zone = "Asia/Ho_Chi_Minh"\n'
            f'[site.address]\nhosts = ["{host}"]\narticle = ["/**"]\n'
        )
    return "".join(parts)


def check(path, folder):
    """A row of the table, and whether it is red."""
    try:
        records, captures, hosts = sound(path)
        reference = f"{records} records, {sum(captures.values())} captures"
    except (ArchiveLoadFailed, zipfile.BadZipFile, OSError) as error:
        records, captures, hosts, reference = None, None, set(), f"refused: {str(error)[:40]!r}"
    (folder / "config.toml").write_text(config(hosts), encoding="utf-8")
    archive = folder / "archive"

    def hpnews(*args):
        command = [HPNEWS, "--config", str(folder / "config.toml"), "--archive", str(archive), *map(str, args)]
        env = os.environ | {"HPNEWS_STATE": str(folder / "state"), "HPNEWS_LANG": "en"}
        return subprocess.run(command, capture_output=True, env=env, check=False)

    done = hpnews("import", path)
    told = done.stderr.decode()
    if done.returncode not in (0, 1):
        why = next((line.strip() for line in told.splitlines() if path.name in line), told.strip()[:80])
        red = done.returncode != 2 or "panicked" in told
        return [path.name, reference, "refused", why[-70:]], red
    files = sorted((archive / "warc" / "imported").glob("*.warc*"))
    taken = collections.Counter()
    count = 0
    for file in files:
        if file.suffix in (".warc", ".gz"):
            more = sound(file)
            # The first record of a file that was made anew tells where it is from.
            count += more[0] - (b"each in a gzip member" in first_record(file))
            taken += more[1]
    same = captures is not None and (count, taken) == (records, captures)
    # Of what was damaged, and told, there may be less; never another address than the reference's.
    addresses = {url for url, _ in captures or {}}
    same = same or (done.returncode == 1 and (captures is None or {url for url, _ in taken} <= addresses))
    verify = hpnews("verify", "--deep")
    out = folder / "p.wacz"
    package = hpnews("package", "--since", "1990-01-01", "--out", out)
    empty = "no capture" in package.stderr.decode()
    replayed = sum(hpnews("replay", url).returncode != 0 for url in {url for url, _ in taken}) if not empty else 0
    red = not same or verify.returncode != 0 or (package.returncode != 0 and not empty)
    row = [path.name, reference, f"{count} records, {sum(taken.values())} captures, exit {done.returncode}"]
    row.append(f"verify {verify.returncode}, package {'empty' if empty else package.returncode}, {replayed} not replayed")
    return row + (["RED", told[-600:]] if red else []), red


def first_record(path):
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            return record.content_stream().read()
    return b""


def main():
    red = 0
    for folder in map(pathlib.Path, sys.argv[2:]):
        found = sorted(path for path in folder.rglob("*") if path.name.lower().endswith(ENDINGS)) if folder.is_dir() else []
        if not found:
            print(f"SKIPPED {folder}: it holds no WARC, ARC or WACZ file")
        for path in found:
            with tempfile.TemporaryDirectory() as scratch:
                row, is_red = check(path, pathlib.Path(scratch))
            red += is_red
            print(" | ".join(row), flush=True)
    print(f"foreign archives: {red} red")
    sys.exit(red != 0)


if __name__ == "__main__":
    main()
