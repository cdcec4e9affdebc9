//! A reading room that is open, and somebody who reads it over a plain socket.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::world::World;

/// The binary serving an archive; it ends with the test.
pub struct OpenRoom {
    child: Child,
    pub room: String,
    pub replay: String,
}

/// One answer.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    /// Names in small letters.
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Page {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

impl OpenRoom {
    pub fn of(world: &World, more: &[&str]) -> Self {
        Self::with(world, more, |command| command)
    }

    pub fn with(
        world: &World,
        more: &[&str],
        change: impl Fn(&mut Command) -> &mut Command,
    ) -> Self {
        let args = [&["serve", "--bind", "127.0.0.1:0"], more].concat();
        let mut command = world.command(&world.archive(), &args);
        change(&mut command);
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap());
        let mut address = |label: &str| {
            let mut all = String::new();
            loop {
                let mut line = String::new();
                assert!(said.read_line(&mut line).unwrap() > 0, "it ended: {all}");
                if let Some(rest) = line.strip_prefix(label) {
                    return rest
                        .trim()
                        .trim_start_matches("http://")
                        .trim_end_matches('/')
                        .to_owned();
                }
                all += &line;
            }
        };
        let (room, replay) = (address("Reading room:"), address("Pages as they were:"));
        // What it says later must not fill the pipe.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        Self {
            child,
            room,
            replay,
        }
    }

    /// The exit code after SIGTERM.
    pub fn stopped(&mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status().unwrap();
        self.child.wait().unwrap().code()
    }

    pub fn get(&self, path: &str) -> Page {
        get(&self.room, path, &[])
    }

    pub fn replayed(&self, path: &str) -> Page {
        get(&self.replay, path, &[])
    }

    /// Every page that links lead to, on both origins, with the other forms of each.
    pub fn walk(&self, starts: &[&str]) -> BTreeMap<String, Page> {
        let mut open: Vec<(String, String)> = starts
            .iter()
            .map(|path| (self.room.clone(), (*path).to_owned()))
            .collect();
        let mut seen = BTreeSet::new();
        let mut pages = BTreeMap::new();
        while let Some((origin, path)) = open.pop() {
            if !seen.insert((origin.clone(), path.clone())) || seen.len() > 3_000 {
                continue;
            }
            let page = get(&origin, &path, &[]);
            let html = page.header("content-type").starts_with("text/html");
            if html || (300..400).contains(&page.status) {
                let text = page.text();
                let links = links(&text)
                    .into_iter()
                    .chain([page.header("location").to_owned()]);
                for link in links {
                    let link = link.replace("&amp;", "&").replace("&#39;", "'");
                    let link = link.split('#').next().unwrap_or_default().to_owned();
                    for host in [&self.room, &self.replay] {
                        if let Some(rest) = link.strip_prefix(&format!("http://{host}")) {
                            open.push((host.clone(), rest.to_owned()));
                        }
                    }
                    if link.starts_with('/') && !link.starts_with("//") {
                        open.push((origin.clone(), link));
                    }
                }
            }
            pages.insert(format!("http://{origin}{path}"), page);
        }
        assert!(seen.len() < 3_000, "the room has no end");
        pages
    }
}

impl Drop for OpenRoom {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What `href`, `src` and `action` lead to.
fn links(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for name in ["href=\"", "src=\"", "action=\""] {
        let pieces = html.split(name).skip(1);
        found.extend(
            pieces
                .filter_map(|it| it.split('"').next())
                .map(str::to_owned),
        );
    }
    found
}

/// One request on a connection of its own.
pub fn get(host: &str, path: &str, headers: &[(&str, &str)]) -> Page {
    let has_host = headers
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("host"));
    let own = (!has_host).then_some(("Host", host));
    let lines = headers.iter().copied().chain(own);
    let lines: String = lines
        .flat_map(|(name, value)| [name, ": ", value, "\r\n"])
        .collect();
    let head = format!("GET {path} HTTP/1.1\r\nConnection: close\r\n{lines}");
    raw(host, format!("{head}\r\n").as_bytes()).unwrap_or_else(|| panic!("no answer to {path}"))
}

/// What comes of these bytes; `None` where nothing does.
pub fn raw(host: &str, bytes: &[u8]) -> Option<Page> {
    let mut stream = TcpStream::connect(host).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .unwrap();
    stream.write_all(bytes).unwrap();
    let mut all = Vec::new();
    stream.read_to_end(&mut all).ok()?;
    let end = all.windows(4).position(|it| it == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&all[..end]).into_owned();
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let mut body = all[end + 4..].to_vec();
    if headers
        .get("transfer-encoding")
        .is_some_and(|it| it == "chunked")
    {
        body = dechunked(&body);
    }
    Some(Page {
        status,
        headers,
        body,
    })
}

fn dechunked(mut bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some(end) = bytes.windows(2).position(|it| it == b"\r\n") {
        let size =
            usize::from_str_radix(std::str::from_utf8(&bytes[..end]).unwrap().trim(), 16).unwrap();
        if size == 0 {
            break;
        }
        out.extend_from_slice(&bytes[end + 2..end + 2 + size]);
        bytes = &bytes[end + 4 + size..];
    }
    out
}
