//! Whole exchanges over real sockets, against servers that send raw bytes.
//!
//! They live in the crate because only it can make a [`Permit`].
#![expect(
    clippy::disallowed_methods,
    reason = "a test of time limits reads the clock, one of fixtures the disk"
)]

mod framing;
mod hostile;
mod limits;
mod reaching;
mod secure;
mod wire;

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;
use url::Url;

use super::*;
use crate::config::FetchLimits;
use crate::http::{CodingError, Truncation};

/// Short enough for a test, long enough for a busy machine.
fn limits() -> FetchLimits {
    FetchLimits {
        connect: Duration::from_secs(5),
        first_byte: Duration::from_millis(1500),
        idle: Duration::from_millis(1200),
        whole: Duration::from_secs(3),
        max_head: 256 * 1024,
        max_body: 1024 * 1024,
        max_decoded: 4 * 1024 * 1024,
        max_redirects: 5,
    }
}

fn options() -> Options {
    Options {
        user_agent: "hpnews-test (+https://example.vn/)".to_owned(),
        limits: limits(),
        reach: AddressPolicy::PublicAndLoopback,
        ..Options::default()
    }
}

fn client() -> Client {
    Client::new(options()).unwrap()
}

async fn get(client: &Client, url: &str) -> Result<Exchange, FetchError> {
    let url = Url::parse(url).unwrap();
    client.get(&turn(&url), &url).await
}

/// A loopback server; ends with the test.
struct Server {
    port: u16,
    connections: Arc<AtomicUsize>,
    task: AbortHandle,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// Hands every connection, with its number from 0, to `answer`.
    async fn start<F>(answer: impl Fn(TcpStream, usize) -> F + Send + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let connections = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&connections);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let number = counter.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(answer(stream, number));
            }
        })
        .abort_handle();
        Self {
            port,
            connections,
            task,
        }
    }

    /// Answers every connection's first request with these bytes and hangs up.
    async fn replying(reply: impl Into<Vec<u8>>) -> Self {
        let reply: Arc<[u8]> = reply.into().into();
        Self::start(move |mut stream, _| {
            let reply = Arc::clone(&reply);
            async move {
                read_request(&mut stream).await;
                let _ = stream.write_all(&reply).await;
            }
        })
        .await
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// Reads one request head; empty when the client hung up.
async fn read_request(stream: &mut (impl AsyncReadExt + Unpin)) -> Vec<u8> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte).await {
            Ok(1) => head.push(byte[0]),
            _ => return Vec::new(),
        }
    }
    head
}

/// The one exchange of a server that sends these bytes and hangs up.
async fn exchange(reply: impl Into<Vec<u8>>) -> Result<Exchange, FetchError> {
    let server = Server::replying(reply).await;
    get(&client(), &server.url("/")).await
}

/// A whole 200 response.
fn ok(headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 200 OK\r\n{headers}Content-Length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

/// A turn for a test, for the address's own host: the lane that would grant it is another
/// room's.
pub(super) fn turn(url: &Url) -> Permit {
    Permit::granted(HostKey::of(url).as_str(), chrono::DateTime::UNIX_EPOCH)
}
