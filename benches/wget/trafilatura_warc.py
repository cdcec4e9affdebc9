"""Every article page of an archive's WARC through trafilatura.

    trafilatura_warc.py ARCHIVE OUT.json
"""

import json
import pathlib
import sys

import trafilatura
from fastwarc.warc import ArchiveIterator, WarcRecordType

pages = size = extracted = 0
for segment in sorted(pathlib.Path(sys.argv[1]).glob("warc/**/*.warc.gz")):
    with open(segment, "rb") as source:
        for record in ArchiveIterator(source, record_types=WarcRecordType.response):
            if not record.headers["WARC-Target-URI"].endswith(".html") or record.http_headers.status_code != 200:
                continue
            body = record.reader.read()
            pages += 1
            size += len(body)
            extracted += trafilatura.bare_extraction(body, with_metadata=True) is not None
pathlib.Path(sys.argv[2]).write_text(json.dumps({"pages": pages, "bytes": size, "extracted": extracted}))
