//! A webhook and a mail server on loopback that behave as they are told, one connection after
//! the other.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// How a receiver treats one connection. The last one in the list stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Behave {
    /// Takes the message (HTTP 204; SMTP 250).
    Take,
    /// Answers with this status or code: of mail at `RCPT`.
    Say(u16),
    /// Says nothing at all.
    Hang,
    /// Takes the whole message and hangs up without a word.
    TakeAndClose,
    /// Answers with a redirect to itself.
    Redirect,
    /// SMTP: offers STARTTLS and then speaks no TLS.
    BadStarttls,
    /// SMTP: refuses the login.
    BadLogin,
    /// SMTP: takes the whole message and says nothing.
    TakeAndHang,
}

/// One message as it came: head lines and body of HTTP, or envelope and message of SMTP.
#[derive(Clone, Debug)]
pub(crate) struct Came {
    pub(crate) head: Vec<String>,
    pub(crate) body: String,
}

impl Came {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.head.iter().filter_map(|line| line.split_once(':'));
        let mut found = found.filter(|(key, _)| key.eq_ignore_ascii_case(name));
        found.next().map(|(_, value)| value.trim())
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// A message as it came, and out of whatever carried its parts and its subject.
    pub(crate) fn decoded(&self) -> String {
        let parts = self.body.replace("=?utf-8?b?", "\r\n\r\n");
        let parts = parts.replace("?=", "\r\n\r\n");
        let unfolded = parts.split("\r\n\r\n").map(from_base64);
        let texts = [self.body.clone(), from_quoted_printable(&self.body)];
        texts.into_iter().chain(unfolded).collect()
    }
}

fn from_base64(part: &str) -> String {
    const SIGNS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let lines = part.lines().take_while(|line| !line.starts_with("--"));
    let (mut bits, mut held, mut bytes) = (0_u32, 0, Vec::new());
    for sign in lines
        .flat_map(str::chars)
        .filter_map(|sign| SIGNS.find(sign))
    {
        bits = bits << 6 | u32::try_from(sign).unwrap();
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 0xFF) as u8);
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn from_quoted_printable(text: &str) -> String {
    let text = text.replace("=\r\n", "");
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let [first, after @ ..] = rest {
        let digits = after.get(..2).and_then(|it| std::str::from_utf8(it).ok());
        let code = digits.and_then(|it| u8::from_str_radix(it, 16).ok());
        match (first, code) {
            (b'=', Some(code)) => (bytes.push(code), rest = &after[2..]),
            _ => (bytes.push(*first), rest = after),
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

pub(crate) struct Receiver {
    pub(crate) port: u16,
    came: Arc<Mutex<Vec<Came>>>,
    plan: Arc<Mutex<VecDeque<Behave>>>,
}

impl Receiver {
    pub(crate) fn webhook(plan: &[Behave]) -> Self {
        Self::start(plan, webhook)
    }

    pub(crate) fn mail(plan: &[Behave]) -> Self {
        Self::start(plan, mail)
    }

    fn start(plan: &[Behave], serve: fn(TcpStream, Behave, &Mutex<Vec<Came>>)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let receiver = Self {
            port: listener.local_addr().unwrap().port(),
            came: Arc::default(),
            plan: Arc::new(Mutex::new(plan.iter().copied().collect())),
        };
        let (came, plan) = (Arc::clone(&receiver.came), Arc::clone(&receiver.plan));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let behave = {
                    let mut plan = plan.lock().unwrap();
                    match plan.len() {
                        1 => plan[0],
                        _ => plan.pop_front().unwrap(),
                    }
                };
                let came = Arc::clone(&came);
                std::thread::spawn(move || serve(stream, behave, &came));
            }
        });
        receiver
    }

    pub(crate) fn plan(&self, plan: &[Behave]) {
        *self.plan.lock().unwrap() = plan.iter().copied().collect();
    }

    pub(crate) fn came(&self) -> Vec<Came> {
        self.came.lock().unwrap().clone()
    }
}

/// Holds the connection open until the other side ends it.
fn hang(mut stream: TcpStream) {
    let mut rest = [0; 1024];
    while matches!(stream.read(&mut rest), Ok(1..)) {}
}

fn webhook(stream: TcpStream, behave: Behave, came: &Mutex<Vec<Came>>) {
    if behave == Behave::Hang {
        return hang(stream);
    }
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        if line.trim().is_empty() {
            break;
        }
        head.push(line.trim_end().to_owned());
    }
    let mut got = Came {
        head,
        body: String::new(),
    };
    let length = got
        .header("content-length")
        .map_or(0, |it| it.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    got.body = String::from_utf8(body).unwrap();
    came.lock().unwrap().push(got);
    let status = match behave {
        Behave::Take => "204 No Content".to_owned(),
        Behave::Say(429) => "429 Too Many Requests\r\nRetry-After: 3600".to_owned(),
        Behave::Say(status) => format!("{status} Said"),
        Behave::Redirect => "302 Found\r\nLocation: /elsewhere".to_owned(),
        _ => return,
    };
    let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let answer = match behave {
        Behave::Take => "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n".to_owned(),
        _ => answer,
    };
    let _ = (&stream).write_all(answer.as_bytes());
}

fn mail(stream: TcpStream, behave: Behave, came: &Mutex<Vec<Came>>) {
    if behave == Behave::Hang {
        return hang(stream);
    }
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let say = |line: &str| {
        let _ = (&stream).write_all(format!("{line}\r\n").as_bytes());
    };
    say("220 loopback ESMTP");
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        let verb = line
            .split([' ', '\r'])
            .next()
            .unwrap_or_default()
            .to_uppercase();
        match (verb.as_str(), behave) {
            ("EHLO", Behave::BadStarttls) => say("250-loopback\r\n250 STARTTLS"),
            ("EHLO", _) => say("250-loopback\r\n250 AUTH PLAIN LOGIN"),
            ("STARTTLS", _) => {
                say("220 go on");
                say("this is no TLS");
                return;
            }
            ("AUTH", Behave::BadLogin) => say("535 5.7.8 no such user"),
            ("AUTH", _) => say("235 welcome"),
            ("RCPT", Behave::Say(code)) => say(&format!("{code} 4.7.1 said so")),
            ("MAIL" | "RCPT", _) => say("250 ok"),
            ("DATA", _) => {
                say("354 go on");
                let mut body = String::new();
                loop {
                    let mut line = String::new();
                    reader.read_line(&mut line).unwrap();
                    if line == ".\r\n" {
                        break;
                    }
                    body.push_str(&line);
                }
                came.lock().unwrap().push(Came {
                    head: head.clone(),
                    body,
                });
                match behave {
                    Behave::TakeAndClose => return,
                    Behave::TakeAndHang => return hang(stream),
                    _ => say("250 2.0.0 queued"),
                }
            }
            ("QUIT", _) => return say("221 bye"),
            _ => say("500 what"),
        }
        head.push(line.trim_end().to_owned());
    }
}
