//! A plain HTTP client for these tests, strict about what it reads.

use std::io::Read as _;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Portal;

/// An answer, de-chunked and decompressed.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) fields: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// The first field of this name.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|f| f.0.eq_ignore_ascii_case(name));
        found.map(|f| f.1.as_str())
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

/// A connection that stays open.
pub(super) struct Connection(TcpStream);

impl Connection {
    pub(super) async fn open(portal: &Portal) -> Self {
        let base = portal.base();
        Self(TcpStream::connect(base.authority()).await.unwrap())
    }

    /// Sends bytes as they are.
    pub(super) async fn send(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.unwrap();
    }

    /// Asks for a target, with more header lines (each ending in CRLF).
    pub(super) async fn get(&mut self, target: &str, more: &str) -> Answer {
        let head = format!("GET {target} HTTP/1.1\r\nHost: demo\r\nUser-Agent: test\r\n{more}\r\n");
        self.send(head.as_bytes()).await;
        self.answer().await.expect("an answer")
    }

    /// The next answer; `None` when the connection closes before or within it.
    pub(super) async fn answer(&mut self) -> Option<Answer> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.0.read_u8().await.ok()?);
        }
        let head = String::from_utf8(head).unwrap();
        let mut lines = head.trim_end().split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let fields = lines.map(|line| line.split_once(": ").unwrap());
        let fields = fields.map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
        let mut answer = Answer {
            status,
            fields,
            body: Vec::new(),
        };
        answer.body = match answer.field("content-length").map(str::to_owned) {
            Some(length) => self.exactly(length.parse().unwrap()).await?,
            None if answer.field("transfer-encoding") == Some("chunked") => self.chunks().await?,
            None => Vec::new(),
        };
        if answer.field("content-encoding") == Some("gzip") {
            answer.body = gunzip(&answer.body);
        }
        Some(answer)
    }

    /// True when the server has closed and sent nothing more.
    pub(super) async fn closed(&mut self) -> bool {
        self.0.read_u8().await.is_err()
    }

    async fn exactly(&mut self, length: usize) -> Option<Vec<u8>> {
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).await.ok()?;
        Some(body)
    }

    async fn chunks(&mut self) -> Option<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let mut line = Vec::new();
            while !line.ends_with(b"\r\n") {
                line.push(self.0.read_u8().await.ok()?);
            }
            let size = std::str::from_utf8(&line).unwrap().trim_end();
            let size = usize::from_str_radix(size, 16).unwrap();
            let chunk = self.exactly(size + 2).await?;
            assert!(chunk.ends_with(b"\r\n"));
            if size == 0 {
                return Some(body);
            }
            body.extend(&chunk[..size]);
        }
    }
}

/// One request on a connection of its own.
pub(super) async fn get(portal: &Portal, target: &str) -> Answer {
    Connection::open(portal).await.get(target, "").await
}

pub(super) fn gunzip(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    let mut decoder = flate2::read::MultiGzDecoder::new(bytes);
    decoder.read_to_end(&mut plain).unwrap();
    plain
}
