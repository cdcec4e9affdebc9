#!/usr/bin/env python3
"""Holds every segment to warcio, fastwarc and warcat.

    digests.py ARCHIVE WARCAT

warcio says nothing of a file it could not read to its end, so its records are counted too.
warcat wants to find what a revisit refers to: it reads all segments as one file.
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile

from warcio.archiveiterator import ArchiveIterator

BIN = pathlib.Path(sys.executable).parent


def run(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def kinds(path):
    counts = {}
    with open(path, "rb") as source:
        for record in ArchiveIterator(source):
            counts[record.rec_type] = counts.get(record.rec_type, 0) + 1
    return counts


def main():
    archive, warcat = pathlib.Path(sys.argv[1]), sys.argv[2]
    segments = sorted(archive.glob("warc/**/*.warc.gz"))
    if not segments:
        sys.exit(f"no segment in {archive}")
    bad = []
    for path in segments:
        counts = kinds(path)
        payloads = [] if counts.get("revisit") else ["-p"]
        code, said = run(BIN / "warcio", "check", "-v", path)
        passed = said.count("digest pass")
        failed = said.count("digest failed") + said.count("no digest")
        if code or failed or passed < counts.get("response", 0):
            bad.append(f"warcio check {path}: {said[-600:]}")
        code, said = run(BIN / "fastwarc", "check", "-q", *payloads, path)
        if code:
            bad.append(f"fastwarc check {path}: {said[-600:]}")
        told = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
        print(f"  {path.name}: {told}; warcio: {passed} records pass; fastwarc {' '.join(payloads)}: exit {code}")
    with tempfile.TemporaryDirectory() as folder:
        whole = pathlib.Path(folder) / "all.warc.gz"
        with open(whole, "wb") as out:
            for path in segments:
                with open(path, "rb") as source:
                    shutil.copyfileobj(source, out)
        code, said = run(warcat, "--quiet", "verify", "--format", "jsonl", "--input", whole)
        # warcat prints what it finds, and ends with 0 all the same.
        print(f"  warcat verify of {len(segments)} segments as one: {len(said.splitlines())} problems")
        if code or said.strip():
            bad.append(f"warcat verify: {said[-2000:]}")
    for line in bad:
        print(line, file=sys.stderr)
    sys.exit(1 if bad else 0)


main()
