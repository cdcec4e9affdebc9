//! Which part of the files one night's audit reads: a thirtieth, say, so that a month
//! reads all.

use std::num::NonZeroU32;

use chrono::{DateTime, Utc};

use crate::digest::PartDigest;

/// One of so many equal parts of all files. A file's part is a matter of its path alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    number: u32,
    of: NonZeroU32,
}

impl Share {
    /// All files.
    pub const ALL: Self = Self {
        number: 0,
        of: NonZeroU32::MIN,
    };

    /// Tonight's: so many nights in a row take every part once.
    pub fn of_night(of: NonZeroU32, now: DateTime<Utc>) -> Self {
        let day = now.timestamp().div_euclid(24 * 3600);
        let number = day.rem_euclid(i64::from(of.get()));
        Self {
            number: u32::try_from(number).unwrap_or(0),
            of,
        }
    }

    /// Whether a file is in it. A CDXJ file goes with its WARC.
    pub fn has(self, path: &str) -> bool {
        if self.of == NonZeroU32::MIN {
            return true;
        }
        let stem = [".cdxj", ".warc.gz", ".warc"]
            .iter()
            .fold(path, |path, ending| {
                path.strip_suffix(ending).unwrap_or(path)
            });
        let digest = PartDigest::of(&stem);
        let hex = digest.as_str().trim_start_matches("sha256:");
        // Eight hex digits are a number of 32 bits.
        let number = hex
            .get(..8)
            .and_then(|hex| u32::from_str_radix(hex, 16).ok());
        number.unwrap_or(0) % self.of == self.number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_nights_take_every_file_once_and_an_index_with_its_warc() {
        let thirty = NonZeroU32::new(30).unwrap();
        let first: DateTime<Utc> = "2026-12-24T23:00:00Z".parse().unwrap();
        let nights: Vec<Share> = (0..30)
            .map(|n| Share::of_night(thirty, first + chrono::Duration::days(n)))
            .collect();
        for n in 0..2000 {
            let warc = format!("warc/2026/11/demo-20261123T200000Z-{n:05}.warc.gz");
            let takers: Vec<_> = nights.iter().filter(|share| share.has(&warc)).collect();
            assert_eq!(takers.len(), 1, "{warc}");
            assert!(takers[0].has(&warc.replace(".warc.gz", ".cdxj")));
            assert!(takers[0].has(&warc.replace(".warc.gz", ".warc.gz.cdxj")));
            assert!(Share::ALL.has(&warc));
        }
        for share in nights {
            let part = (0..3000).filter(|n| share.has(&format!("snapshots/{n}.json")));
            assert!((50..160).contains(&part.count()), "parts are alike in size");
        }
    }
}
