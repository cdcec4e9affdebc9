"""Archived bodies as files a static server can serve.

    copies.py ARCHIVE DOCROOT FROM TO

FROM and TO: the site's old and new address. Addresses with a query are left out.
"""

import pathlib
import sys
import urllib.parse

from fastwarc.warc import ArchiveIterator, WarcRecordType

ENDINGS = {".html", ".xml", ".txt", ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".zip", ".jpg", ".png"}

archive, docroot, old, new = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), *sys.argv[3:5]
for segment in sorted(archive.glob("warc/**/*.warc.gz")):
    with open(segment, "rb") as source:
        for record in ArchiveIterator(source, record_types=WarcRecordType.response):
            url = urllib.parse.urlsplit(record.headers["WARC-Target-URI"])
            if record.http_headers.status_code != 200 or url.query:
                continue
            path = urllib.parse.unquote(url.path).lstrip("/")
            # Each address is a folder: `bai.html` has `bai.html/2` below it.
            ending = pathlib.PurePosixPath(path).suffix.lower()
            file = docroot / path / f"index{ending if ending in ENDINGS else '.html'}"
            if ".." in file.parts:
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            host = [address.split("//")[1].encode() for address in (old, new)]
            file.write_bytes(record.reader.read().replace(*host))
