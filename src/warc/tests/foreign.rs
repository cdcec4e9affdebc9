//! Files of other tools: wget 1.21 (gzip; plain with coded bodies) and warcio 1.8 (chunked
//! and coded bodies, a revisit) from the same portal, and what the standard lets others do.

use super::round::zip;
use super::*;

const WGET: &[u8] = include_bytes!("../../../tests/fixtures/warc/wget.warc.gz");
const WGET_PLAIN: &[u8] = include_bytes!("../../../tests/fixtures/warc/wget-plain.warc");
const WARCIO: &[u8] = include_bytes!("../../../tests/fixtures/warc/warcio.warc.gz");
const OWN: &[u8] = include_bytes!("../../../tests/fixtures/warc/own.warc.gz");

fn captures(bytes: &[u8]) -> Vec<(RecordType, Capture)> {
    let mut reader = WarcReader::new(bytes);
    let mut captures = Vec::new();
    while let Some(header) = reader.next_record().unwrap() {
        let block = reader.read_block(1 << 20).unwrap();
        reader.finish_record().unwrap();
        if matches!(header.kind(), RecordType::Response | RecordType::Revisit) {
            let capture = capture_of(&header, block, 1 << 20).unwrap();
            captures.push((header.kind(), capture));
        }
    }
    captures
}

#[test]
fn wget_and_warcio_hold_the_same_pages() {
    let wget = captures(WGET);
    let seen: Vec<(u16, usize)> = wget.iter().map(|(_, c)| (c.status, c.body.len())).collect();
    assert_eq!(
        seen,
        [(200, 114), (200, 29_478), (200, 28_400), (404, 24_350)]
    );
    for other in [captures(WGET_PLAIN), captures(WARCIO)] {
        for ((_, one), (_, other)) in wget.iter().zip(&other) {
            assert_eq!(one.url, other.url);
            assert_eq!(one.payload, other.payload);
            assert_eq!((&other.truncated, &other.undecoded), (&None, &None));
            assert!(other.peer.is_some());
        }
    }
    let (kind, revisit) = captures(WARCIO).pop().unwrap();
    assert_eq!(
        (kind, revisit.status, revisit.body.len()),
        (RecordType::Revisit, 200, 0)
    );
}

#[test]
fn index_lines_are_those_of_cdxj_indexer() {
    let table = [
        (
            WGET,
            "wget.warc.gz",
            include_str!("../../../tests/fixtures/warc/wget.cdxj"),
        ),
        (
            WGET_PLAIN,
            "wget-plain.warc",
            include_str!("../../../tests/fixtures/warc/wget-plain.cdxj"),
        ),
        (
            WARCIO,
            "warcio.warc.gz",
            include_str!("../../../tests/fixtures/warc/warcio.cdxj"),
        ),
        (
            OWN,
            "own.warc.gz",
            include_str!("../../../tests/fixtures/warc/own.cdxj"),
        ),
    ];
    for (bytes, name, want) in table {
        let (lines, errors) = index(bytes, name);
        assert!(errors.is_empty(), "{errors:?}");
        let lines: Vec<&str> = lines.iter().map(CdxjLine::as_str).collect();
        assert_eq!(lines, want.lines().collect::<Vec<_>>(), "{name}");
    }
}

#[test]
fn an_index_leaves_out_what_cannot_be_found_and_tells_it() {
    let records = file(&[page("/a", b"a"), page("/b", b"b")]);
    let plain = |record: &Record| super::round::unzip(&record.to_gzip(1));
    let shared: Vec<u8> = records[1..].iter().flat_map(plain).collect();
    let mut broken = records[2].to_gzip(1);
    let last = broken.len() - 1;
    broken[last] ^= 1;
    let bytes = [zip(&shared), broken, records[4].to_gzip(1)].concat();
    let (lines, errors) = index(bytes.as_slice(), "x");
    assert_eq!((lines.len(), errors.len()), (1, 3), "{errors:?}");
    assert!(
        lines[0]
            .as_str()
            .starts_with("vn,gov,thanhphohaiphong)/b 20261123000000 {\"url\": ")
    );
}

#[test]
fn a_line_escapes_as_python_does() {
    let head = "HTTP/1.1 200 OK|Content-Type: \"\\Hả\u{1f600}\u{7f};x";
    let record = response(&capture("/", head, b"x"), id("r"), &id("i"));
    let (lines, _) = index(record.to_gzip(1).as_slice(), "tệp.warc.gz");
    let line = lines[0].as_str();
    assert!(
        line.contains(r#""mime": "\"\\H\u1ea3\ud83d\ude00\u007f", "status": "200""#),
        "{line}"
    );
    assert!(
        line.ends_with(r#""filename": "t\u1ec7p.warc.gz"}"#),
        "{line}"
    );
}

/// One record with this header, whose block is `HTTP/1.1 200 OK`, a head's end, and `ok`.
fn read_one(text: &str) -> (Header, Vec<u8>) {
    let mut reader = WarcReader::new(text.as_bytes());
    let header = reader.next_record().unwrap().unwrap();
    let block = reader.read_block(1 << 20).unwrap();
    reader.finish_record().unwrap();
    assert!(reader.next_record().unwrap().is_none());
    (header, block)
}

#[test]
fn headers_are_read_in_every_form_the_standard_and_its_users_know() {
    let block = "HTTP/1.1 200 OK\r\n\r\nok";
    let usual = "WARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2016-09-19T17:20:24Z\r\nWARC-Target-URI: http://a.vn/x\r\nContent-Length: 21\r\n\r\n";
    let table = [
        format!("WARC/1.1\r\n{usual}{block}\r\n\r\n"),
        format!("WARC/0.18\r\n{usual}{block}\r\n\r\n"),
        format!("WARC/1.0\n{}{block}\n\n", usual.replace('\r', "")),
        format!(
            "WARC/1.0\r\n{}{block}\r\n\r\n",
            usual.to_lowercase().replace("t17:20:24z", "T17:20:24Z")
        ),
        format!(
            "WARC/1.0\r\n{}{block}\r\n\r\n",
            usual.replace("http://a.vn/x", "<http://a.vn/x>")
        ),
        format!("WARC/1.0\r\n{}{block}", usual.replace(": ", ":\r\n \t")),
        format!(
            "WARC/1.0\r\nX-Odd: Hải\r\n{}{block}\r\n",
            usual.replace(": ", "  :")
        ),
        format!(
            "\r\n\r\nWARC/1.0\r\n{}{block}\r\n\r\n\r\n\r\n",
            usual.replace(":24Z", ":24.000Z")
        ),
        format!(
            "WARC/1.1\r\n{}{block}\r\n\r\n",
            usual.replace("T17:20:24Z", "T17:20:24+00:00")
        ),
    ];
    for text in table {
        let (header, stored) = read_one(&text);
        assert_eq!(header.kind(), RecordType::Response, "{text}");
        assert_eq!(header.id(), RecordId::parse("urn:uuid:1"));
        assert_eq!(header.target(), Some("http://a.vn/x"));
        assert_eq!(header.date().unwrap().timestamp(), 1_474_305_624);
        let capture = capture_of(&header, stored, 100).unwrap();
        assert_eq!(
            (capture.status, capture.body.as_slice()),
            (200, b"ok".as_slice())
        );
        assert_eq!(capture.requested_at.timestamp(), 1_474_305_624);
    }
}

#[test]
fn dates_of_every_precision_stand_for_their_first_instant() {
    let table = [
        ("2016", "2016-01-01T00:00:00Z"),
        ("2016-09", "2016-09-01T00:00:00Z"),
        ("2016-09-19", "2016-09-19T00:00:00Z"),
        ("2016-09-19T17:20Z", "2016-09-19T17:20:00Z"),
        ("2016-09-19T17:20:24.5Z", "2016-09-19T17:20:24.500Z"),
    ];
    for (written, want) in table {
        let fields = vec![("warc-date".to_owned(), written.to_owned())];
        let header = Header {
            offset: 0,
            version: "1.1".into(),
            fields,
        };
        assert_eq!(header.date(), Some(want.parse().unwrap()), "{written}");
    }
    for wrong in ["", "20160919172024", "2016-13-01", "ngày 5"] {
        let fields = vec![("WARC-Date".to_owned(), wrong.to_owned())];
        let header = Header {
            offset: 0,
            version: "1.1".into(),
            fields,
        };
        assert_eq!(header.date(), None, "{wrong}");
    }
}
