"""What a web archive publishes, made of our own WARC files: without the records that only hpnews
writes, behind a server on loopback that gives ranges, with a list of files and one of records.

    portal.py ARCHIVE FOLDER    serves FOLDER until it is stopped; prints the address
"""

import http.server
import json
import re
import sys
import zlib
from pathlib import Path


def members(data):
    """Each gzip member: where it begins, its bytes, and the record in it."""
    at = 0
    while at < len(data):
        packed = zlib.decompressobj(zlib.MAX_WBITS | 16)
        record = packed.decompress(data[at:]) + packed.flush()
        end = len(data) - len(packed.unused_data)
        yield data[at:end], record
        at = end


def foreign(path, out):
    """A copy without metadata records, and the CDXJ lines of its captures."""
    lines = []
    with open(out, "wb") as file:
        for member, record in members(path.read_bytes()):
            head = record.split(b"\r\n\r\n", 1)[0].decode()
            field = dict(line.split(": ", 1) for line in head.split("\r\n")[1:])
            if field["WARC-Type"] == "metadata":
                continue
            if field["WARC-Type"] in ("response", "revisit"):
                url, date = field["WARC-Target-URI"], re.sub(r"\D", "", field["WARC-Date"])[:14]
                where = {"url": url, "filename": out.name, "offset": str(file.tell())}
                where["length"] = str(len(member))
                lines.append(f"{url} {date} {json.dumps(where)}")
            file.write(member)
    return lines


class Ranges(http.server.SimpleHTTPRequestHandler):
    """One range of a file, which the standard library's server does not give."""

    def do_GET(self):
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        if not asked:
            return super().do_GET()
        first, last = map(int, asked.groups())
        data = Path(self.translate_path(self.path)).read_bytes()[first : last + 1]
        self.send_response(206)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


archive, folder = Path(sys.argv[1]), Path(sys.argv[2])
folder.mkdir()
found, records = [], []
for path in sorted(archive.glob("warc/**/*.warc.gz"), key=lambda it: it.name.split("-")[-2:]):
    records += foreign(path, folder / path.name)
    found.append(path.name)
(folder / "warc.paths").write_text("\n".join(found) + "\n")
(folder / "records.cdxj").write_text("\n".join(sorted(records)) + "\n")
server = http.server.ThreadingHTTPServer(
    ("127.0.0.1", 0), lambda *them: Ranges(*them, directory=str(folder))
)
print(f"http://127.0.0.1:{server.server_port}/", flush=True)
server.serve_forever()
