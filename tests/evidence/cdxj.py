#!/usr/bin/env python3
"""Holds the CDXJ beside each segment to cdxj-indexer's rows over the same file.

    cdxj.py ARCHIVE

Two kinds of rows cdxj-indexer writes are left out on both sides, because they spoil replay:
metadata (1.5.0 indexes all but application/warc-fields), and server-not-modified revisits.
"""

import io
import pathlib
import sys

from cdxj_indexer.main import write_cdx_index
from warcio.archiveiterator import ArchiveIterator


def not_modified(path):
    """Offsets of the revisits that a 304 made."""
    offsets = set()
    with open(path, "rb") as source:
        records = ArchiveIterator(source)
        for record in records:
            profile = record.rec_headers.get_header("WARC-Profile") or ""
            if record.rec_type == "revisit" and profile.endswith("/revisit/server-not-modified"):
                offsets.add(str(records.get_record_offset()))
    return offsets


def theirs(path):
    out = io.StringIO()
    write_cdx_index(out, str(path), {"sort": True, "records": "response,revisit,resource"})
    dropped = not_modified(path)
    return [line for line in out.getvalue().splitlines() if not any(f'"offset": "{at}"' in line for at in dropped)]


def main():
    bad = rows = 0
    segments = sorted(pathlib.Path(sys.argv[1]).glob("warc/**/*.warc.gz"))
    for path in segments:
        beside = path.with_name(path.name.removesuffix(".warc.gz") + ".cdxj")
        ours = beside.read_text(encoding="utf-8").splitlines()
        expected = theirs(path)
        rows += len(expected)
        if ours != expected:
            bad += 1
            only_ours = sorted(set(ours) - set(expected))[:3]
            only_theirs = sorted(set(expected) - set(ours))[:3]
            print(f"{beside}: only ours {only_ours}, only cdxj-indexer's {only_theirs}", file=sys.stderr)
    print(f"  cdxj-indexer: {rows} rows of {len(segments)} segments, {bad} files differ")
    sys.exit(1 if bad or not rows else 0)


main()
