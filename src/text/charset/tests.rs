//! Tests: text charset.

use encoding_rs::{EUC_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1258};
use proptest::prelude::*;

use super::prescan::prescan;
use super::{CharsetSource, decode, header};

fn source(bytes: &[u8], content_type: Option<&str>) -> (&'static str, CharsetSource) {
    let decoded = decode(bytes, content_type);
    (decoded.encoding, decoded.from)
}

#[test]
fn mark_beats_header_beats_meta_beats_detection() {
    let meta = "<meta charset=euc-jp>Hải Phòng";
    let marked = format!("\u{FEFF}{meta}");
    let windows = Some("text/html; charset=windows-1258");
    assert_eq!(
        source(marked.as_bytes(), windows),
        ("UTF-8", CharsetSource::Bom)
    );
    assert_eq!(
        source(meta.as_bytes(), windows),
        ("windows-1258", CharsetSource::Header)
    );
    assert_eq!(
        source(meta.as_bytes(), Some("text/html")),
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

#[test]
fn a_declared_legacy_encoding_wins_over_utf8_bytes_and_is_flagged() {
    let decoded = decode(
        "<meta charset=windows-1252>Hải".as_bytes(),
        Some("text/html"),
    );
    assert_eq!(decoded.encoding, "windows-1252");
    assert!(decoded.text.ends_with("Háº£i"));
    assert!(decoded.disagrees);
    let honest = decode(b"<meta charset=windows-1252>caf\xE9", None);
    assert!(!honest.disagrees);
    assert!(honest.text.ends_with("café"));
    assert!(!decode(b"<meta charset=windows-1252>ascii", None).disagrees);
    assert!(!decode("Hải".as_bytes(), Some("x; charset=utf-8")).disagrees);
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
    assert!(decode(b"\xFF", Some("x; charset=utf-8")).lossy);
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
