//! Stored responses, as other tools keep them, become captures or are refused.

use super::round::zip;
use super::*;
use crate::http::{CodingError, Truncation};

fn taken(kind: &str, more: &str, block: &[u8]) -> Result<Capture, WarcError> {
    let fields = format!(
        "WARC-Type:{kind}|WARC-Target-URI:<http://u:p@a.vn/x#y>|WARC-Date:2016-09-19T17:20:24Z|{more}"
    );
    let fields = fields.split('|').filter_map(|line| line.split_once(':'));
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let header = Header {
        offset: 7,
        version: "1.0".into(),
        fields: fields.collect(),
    };
    capture_of(&header, block.to_vec(), 100)
}

/// Block, a further field, and the body and truncation wanted.
type Stored = (Vec<u8>, &'static str, &'static [u8], Option<Truncation>);

#[test]
fn stored_responses_of_every_kind_become_captures() {
    let gz = zip(b"Hai Phong");
    let coded = |head: &str, body: &[u8]| [head.as_bytes(), b"\r\n\r\n", body].concat();
    let chunked = [
        format!("{:x}\r\n", gz.len()).as_bytes(),
        &gz,
        b"\r\n0\r\n\r\n",
    ]
    .concat();
    let both = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip";
    let gzip = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip";
    let disconnect = Some(Truncation::Disconnect);
    let table: [Stored; 12] = [
        (coded(both, &chunked), "", b"Hai Phong", None),
        (coded(both, &gz), "", b"Hai Phong", None),
        (coded(gzip, &gz), "", b"Hai Phong", None),
        (coded(gzip, b""), "", b"", None),
        (coded("HTTP/2 200", b"x"), "", b"x", None),
        (coded("HTTP/1.1 200", b"x"), "", b"x", None),
        (b"HTTP/1.1 200 OK\nA: b\n\nx".to_vec(), "", b"x", None),
        (
            coded("HTTP/1.1 100 Continue", b"HTTP/1.1 200 OK\r\n\r\nx"),
            "",
            b"x",
            None,
        ),
        (
            coded("HTTP/1.1 200 OK\r\nContent-Length: 9", b"x"),
            "",
            b"x",
            disconnect,
        ),
        (
            coded("HTTP/1.1 200 OK\r\nContent-Length: 9", b"x"),
            "WARC-Truncated:length",
            b"x",
            Some(Truncation::Length),
        ),
        (
            coded("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", b"5\r\nab"),
            "WARC-Truncated:unspecified",
            b"ab",
            disconnect,
        ),
        (
            coded("HTTP/1.1 304 Not Modified\r\nContent-Length: 9", b""),
            "",
            b"",
            None,
        ),
    ];
    for (block, more, body, truncated) in table {
        let capture = taken("response", more, &block).unwrap();
        assert_eq!(capture.body, body, "{}", String::from_utf8_lossy(&block));
        assert_eq!(capture.truncated, truncated);
        assert_eq!(capture.undecoded, None);
        assert_eq!(capture.payload, PayloadDigest::of(body));
        assert_eq!(capture.url.as_str(), "http://a.vn/x");
        assert!(capture.request_head.is_empty());
    }
    let cut = taken(
        "response",
        "WARC-IP-Address: 10.0.0.1",
        &coded(gzip, &gz[..gz.len() - 9]),
    )
    .unwrap();
    assert_eq!(
        (cut.truncated, cut.peer),
        (disconnect, "10.0.0.1".parse().ok())
    );
}

#[test]
fn a_coding_that_cannot_be_undone_leaves_the_body_as_sent() {
    let table = [
        (
            "compress",
            CodingError::Unknown {
                coding: "compress".into(),
            },
        ),
        (
            "gzip",
            CodingError::Corrupt {
                coding: "gzip",
                detail: "it does not begin as gzip".into(),
            },
        ),
    ];
    for (coding, error) in table {
        let block = format!("HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\n\r\nabc");
        let capture = taken("response", "", block.as_bytes()).unwrap();
        assert_eq!(
            (capture.body, capture.undecoded),
            (b"abc".to_vec(), Some(error))
        );
    }
    let mut bomb = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n".to_vec();
    bomb.extend(zip(&[0; 101]));
    let capture = taken("response", "", &bomb).unwrap();
    assert_eq!(
        capture.undecoded,
        Some(CodingError::TooLarge { limit: 100 })
    );
}

#[test]
fn what_is_no_answer_is_refused_with_its_place_and_reason() {
    let ok = b"HTTP/1.1 200 OK\r\n\r\n";
    let table: [(&str, &str, &[u8], &str); 9] = [
        ("request", "", ok, "it is a request record"),
        (
            "response",
            "",
            b"HTTP/1.1 200 OK\r\nA: b\r\n",
            "its head does not end",
        ),
        (
            "response",
            "",
            b"<html>\r\n\r\n",
            "does not begin with a status line",
        ),
        ("response", "", b"", "does not begin with a status line"),
        (
            "response",
            "",
            b"HTTP/1.1 abc\r\n\r\n",
            "its head cannot be read",
        ),
        (
            "response",
            "",
            b"HTTP/1.1 206 Partial\r\n\r\n",
            "status 206",
        ),
        (
            "response",
            "",
            b"HTTP/1.1 100 Continue\r\n\r\n",
            "status 100",
        ),
        ("response", "", b"HTTP/1.1 099 No\r\n\r\n", "status 99"),
        (
            "revisit",
            "",
            b"<html>",
            "does not begin with a status line",
        ),
    ];
    for (kind, more, block, cause) in table {
        let error = taken(kind, more, block).unwrap_err().to_string();
        assert!(
            error.contains("at byte 7") && error.contains(cause),
            "{error}"
        );
    }
}

#[test]
fn a_revisit_may_have_no_head_and_a_resource_has_none() {
    for block in [&b""[..], b"\r\n\r\n"] {
        let capture = taken("revisit", "", block).unwrap();
        assert_eq!((capture.status, capture.response_head.len()), (200, 0));
    }
    let capture = taken("resource", "Content-Type: text/html\r\n", b"<p>").unwrap();
    assert_eq!(
        (capture.status, capture.body.as_slice()),
        (200, &b"<p>"[..])
    );
}

#[test]
fn a_record_that_does_not_say_what_it_is_of_is_refused() {
    let ok = b"HTTP/1.1 200 OK\r\n\r\n";
    let mut header = Header {
        offset: 7,
        version: "1.0".into(),
        fields: vec![("WARC-Type".into(), "response".into())],
    };
    assert!(
        capture_of(&header, ok.to_vec(), 9)
            .unwrap_err()
            .to_string()
            .contains("no WARC-Target-URI")
    );
    header
        .fields
        .push(("WARC-Target-URI".into(), "dns:a.vn".into()));
    assert!(
        capture_of(&header, ok.to_vec(), 9)
            .unwrap_err()
            .to_string()
            .contains("of a dns: address")
    );
    header.fields[1].1 = "http://a.vn/".into();
    assert!(
        capture_of(&header, ok.to_vec(), 9)
            .unwrap_err()
            .to_string()
            .contains("no readable WARC-Date")
    );
}

#[test]
fn the_head_of_a_revisit_may_lack_its_empty_line() {
    let revisit = taken(
        "revisit",
        "WARC-Truncated:length",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n",
    )
    .unwrap();
    assert_eq!(
        (revisit.status, revisit.truncated, revisit.body.len()),
        (200, None, 0)
    );
}
