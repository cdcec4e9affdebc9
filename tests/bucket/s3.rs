//! The part of S3 that hpnews speaks, in memory. Believes every signature.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// Objects by `/bucket/key`.
pub type Held = Arc<Mutex<BTreeMap<String, Vec<u8>>>>;

pub struct S3 {
    pub endpoint: String,
    pub held: Held,
}

impl S3 {
    /// One that honours `If-None-Match`, or does as if it were not there.
    pub fn start(conditional: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let held = Held::default();
        let shared = Arc::clone(&held);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let held = Arc::clone(&shared);
                std::thread::spawn(move || serve(&stream, &held, conditional));
            }
        });
        Self { endpoint, held }
    }

    /// Keys that contain a text.
    pub fn keys(&self, part: &str) -> Vec<String> {
        let held = self.held.lock().unwrap();
        held.keys()
            .filter(|key| key.contains(part))
            .cloned()
            .collect()
    }
}

struct Asked {
    method: String,
    path: String,
    query: BTreeMap<String, String>,
    head: BTreeMap<String, String>,
    body: Vec<u8>,
}

fn asked(source: &mut impl BufRead) -> Option<Asked> {
    let mut line = String::new();
    source.read_line(&mut line).ok().filter(|read| *read > 0)?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut head = BTreeMap::new();
    loop {
        let mut line = String::new();
        source.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        head.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    let length = head
        .get("content-length")
        .map_or(0, |it| it.parse().unwrap());
    let mut body = vec![0; length];
    source.read_exact(&mut body).ok()?;
    let url = url::Url::parse(&format!("http://s3{target}")).unwrap();
    let path = url.path().replace('+', "%2B");
    let path = url::form_urlencoded::parse(path.as_bytes())
        .next()?
        .0
        .into_owned();
    let query = url.query_pairs().into_owned().collect();
    Some(Asked {
        method,
        path,
        query,
        head,
        body,
    })
}

fn serve(stream: &TcpStream, held: &Held, conditional: bool) {
    let mut source = BufReader::new(stream);
    while let Some(asked) = asked(&mut source) {
        let (status, extra, mut body) = answer(&asked, held, conditional);
        if asked.method == "HEAD" {
            body.clear();
        }
        let length = if extra.contains("Content-Length") {
            String::new()
        } else {
            format!("Content-Length: {}\r\n", body.len())
        };
        let answer = format!("HTTP/1.1 {status}\r\n{length}{extra}\r\n");
        let mut out = stream;
        if out
            .write_all(answer.as_bytes())
            .and_then(|()| out.write_all(&body))
            .is_err()
        {
            return;
        }
    }
}

const WHEN: &str = "Last-Modified: Tue, 01 Dec 2026 00:00:00 GMT\r\n";

fn answer(asked: &Asked, held: &Held, conditional: bool) -> (&'static str, String, Vec<u8>) {
    let mut held = held.lock().unwrap();
    let found = held.get(&asked.path).cloned();
    let fault = |code: &str| {
        format!("<Error><Code>{code}</Code><Message>so it is</Message></Error>").into_bytes()
    };
    match (asked.method.as_str(), found) {
        ("PUT", Some(_)) if conditional && asked.head.contains_key("if-none-match") => (
            "412 Precondition Failed",
            String::new(),
            fault("PreconditionFailed"),
        ),
        ("PUT", _) => {
            held.insert(asked.path.clone(), asked.body.clone());
            ("200 OK", "ETag: \"x\"\r\n".to_owned(), Vec::new())
        }
        ("GET", _) if asked.query.contains_key("list-type") => {
            ("200 OK", String::new(), list(asked, &held).into_bytes())
        }
        ("HEAD", Some(bytes)) => {
            let extra = format!("{WHEN}ETag: \"x\"\r\nContent-Length: {}\r\n", bytes.len());
            ("200 OK", extra, Vec::new())
        }
        ("GET", Some(bytes)) => match asked.head.get("range") {
            None => ("200 OK", format!("{WHEN}ETag: \"x\"\r\n"), bytes),
            Some(range) => {
                let (from, to) = range.trim_start_matches("bytes=").split_once('-').unwrap();
                let from: usize = from.parse().unwrap();
                let to = to
                    .parse::<usize>()
                    .unwrap_or(usize::MAX)
                    .min(bytes.len().wrapping_sub(1));
                if from >= bytes.len() {
                    return (
                        "416 Range Not Satisfiable",
                        String::new(),
                        fault("InvalidRange"),
                    );
                }
                let extra = format!(
                    "{WHEN}ETag: \"x\"\r\nContent-Range: bytes {from}-{to}/{}\r\n",
                    bytes.len()
                );
                ("206 Partial Content", extra, bytes[from..=to].to_vec())
            }
        },
        _ => ("404 Not Found", String::new(), fault("NoSuchKey")),
    }
}

fn list(asked: &Asked, held: &BTreeMap<String, Vec<u8>>) -> String {
    let bucket = format!("{}/", asked.path.trim_end_matches('/'));
    let text = |name: &str| asked.query.get(name).cloned().unwrap_or_default();
    let (prefix, delimiter) = (text("prefix"), text("delimiter"));
    let (mut contents, mut folders) = (String::new(), std::collections::BTreeSet::new());
    for (path, bytes) in held {
        let Some(key) = path.strip_prefix(&bucket) else {
            continue;
        };
        let Some(below) = key.strip_prefix(&prefix) else {
            continue;
        };
        if let Some((folder, _)) = below.split_once('/').filter(|_| !delimiter.is_empty()) {
            folders.insert(format!("{prefix}{folder}/"));
            continue;
        }
        let _ = write!(
            contents,
            "<Contents><Key>{key}</Key><Size>{}</Size><ETag>x</ETag>\
             <LastModified>2026-12-01T00:00:00.000Z</LastModified></Contents>",
            bytes.len()
        );
    }
    for folder in folders {
        let _ = write!(
            contents,
            "<CommonPrefixes><Prefix>{folder}</Prefix></CommonPrefixes>"
        );
    }
    format!("<ListBucketResult><IsTruncated>false</IsTruncated>{contents}</ListBucketResult>")
}
