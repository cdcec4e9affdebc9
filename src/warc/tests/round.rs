//! What was written comes back the same.

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use std::io::Write;

use super::*;
use crate::http::{CodingError, Truncation};

#[test]
fn a_file_comes_back_record_by_record() {
    let captures = [
        page("/a", b"<p>A</p>"),
        page("/b", &vec![7; 300_000]),
        page("/c", b""),
    ];
    let records = file(&captures);
    let members: Vec<Vec<u8>> = records.iter().map(|record| record.to_gzip(6)).collect();
    let (read, errors) = read_all(&members.concat());
    assert_eq!(errors, [""; 0]);
    assert_eq!(read.len(), records.len());
    let mut offset = 0;
    for ((record, member), read) in records.iter().zip(&members).zip(read) {
        let length = member.len() as u64;
        assert_eq!(
            read,
            (offset, record.kind.clone(), record.block.clone(), length)
        );
        offset += length;
    }
}

#[test]
fn whatever_way_a_file_is_packed_its_records_are_the_same() {
    let records = file(&[page("/a", b"<p>A</p>"), page("/b", &vec![7; 300_000])]);
    let plain: Vec<Vec<u8>> = records
        .iter()
        .map(|record| unzip(&record.to_gzip(6)))
        .collect();
    let blocks: Vec<&Vec<u8>> = records.iter().map(|record| &record.block).collect();
    let lengths =
        |members: &[Vec<u8>]| -> Vec<u64> { members.iter().map(|m| m.len() as u64).collect() };
    let one = zip(&plain.concat());
    let pairs = [
        zip(&plain[..2].concat()),
        zip(&plain[2..4].concat()),
        zip(&plain[4]),
    ];
    let torn_separator = plain.concat();
    let torn_separator = &torn_separator[..torn_separator.len() - 4];
    let table = [
        (plain.concat(), lengths(&plain)),
        (one.clone(), vec![0, 0, 0, 0, one.len() as u64]),
        (
            pairs.concat(),
            vec![
                0,
                pairs[0].len() as u64,
                0,
                pairs[1].len() as u64,
                pairs[2].len() as u64,
            ],
        ),
        (torn_separator.to_vec(), {
            let mut l = lengths(&plain);
            l[4] -= 4;
            l
        }),
        (zip(torn_separator), {
            let end = zip(torn_separator).len() as u64;
            vec![0, 0, 0, 0, end]
        }),
        (
            [zip(b""), plain[0].clone(), zip(b""), plain[1..].concat()].concat(),
            lengths(&plain),
        ),
    ];
    for (bytes, want) in table {
        let (read, errors) = read_all(&bytes);
        assert_eq!(errors, [""; 0]);
        assert_eq!(read.iter().map(|read| &read.2).collect::<Vec<_>>(), blocks);
        assert_eq!(read.iter().map(|read| read.3).collect::<Vec<_>>(), want);
    }
}

pub(super) fn zip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(super) fn unzip(bytes: &[u8]) -> Vec<u8> {
    http::decode(bytes, [b"gzip".as_slice()].into_iter(), u64::MAX)
        .unwrap()
        .body
}

fn back(capture: &Capture) -> Capture {
    let member = response(capture, id("r"), &id("i")).to_gzip(1);
    let mut reader = WarcReader::new(member.as_slice());
    let header = reader.next_record().unwrap().unwrap();
    let block = reader.read_block(u64::MAX).unwrap();
    assert_eq!(reader.finish_record().unwrap(), member.len() as u64);
    assert!(reader.next_record().unwrap().is_none());
    capture_of(&header, block, u64::MAX).unwrap()
}

fn truncations() -> impl Strategy<Value = Option<Truncation>> {
    prop_oneof![
        Just(None),
        Just(Some(Truncation::Length)),
        Just(Some(Truncation::Time)),
        Just(Some(Truncation::Disconnect)),
    ]
}

proptest! {
    #[test]
    fn any_capture_comes_back_with_its_entity(
        status in prop_oneof![Just(200u16), Just(204), Just(304), Just(404), Just(999)],
        headers in prop::collection::vec(
            (
                prop_oneof![
                    Just("Content-Encoding: gzip"), Just("content-encoding:deflate, compress"),
                    Just("Transfer-Encoding: chunked"), Just("Content-Length: 12"),
                    Just("Content-Length: 0"), Just("X-Odd:\u{e9}\t x"), Just("Set-Cookie: a=1"),
                ],
                any::<bool>(),
            ),
            0..6,
        ),
        body in prop_oneof![prop::collection::vec(any::<u8>(), 0..200), Just(b"0\r\n\r\n".to_vec()), Just(b"HTTP/1.1 200 OK\r\n\r\n".to_vec())],
        truncated in truncations(),
        undecoded in any::<bool>(),
    ) {
        let body = if matches!(status, 204 | 304) { Vec::new() } else { body };
        let mut head = format!("HTTP/1.1 {status} Tốt");
        for (line, folded) in &headers {
            head.push('|');
            head.push_str(line);
            if *folded {
                head.push_str("|  folded");
            }
        }
        let mut capture = capture("/x?y=z", &head, &body);
        capture.truncated = truncated;
        // What cannot be decoded stays so: an unknown coding. (Folded it is no coding's name, and
        // is passed over.)
        let unknown = |(line, folded): &(&str, bool)| line.contains("compress") && !folded;
        if undecoded && !body.is_empty() && headers.iter().any(unknown) {
            capture.undecoded = Some(CodingError::Unknown { coding: "compress".into() });
        }
        let stored = back(&capture);
        prop_assert_eq!(&stored.body, &capture.body);
        prop_assert_eq!(&stored.payload, &capture.payload);
        prop_assert_eq!(stored.truncated, capture.truncated);
        prop_assert_eq!(stored.undecoded.is_some(), capture.undecoded.is_some());
        prop_assert_eq!((stored.status, &stored.reason, &stored.url, stored.peer, stored.requested_at),
            (capture.status, &capture.reason, &capture.url, capture.peer, capture.requested_at));
        let added = stored.headers.len() - capture.headers.len();
        prop_assert!(added <= 1);
        for (had, has) in capture.headers.iter().zip(&stored.headers) {
            prop_assert_eq!(&had.1, &has.1);
            prop_assert_eq!(&had.0, has.0.strip_prefix("X-Archive-Orig-").unwrap_or(&has.0));
        }
    }
}
