//! Civil time by what a site says, its language and its domain.

use chrono::DateTime;
use url::Url;

use crate::survey::ZoneKnown;
use crate::survey::hosts::{is_akin, site_name};
use crate::survey::zone::{Clues, is_vietnamese};

/// Home page, zone of the REST root, hours that the site prints, language; the zone, how known.
type Case = (
    &'static str,
    Option<&'static str>,
    &'static [i32],
    Option<&'static str>,
    &'static str,
    &'static str,
);

const HERE: &str = "Asia/Ho_Chi_Minh";
const LOOPBACK: &str = "http://127.0.0.1:8090/";

const CASES: &[Case] = &[
    ("https://a.vn/", Some(HERE), &[], None, HERE, "named"),
    (
        "https://a.vn/",
        Some("UTC"),
        &[],
        Some("vi"),
        HERE,
        "language",
    ),
    (LOOPBACK, Some(""), &[], Some("vi-VN"), HERE, "language"),
    ("https://a.example/", None, &[7], None, HERE, "+07:00"),
    (
        "https://a.th/",
        None,
        &[7],
        Some("th"),
        "Asia/Bangkok",
        "+07:00",
    ),
    (
        "https://a.fr/",
        None,
        &[1, 2],
        Some("fr"),
        "Europe/Paris",
        "+01:00",
    ),
    (
        "https://a.example/",
        None,
        &[2],
        Some("fr"),
        "Etc/GMT-2",
        "+02:00",
    ),
    // Vietnamese pages of who writes elsewhere.
    (
        "https://a.de/",
        None,
        &[1],
        Some("vi"),
        "Europe/Berlin",
        "+01:00",
    ),
    ("https://a.vn/", None, &[], None, HERE, "domain"),
    (
        "https://a.fr/",
        None,
        &[],
        Some("fr"),
        "Europe/Paris",
        "domain",
    ),
    ("https://a.com/", None, &[], Some("en"), "UTC", "assumed"),
    (LOOPBACK, None, &[], Some("fr"), "UTC", "assumed"),
    ("https://a.com/", None, &[1, -5], None, "UTC", "assumed"),
];

#[test]
fn the_zone_is_what_says_most() {
    for (home, named, hours, language, zone, known) in CASES {
        let clues = Clues {
            named: named.map(str::to_owned),
            offsets: hours.iter().map(|it| it * 3600).collect(),
            language: language.map(str::to_owned),
            vietnamese: false,
        };
        let (found, how) = clues.zone(&Url::parse(home).unwrap());
        let how = match &how {
            ZoneKnown::Named => "named",
            ZoneKnown::Printed { offset } => offset,
            ZoneKnown::Language => "language",
            ZoneKnown::Domain => "domain",
            ZoneKnown::Assumed => "assumed",
        };
        assert_eq!((found.name(), how), (*zone, *known), "{home} {clues:?}");
    }
}

#[test]
fn offsets_are_read_where_they_are_printed_and_utc_is_none() {
    let mut clues = Clues::default();
    clues.document(b"<rss><item><pubDate>Wed, 27 Dec 2023 10:21:00 +0700</pubDate></item>");
    clues.document(b"<url><lastmod>2023-12-27T10:21:00+07:00</lastmod></url>");
    clues.document(b"<entry><published>2023-12-27T10:21:00Z</published></entry>");
    clues.document(b"<pubDate>Wed, 27 Dec 2023 10:21:00 GMT</pubDate><pubDate>hom qua</pubDate>");
    assert_eq!(
        clues.offsets.iter().copied().collect::<Vec<_>>(),
        [7 * 3600]
    );
    clues.written(DateTime::parse_from_rfc3339("2023-12-27T10:21:00+01:00").unwrap());
    assert_eq!(clues.offsets.len(), 2);
}

#[test]
fn vietnamese_is_told_by_letters_no_other_language_has() {
    let vietnamese = "Thành phố Hải Phòng tổ chức hội nghị tổng kết công tác chuyển đổi số năm 2023, \
                      định hướng nhiệm vụ trọng tâm của các sở, ngành, quận, huyện";
    for (text, expected) in [
        (vietnamese, true),
        (
            "La ville de Haïphong a célébré la fête des flamboyants, été 2023, à l’Opéra",
            false,
        ),
        ("The city of Hải Phòng", false),
        ("Município de São João, educação e saúde", false),
    ] {
        assert_eq!(is_vietnamese(text), expected, "{text}");
    }
}

#[test]
fn a_site_has_a_plain_name_of_its_own() {
    for (home, taken, name) in [
        (
            "https://thanhphohaiphong.gov.vn/",
            &[][..],
            "thanhphohaiphong",
        ),
        ("https://www.haiphong.gov.vn/", &["haiphong"], "haiphong-2"),
        ("https://sxd.haiphong.gov.vn/", &[], "sxd.haiphong"),
        ("https://baohaiphong.com.vn/", &[], "baohaiphong"),
        ("https://tin.example/", &[], "tin"),
        ("http://127.0.0.1:8090/", &[], "127.0.0.1-8090"),
        ("http://[::1]:8090/", &[], "--1-8090"),
        ("https://gov.vn/", &[], "gov"),
        ("https://hảiphòng.vn/", &[], "xn--hiphng-6wa8191d"),
    ] {
        assert_eq!(site_name(&Url::parse(home).unwrap(), taken), name, "{home}");
    }
}

#[test]
fn hosts_of_one_owner_lie_below_each_other() {
    for (one, other, akin) in [
        (
            "https://haiphong.gov.vn/",
            "https://www.haiphong.gov.vn/",
            true,
        ),
        (
            "https://haiphong.gov.vn/",
            "https://sxd.haiphong.gov.vn/",
            true,
        ),
        (
            "https://sxd.haiphong.gov.vn/",
            "https://haiphong.gov.vn/",
            true,
        ),
        (
            "https://sxd.haiphong.gov.vn/",
            "https://svh.haiphong.gov.vn/",
            false,
        ),
        ("https://haiphong.gov.vn/", "https://hanoi.gov.vn/", false),
        ("https://gov.vn/", "https://haiphong.gov.vn/", false),
        (
            "https://haiphong.gov.vn/",
            "https://evilhaiphong.gov.vn/",
            false,
        ),
        ("http://127.0.0.1:8090/", "http://127.0.0.1:8091/", false),
    ] {
        let [a, b] = [one, other].map(|it| Url::parse(it).unwrap());
        assert_eq!(is_akin(&a, &b), akin, "{one} {other}");
    }
}
