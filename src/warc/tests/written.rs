//! What we write: names, order, and what is changed in a head.

use super::*;
use crate::http::{CodingError, Truncation};

fn text(record: &Record) -> String {
    let member = record.to_gzip(6);
    let mut reader = WarcReader::new(member.as_slice());
    let header = reader.next_record().unwrap().unwrap();
    let mut out = String::new();
    for (name, value) in &header.fields {
        out.extend([name, ": ", value, "\n"]);
    }
    out
}

#[test]
fn a_record_id_is_a_uuid_of_version_8_made_of_its_seed() {
    let id = RecordId::derive("warc/2026/11/hp-20261123T120000Z-00000.warc.gz:0");
    assert_eq!(id.as_str().len(), 45);
    assert_eq!(&id.as_str()[23..24], "8");
    assert!("89ab".contains(&id.as_str()[28..29]));
    assert_eq!(
        RecordId::derive("warc/2026/11/hp-20261123T120000Z-00000.warc.gz:0"),
        id
    );
    assert_ne!(
        RecordId::derive("warc/2026/11/hp-20261123T120000Z-00000.warc.gz:1"),
        id
    );
    assert_eq!(
        RecordId::parse(&format!(" <{}>", id.as_str())),
        Some(id.clone())
    );
    assert_eq!(RecordId::parse(id.as_str()), Some(id));
    for wrong in [
        "",
        "<>",
        "urn:",
        ":x",
        "no uri",
        "<urn:uuid:1> <urn:uuid:2>",
        "x",
    ] {
        assert_eq!(RecordId::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn the_records_of_an_exchange_name_each_other() {
    let capture = page("/a b?x=1", b"<p>H\xe1\xba\xa3i Ph\xc3\xb2ng</p>");
    let (own, info) = (id("r"), id("i"));
    let (own_id, info_id) = (own.as_str(), info.as_str());
    let digest = capture.payload.as_str();
    let want = format!(
        "WARC-Type: response\nWARC-Record-ID: <{own_id}>\nWARC-Date: 2026-11-23T00:00:00Z\n\
         WARC-Target-URI: http://thanhphohaiphong.gov.vn/a%20b?x=1\n\
         WARC-IP-Address: 127.0.0.1\nWARC-Warcinfo-ID: <{info_id}>\n\
         WARC-Payload-Digest: {digest}\nContent-Type: application/http; msgtype=response\n"
    );
    let got = text(&response(&capture, own.clone(), &info));
    assert_eq!(got.split("WARC-Block-Digest").next(), Some(want.as_str()));
    let got = text(&request(&capture, id("q"), &own, &info));
    assert!(got.contains(&format!("WARC-Concurrent-To: <{own_id}>\n")));
    assert!(got.contains("Content-Type: application/http; msgtype=request\n"));
    let original = Original {
        record_id: own.clone(),
        url: capture.url.to_string(),
        at: at(0),
    };
    let same = revisit(
        &capture,
        id("v"),
        &info,
        Profile::IdenticalPayload,
        &original,
    );
    let got = text(&same);
    assert!(got.contains(&format!("WARC-Payload-Digest: {digest}\nWARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest\nWARC-Refers-To: <{own_id}>\nWARC-Refers-To-Target-URI: {}\nWARC-Refers-To-Date: 2026-11-23T00:00:00Z\n", capture.url)));
    assert_eq!(same.block, capture.response_head);
    let not_modified = revisit(&capture, id("v"), &info, Profile::NotModified, &original);
    assert!(!text(&not_modified).contains("WARC-Payload-Digest"));
}

#[test]
fn a_line_break_in_a_value_begins_no_header() {
    let record = warcinfo(
        id("i"),
        at(0),
        "a\r\nWARC-Type: response",
        &[("operator", "a\r\nb: c\u{0}")],
    );
    assert!(text(&record).contains("WARC-Filename: a  WARC-Type: response\n"));
    assert_eq!(record.block, b"operator: a  b: c \r\n");
}

/// Head as sent → head as stored, with `|` for line ends; the entity is 5 bytes long.
#[test]
fn only_what_the_stored_entity_makes_untrue_changes_in_a_head() {
    let table = [
        (
            "HTTP/1.1 200  Rất Tốt |content-LENGTH: 5|X:\ty|x:  |Set-Cookie: a| b|",
            "=",
        ),
        (
            "HTTP/1.1 200 OK|transfer-Encoding : chunked|A: b|",
            "HTTP/1.1 200 OK|X-Archive-Orig-transfer-Encoding : chunked|A: b|",
        ),
        (
            "HTTP/1.1 200 OK|Content-Encoding: gzip|Content-Length: 3|A: b|",
            "HTTP/1.1 200 OK|X-Archive-Orig-Content-Encoding: gzip|X-Archive-Orig-Content-Length: 3|A: b|Content-Length: 5|",
        ),
        (
            "HTTP/1.1 200 OK|Content-Encoding:| gzip|Content-Length: 5|",
            "HTTP/1.1 200 OK|X-Archive-Orig-Content-Encoding:| gzip|Content-Length: 5|",
        ),
        ("HTTP/1.1 200 OK|X: a| Content-Encoding: gzip|", "="),
        ("HTTP/1.1 200 OK|Content-Length: 5|content-length: 5|", "="),
        (
            "HTTP/1.1 200 OK|Content-Length: 05|",
            "HTTP/1.1 200 OK|X-Archive-Orig-Content-Length: 05|Content-Length: 5|",
        ),
        ("HTTP/1.1 304 Not Modified|Content-Length: 99|ETag: x|", "="),
        ("HTTP/1.1 200|", "="),
    ];
    for (sent, stored) in table {
        let capture = capture("/", sent.trim_end_matches('|'), b"12345");
        let record = response(&capture, id("r"), &id("i"));
        let stored = if stored == "=" { sent } else { stored };
        let mut want = format!("{stored}|").replace('|', "\r\n").into_bytes();
        want.extend(b"12345");
        assert_eq!(
            String::from_utf8(record.block).unwrap(),
            String::from_utf8(want).unwrap()
        );
    }
}

#[test]
fn a_body_that_could_not_be_decoded_keeps_its_coding() {
    let mut capture = capture(
        "/",
        "HTTP/1.1 200 OK|Content-Encoding: compress|Transfer-Encoding: chunked",
        b"12345",
    );
    capture.undecoded = Some(CodingError::Unknown {
        coding: "compress".into(),
    });
    let block = response(&capture, id("r"), &id("i")).block;
    assert!(block.starts_with(b"HTTP/1.1 200 OK\r\nContent-Encoding: compress\r\nX-Archive-Orig-Transfer-Encoding: chunked\r\n\r\n12345"));
}

#[test]
fn a_truncated_body_is_told_with_its_reason() {
    let mut capture = page("/", b"12345");
    for truncation in [Truncation::Length, Truncation::Time, Truncation::Disconnect] {
        capture.truncated = Some(truncation);
        let record = response(&capture, id("r"), &id("i"));
        assert!(text(&record).contains(&format!("WARC-Truncated: {}\n", truncation.as_str())));
    }
}

#[test]
fn a_head_of_bare_line_feeds_stays_one() {
    let mut capture = page("/", b"12345");
    capture.response_head = b"HTTP/1.1 200 OK\nContent-Length: 7\n\n".to_vec();
    capture.headers = http::parse(&capture.response_head).unwrap().headers;
    let block = response(&capture, id("r"), &id("i")).block;
    assert_eq!(
        block,
        b"HTTP/1.1 200 OK\nX-Archive-Orig-Content-Length: 7\nContent-Length: 5\n\n12345"
    );
}

#[test]
fn a_body_that_is_coded_still_has_no_payload_digest_and_reads_back_the_same() {
    let head =
        "HTTP/1.1 200 OK|Content-Type: text/html|Content-Encoding: compress|Content-Length: 3";
    let mut coded = capture("/", head, b"abc");
    coded.undecoded = Some(CodingError::Unknown {
        coding: "compress".into(),
    });
    let told = text(&response(&coded, id("r"), &id("i")));
    assert!(!told.contains("WARC-Payload-Digest"), "{told}");
    assert!(told.contains("WARC-Block-Digest: sha256:"), "{told}");
    let member = response(&coded, id("r"), &id("i")).to_gzip(6);
    let mut reader = WarcReader::new(member.as_slice());
    let header = reader.next_record().unwrap().unwrap();
    let block = reader.read_block(1 << 20).unwrap();
    let again = capture_of(&header, block, 1 << 20).unwrap();
    assert_eq!(
        (again.body, again.payload, again.undecoded),
        (coded.body, coded.payload, coded.undecoded)
    );
}

/// The index made while a file is written is the one made of the file.
#[test]
fn a_record_about_to_be_written_has_the_line_it_will_have_when_read() {
    let info = id("i");
    let original = Original {
        record_id: id("r"),
        url: "http://thanhphohaiphong.gov.vn/".into(),
        at: at(0),
    };
    let long = vec![b'%'; 100_000];
    let captures = [
        page("/a b?x=1&\u{1ea3}=\"", b"<p>H\xe1\xba\xa3i"),
        capture("/cũ", "HTTP/1.1 301 Đã dời|Location: /a", b""),
        capture("/x", "HTTP/1.1 404|content-type : text/plain\t; x", b"no"),
        capture(
            "/y",
            "HTTP/1.1 200  OK|Content-Type:| application/pdf",
            &long,
        ),
        capture("/z", "HTTP/1.1 304 Not Modified|ETag: x", b""),
    ];
    let mut records = vec![warcinfo(info.clone(), at(0), "hp.warc.gz", &[])];
    for (n, capture) in captures.iter().enumerate() {
        let own = id(&format!("r{n}"));
        records.push(response(capture, own.clone(), &info));
        records.push(request(capture, id(&format!("q{n}")), &own, &info));
        for profile in [Profile::IdenticalPayload, Profile::NotModified] {
            let own = id(&format!("v{n}{profile:?}"));
            records.push(revisit(capture, own, &info, profile, &original));
        }
        let about = id(&format!("m{n}"));
        records.push(metadata(about, at(1), "urn:x", &own, &info, b"{}".to_vec()));
    }
    let (mut file, mut lines) = (Vec::new(), Vec::new());
    for record in &records {
        let member = record.to_gzip(1);
        let (offset, length) = (file.len() as u64, member.len() as u64);
        lines.extend(CdxjLine::of(record, offset, length, "hp.warc.gz"));
        file.extend(member);
    }
    lines.sort_unstable();
    let (read, errors) = index(file.as_slice(), "hp.warc.gz");
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(lines.len(), 2 * captures.len());
    assert_eq!(lines, read);
}
