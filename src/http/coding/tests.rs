//! Tests: http coding.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use proptest::prelude::*;

use super::*;

/// [`page`] by Node's `brotliCompressSync`; there is no encoder among the dependencies.
const BROTLI: &[u8] = &[
    0x1b, 0x57, 0x07, 0xf8, 0x2d, 0x0a, 0xec, 0x36, 0x34, 0x69, 0x13, 0x42, 0x0c, 0xfa, 0x51, 0xdd,
    0x26, 0xaf, 0x8c, 0xcb, 0x96, 0x87, 0x5e, 0x65, 0x9d, 0x87, 0x89, 0x06, 0x3d, 0x25, 0x71, 0x24,
    0x1b, 0xe8, 0x70, 0xe9, 0xf3, 0x32, 0x5a, 0x70, 0xe1, 0x0d, 0x32, 0x0c, 0xc3, 0xb2, 0x41, 0xce,
    0xd0, 0x88, 0x85, 0x89, 0xe1, 0x43, 0x8f, 0x6b, 0xf8, 0x7f, 0x8a, 0x7a, 0x70, 0x60, 0x67, 0x50,
    0x5d, 0x17, 0x12, 0x78, 0x0b, 0x3a, 0xb1, 0x05,
];

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn undo(body: impl AsRef<[u8]>, header: &str) -> Result<DecodedBody, CodingError> {
    decode(body.as_ref(), [header.as_bytes()].into_iter(), 10_000)
}

fn page() -> Vec<u8> {
    "<p>Hải Phòng, ngày 5 tháng 4 năm 2023</p>"
        .repeat(40)
        .into_bytes()
}

#[test]
fn all_members_are_decoded_and_garbage_after_them_is_counted() {
    let two = [gzip(b"A"), gzip(b"B")].concat();
    assert_eq!(undo(two.clone(), "gzip").unwrap().body, b"AB");
    let decoded = undo([two, vec![0; 50]].concat(), "X-GZip").unwrap();
    assert_eq!((decoded.body, decoded.garbage), (b"AB".to_vec(), 50));
}

#[test]
fn deflate_is_read_in_both_forms() {
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(&page()).unwrap();
    let mut raw = DeflateEncoder::new(Vec::new(), Compression::default());
    raw.write_all(&page()).unwrap();
    assert_eq!(
        undo(zlib.finish().unwrap(), "deflate").unwrap().body,
        page()
    );
    assert_eq!(undo(raw.finish().unwrap(), "deflate").unwrap().body, page());
}

#[test]
fn layers_are_undone_in_reverse_and_capped() {
    let twice = gzip(&gzip(&page()));
    assert_eq!(undo(twice, "gzip, identity, gzip").unwrap().body, page());
    let fault = |header: &str| match undo(gzip(b"A"), header) {
        Err(error) => error,
        other => panic!("{other:?}"),
    };
    assert_eq!(fault("gzip,gzip,gzip"), CodingError::Layers { layers: 3 });
    let coding = "compress".to_owned();
    assert_eq!(fault("gzip, compress"), CodingError::Unknown { coding });
}

#[test]
fn words_that_name_no_coding_are_passed_over() {
    for header in [
        "none",
        "utf-8",
        "8bit",
        "binary",
        "UTF8, identity",
        "",
        ",",
        "text/html",
        "không",
        "\"none\"",
    ] {
        assert_eq!(undo(page(), header).unwrap().body, page(), "{header}");
    }
    let packed = gzip(&page());
    for header in ["utf-8, gzip", "gzip;q=1", "\"gzip\"", "none,x-gzip,8bit"] {
        assert_eq!(undo(&packed, header).unwrap().body, page(), "{header}");
    }
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(&page()).unwrap();
    let packed = zlib.finish().unwrap();
    assert_eq!(undo(packed, "X-Deflate").unwrap().body, page());
    for coding in ["x-compress", "exi", "dcb"] {
        let coding = coding.to_owned();
        let unknown = undo(page(), &coding).unwrap_err();
        assert_eq!(unknown, CodingError::Unknown { coding });
    }
}

#[test]
fn a_bomb_stops_at_the_cap_and_the_cap_itself_passes() {
    let at = gzip(&[0; 10_000]);
    assert_eq!(undo(at, "gzip").unwrap().body.len(), 10_000);
    let limit = 10_000;
    for bomb in [
        gzip(&[0; 10_001]),
        [gzip(&[0; 9_000]), gzip(&[0; 9_000])].concat(),
    ] {
        let error = undo(bomb, "gzip").unwrap_err();
        assert_eq!(error, CodingError::TooLarge { limit });
    }
    assert!(
        undo(vec![b'x'; 10_001], "").is_err(),
        "identity has the same cap"
    );
}

#[test]
fn a_cut_stream_is_said_to_be_cut_and_a_corrupt_one_is_an_error() {
    let whole = gzip(&page());
    for end in 1..whole.len() {
        let decoded = undo(&whole[..end], "gzip").unwrap();
        assert!(decoded.cut && page().starts_with(&decoded.body), "{end}");
    }
    let mut corrupt = whole.clone();
    let crc = corrupt.len() - 6;
    corrupt[crc] ^= 0xff;
    let error = undo(corrupt, "gzip").unwrap_err();
    assert!(error.may_pass());
    assert!(undo(b"not gzip", "gzip").is_err());
}

#[test]
fn plain_markup_said_to_be_gzip_is_taken_as_it_is() {
    let decoded = undo(b"\xef\xbb\xbf\n<html>", "gzip").unwrap();
    assert!(decoded.was_plain);
    assert_eq!(decoded.body, b"\xef\xbb\xbf\n<html>");
    assert_eq!(undo(Vec::new(), "gzip").unwrap(), DecodedBody::default());
}

#[test]
fn what_only_browsers_ask_for_is_read_and_capped_and_a_cut_stream_told() {
    let zstd = zstd::encode_all(page().as_slice(), 3).unwrap();
    for (coding, whole) in [("br", BROTLI.to_vec()), ("zstd", zstd)] {
        assert_eq!(undo(&whole, coding).unwrap().body, page(), "{coding}");
        for end in 1..whole.len() {
            let decoded = undo(&whole[..end], coding).unwrap();
            assert!(
                decoded.cut && page().starts_with(&decoded.body),
                "{coding} {end}"
            );
        }
        let limit = 100;
        let error = decode(&whole, [coding.as_bytes()].into_iter(), limit).unwrap_err();
        assert_eq!(error, CodingError::TooLarge { limit });
        assert!(undo([0xff; 40], coding).unwrap_err().may_pass(), "{coding}");
    }
}

proptest! {
    #[test]
    fn what_was_coded_comes_back(pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 1..5)) {
        let members: Vec<u8> = pieces.iter().flat_map(|piece| gzip(piece)).collect();
        prop_assert_eq!(undo(members, "gzip").unwrap().body, pieces.concat());
    }

    #[test]
    fn no_bytes_make_a_decoder_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = undo([b"\x1f\x8b\x08".to_vec(), bytes.clone()].concat(), "gzip");
        let _ = undo(&bytes, "br");
        let _ = undo([b"\x28\xb5\x2f\xfd".to_vec(), bytes.clone()].concat(), "zstd");
        let _ = undo(bytes, "deflate, gzip");
    }
}
