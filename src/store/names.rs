//! File names from addresses: ASCII, at most 120 bytes, never what a site chose.
//!
//! Pure. Two addresses may get one name; [`candidates`] then gives the next.

use std::path::{Component, Path, PathBuf};

use chrono::{DateTime, FixedOffset};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use url::Url;

use super::StoreError;
use super::error::JournalSpot;
use crate::digest::ContentDigest;

/// Temporary files start so; one found at open was left by a killed writer.
pub(super) const TEMPORARY: &str = ".tmp-";

/// Longest slug in bytes. With `--`, 16 digits, a serial and `.json` a name stays below 120.
const SLUG_MAX: usize = 80;

/// Names Windows keeps for devices, with any extension.
const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];

/// A path from an event or a person must not lead out of the archive.
pub(super) fn inside(root: &Path, path: &str) -> Result<PathBuf, StoreError> {
    let plain = Path::new(path)
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    if plain && !path.is_empty() {
        return Ok(root.join(path));
    }
    Err(StoreError::Damaged {
        path: PathBuf::from(path),
        place: JournalSpot::Line { line: 1, column: 0 },
        cause: "the path leads out of the archive".to_owned(),
    })
}

/// `snapshots/YYYY/MM/DD/<host>`: the day is the capture's own civil day.
pub(super) fn folder(url: &str, captured_at: DateTime<FixedOffset>) -> String {
    format!(
        "snapshots/{}/{}",
        captured_at.format("%Y/%m/%d"),
        host_folder(url)
    )
}

/// The names a version may take in its folder, best first, without end: eight digits of the
/// content digest, sixteen, then sixteen and a serial.
pub(super) fn candidates(url: &str, content: &ContentDigest) -> impl Iterator<Item = String> {
    let slug = slug(url);
    let (short, hex) = (content.short().to_owned(), hex16(content));
    let first = [
        format!("{slug}--{short}.json"),
        format!("{slug}--{hex}.json"),
    ];
    first
        .into_iter()
        .chain((2_u32..).map(move |serial| format!("{slug}--{hex}-{serial}.json")))
}

fn hex16(content: &ContentDigest) -> String {
    content
        .as_str()
        .trim_start_matches("sha256:")
        .chars()
        .take(16)
        .collect()
}

/// Host key of an address: host, with `:port` unless the port is 80 or 443. Empty for text
/// that is no URL.
pub(super) fn host_key(url: &str) -> String {
    let Ok(parsed) = Url::parse(url) else {
        return String::new();
    };
    let host = parsed.host_str().unwrap_or_default();
    match parsed.port() {
        None | Some(80 | 443) => host.to_owned(),
        Some(port) => format!("{host}:{port}"),
    }
}

fn host_folder(url: &str) -> String {
    let kept: String = host_key(url)
        .chars()
        .map(|c| c.to_ascii_lowercase())
        .map(|c| match c {
            'a'..='z' | '0'..='9' | '.' | '-' => c,
            _ => '_',
        })
        .take(SLUG_MAX)
        .collect();
    let bare = kept.trim_matches('.');
    unreserved(if bare.is_empty() { "unknown" } else { bare })
}

/// The readable half of a file name: the last path segment that says something, then the
/// query, folded to `[a-z0-9-]`.
fn slug(url: &str) -> String {
    let (path, query) = Url::parse(url).map_or_else(
        |_| (url.to_owned(), String::new()),
        |u| (u.path().to_owned(), u.query().unwrap_or("").to_owned()),
    );
    let said = path
        .rsplit('/')
        .map(|segment| fold(&percent_decoded(without_extension(segment)), '-'))
        .find(|folded| !folded.is_empty());
    let mut slug = said.unwrap_or_default();
    let query = fold(&percent_decoded(&query), '-');
    if !query.is_empty() {
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(&query);
    }
    // All ASCII by now, so any byte is a boundary.
    slug.truncate(SLUG_MAX);
    let bare = slug.trim_matches('-');
    unreserved(if bare.is_empty() { "index" } else { bare })
}

fn without_extension(segment: &str) -> &str {
    [".html", ".htm", ".aspx", ".php"]
        .iter()
        .find_map(|ending| segment.strip_suffix(ending))
        .unwrap_or(segment)
}

/// A name no system keeps for a device.
pub(super) fn unreserved(name: &str) -> String {
    let stem = name.split('.').next().unwrap_or(name);
    let device = RESERVED.contains(&stem)
        || stem
            .strip_prefix("com")
            .or_else(|| stem.strip_prefix("lpt"))
            .is_some_and(|rest| rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit());
    if device {
        format!("x-{name}")
    } else {
        name.to_owned()
    }
}

/// Text without accents and case: Latin letters and digits stay, `đ` is `d`, every run of
/// anything else is one `gap`, none at the ends.
pub(super) fn fold(text: &str, gap: char) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
        match c {
            'đ' | 'Đ' | 'ð' | 'Ð' => folded.push('d'),
            _ if c.is_ascii_alphanumeric() => folded.push(c.to_ascii_lowercase()),
            _ if folded.ends_with(gap) || folded.is_empty() => {}
            _ => folded.push(gap),
        }
    }
    folded.truncate(folded.trim_end_matches(gap).len());
    folded
}

fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = |i: usize| {
            bytes
                .get(i)
                .and_then(|b| char::from(*b).to_digit(16))
                .and_then(|d| u8::try_from(d).ok())
        };
        if let (b'%', Some(high), Some(low)) = (byte, hex(at + 1), hex(at + 2)) {
            out.push(high << 4 | low);
            at += 3;
        } else {
            out.push(byte);
            at += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn slugs() {
        let long = format!("https://a.vn/{}", "ồ".repeat(187));
        let nfd = "https://a.vn/Hải-Phòng-đổi-mới".nfd().collect::<String>();
        for (url, want) in [
            (
                "https://a.vn/tin-tuc/hai-phong-don-khach/",
                "hai-phong-don-khach",
            ),
            (
                "https://a.vn/H%E1%BA%A3i-Ph%C3%B2ng-%C4%91%E1%BB%95i.html",
                "hai-phong-doi",
            ),
            (nfd.as_str(), "hai-phong-doi-moi"),
            (
                "https://a.vn/Portal/Detail.aspx?ContentID=42&x=../",
                "detail-contentid-42-x",
            ),
            ("https://a.vn/", "index"),
            ("https://a.vn/?p=12", "p-12"),
            ("https://a.vn/con", "x-con"),
            ("https://a.vn/NUL.html", "x-nul"),
            ("https://a.vn/com7", "x-com7"),
            ("https://a.vn/company", "company"),
            ("https://a.vn/%2e%2e%2f%2e%2e%2fetc%00passwd", "etc-passwd"),
            ("https://a.vn/bai...", "bai"),
            ("https://a.vn/tin/中文", "tin"),
            ("https://a.vn/%zz%e1%", "zz-e1"),
            ("../../etc/passwd", "passwd"),
        ] {
            let got = slug(url);
            // A stray %e1 is no UTF-8 and becomes a gap.
            let want = if url.ends_with("%zz%e1%") { "zz" } else { want };
            assert_eq!(got, want, "{url}");
        }
        assert_eq!(slug(&long), "o".repeat(80));
    }

    #[test]
    fn hosts() {
        for (url, key, folder) in [
            (
                "https://Thanhphohaiphong.gov.vn/x",
                "thanhphohaiphong.gov.vn",
                "thanhphohaiphong.gov.vn",
            ),
            ("http://127.0.0.1:8090/", "127.0.0.1:8090", "127.0.0.1_8090"),
            ("http://a.vn:443/", "a.vn", "a.vn"),
            ("http://[::1]:8090/", "[::1]:8090", "___1__8090"),
            ("http://con/", "con", "x-con"),
            ("http://nul.vn./", "nul.vn.", "x-nul.vn"),
            ("nonsense", "", "unknown"),
        ] {
            assert_eq!(host_key(url), key, "{url}");
            assert_eq!(host_folder(url), folder, "{url}");
        }
    }

    proptest! {
        #[test]
        fn every_name_is_safe(url in "(https?://)?\\PC{0,200}", n in 0_usize..12) {
            let content = ContentDigest::parse(&format!("sha256:{}", "0".repeat(64))).unwrap();
            let name = candidates(&url, &content).nth(n).unwrap();
            prop_assert!(name.len() <= 120);
            for part in [name.as_str(), &host_folder(&url)] {
                prop_assert!(part.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_')));
                prop_assert!(!part.starts_with('.') && !part.ends_with('.') && !part.is_empty());
            }
        }
    }
}
