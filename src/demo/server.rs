//! Connections: reads requests, writes replies, one task for each connection.
//!
//! Never decides what to answer; that is `routes` and `fault`.

#![expect(
    clippy::disallowed_methods,
    reason = "an edge: a server with a clock must send Date (RFC 9110, 6.6.1)"
)]

use std::io;
use std::sync::Arc;
use std::time::Duration;

use chrono::Utc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::fault::FaultEffect;
use super::reply::Reply;
use super::request::{self, RequestHead, RequestRefusal};
use super::state::PortalState;

/// Longest request head, in bytes.
pub(super) const MAX_HEAD: usize = 16 * 1024;
/// How long a refused client may go on sending before it is cut off.
const LINGER: Duration = Duration::from_millis(500);

/// Accepts for ever. The connections live in this future and end with it.
pub(super) async fn accept(listener: TcpListener, state: Arc<PortalState>) {
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.spawn(connection(stream, Arc::clone(&state)));
            }
            // Out of file descriptors, or the client left at once: others may still come.
            Err(_) => sleep(Duration::from_millis(10)).await,
        }
        while connections.try_join_next().is_some() {}
    }
}

/// Serves one client until it leaves; a broken connection is the client's to notice.
async fn connection(mut stream: TcpStream, state: Arc<PortalState>) {
    let _ = stream.set_nodelay(true);
    let mut buffer = Vec::new();
    while let Ok(Some(parsed)) = read_head(&mut stream, &mut buffer).await {
        let head = match parsed {
            Ok(head) => head,
            Err(RequestRefusal(status)) => return refuse(&mut stream, status).await,
        };
        let (reply, whole) = match state.receive(&head) {
            FaultEffect::Send(reply) => (reply, true),
            FaultEffect::Cut(reply) => (reply, false),
            FaultEffect::Drop => return,
            FaultEffect::Hang => return drain(&mut stream).await,
        };
        if reply.slow {
            sleep(state.slow).await;
        }
        let mut bytes = reply.wire(&head, &date());
        if !whole {
            let body = end_of_head(&bytes).unwrap_or(bytes.len());
            bytes.truncate(body + (bytes.len() - body) / 2);
        }
        let sent = stream.write_all(&bytes).await.is_ok();
        if !(sent && whole && head.keep_alive) {
            return;
        }
    }
}

/// The next request, `None` when the client has closed. What follows the head in the
/// buffer (a pipelined request) stays there.
async fn read_head(
    stream: &mut TcpStream,
    buffer: &mut Vec<u8>,
) -> io::Result<Option<Result<RequestHead, RequestRefusal>>> {
    loop {
        if let Some(end) = end_of_head(buffer) {
            if end > MAX_HEAD {
                return Ok(Some(Err(RequestRefusal(431))));
            }
            let head = request::parse(&buffer[..end - 4]);
            buffer.drain(..end);
            return Ok(Some(head));
        }
        if buffer.len() > MAX_HEAD {
            return Ok(Some(Err(RequestRefusal(431))));
        }
        if stream.read_buf(buffer).await? == 0 {
            let garbage = !buffer.is_empty();
            return Ok(garbage.then_some(Err(RequestRefusal(400))));
        }
    }
}

/// One past the empty line.
fn end_of_head(bytes: &[u8]) -> Option<usize> {
    let at = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    Some(at + 4)
}

/// Says the status and closes. The rest of what the client sends is read for a moment,
/// because closing over unread bytes resets the connection and may destroy the reply.
async fn refuse(stream: &mut TcpStream, status: u16) {
    let plain = RequestHead {
        target: String::new(),
        user_agent: String::new(),
        gzip: false,
        none_match: None,
        chunks: false,
        keep_alive: false,
    };
    let bytes = Reply::error(status).wire(&plain, &date());
    if stream.write_all(&bytes).await.is_ok() && stream.shutdown().await.is_ok() {
        let _ = timeout(LINGER, drain(stream)).await;
    }
}

/// Reads and forgets until the client closes.
async fn drain(stream: &mut TcpStream) {
    let mut sink = [0; 1024];
    while matches!(stream.read(&mut sink).await, Ok(n) if n > 0) {}
}

fn date() -> String {
    Utc::now().format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
