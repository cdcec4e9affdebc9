//! All mementos of one address: the nearest, the `Link` header, the `TimeMap`.
//!
//! There is at least one: of what was never captured there is nothing to say (404).

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};
use url::Url;

use super::address::{ArchivedAddress, Modifier, TimeMapFormat};
use super::time;

/// The mementos of one address, by their times.
#[derive(Clone, Debug)]
pub struct Mementos<'a> {
    /// Scheme, host and port of the archive.
    origin: &'a str,
    url: &'a Url,
    /// Ascending, to the second, each once, never empty.
    times: Vec<DateTime<Utc>>,
}

impl<'a> Mementos<'a> {
    /// Of the times of the captures that may be shown, in any order. `origin` is the archive's
    /// (`https://luu.example`). `None` where there is none.
    pub fn new(
        origin: &'a str,
        url: &'a Url,
        times: impl IntoIterator<Item = DateTime<Utc>>,
    ) -> Option<Self> {
        let whole = |it: DateTime<Utc>| DateTime::from_timestamp(it.timestamp(), 0);
        let mut times: Vec<_> = times.into_iter().filter_map(whole).collect();
        times.sort_unstable();
        times.dedup();
        (!times.is_empty()).then_some(Self { origin, url, times })
    }

    /// The time nearest to one that is asked for, the earlier of two; without one the newest.
    pub fn nearest(&self, asked: Option<DateTime<Utc>>) -> DateTime<Utc> {
        let newest = self.last();
        asked.map_or(newest, |asked| {
            let distance = |it: &&DateTime<Utc>| (**it - asked).abs();
            self.times
                .iter()
                .min_by_key(distance)
                .copied()
                .unwrap_or(newest)
        })
    }

    /// The absolute address of the memento at a time.
    pub fn uri(&self, at: DateTime<Utc>) -> String {
        self.absolute(&ArchivedAddress::Memento {
            at,
            modifier: Modifier::Page,
            url: self.url.clone(),
        })
    }

    /// The `Link` header of the memento at a time, and of the `TimeGate` that leads to it: the
    /// original, `TimeGate` and `TimeMap`, and the first, previous, this, next and last memento.
    pub fn link_header(&self, at: DateTime<Utc>) -> String {
        let last = self.times.len() - 1;
        let here = self.times.partition_point(|it| *it < at);
        let next = here + usize::from(self.times.get(here) == Some(&at));
        let previous = here.checked_sub(1);
        let relations = [
            ("first", Some(0)),
            ("prev", previous),
            ("next", Some(next)),
            ("last", Some(last)),
        ];
        let mut links = self.links("timemap");
        // At most five: 0, previous, here, next, last.
        let near = previous.unwrap_or(0)..=next.min(last);
        let places = (0..=last).filter(|it| *it == 0 || *it == last || near.contains(it));
        links.extend(places.map(|place| {
            let names = relations.iter().filter(|(_, it)| *it == Some(place));
            let names: String = names.flat_map(|(name, _)| [name, " "]).collect();
            self.memento(self.times[place], &names)
        }));
        links.join(", ")
    }

    /// The `TimeMap` as `application/link-format`.
    pub fn timemap(&self) -> String {
        let mut links = self.links("self");
        let last = self.times.len() - 1;
        links.extend(self.times.iter().enumerate().map(|(place, at)| {
            let names = match (place == 0, place == last) {
                (true, true) => "first last ",
                (true, false) => "first ",
                (false, true) => "last ",
                (false, false) => "",
            };
            self.memento(*at, names)
        }));
        links.join(",\n") + "\n"
    }

    /// The `TimeMap` as JSON, with the members that `MemGator` gives.
    pub fn timemap_json(&self) -> Value {
        let one = |at: DateTime<Utc>| json!({"datetime": at.to_rfc3339_opts(SecondsFormat::Secs, true), "uri": self.uri(at)});
        json!({
            "original_uri": self.url.as_str(),
            "timegate_uri": self.timegate(),
            "timemap_uri": {
                "link_format": self.map_uri(TimeMapFormat::Link),
                "json_format": self.map_uri(TimeMapFormat::Json),
            },
            "mementos": {
                "first": one(self.times[0]),
                "last": one(self.last()),
                "list": self.times.iter().map(|at| one(*at)).collect::<Vec<_>>(),
            },
        })
    }

    /// Original, `TimeGate` and `TimeMap`, the last by its relation to the answer.
    fn links(&self, timemap: &str) -> Vec<String> {
        vec![
            format!("<{}>; rel=\"original\"", self.url),
            format!("<{}>; rel=\"timegate\"", self.timegate()),
            format!(
                "<{}>; rel=\"{timemap}\"; type=\"application/link-format\"; from=\"{}\"; until=\"{}\"",
                self.map_uri(TimeMapFormat::Link),
                time::http_date(self.times[0]),
                time::http_date(self.last()),
            ),
        ]
    }

    fn memento(&self, at: DateTime<Utc>, names: &str) -> String {
        format!(
            "<{}>; rel=\"{names}memento\"; datetime=\"{}\"",
            self.uri(at),
            time::http_date(at)
        )
    }

    fn last(&self) -> DateTime<Utc> {
        self.times[self.times.len() - 1]
    }

    fn timegate(&self) -> String {
        self.absolute(&ArchivedAddress::TimeGate {
            url: self.url.clone(),
        })
    }

    fn map_uri(&self, format: TimeMapFormat) -> String {
        self.absolute(&ArchivedAddress::TimeMap {
            format,
            url: self.url.clone(),
        })
    }

    fn absolute(&self, address: &ArchivedAddress) -> String {
        format!("{}{address}", self.origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 7089, 4.1.2 and 5.
    const TIMES: [&str; 4] = [
        "20000620180259",
        "20010911203610",
        "20010911203633",
        "20091027204954",
    ];
    const TIMEMAP: &str = "<https://arxiv.example.net/web/timemap/link/http://a.example.org/>";
    const SPAN: &str =
        "from=\"Tue, 20 Jun 2000 18:02:59 GMT\"; until=\"Tue, 27 Oct 2009 20:49:54 GMT\"";

    fn with<T>(times: &[&str], see: impl Fn(Option<Mementos<'_>>) -> T) -> T {
        let url = Url::parse("http://a.example.org").unwrap();
        let times = times.iter().map(|it| time::of_digits(it).unwrap());
        see(Mementos::new(
            "https://arxiv.example.net",
            &url,
            times.rev(),
        ))
    }

    fn memento(digits: &str, names: &str, date: &str) -> String {
        format!(
            "<https://arxiv.example.net/web/{digits}/http://a.example.org/>; \
             rel=\"{names}\"; datetime=\"{date}\""
        )
    }

    #[test]
    fn the_nearest_memento_is_chosen() {
        for (asked, expected) in [
            (None, "20091027204954"),
            (Some("19700101000000"), "20000620180259"),
            (Some("20010911203610"), "20010911203610"),
            (Some("20010911203621"), "20010911203610"),
            (Some("20010911203622"), "20010911203633"),
            (Some("20300101000000"), "20091027204954"),
        ] {
            let at = asked.and_then(time::of_digits);
            let found = with(&TIMES, |it| time::digits(it.unwrap().nearest(at)));
            assert_eq!(found, expected, "{asked:?}");
        }
        assert!(with(&[], |it| it.is_none()));
    }

    #[test]
    fn the_link_header_names_the_neighbours() {
        let original = "<http://a.example.org/>; rel=\"original\"";
        let gate = "<https://arxiv.example.net/web/http://a.example.org/>; rel=\"timegate\"";
        let map = format!("{TIMEMAP}; rel=\"timemap\"; type=\"application/link-format\"; {SPAN}");
        let dates = [
            "Tue, 20 Jun 2000 18:02:59 GMT",
            "Tue, 11 Sep 2001 20:36:10 GMT",
            "Tue, 11 Sep 2001 20:36:33 GMT",
            "Tue, 27 Oct 2009 20:49:54 GMT",
        ];
        for (at, names) in [
            (
                TIMES[0],
                ["first memento", "next memento", "", "last memento"],
            ),
            (
                TIMES[1],
                [
                    "first prev memento",
                    "memento",
                    "next memento",
                    "last memento",
                ],
            ),
            (
                TIMES[2],
                [
                    "first memento",
                    "prev memento",
                    "memento",
                    "next last memento",
                ],
            ),
            (
                TIMES[3],
                ["first memento", "", "prev memento", "last memento"],
            ),
            // No memento of its own.
            (
                "20010911203620",
                [
                    "first memento",
                    "prev memento",
                    "next memento",
                    "last memento",
                ],
            ),
        ] {
            let told = names
                .iter()
                .zip(TIMES)
                .zip(dates)
                .filter(|((names, _), _)| !names.is_empty());
            let told = told.map(|((names, digits), date)| memento(digits, names, date));
            let expected: Vec<String> = [original.to_owned(), gate.to_owned(), map.clone()]
                .into_iter()
                .chain(told)
                .collect();
            let header = with(&TIMES, |it| {
                it.unwrap().link_header(time::of_digits(at).unwrap())
            });
            assert_eq!(header, expected.join(", "), "{at}");
        }
        let alone = with(&TIMES[..1], |it| {
            it.unwrap().link_header(time::of_digits(TIMES[0]).unwrap())
        });
        assert!(
            alone.ends_with(&memento(TIMES[0], "first last memento", dates[0])),
            "{alone}"
        );
    }

    #[test]
    fn the_timemap_names_all_in_both_forms() {
        let (map, json) = with(&TIMES[..2], |it| {
            let all = it.unwrap();
            (all.timemap(), all.timemap_json())
        });
        assert_eq!(
            map,
            "<http://a.example.org/>; rel=\"original\",\n\
             <https://arxiv.example.net/web/http://a.example.org/>; rel=\"timegate\",\n\
             <https://arxiv.example.net/web/timemap/link/http://a.example.org/>; rel=\"self\"; \
             type=\"application/link-format\"; from=\"Tue, 20 Jun 2000 18:02:59 GMT\"; \
             until=\"Tue, 11 Sep 2001 20:36:10 GMT\",\n\
             <https://arxiv.example.net/web/20000620180259/http://a.example.org/>; \
             rel=\"first memento\"; datetime=\"Tue, 20 Jun 2000 18:02:59 GMT\",\n\
             <https://arxiv.example.net/web/20010911203610/http://a.example.org/>; \
             rel=\"last memento\"; datetime=\"Tue, 11 Sep 2001 20:36:10 GMT\"\n"
        );
        assert_eq!(json["mementos"]["list"].as_array().unwrap().len(), 2);
        assert_eq!(
            json["mementos"]["last"],
            json!({"datetime": "2001-09-11T20:36:10Z",
                "uri": "https://arxiv.example.net/web/20010911203610/http://a.example.org/"})
        );
        assert_eq!(
            json["timemap_uri"]["json_format"],
            "https://arxiv.example.net/web/timemap/json/http://a.example.org/"
        );
    }
}
