//! Sites that answer bytes as a test tells them to, each on a port of its own, and note when
//! each request came.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::world::Ended;

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// Since the sites began.
    pub(crate) at: Duration,
    /// Which of the sites, from 0.
    pub(crate) site: usize,
    pub(crate) path: String,
    /// How often that path had been asked before.
    pub(crate) before: usize,
}

const SITE: &str = r#"
[[site]]
name = "mau-NUMBER"
home = "http://127.0.0.1:PORT/"
time_zone = "Asia/Ho_Chi_Minh"
OF_SITE
[site.sources]
SOURCES
[site.address]
hosts = ["127.0.0.1:PORT"]
article = ARTICLE
list = LISTS
"#;

/// Some sites and one machine that crawls them.
pub(crate) struct Wire {
    ports: Vec<u16>,
    log: Arc<Mutex<Vec<Asked>>>,
    dir: TempDir,
    /// What stands before the sites in the configuration.
    pub(crate) settings: String,
    /// What stands in each site …
    pub(crate) of_site: String,
    /// … as the globs of its articles …
    pub(crate) article: String,
    /// … and of its lists …
    pub(crate) lists: String,
    /// … and in its `[site.sources]`: none, unless a test says otherwise.
    pub(crate) sources: String,
}

impl Wire {
    /// One site.
    pub(crate) fn site(answer: impl Fn(&Asked) -> Vec<u8> + Send + Sync + 'static) -> Self {
        Self::sites(1, answer)
    }

    pub(crate) fn sites(
        number: usize,
        answer: impl Fn(&Asked) -> Vec<u8> + Send + Sync + 'static,
    ) -> Self {
        let log = Arc::default();
        let (answer, began) = (Arc::new(answer), Instant::now());
        let mut ports = Vec::new();
        for site in 0..number {
            let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port is free");
            ports.push(listener.local_addr().expect("it is bound").port());
            let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
            std::thread::spawn(move || {
                for stream in listener.incoming().flatten() {
                    let (log, answer) = (Arc::clone(&log), Arc::clone(&answer));
                    std::thread::spawn(move || serve(stream, site, began, &log, &*answer));
                }
            });
        }
        Self {
            ports,
            log,
            dir: tempfile::tempdir().expect("a temporary folder"),
            settings: "[politeness]\nrate = \"200/s\"\nlatency_factor = 0\n".to_owned(),
            of_site: String::new(),
            article: "[\"/**/*.html\"]".to_owned(),
            lists: "[\"/\"]".to_owned(),
            sources: "sitemaps = []\nfeeds = []\nrest = []".to_owned(),
        }
    }

    pub(crate) fn authority(&self, site: usize) -> String {
        format!("127.0.0.1:{}", self.ports[site])
    }

    pub(crate) fn archive(&self) -> PathBuf {
        self.dir.path().join("archive")
    }

    /// Runs the binary to its end.
    pub(crate) fn run(&self, args: &[&str]) -> Ended {
        let mut config = self.settings.clone();
        for (number, port) in self.ports.iter().enumerate() {
            let site = SITE.replace("NUMBER", &number.to_string());
            let site = site.replace("PORT", &port.to_string());
            let site = site.replace("OF_SITE", &self.of_site);
            let site = site.replace("ARTICLE", &self.article);
            let site = site.replace("LISTS", &self.lists);
            config += &site.replace("SOURCES", &self.sources);
        }
        let file = self.dir.path().join("config.toml");
        std::fs::write(&file, config).expect("the configuration can be written");
        let mut command = Command::new(env!("CARGO_BIN_EXE_hpnews"));
        command
            .arg("--config")
            .arg(file)
            .arg("--archive")
            .arg(self.archive())
            .args(args)
            .current_dir(self.dir.path())
            .env("HPNEWS_STATE", self.dir.path().join("state"))
            .env("HPNEWS_LANG", "en")
            .env_remove("HPNEWS_CONTACT")
            .env_remove("HPNEWS_ARCHIVE")
            .env_remove("HPNEWS_CONFIG")
            .stdin(Stdio::null());
        Ended::of(command.output())
    }

    /// Every request so far.
    pub(crate) fn requests(&self) -> Vec<Asked> {
        self.log.lock().expect("no test panics in it").clone()
    }

    /// The paths asked, in order, after the first `seen` requests.
    pub(crate) fn paths_after(&self, seen: usize) -> Vec<String> {
        let requests = self.requests().split_off(seen);
        requests.into_iter().map(|it| it.path).collect()
    }
}

fn serve(
    mut stream: TcpStream,
    site: usize,
    began: Instant,
    log: &Mutex<Vec<Asked>>,
    answer: &(dyn Fn(&Asked) -> Vec<u8> + Send + Sync),
) {
    while let Some(path) = read_path(&mut stream) {
        let asked = {
            let mut log = log.lock().expect("no test panics in it");
            let same = |it: &&Asked| it.site == site && it.path == path;
            let asked = Asked {
                at: began.elapsed(),
                site,
                before: log.iter().filter(same).count(),
                path,
            };
            log.push(asked.clone());
            asked
        };
        let answer = answer(&asked);
        let is_last = answer.is_empty() || answer.windows(5).any(|it| it == b"close");
        if stream.write_all(&answer).is_err() || is_last {
            return;
        }
    }
}

fn read_path(stream: &mut TcpStream) -> Option<String> {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    head.split(' ').nth(1).map(str::to_owned)
}

/// What breaks off: the connection ends before the body does.
pub(crate) fn cut() -> Vec<u8> {
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\
      Content-Length: 9999\r\n\r\n<p>Ph"
        .to_vec()
}

/// A whole answer; `head` is its further header lines, each with its end.
pub(crate) fn answer(status: u16, head: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let length = body.len();
    let head = format!("HTTP/1.1 {status} X\r\n{head}Content-Length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

pub(crate) fn html(body: impl AsRef<[u8]>) -> Vec<u8> {
    answer(200, "Content-Type: text/html; charset=utf-8\r\n", body)
}

pub(crate) fn not_found() -> Vec<u8> {
    answer(404, "", "")
}

/// A page that links to these.
pub(crate) fn list<T: AsRef<str>>(links: impl IntoIterator<Item = T>) -> Vec<u8> {
    let mut page = "<!doctype html><title>Cổng mẫu</title><ul>".to_owned();
    for link in links {
        page.extend([
            "<li><a href=\"",
            link.as_ref(),
            "\">Tin trong ngày</a></li>",
        ]);
    }
    html(page)
}

/// An article whose words hang on `name`.
pub(crate) fn article(name: &str) -> Vec<u8> {
    let text = format!(
        "Phường {name} vừa khánh thành cây cầu bắc qua sông, nối hai xóm mà mỗi mùa nước lên \
         bà con phải đi vòng hơn bốn cây số. "
    );
    html(format!(
        "<!doctype html><html lang=\"vi\"><head><title>{name}</title>\
         <meta property=\"og:type\" content=\"article\"></head><body><article>\
         <h1>Cầu mới ở phường {name}</h1><time datetime=\"2026-11-02T08:00:00+07:00\">2/11</time>\
         <div class=\"entry-content\"><p>{}</p><p>{text}</p></div></article></body></html>",
        text.repeat(4)
    ))
}
