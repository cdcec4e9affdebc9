//! The civil time of a site: what it says of itself, else what its language or its domain says,
//! else an assumption that is called one.
//!
//! Pure. A zone that contradicts an offset the site prints is never chosen.

use std::collections::BTreeSet;

use chrono::{DateTime, FixedOffset, Offset, TimeZone, Utc};
use chrono_tz::Tz;
use url::Url;

use crate::config::DEFAULT_ZONE;

/// How the zone is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ZoneKnown {
    /// The site's REST root names it.
    Named,
    /// The site prints this offset, and its language or its domain the place.
    Printed {
        /// As printed: `+07:00`.
        offset: String,
    },
    /// Its pages are in Vietnamese.
    Language,
    /// Its domain is of a country of one zone.
    Domain,
    /// Nothing says it.
    Assumed,
}

/// What was seen that may say it.
#[derive(Clone, Debug, Default)]
pub(super) struct Clues {
    /// `timezone_string` of the REST root.
    pub(super) named: Option<String>,
    /// Offsets of the site's own times, UTC left out: many systems print that whatever their zone.
    pub(super) offsets: BTreeSet<i32>,
    /// `lang` of the pages.
    pub(super) language: Option<String>,
    /// Whether their letters are Vietnamese.
    pub(super) vietnamese: bool,
}

/// Countries of one zone, by domain.
const DOMAINS: [(&str, &str); 18] = [
    ("vn", DEFAULT_ZONE),
    ("la", "Asia/Vientiane"),
    ("kh", "Asia/Phnom_Penh"),
    ("th", "Asia/Bangkok"),
    ("sg", "Asia/Singapore"),
    ("my", "Asia/Kuala_Lumpur"),
    ("cn", "Asia/Shanghai"),
    ("tw", "Asia/Taipei"),
    ("hk", "Asia/Hong_Kong"),
    ("jp", "Asia/Tokyo"),
    ("kr", "Asia/Seoul"),
    ("fr", "Europe/Paris"),
    ("de", "Europe/Berlin"),
    ("uk", "Europe/London"),
    ("it", "Europe/Rome"),
    ("be", "Europe/Brussels"),
    ("ch", "Europe/Zurich"),
    ("nl", "Europe/Amsterdam"),
];

impl Clues {
    /// Takes the offset of a time as it is written.
    pub(super) fn written(&mut self, time: DateTime<FixedOffset>) {
        let seconds = time.offset().local_minus_utc();
        if seconds != 0 {
            self.offsets.insert(seconds);
        }
    }

    /// Takes those of the times of a feed or sitemap.
    pub(super) fn document(&mut self, body: &[u8]) {
        let text = String::from_utf8_lossy(body);
        for part in text
            .split("Date>")
            .chain(text.split("published>"))
            .chain(text.split("lastmod>"))
        {
            let Some(value) = part.split("</").next().map(str::trim) else {
                continue;
            };
            let time = DateTime::parse_from_rfc2822(value)
                .or_else(|_| DateTime::parse_from_rfc3339(value));
            if let Ok(time) = time {
                self.written(time);
            }
        }
    }

    /// The zone of a site of that home page.
    pub(super) fn zone(&self, home: &Url) -> (Tz, ZoneKnown) {
        let default: Tz = DEFAULT_ZONE.parse().unwrap_or(Tz::UTC);
        let named = self.named.as_deref().and_then(|it| it.parse::<Tz>().ok());
        if let Some(zone) = named.filter(|it| *it != Tz::UTC) {
            return (zone, ZoneKnown::Named);
        }
        let speaks = self
            .language
            .as_deref()
            .is_some_and(|it| it.to_lowercase().starts_with("vi"));
        let language = (speaks || self.vietnamese).then_some(default);
        let domain = home.domain().and_then(|it| it.rsplit('.').next());
        let domain = DOMAINS.iter().find(|(name, _)| Some(*name) == domain);
        let domain = domain.and_then(|(_, zone)| zone.parse::<Tz>().ok());
        let agrees = |zone: &Tz| self.offsets.iter().all(|it| keeps(*zone, *it));
        if self.offsets.is_empty() {
            return match (language, domain) {
                (Some(zone), _) => (zone, ZoneKnown::Language),
                (None, Some(zone)) => (zone, ZoneKnown::Domain),
                (None, None) => (Tz::UTC, ZoneKnown::Assumed),
            };
        }
        let offset = self.offsets.iter().next().copied().unwrap_or_default();
        let known = ZoneKnown::Printed {
            offset: written(offset),
        };
        let place = [language, domain].into_iter().flatten().find(agrees);
        let fixed = fixed(offset).filter(|_| self.offsets.len() == 1);
        match place.or_else(|| Some(default).filter(agrees)).or(fixed) {
            Some(zone) => (zone, known),
            None => (Tz::UTC, ZoneKnown::Assumed),
        }
    }
}

/// Whether clocks of a zone show an offset at some time of the year.
fn keeps(zone: Tz, seconds: i32) -> bool {
    [1, 7].into_iter().any(|month| {
        let day = Utc.with_ymd_and_hms(2020, month, 1, 0, 0, 0).single();
        day.is_some_and(|it| {
            zone.offset_from_utc_datetime(&it.naive_utc())
                .fix()
                .local_minus_utc()
                == seconds
        })
    })
}

fn written(seconds: i32) -> String {
    FixedOffset::east_opt(seconds).map_or_else(String::new, |it| it.to_string())
}

/// The zone of whole hours from UTC. (POSIX writes them with the sign turned round.)
fn fixed(seconds: i32) -> Option<Tz> {
    let hours = seconds / 3600;
    let whole = (seconds % 3600 == 0).then(|| format!("Etc/GMT{:+}", -hours));
    whole?.parse().ok()
}

/// Whether a text is Vietnamese by letters that no other language writes.
pub(super) fn is_vietnamese(text: &str) -> bool {
    text.chars()
        .filter(|it| ('\u{1ea0}'..='\u{1ef9}').contains(it))
        .take(20)
        .count()
        == 20
}
