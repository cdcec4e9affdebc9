//! Tests: text charset.

use encoding_rs::{EUC_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1258};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::prescan::prescan;
use super::{CharsetSource, decode, header};

fn source(bytes: &[u8], content_type: Option<&str>) -> (&'static str, CharsetSource) {
    let decoded = decode(bytes, content_type);
    (decoded.encoding, decoded.from)
}

#[test]
fn mark_beats_header_beats_meta_beats_detection() {
    let meta = b"<meta charset=euc-jp>caf\xE9";
    let marked = "\u{FEFF}<meta charset=euc-jp>Hải Phòng";
    let windows = Some("text/html; charset=windows-1258");
    assert_eq!(
        source(marked.as_bytes(), windows),
        ("UTF-8", CharsetSource::Bom)
    );
    assert_eq!(
        source(meta, windows),
        ("windows-1258", CharsetSource::Header)
    );
    assert_eq!(
        source(meta, Some("text/html")),
        ("EUC-JP", CharsetSource::Meta)
    );
    assert_eq!(
        source("Hải Phòng".as_bytes(), None),
        ("UTF-8", CharsetSource::Detected)
    );
    assert_eq!(
        source(b"Hai Phong", None),
        ("UTF-8", CharsetSource::Default)
    );
    assert_eq!(source(b"", None), ("UTF-8", CharsetSource::Default));
}

#[test]
fn the_mark_is_no_text() {
    assert_eq!(decode("\u{FEFF}tin".as_bytes(), None).text, "tin");
    let utf16 = b"\xFF\xFE\xA3\x1E"; // U+1EA3, ả
    let decoded = decode(utf16, Some("text/html; charset=utf-8"));
    assert_eq!((decoded.text.as_str(), decoded.encoding), ("ả", "UTF-16LE"));
}

#[test]
fn header_charsets() {
    for (given, encoding) in [
        ("text/html; charset=UTF-8", Some(UTF_8)),
        ("text/html;charset=\"utf-8\"", Some(UTF_8)),
        ("text/html; Charset = 'utf-8' ; x=y", Some(UTF_8)),
        ("text/html; charset=windows-1258", Some(WINDOWS_1258)),
        (
            "text/html; charset=iso-8859-1, text/html",
            Some(WINDOWS_1252),
        ),
        ("text/html; charset=none; charset=utf-8", Some(UTF_8)),
        ("text/html charset=windows-1258", Some(WINDOWS_1258)),
        ("text/html; charset = \"windows-1258\"", Some(WINDOWS_1258)),
        ("text/html;CHARSET:utf-8", Some(UTF_8)),
        ("charset=utf-8", Some(UTF_8)),
        ("text/html; charset=hz-gb-2312", None),
        ("text/html; charset=TCVN3", None),
        ("text/html; charset", None),
        ("text/html; nocharset=utf-8", None),
        ("", None),
    ] {
        assert_eq!(header(given), encoding, "{given:?}");
    }
}

#[test]
fn declarations_in_the_bytes() {
    for (given, encoding) in [
        ("<meta charset=utf-16le>", Some(UTF_8)),
        ("<meta charset=x-user-defined>", Some(WINDOWS_1252)),
        ("<meta charset=hz-gb-2312><meta charset=utf-8>", Some(UTF_8)),
        ("<!--><meta charset=utf-8>", Some(UTF_8)),
        ("<!-- > <meta charset=utf-8>", None),
        ("</p a='>'><meta/charset=utf-8>", Some(UTF_8)),
        ("<a title='<meta charset=utf-8>'>", None),
        ("<meta =charset=utf-8>", None),
        ("<meta charset charset=utf-8>", None),
        (
            "<meta http-equiv=content-type content='charset charset=utf-8'>",
            Some(UTF_8),
        ),
        (
            // The standard: a failed `charset` is not null, so `content` comes too late.
            "<meta charset=bogus http-equiv=content-type content='charset=utf-8'>",
            None,
        ),
        (
            "<?xml version='1.0' encoding='euc-jp'?><html>",
            Some(EUC_JP),
        ),
        ("<?xml encoding = \"utf-16\"?>", Some(UTF_8)),
        ("<?xml encoding='euc-jp'?><meta charset=utf-8>", Some(UTF_8)),
        ("<?xml version='1.0'?>encoding='euc-jp'", None),
        ("<?xml encoding='euc jp'?>", None),
        (" <?xml encoding='euc-jp'?>", None),
        ("<\0?\0x\0m\0", Some(UTF_16LE)),
        ("\0<\0?\0x\0m", Some(UTF_16BE)),
        ("<", None),
        ("", None),
    ] {
        assert_eq!(prescan(given.as_bytes()), encoding, "{given:?}");
    }
}

#[test]
fn a_meta_behind_the_window_still_counts() {
    let page = format!("<!--{}--><meta charset=euc-jp>", "x".repeat(2048));
    assert_eq!(
        source(page.as_bytes(), None),
        ("EUC-JP", CharsetSource::Meta)
    );
}

const LINE: &str = "Hải Phòng kiểm tra tuyến đê biển, sạt lở ba điểm";

/// A page that names a charset, and one in windows-1258, which spells tones apart.
fn page(label: &str, bytes: &[u8]) -> Vec<u8> {
    [format!("<meta charset={label}>").as_bytes(), bytes].concat()
}

fn in_windows_1258(line: &str) -> Vec<u8> {
    let apart: String = line.chars().flat_map(tone_apart).collect();
    let (bytes, _, unmappable) = WINDOWS_1258.encode(&apart);
    assert!(!unmappable, "{apart}");
    bytes.into_owned()
}

/// A letter as windows-1258 has it: `ế` is ê and an acute.
fn tone_apart(letter: char) -> Vec<char> {
    let apart: Vec<char> = letter.nfd().collect();
    match apart.split_last() {
        Some((tone @ ('\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}'), rest)) => {
            let rest: String = rest.iter().collect();
            rest.nfc().chain([*tone]).collect()
        }
        // A dot below stands before a circumflex.
        Some((_, [base, '\u{323}'])) => vec![letter_with_circumflex(*base), '\u{323}'],
        _ => vec![letter],
    }
}

fn letter_with_circumflex(base: char) -> char {
    let whole: String = [base, '\u{302}'].iter().collect::<String>().nfc().collect();
    whole.chars().next().expect("a letter")
}

#[test]
fn bytes_belie_a_wrong_declaration() {
    let utf8 = LINE.as_bytes();
    let windows = &in_windows_1258(LINE);
    for (page, header, read, misdeclared) in [
        (page("iso-8859-1", utf8), "", "UTF-8", Some("windows-1252")),
        (
            page("windows-1258", utf8),
            "",
            "UTF-8",
            Some("windows-1258"),
        ),
        (page("gb2312", utf8), "", "UTF-8", Some("GBK")),
        (
            page("utf-8", utf8),
            "windows-1258",
            "UTF-8",
            Some("windows-1258"),
        ),
        (page("utf-8", utf8), "utf-16", "UTF-8", Some("UTF-16LE")),
        (
            b"ch\xe1\xbb\xaf".to_vec(),
            "koi8-r",
            "UTF-8",
            Some("KOI8-R"),
        ),
        (
            b"ASCII only".to_vec(),
            "utf-16be",
            "UTF-8",
            Some("UTF-16BE"),
        ),
        (
            page("windows-1258", windows),
            "utf-8",
            "windows-1258",
            Some("UTF-8"),
        ),
        (page("utf-8", windows), "", "windows-1258", Some("UTF-8")),
        // What cannot be disproved is believed, and the header before the page.
        (
            page("windows-1258", windows),
            "iso-8859-1",
            "windows-1252",
            None,
        ),
        (page("windows-1252", b"caf\xE9"), "", "windows-1252", None),
        (
            page("windows-1252", b"ASCII only"),
            "",
            "windows-1252",
            None,
        ),
        (page("utf-8", utf8), "utf-8", "UTF-8", None),
        (page("utf-8", b"ASCII only"), "", "UTF-8", None),
    ] {
        let decoded = decode(&page, Some(&format!("text/html; charset={header}")));
        let shown = format!("{header}: {}", decoded.text);
        assert_eq!(
            (decoded.encoding, decoded.misdeclared),
            (read, misdeclared),
            "{shown}"
        );
        assert!(!decoded.lossy, "{shown}");
    }
}

#[test]
fn utf16_without_a_mark_is_believed_where_it_looks_so() {
    let bytes: Vec<u8> = "<p>Hải Phòng"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let decoded = decode(&bytes, Some("text/html; charset=utf-16le"));
    assert_eq!(
        (decoded.text.as_str(), decoded.misdeclared),
        ("<p>Hải Phòng", None)
    );
}

#[test]
fn windows_1258_is_detected_as_vietnamese() {
    let text = "Tha\u{300}nh phô\u{301} Ha\u{309}i Pho\u{300}ng tô\u{309} chư\u{301}c lê\u{303} hô\u{323}i \
        đua thuyê\u{300}n, cho\u{323}i trâu Đô\u{300} Sơn va\u{300} nhiê\u{300}u hoa\u{323}t đô\u{323}ng kha\u{301}c";
    let (bytes, _, unmappable) = WINDOWS_1258.encode(text);
    assert!(!unmappable);
    let decoded = decode(&bytes, None);
    assert_eq!(
        (decoded.encoding, decoded.text.as_str()),
        ("windows-1258", text)
    );
    assert_eq!(decoded.from, CharsetSource::Detected);
}

#[test]
fn one_broken_byte_does_not_turn_a_page_into_mojibake() {
    let mut page = "Hải Phòng đẩy mạnh cải cách hành chính "
        .repeat(4)
        .into_bytes();
    page.extend_from_slice(&"ế".as_bytes()[..2]);
    page.extend_from_slice(b"...");
    let decoded = decode(&page, None);
    assert_eq!(decoded.encoding, "UTF-8");
    assert!(decoded.lossy);
    assert!(decoded.text.starts_with("Hải Phòng"));
    assert!(decoded.text.ends_with("\u{FFFD}..."));
}

#[test]
fn loss_is_said() {
    let page = ["Hải Phòng".as_bytes(), b"\xFF"].concat();
    assert!(decode(&page, Some("x; charset=utf-8")).lossy);
    assert!(!decode("ả".as_bytes(), Some("x; charset=utf-8")).lossy);
}

proptest! {
    #[test]
    fn decoding_never_panics(
        bytes in prop::collection::vec(any::<u8>(), 0..256),
        content_type in prop::option::of("[ -~]{0,40}"),
    ) {
        decode(&bytes, content_type.as_deref());
    }

    #[test]
    fn decoding_never_panics_on_broken_tags(
        page in "(<|</|<!--|-->|<\\?xml|<meta|charset|content|http-equiv|encoding|[ =>'\"/]|utf-8|a){0,24}",
        cut in 0_usize..64,
    ) {
        let cut = cut.min(page.len());
        decode(&page.as_bytes()[cut..], None);
    }

    #[test]
    fn utf8_comes_back_as_it_was(text in "[a-zà-ỹ \n]{0,80}") {
        let decoded = decode(text.as_bytes(), Some("text/html; charset=utf-8"));
        prop_assert_eq!(decoded.text, text);
        prop_assert!(!decoded.lossy);
    }
}
