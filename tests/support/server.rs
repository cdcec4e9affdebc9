//! The sockets of a simulated portal: two hosts, each on a port of its own, and a log.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Instant;

/// One request.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) at: Instant,
    /// Which of the hosts, from 0.
    pub(crate) host: usize,
    /// Path and query.
    pub(crate) target: String,
    /// How often it had been asked before.
    pub(crate) before: usize,
}

/// What is sent back.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Header lines, each with its end.
    pub(crate) head: String,
    pub(crate) body: String,
    /// Only so much of the body is sent, and the connection closed.
    pub(crate) cut: Option<usize>,
}

impl Answer {
    pub(crate) fn new(status: u16, kind: &str, body: impl Into<String>) -> Self {
        Self {
            status,
            head: format!("Content-Type: {kind}; charset=utf-8\r\n"),
            body: body.into(),
            cut: None,
        }
    }

    pub(crate) fn html(body: impl Into<String>) -> Self {
        Self::new(200, "text/html", body)
    }

    pub(crate) fn to(url: &str) -> Self {
        Self {
            head: format!("Location: {url}\r\n"),
            ..Self::new(301, "text/html", "")
        }
    }
}

/// Some hosts that answer alike.
pub(crate) struct Server {
    ports: Vec<u16>,
    log: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    /// Begins to listen; `answer` is told which request it is, and the authorities of all hosts.
    pub(crate) fn start(
        hosts: usize,
        answer: impl Fn(&Asked, &[String]) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let bind = || TcpListener::bind("127.0.0.1:0").expect("a loopback port is free");
        let listeners: Vec<TcpListener> = (0..hosts).map(|_| bind()).collect();
        let port = |it: &TcpListener| it.local_addr().expect("it is bound").port();
        let server = Self {
            ports: listeners.iter().map(port).collect(),
            log: Arc::default(),
        };
        let (answer, names) = (Arc::new(answer), server.authorities());
        for (host, listener) in listeners.into_iter().enumerate() {
            let (log, answer, names) = (server.log.clone(), answer.clone(), names.clone());
            std::thread::spawn(move || {
                for stream in listener.incoming().flatten() {
                    let (log, answer, names) = (log.clone(), answer.clone(), names.clone());
                    std::thread::spawn(move || serve(stream, host, &log, &*answer, &names));
                }
            });
        }
        server
    }

    /// `host:port` of each host.
    pub(crate) fn authorities(&self) -> Vec<String> {
        let name = |port: &u16| format!("127.0.0.1:{port}");
        self.ports.iter().map(name).collect()
    }

    /// Every request so far.
    pub(crate) fn requests(&self) -> Vec<Asked> {
        self.log.lock().expect("no thread panics in it").clone()
    }
}

fn serve(
    mut stream: TcpStream,
    host: usize,
    log: &Mutex<Vec<Asked>>,
    answer: &(dyn Fn(&Asked, &[String]) -> Answer + Send + Sync),
    names: &[String],
) {
    while let Some(target) = read_target(&mut stream) {
        let asked = {
            let mut log = log.lock().expect("no thread panics in it");
            let same = |it: &&Asked| it.host == host && it.target == target;
            let asked = Asked {
                at: Instant::now(),
                host,
                before: log.iter().filter(same).count(),
                target,
            };
            log.push(asked.clone());
            asked
        };
        let Answer {
            status,
            head,
            body,
            cut,
        } = answer(&asked, names);
        let length = body.len();
        let head = format!("HTTP/1.1 {status} X\r\n{head}Content-Length: {length}\r\n\r\n");
        let body = &body.as_bytes()[..cut.unwrap_or(length)];
        let sent = stream.write_all(&[head.as_bytes(), body].concat());
        if sent.is_err() || cut.is_some() {
            return;
        }
    }
}

fn read_target(stream: &mut TcpStream) -> Option<String> {
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
