#!/usr/bin/env python3
"""Two nights of a portal on which nothing moves: the second is all revisits.

    still.py HPNEWS CONFIG ARCHIVE FOLDER

A real WordPress counts views on every page, so no page's bytes ever come twice. Here articles of
ARCHIVE are served as they lie in its WARC files, by this script, crawled twice into
FOLDER/archive, and the second night is packed into FOLDER/still.wacz. Ends with 1 unless every
article's second capture is a revisit and the package brought every original along.
"""

import http.server
import json
import pathlib
import subprocess
import sys
import threading
import time
import urllib.parse

from warcio.archiveiterator import ArchiveIterator

HPNEWS, CONFIG, ARCHIVE, FOLDER = sys.argv[1], *map(pathlib.Path, sys.argv[2:5])
ARTICLES = 24


def articles():
    """Path → body, and the address of the portal they come from."""
    found = {}
    for path in sorted(ARCHIVE.glob("warc/**/*.warc.gz")):
        with open(path, "rb") as source:
            for record in ArchiveIterator(source):
                url = urllib.parse.urlsplit(record.rec_headers.get_header("WARC-Target-URI") or "")
                if record.rec_type == "response" and url.path.endswith(".html") and not url.query \
                        and record.http_headers.get_statuscode() == "200":
                    found[url.path] = record.content_stream().read()
                if len(found) == ARTICLES:
                    return found, f"{url.scheme}://{url.netloc}"
    sys.exit(f"only {len(found)} articles in {ARCHIVE}")


def serve(files):
    class Still(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            body = files.get(self.path)
            self.send_response(404 if body is None else 200)
            kind = "application/xml" if self.path.endswith(".xml") else "text/html; charset=UTF-8"
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Still)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def hpnews(*args):
    command = [HPNEWS, "--config", FOLDER / "config.toml", "--archive", FOLDER / "archive", "--lang", "en", "-q", *args]
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    # 1: the portal's feeds are not there.
    if done.returncode not in (0, 1):
        sys.exit(f"{args[0]} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def main():
    FOLDER.mkdir(parents=True)
    pages, old = articles()
    files = {}
    new = serve(files)
    moved = lambda data: data.replace(old.split("//")[1].encode(), new.split("//")[1].encode())
    files.update((path, moved(body)) for path, body in pages.items())
    urls = "".join(f"<url><loc>{new}{path}</loc></url>" for path in pages)
    files["/wp-sitemap.xml"] = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()
    (FOLDER / "config.toml").write_bytes(moved(CONFIG.read_bytes()))
    hpnews("crawl")
    time.sleep(1)  # CDXJ counts whole seconds
    hpnews("crawl", "--full")
    second = json.loads(sorted((FOLDER / "archive").glob("runs/*.json"))[-1].read_text())
    packed = json.loads(hpnews("--json", "package", "--since", second["started_at"], "--out", FOLDER / "still.wacz"))
    index = sorted((FOLDER / "archive").glob("warc/**/*.cdxj"))[-1].read_text()
    revisits = sum('"warc/revisit"' in row and '.html"' in row for row in index.splitlines())
    print(f"  a still portal: {revisits} of {len(pages)} articles are revisits; packed with {packed['originals']} originals")
    sys.exit(revisits != len(pages) or packed["originals"] < revisits or packed["pages"] < revisits)


main()
