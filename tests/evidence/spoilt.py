#!/usr/bin/env python3
"""Gives `import` and `verify` files that are spoilt, each in one way.

    spoilt.py HPNEWS CONFIG ARCHIVE FOLDER

A few articles of the archive are written to a WARC file by warcio; then spoilt: no WARC at all, a
gzip member cut short, a wrong Content-Length, a record of 2 GiB (plain and packed), a WACZ with
names that lead out of it. Each must be told with its file and the offset that is known here, the
sound articles must be taken all the same, and memory must stay what the sound file takes. Ends
with 1 when anything is wrong.
"""

import gzip
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import zipfile

from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

HPNEWS, CONFIG, ARCHIVE, FOLDER = sys.argv[1], *map(pathlib.Path, sys.argv[2:5])
ARTICLES = 12
HUGE = 2 << 30
ROOM = 64 << 10  # KiB above the sound file's peak


def members():
    """Articles of the archive, a gzip member each, and the address of one."""
    made, seen = [], set()
    for path in sorted(ARCHIVE.glob("warc/**/*.warc.gz")):
        with open(path, "rb") as source:
            for record in ArchiveIterator(source):
                url = record.rec_headers.get_header("WARC-Target-URI") or ""
                if record.rec_type != "response" or not url.endswith(".html") or url in seen:
                    continue
                if record.http_headers.get_statuscode() != "200":
                    continue
                seen.add(url)
                out = io.BytesIO()
                writer = WARCWriter(out, gzip=True)
                body = io.BytesIO(record.content_stream().read())
                writer.write_record(writer.create_warc_record(
                    url, "response", payload=body, http_headers=record.http_headers,
                    warc_headers_dict={"WARC-Date": record.rec_headers.get_header("WARC-Date")}))
                made.append(out.getvalue())
                if len(made) == ARTICLES:
                    return made, url
    sys.exit(f"only {len(made)} articles in {ARCHIVE}")


def measured(*args):
    """Exit code, what was said, and the peak memory in KiB."""
    command = [HPNEWS, "--config", str(CONFIG), "--lang", "en", *map(str, args)]
    said = FOLDER / "said.txt"
    with open(said, "wb") as out:
        child = subprocess.Popen(command, stdout=out, stderr=out)
        _, status, usage = os.wait4(child.pid, 0)
    return os.waitstatus_to_exitcode(status), said.read_text(encoding="utf-8"), usage.ru_maxrss


def taken(archive):
    return len(list(archive.glob("snapshots/**/*.json")))


def huge(url):
    """The head of a record of 2 GiB, to its block."""
    return (f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2020-01-01T00:00:00Z\r\n"
            "WARC-Record-ID: <urn:uuid:7b1a2f5c-0000-4000-8000-000000000000>\r\n"
            f"Content-Type: application/http;msgtype=response\r\nContent-Length: {HUGE}\r\n\r\n").encode()


def write(name, *parts):
    path = FOLDER / name
    with open(path, "wb") as out:
        for part in parts:
            out.write(part)
    return path


def packed_huge(url):
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=1) as member:
        member.write(huge(url) + b"HTTP/1.1 200 OK\r\n\r\n")
        zeros, left = bytes(1 << 20), HUGE - 19
        while left:
            left -= member.write(zeros[: min(left, len(zeros))])
        member.write(b"\r\n\r\n")
    return out.getvalue()


def plain_huge(name, before, url, after):
    """Its block is a hole: no disk holds it."""
    path = write(name, before, huge(url))
    with open(path, "r+b") as out:
        end = out.seek(0, 2) + HUGE
        out.truncate(end)
        out.seek(end)
        out.write(b"\r\n\r\n" + after)
    return path


def spoilt(made, url):
    """Name, file, what must be told (a pattern), at which byte, and how many articles are left."""
    half = len(made) // 2
    before, after = b"".join(made[:half]), b"".join(made[half:])
    clear = [gzip.decompress(it) for it in made]
    at, whole = len(before), len(made)
    yield "no WARC", write("text.warc", "Đây không phải tệp WARC.\n".encode() * 40), "no WARC record", 0, 0
    yield "a gzip member cut short at the end", write("cut.warc.gz", before, made[half][:-200]), "ends inside", at, half
    yield ("a gzip member cut short inside", write("torn.warc.gz", before, made[half][:-200], b"".join(made[half + 1:])),
           "gzip|does not end where", at, whole - 1)  # what follows is taken for its rest
    length = re.search(rb"Content-Length: (\d+)", clear[half])
    for name, wrong in (("too small", int(length[1]) - 50), ("too large", int(length[1]) + 50)):
        record = clear[half].replace(length[0], b"Content-Length: %d" % wrong, 1)
        yield (f"a Content-Length {name}", write(f"{name[4:]}.warc.gz", before, gzip.compress(record), b"".join(made[half + 1:])),
               "Content-Length", at, whole)  # its member says where it ends
    plain = [b"".join(clear[:half]), b"".join(clear[half + 1:])]
    record = clear[half].replace(length[0], b"Content-Length: %d" % (int(length[1]) - 50), 1)
    yield ("a Content-Length too small, plain", write("small.warc", plain[0], record, plain[1]),
           "Content-Length", len(plain[0]), whole - 1)
    yield "2 GiB, packed", write("huge.warc.gz", before, packed_huge(url), after), f"{HUGE} bytes long", at, whole
    clear_half = b"".join(clear[:half])
    path = plain_huge("huge.warc", clear_half, url, b"".join(clear[half:]))
    yield "2 GiB, plain", path, f"{HUGE} bytes long", len(clear_half), whole
    path = FOLDER / "names.wacz"
    with zipfile.ZipFile(path, "w") as wacz:
        wacz.writestr("archive/good.warc.gz", before)
        wacz.writestr("../../evil.warc.gz", after)
        place = wacz.getinfo("../../evil.warc.gz").header_offset
    yield "a WACZ with ../", path, "leads out", place, half


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    made, url = members()
    sound = write("sound.warc.gz", *made)
    code, said, floor = measured("--archive", FOLDER / "sound", "import", sound)
    red = code != 0 or taken(FOLDER / "sound") != len(made)
    print(f"  the sound file: exit {code}, {taken(FOLDER / 'sound')} of {len(made)} articles, {floor >> 10} MiB")
    for number, (name, path, words, offset, left) in enumerate(spoilt(made, url)):
        archive = FOLDER / f"archive-{number}"
        # The plain file of 2 GiB is a hole, and a copy of it would not be.
        where = ["--by-reference"] if path.suffix == ".warc" else []
        code, said, peak = measured("--archive", archive, "import", *where, path)
        place = f"{path}, byte {offset}: "
        told = [line for line in said.splitlines() if place in line]
        wrong = []
        if code != (1 if left else 2):
            wrong.append(f"exit {code}")
        if not any(re.search(words, line) for line in told):
            wrong.append(f"`{place}… {words} …` is not told")
        if taken(archive) != left:
            wrong.append(f"{taken(archive)} articles taken, {left} are sound")
        if peak > floor + ROOM:
            wrong.append(f"{peak >> 10} MiB of memory")
        # `verify` of the archive the rest went into: nothing of ours is broken.
        if left:
            code, checked, _ = measured("--archive", archive, "verify")
            wrong += [f"verify: exit {code}: {checked[-300:]}"] if code else []
        elsewhere = [it for it in (FOLDER, FOLDER.parent, FOLDER.parent.parent) if (it / "evil.warc.gz").exists()]
        wrong += [f"it was unpacked into {it}" for it in elsewhere]
        print(f"  {name}: {'; '.join(wrong) or 'told'}, {left} of {len(made)} taken, {peak >> 10} MiB")
        if wrong:
            print(said, file=sys.stderr)
        red = red or bool(wrong)
    code, said, _ = measured("verify", FOLDER / "names.wacz")
    if code != 1 or "leads out" not in said or str(FOLDER / "names.wacz") not in said:
        print(f"verify of names.wacz: exit {code}\n{said}", file=sys.stderr)
        red = True
    sys.exit(1 if red else 0)


main()
