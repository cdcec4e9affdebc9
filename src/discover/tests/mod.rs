//! The room's readers against answers saved from a real WordPress 6.1.9
//! (`tests/fixtures/discover/`), and against what no server should send.

mod feed;
mod page;
mod rest;
mod shapes;
mod sitemap;

use std::io::Write as _;

use chrono::{DateTime, FixedOffset};
use chrono_tz::Asia::Ho_Chi_Minh;
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

use super::{Caps, ListedUrl};

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../../../tests/fixtures/discover/", $name)).as_slice()
    };
}
use fixture;

fn hrefs(findings: &[ListedUrl]) -> Vec<&str> {
    findings
        .iter()
        .map(|finding| finding.href.as_str())
        .collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn rfc3339(time: Option<DateTime<FixedOffset>>) -> Option<String> {
    time.map(|time| time.to_rfc3339())
}

proptest! {
    #[test]
    fn no_bytes_panic(body in prop::collection::vec(any::<u8>(), 0..200), xml: bool) {
        let mut bytes = if xml { b"<urlset><url><loc>".to_vec() } else { Vec::new() };
        bytes.extend(&body);
        let caps = Caps::default();
        let _ = super::read_sitemap(&bytes, &caps);
        let _ = super::rest::read(&bytes, None, Ho_Chi_Minh);
        let _ = super::read_feed(&bytes, &caps);
        let _ = super::read_sitemap(&gzip(&bytes), &caps);
    }
}
