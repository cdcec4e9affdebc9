//! Records in segments, and records without identifiers.

use super::*;

fn segment(number: u64, more: &str, block: &[u8]) -> Vec<u8> {
    let kind = if number == 1 {
        "response"
    } else {
        "continuation"
    };
    let mut out = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:x:{}>\r\n\
         WARC-Date: 2020-05-01T00:00:00Z\r\nWARC-Target-URI: https://thu.example/một\r\n\
         WARC-Segment-Number: {number}\r\n{more}Content-Length: {}\r\n\r\n",
        if number == 1 {
            "đầu".to_owned()
        } else {
            format!("s{number}")
        },
        block.len()
    )
    .into_bytes();
    out.extend([block, b"\r\n\r\n"].concat());
    out
}

#[test]
fn segments_are_joined_or_left_out_by_name() {
    let block = body("một").into_bytes();
    let (one, rest) = block.split_at(70);
    let (two, three) = rest.split_at(10);
    let origin = "WARC-Segment-Origin-ID: <urn:x:đầu>\r\n";
    let last = format!("{origin}WARC-Segment-Total-Length: {}\r\n", block.len());
    let wrong = format!("{origin}WARC-Segment-Total-Length: {}\r\n", block.len() + 1);
    let other = record("hai");
    let whole = |last: &str| {
        vec![
            segment(1, "", one),
            segment(2, origin, two),
            segment(3, last, three),
        ]
    };
    let mut turned = whole(&last);
    turned.reverse();
    let mut apart = whole(&last);
    apart.insert(1, other.clone());
    for (name, parts, joined) in [
        ("in order", [whole(&last), vec![other.clone()]].concat(), 1),
        ("in any order", [turned, vec![other.clone()]].concat(), 1),
        ("with others between", apart, 1),
        (
            "the second missing",
            vec![segment(1, "", one), segment(3, &last, three), other.clone()],
            0,
        ),
        (
            "the last missing",
            vec![segment(1, "", one), segment(2, origin, two), other.clone()],
            0,
        ),
        (
            "the first missing",
            vec![
                segment(2, origin, two),
                segment(3, &last, three),
                other.clone(),
            ],
            0,
        ),
        ("another sum", [whole(&wrong), vec![other]].concat(), 0),
    ] {
        let (mut records, done) = salvage(&parts.concat());
        records.sort();
        let want = if joined == 1 {
            &["hai", "một"][..]
        } else {
            &["hai"]
        };
        assert_eq!((records, done.joined), (pages(want), joined), "{name}");
        assert_eq!(
            done.damage.len() as u64,
            1 - joined,
            "{name}: {:?}",
            done.damage
        );
    }
}

#[test]
fn a_record_without_an_identifier_of_its_own_gets_one() {
    let text = |word: &str, id: &str| {
        let line = format!("WARC-Record-ID: <urn:x:{word}>\r\n");
        String::from_utf8(record(word)).unwrap().replace(&line, id)
    };
    for (id, named) in [
        ("", 2),
        ("WARC-Record-ID: 12345\r\n", 2),
        ("WARC-Record-ID: <>\r\n", 2),
        ("WARC-Record-ID: <urn:uuid:một hai>\r\n", 2),
        ("WARC-Record-ID: <urn:uuid:1>\r\n", 1),
        ("WARC-Record-ID: urn:uuid:1\r\n", 1),
    ] {
        let file = [text("một", id), text("hai", id)].concat();
        let (records, done) = salvage(file.as_bytes());
        assert_eq!(
            (records, done.named),
            (pages(&["một", "hai"]), named),
            "{id}"
        );
        assert_eq!(salvage(file.as_bytes()).1, done, "{id}: not the same twice");
    }
}
