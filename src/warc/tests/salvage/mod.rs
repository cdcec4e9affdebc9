//! Files as others pack, frame, cut and spoil them: what comes out is whole, cited by its
//! place, and never another's.

mod arc;
mod cut;
mod framing;
mod segments;
mod zstandard;

use std::io::Cursor;

use super::round::{unzip, zip};
use super::*;
use crate::warc::salvage::{Damage, FilePacking, RewriteSource, Rewritten, rewrite, unpack};

const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n";

fn body(word: &str) -> String {
    format!("{HEAD}<p>Bến phà {word} mở lại sau ba tháng sửa chữa.</p>")
}

/// A record whose header says `length`, without what separates it from the next.
fn said(word: &str, length: usize) -> Vec<u8> {
    format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:x:{word}>\r\n\
         WARC-Date: 2020-05-01T00:00:00Z\r\nWARC-Target-URI: https://thu.example/{word}\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {length}\r\n\r\n{}",
        body(word)
    )
    .into_bytes()
}

fn record(word: &str) -> Vec<u8> {
    [said(word, body(word).len()), b"\r\n\r\n".to_vec()].concat()
}

/// What a file comes out as: its records' addresses and blocks, and what was told.
fn salvage(file: &[u8]) -> (Vec<(String, String)>, Rewritten) {
    let mut clear = Cursor::new(Vec::new());
    let mut source = Cursor::new(file.to_vec());
    let packing = FilePacking::of(file);
    let unpacked = unpack(packing, &mut source, &mut clear, 1 << 30).unwrap();
    let clear = if unpacked.was_packed { clear } else { source };
    let origin = RewriteSource {
        name: "tệp.warc",
        sha256: "00",
        software: "hpnews/0",
    };
    let mut out = Vec::new();
    let done = rewrite(clear, &unpacked, origin, &mut out).unwrap();
    let mut reader = WarcReader::new(out.as_slice());
    let mut records = Vec::new();
    let mut ids = std::collections::HashSet::new();
    while let Some(header) = reader.next_record().unwrap() {
        let block = reader.read_block(1 << 24).unwrap();
        assert_ne!(reader.finish_record().unwrap(), 0, "a shared member");
        assert!(ids.insert(header.id().expect("an identifier")));
        let url = header.target().unwrap_or_default().to_owned();
        records.push((url, String::from_utf8_lossy(&block).into_owned()));
    }
    if !records.is_empty() {
        records.remove(0);
    }
    assert_eq!(records.len() as u64, done.records);
    (records, done)
}

fn pages(words: &[&str]) -> Vec<(String, String)> {
    words
        .iter()
        .map(|word| (format!("https://thu.example/{word}"), body(word)))
        .collect()
}

fn offsets(damage: &[Damage]) -> Vec<u64> {
    damage.iter().map(|it| it.offset).collect()
}

#[test]
fn records_that_share_members_anywhere_are_told_apart() {
    let (a, b, c) = (record("một"), record("hai"), record("ba"));
    let all = [a.clone(), b.clone(), c.clone()].concat();
    let cut = all.len() / 2;
    for (name, file) in [
        (
            "behind a single one",
            [zip(&a), zip(&[b.clone(), c.clone()].concat())].concat(),
        ),
        (
            "before a single one",
            [zip(&[a.clone(), b.clone()].concat()), zip(&c)].concat(),
        ),
        ("one over all", zip(&all)),
        (
            "cut where a buffer was full",
            [zip(&all[..cut]), zip(&all[cut..])].concat(),
        ),
        (
            "an empty member between",
            [zip(&a), zip(b""), zip(&b), zip(&c)].concat(),
        ),
        ("plain", all.clone()),
    ] {
        let (records, done) = salvage(&file);
        assert_eq!(records, pages(&["một", "hai", "ba"]), "{name}");
        assert_eq!(done.damage, [], "{name}");
    }
}

#[test]
fn what_unpacks_of_a_spoilt_gzip_file_is_taken_and_the_rest_told() {
    let (a, b, c) = (record("một"), record("hai"), record("ba"));
    let all = zip(&[a.clone(), b.clone(), c.clone()].concat());
    let mut bad_sum = all.clone();
    let at = bad_sum.len() - 6;
    bad_sum[at] ^= 1;
    let mut middle = zip(&b);
    let at = middle.len() / 2;
    middle[at] ^= 0x55;
    let singles = [zip(&a), zip(&b), zip(&c)];
    let torn = [
        &singles[0][..],
        &singles[1][..singles[1].len() - 20],
        &singles[2],
    ]
    .concat();
    let zeros = vec![0; 5000];
    let first = singles[0].len() as u64;
    let whole = all.len() as u64;
    for (name, file, want, at) in [
        (
            "its trailer cut",
            all[..all.len() - 8].to_vec(),
            &["một", "hai", "ba"][..],
            0,
        ),
        ("a wrong check sum", bad_sum, &["một", "hai", "ba"], 0),
        (
            "zeros behind",
            [all.clone(), zeros.clone()].concat(),
            &["một", "hai", "ba"],
            whole,
        ),
        (
            "zeros between",
            [singles[0].clone(), zeros, singles[1].clone()].concat(),
            &["một", "hai"],
            first,
        ),
        (
            "a flip in one member",
            [singles[0].clone(), middle, singles[2].clone()].concat(),
            &["một", "ba"],
            first,
        ),
        ("a member cut short", torn, &["một", "ba"], first),
        (
            "words between",
            [&singles[0][..], b"no gzip at all", &singles[1]].concat(),
            &["một", "hai"],
            first,
        ),
    ] {
        let (records, done) = salvage(&file);
        assert_eq!(records, pages(want), "{name}");
        assert_eq!(offsets(&done.damage)[0], at, "{name}: {:?}", done.damage);
    }
}

#[test]
fn packings_that_are_not_read_are_named() {
    for (first, want) in [
        (&b"BZh91AY&SY"[..], "bzip2"),
        (b"\xfd7zXZ\x00\x00\x04", "xz"),
        (b"\x04\x22\x4d\x18d@", "LZ4"),
    ] {
        let FilePacking::Unread { name, command } = FilePacking::of(first) else {
            panic!("{want} is read");
        };
        assert_eq!(name, want);
        assert!(command.starts_with("un") || command.starts_with("bunzip"));
    }
    assert_eq!(FilePacking::of(b"WARC/1.0"), FilePacking::Plain);
}

#[test]
fn a_file_that_unpacks_to_more_than_the_limit_is_read_to_there() {
    let file = zip(&[record("một"), vec![b' '; 1 << 20]].concat());
    let mut clear = Cursor::new(Vec::new());
    let unpacked = unpack(
        FilePacking::Gzip,
        &mut Cursor::new(file),
        &mut clear,
        200_000,
    )
    .unwrap();
    assert!(clear.get_ref().len() < 400_000);
    assert!(unpacked.damage[0].cause.contains("200000 bytes"));
}

#[test]
fn no_byte_anywhere_stops_it_or_makes_up_a_record() {
    let parts = [record("một"), record("hai"), record("ba")];
    let singles = parts
        .iter()
        .map(|part| zip(part))
        .collect::<Vec<_>>()
        .concat();
    let known = pages(&["một", "hai", "ba"]);
    for at in 0..singles.len() {
        let mut file = singles.clone();
        file[at] ^= 1 << (at % 8);
        let (records, done) = salvage(&file);
        assert!(records.len() >= 2, "{at}: {:?}", done.damage);
        let new = records.iter().filter(|it| !known.contains(it)).count();
        assert!(new == 0 || !done.damage.is_empty(), "{at}: told by nobody");
        let (short, _) = salvage(&singles[..at]);
        assert!(short.iter().all(|it| known.contains(it)), "cut at {at}");
    }
    assert_eq!(unzip(&singles).len(), parts.concat().len());
}
