#!/usr/bin/env python3
"""Imports other projects' WARC, ARC and WACZ files, each into an archive of its own.

    foreign_archives.py HPNEWS (FOLDER | pypi:PACKAGE)…

What PyPI has as the newest source package of a name is fetched for the run.

Of each file: the records and captured payloads that warcio reads in it (fastwarc, where it is
packed with Zstandard), and those of the file the archive took; then `verify --deep`, `package`,
and `replay` of each address taken. Prints a table; ends with 1 when another payload was taken than
the reference's, one is lacking and no damage told, a refusal names neither format nor damage, or a
later command finds a fault. A folder or package that holds none is skipped aloud.
"""

import collections
import gzip
import hashlib
import io
import json
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
import zipfile
import zlib
from urllib.parse import urljoin, urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArchiveLoadFailed

HPNEWS = sys.argv[1]
# What names the format or the damage in a refusal.
REASONS = ("no WARC file", "is not read: `", "no readable zip", "holds no WARC file", "without --by-reference", "left out", "it is empty", "left alone")
ENDINGS = (".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz", ".wacz")


def streams(path):
    """The files that a path stands for."""
    if path.suffix != ".wacz":
        return [path.read_bytes()]
    with zipfile.ZipFile(path) as packed:
        return [packed.read(name) for name in packed.namelist() if name.endswith(ENDINGS[:5])]


def unpacked(stream):
    """A gzip file whose records share members, which this reader refuses, as one text."""
    try:
        collections.deque(ArchiveIterator(io.BytesIO(stream), arc2warc=True), maxlen=0)
    except ArchiveLoadFailed:
        return gzip.decompress(stream)
    return stream


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
                    hosts.add(urlsplit(url).netloc.rpartition("@")[2])
            continue
        stream = unpacked(stream)
        plain = ArchiveIterator(io.BytesIO(stream), no_record_parse=True, arc2warc=True)
        for record, unread in zip(ArchiveIterator(io.BytesIO(stream), arc2warc=True), plain):
            records += 1
            url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>").replace(" ", "%20")
            try:
                payload = record.content_stream().read()
            except (AttributeError, ValueError):  # a coding this reader has no decoder for
                payload = record.raw_stream.read()
            if record.rec_type == "response" and not (block := unread.raw_stream.read()).startswith(b"HTTP"):
                payload = block  # of an ARC record it takes the first line for an HTTP head, always
            if record.rec_type in ("response", "resource") and url.startswith("http"):
                captures[url, hashlib.sha256(payload).hexdigest()] += 1
            if record.rec_type in ("response", "resource", "revisit") and url.startswith("http"):
                hosts.add(urlsplit(url).netloc.rpartition("@")[2])
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
    except (ArchiveLoadFailed, zipfile.BadZipFile, OSError, EOFError, zlib.error) as error:
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
        said = [line.strip() for line in told.splitlines() if path.name in line]
        is_named = any(word in line for line in said for word in REASONS)
        row = [path.name, reference, "refused", next((line for line in said if any(word in line for word in REASONS)), told)[-90:]]
        red = not is_named or "panicked" in told
        return row + ["RED"] * red, red
    taken = collections.Counter()
    count = 0
    for file in sorted((archive / "warc" / "imported").glob("*.warc*")):
        more = sound(file)
        # The first record of a file that was made anew tells where it is from.
        count += more[0] - (b"each in a gzip member" in first_record(file))
        taken += more[1]
    faults = []
    if captures is not None:
        # Of what was damaged there may be less, where each lack is told; never anything else.
        more, less = taken - captures, captures - taken
        lacks = told.count(f"{path.name}, byte") + told.count(f"{path.name}: ")
        if more:
            faults.append(f"taken, and not in the reference: {sorted(more)[:3]}")
        if (less or count != records) and (done.returncode == 0 or not lacks or count > records):
            faults.append(f"not taken: {sorted(less)[:3]}")
    elif not any(word in told for word in REASONS):
        faults.append("the reference refuses it, and no damage is told")
    verify = hpnews("verify", "--deep")
    out = folder / "p.wacz"
    package = hpnews("package", "--since", "1990-01-01", "--out", out)
    said = package.stderr.decode()
    made = "empty" if "no capture" in said else str(package.returncode)
    # An archive that is packed to none holds no look to be replayed, and none was imported as one.
    urls = {url for url, _ in taken} if made != "empty" else set()
    lost = sorted(url for url in urls if hpnews("replay", url).returncode != 0)
    if verify.returncode != 0:
        faults.append(f"verify: {verify.stdout.decode()[-300:]}")
    # What refers to a response that is nowhere is left out and said: it was told at the import too.
    if made not in ("empty", "0") and not (made == "1" and "left out" in said and done.returncode == 1):
        faults.append(f"package: {said[-300:]}")
    faults += [f"not replayed: {url}" for url in lost]
    row = [path.name, reference, f"{count} records, {sum(taken.values())} captures, exit {done.returncode}"]
    row.append(f"verify {verify.returncode}, package {made}, {len(urls) - len(lost)} of {len(urls)} replayed")
    return row + (["RED", *faults, told[-600:]] if faults else []), bool(faults)


def first_record(path):
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            return record.content_stream().read()
    return b""


def fetched(name, scratch):
    """The folder of a source package of PyPI; `None`, said aloud, where there is none to be had."""
    try:
        about = f"https://pypi.org/pypi/{name}/json"
        with urllib.request.urlopen(about, timeout=60) as answer:
            files = json.load(answer)["urls"]
        url = urljoin(about, next(it["url"] for it in files if it["packagetype"] == "sdist"))
        with urllib.request.urlopen(url, timeout=300) as answer:
            packed = io.BytesIO(answer.read())
        folder = pathlib.Path(scratch) / name
        with tarfile.open(fileobj=packed) as source:
            source.extractall(folder, filter="data")
    except (OSError, StopIteration, ValueError, tarfile.TarError) as error:
        print(f"SKIPPED the source package of {name}: {error!r}")
        return None
    return folder


def main():
    with tempfile.TemporaryDirectory() as packages:
        red = sum(table(word, packages) for word in sys.argv[2:])
    print(f"foreign archives: {red} red")
    sys.exit(red != 0)


def table(word, packages):
    """Prints the rows of a folder, and gives how many are red."""
    is_package = word.startswith("pypi:")
    folder = fetched(word.removeprefix("pypi:"), packages) if is_package else pathlib.Path(word)
    if folder is None:
        return 0
    found = sorted(path for path in folder.rglob("*") if path.name.lower().endswith(ENDINGS)) if folder.is_dir() else []
    if not found:
        print(f"SKIPPED {word}: it holds no WARC, ARC or WACZ file")
    red = 0
    for path in found:
        with tempfile.TemporaryDirectory() as scratch:
            row, is_red = check(path, pathlib.Path(scratch))
        red += is_red
        print(" | ".join(row), flush=True)
    return red


if __name__ == "__main__":
    main()
