"""portals.py BIND FIRST COUNT ARTICLES LOG: so many portals in one process, a port each. Each has a front page
that links its articles. LOG gets a line a request, written when its head has come: monotonic seconds, port, path.
"""
import asyncio, sys, time

bind, first, count, articles, log = sys.argv[1], *map(int, sys.argv[2:5]), open(sys.argv[5], "w", buffering=1)

WORDS = "thành phố cảng đường cầu bến tàu người dân khu công nghiệp trường học bệnh viện lễ hội hoa phượng".split()

def paragraph(seed):
    return " ".join(WORDS[(seed * 7 + i * (seed % 5 + 1)) % len(WORDS)] for i in range(60)).capitalize() + "."

def article(port, number):
    body = "".join(f"<p>{paragraph(port + number * 13 + i)}</p>" for i in range(8))
    return f"""<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Bài {number} của cổng {port}</title>
<meta property="article:published_time" content="2026-11-{number % 28 + 1:02d}T08:00:00+07:00"></head><body>
<article><h1>Bài {number} của cổng {port}: chuyện Hải Phòng</h1>{body}</article></body></html>"""

def front(port):
    links = "".join(f'<p><a href="/bai-{i}.html">Bài {i}</a></p>' for i in range(articles))
    return f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Cổng {port}</title></head><body>{links}</body></html>'

def page(port, path):
    if path == "/":
        return 200, "text/html; charset=utf-8", front(port)
    if path == "/robots.txt":
        return 200, "text/plain", "User-agent: *\nAllow: /\n"
    number = path[5:-5] if path.startswith("/bai-") and path.endswith(".html") else ""
    if number.isdigit() and int(number) < articles:
        return 200, "text/html; charset=utf-8", article(port, int(number))
    return 404, "text/html; charset=utf-8", "<p>không có</p>"

class Portal(asyncio.Protocol):
    def __init__(self, port): self.port, self.head = port, b""
    def connection_made(self, transport): self.transport = transport
    def data_received(self, data):
        self.head += data
        while b"\r\n\r\n" in self.head:
            head, self.head = self.head.split(b"\r\n\r\n", 1)
            path = head.split(b" ", 2)[1].decode()
            log.write(f"{time.monotonic():.4f} {self.port} {path}\n")
            status, kind, body = page(self.port, path)
            body = body.encode()
            self.transport.write(f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)

async def main():
    loop = asyncio.get_running_loop()
    for port in range(first, first + count):
        await loop.create_server(lambda port=port: Portal(port), bind, port)
    print("ready", flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
