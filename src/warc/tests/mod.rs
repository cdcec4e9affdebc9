//! Small archives made here, and what the tests share.

mod cut;
mod damage;
mod entity;
mod foreign;
mod round;
mod salvage;
mod sum;
mod written;

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use url::Url;

use super::*;
use crate::digest::PayloadDigest;
use crate::http::{self, Capture};

pub(super) fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_392_000 + seconds, 0).unwrap()
}

pub(super) fn id(seed: &str) -> RecordId {
    RecordId::derive(seed)
}

/// A capture as `fetch` would give it. `head`: with `|` for line ends, without the last two.
pub(super) fn capture(path: &str, head: &str, body: &[u8]) -> Capture {
    let raw = format!("{head}||").replace('|', "\r\n").into_bytes();
    let head = http::parse(&raw).unwrap();
    Capture {
        url: Url::parse("http://thanhphohaiphong.gov.vn/")
            .unwrap()
            .join(path)
            .unwrap(),
        requested_at: at(0),
        status: head.status,
        reason: head.reason,
        headers: head.headers,
        request_head: b"GET / HTTP/1.1\r\nHost: thanhphohaiphong.gov.vn\r\n\r\n".to_vec(),
        response_head: raw,
        body: body.to_vec(),
        payload: PayloadDigest::of(body),
        truncated: None,
        undecoded: None,
        peer: Some(IpAddr::from([127, 0, 0, 1])),
    }
}

pub(super) fn page(path: &str, body: &[u8]) -> Capture {
    let head = format!(
        "HTTP/1.1 200 OK|Content-Type: text/html; charset=UTF-8|Content-Length: {}",
        body.len()
    );
    capture(path, &head, body)
}

/// A file as the store writes it: warcinfo, then request and response of each capture.
pub(super) fn file(captures: &[Capture]) -> Vec<Record> {
    let info = id("info");
    let software = [
        ("software", "hpnews/0.1.0"),
        ("format", "WARC file version 1.1"),
    ];
    let mut records = vec![warcinfo(info.clone(), at(0), "hp.warc.gz", &software)];
    for (n, capture) in captures.iter().enumerate() {
        let own = id(&format!("response {n}"));
        records.push(request(capture, id(&format!("request {n}")), &own, &info));
        records.push(response(capture, own, &info));
    }
    records
}

/// Offset, kind, block and length.
type Whole = (u64, RecordType, Vec<u8>, u64);

/// What a reader says of a whole file: of each record its offset, kind, block and length;
/// and the errors between them.
pub(super) fn read_all(bytes: &[u8]) -> (Vec<Whole>, Vec<String>) {
    let mut reader = WarcReader::new(bytes);
    let (mut records, mut errors) = (Vec::new(), Vec::new());
    for _ in 0..10_000 {
        match reader.next_record() {
            Ok(None) => return (records, errors),
            Err(error) => errors.push(error.to_string()),
            Ok(Some(header)) => {
                let whole = reader
                    .read_block(u64::MAX)
                    .and_then(|block| Ok((block, reader.finish_record()?)));
                match whole {
                    Ok((block, length)) => {
                        records.push((header.offset, header.kind(), block, length));
                    }
                    Err(error) => errors.push(error.to_string()),
                }
            }
        }
    }
    panic!("the reader never ends");
}
