//! Zstandard files, with and without a dictionary.

use std::io::Write as _;

use super::*;

fn frame(bytes: &[u8], dictionary: &[u8]) -> Vec<u8> {
    let mut out = zstd::stream::write::Encoder::with_dictionary(Vec::new(), 3, dictionary).unwrap();
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

fn skippable(bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).unwrap().to_le_bytes();
    [&[0x5d, 0x2a, 0x4d, 0x18], &length[..], bytes].concat()
}

fn is_read(name: &str, file: &[u8], words: &[&str], is_damaged: bool) {
    let (records, done) = salvage(file);
    assert_eq!(records, pages(words), "{name}: {:?}", done.damage);
    assert_eq!(!done.damage.is_empty(), is_damaged, "{name}: {done:?}");
}

#[test]
fn frames_are_read_with_the_dictionary_that_stands_before_them() {
    let (a, b) = (record("một"), record("hai"));
    let often = b"Content-Type: text/html; charset=utf-8".repeat(8);
    let dictionary = [often, record("khác")].concat();
    let coded = [frame(&a, &dictionary), frame(&b, &dictionary)].concat();
    let packed = skippable(&frame(&dictionary, b""));
    for (name, file) in [
        ("none", [frame(&a, b""), frame(&b, b"")].concat()),
        ("one over all", frame(&[a, b].concat(), b"")),
        ("plain", [skippable(&dictionary), coded.clone()].concat()),
        ("packed", [packed, coded].concat()),
    ] {
        is_read(name, &file, &["một", "hai"], false);
    }
}

#[test]
fn frames_are_read_one_by_one_and_what_is_broken_is_told() {
    let (a, b) = (frame(&record("một"), b""), frame(&record("hai"), b""));
    let other = skippable(b"x");
    let cut = &b[..b.len() - 30];
    let words = "không phải".as_bytes();
    is_read(
        "skippable",
        &[&a[..], &other, &b].concat(),
        &["một", "hai"],
        false,
    );
    is_read("cut", &[&a[..], cut].concat(), &["một"], true);
    is_read(
        "words",
        &[&a[..], words, &b].concat(),
        &["một", "hai"],
        true,
    );
}
