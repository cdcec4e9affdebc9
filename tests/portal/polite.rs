//! The portal's own access log is the witness: how close two requests came, and whether
//! anything robots.txt refuses was asked.

use std::path::PathBuf;

use crate::crawl::{complete, crawl};
use crate::portal;

/// One line of the log: `$msec $request_time $status "$request" "$http_user_agent"`.
pub struct Request {
    /// When nginx read its first byte, in seconds.
    pub start: f64,
    pub path: String,
    pub agent: String,
}

/// The log from a moment on; `HPNEWS_PORTAL_LOG` names the file.
pub struct AccessLog {
    file: Option<PathBuf>,
    from: usize,
}

impl AccessLog {
    pub fn from_here() -> Self {
        let file = std::env::var_os("HPNEWS_PORTAL_LOG").map(PathBuf::from);
        let from = file
            .as_ref()
            .map_or(0, |file| std::fs::read(file).map_or(0, |log| log.len()));
        if file.is_none() {
            eprintln!("SKIPPED the access log's part: HPNEWS_PORTAL_LOG is not set");
        }
        Self { file, from }
    }

    /// What came since, in the order of arrival.
    pub fn read(&mut self) -> Option<Vec<Request>> {
        let log = std::fs::read(self.file.as_ref()?).expect("the access log is readable");
        let text = String::from_utf8_lossy(&log[self.from..]).into_owned();
        let mut requests: Vec<Request> = text.lines().map(parse).collect();
        requests.sort_by(|a, b| a.start.total_cmp(&b.start));
        Some(requests)
    }
}

fn parse(line: &str) -> Request {
    let mut quoted = line.split('"');
    let mut numbers = quoted.next().expect("numbers").split_whitespace();
    let mut number = || -> f64 {
        numbers
            .next()
            .and_then(|n| n.parse().ok())
            .expect("a number")
    };
    let (end, took) = (number(), number());
    let request = quoted.next().expect("the request line");
    Request {
        start: end - took,
        path: request.split(' ').nth(1).unwrap_or_default().to_owned(),
        agent: quoted.nth(1).unwrap_or_default().to_owned(),
    }
}

#[test]
fn ten_a_second_are_never_closer_than_a_tenth() {
    let Some(portal) = portal("ten_a_second_are_never_closer_than_a_tenth") else {
        return;
    };
    let dir = tempfile::tempdir().expect("a temporary folder");
    let config = portal.config(dir.path(), "10/s", true);
    let mut log = AccessLog::from_here();
    complete(&crawl(&config, &dir.path().join("archive")));
    let Some(requests) = log.read() else { return };
    assert!(requests.len() > 400, "the log saw the crawl");
    let closest = requests
        .windows(2)
        .map(|pair| pair[1].start - pair[0].start)
        .fold(f64::INFINITY, f64::min);
    let refused: Vec<&str> = requests
        .iter()
        .map(|request| request.path.as_str())
        .filter(|path| {
            path.starts_with("/wp-admin/") && !path.starts_with("/wp-admin/admin-ajax.php")
        })
        .collect();
    eprintln!(
        "{} requests at 10/s, closest {:.0} ms apart, {} refused by robots.txt asked",
        requests.len(),
        closest * 1000.0,
        refused.len()
    );
    // The log has a granularity of 1 ms on both of its numbers.
    assert!(closest >= 0.098, "two requests were {closest:.3} s apart");
    assert_eq!(refused, Vec::<&str>::new());
    assert!(
        requests
            .iter()
            .all(|request| request.agent.starts_with("hpnews/"))
    );
}
