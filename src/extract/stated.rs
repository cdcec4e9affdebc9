//! Every time the page states, as written, before anything is made of it.
//!
//! A recipe's selectors, structured data, `<meta>`, `<time>`, the lines beside the headline
//! that are nothing but a date: each of the page's own article. Never prose, never the page
//! header's "today", never another article's card. Which of them wins is for `dated` to say.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use scraper::ElementRef;

use super::beside;
use super::gather::attr;
use super::place::home;
use super::reader::FieldReader;
use super::visible;
use crate::record::{Origin, StatedTime};
use crate::text::{self, dates};
use dates::{Precision, Printed, TimeLabel};

/// A time and where it stood.
#[derive(Clone, Debug)]
pub(super) struct Stated {
    pub of: TimeLabel,
    pub origin: Origin,
    pub selector: String,
    pub confidence: f32,
    /// As written.
    pub text: String,
    /// What it was read as; why not, for a person.
    pub at: Result<Printed, String>,
    /// The line that people read in its place.
    pub printed: Option<String>,
}

impl Stated {
    /// A line that people read; `place` is its origin, selector and confidence.
    pub(super) fn shown(
        of: TimeLabel,
        read: Result<Printed, dates::DateError>,
        text: &str,
        place: (Origin, &str, f32),
    ) -> Self {
        Self {
            of,
            origin: place.0,
            selector: place.1.to_owned(),
            confidence: place.2,
            text: text.to_owned(),
            at: read.map_err(|error| error.to_string()),
            printed: Some(text.to_owned()),
        }
    }

    /// Whether it was read from what people read, not from what machines do.
    pub(super) fn is_shown(&self) -> bool {
        self.printed.as_ref() == Some(&self.text)
    }

    /// As it is kept.
    pub(super) fn kept(&self) -> StatedTime {
        StatedTime {
            field: field(self.of).to_owned(),
            origin: self.origin,
            selector: Some(self.selector.clone()),
            text: self.text.clone(),
            offset: dates::written_offset(&self.text).map(str::to_owned),
        }
    }
}

/// The field a time is kept in.
pub(super) fn field(of: TimeLabel) -> &'static str {
    match of {
        TimeLabel::Publication => "published_at",
        TimeLabel::Update => "modified_at",
    }
}

/// `<meta>` that give the publication.
const PUBLISHED: [&str; 13] = [
    "article:published_time",
    "datePublished",
    "og:article:published_time",
    "article:published",
    "sailthru.date",
    "parsely-pub-date",
    "pubdate",
    "pub_date",
    "publish-date",
    "publishdate",
    "publication_date",
    "published_time",
    "cXenseParse:recs:publishtime",
];
/// Those that may as well give another day of the page's: what is printed goes before them.
const DATED: [&str; 6] = [
    "DC.date.issued",
    "dcterms.issued",
    "DC.date.created",
    "dcterms.created",
    "prism.publicationDate",
    "date",
];
/// `<meta>` that give the update.
const MODIFIED: [&str; 10] = [
    "article:modified_time",
    "og:updated_time",
    "dateModified",
    "og:article:modified_time",
    "article:modified",
    "article:updated_time",
    "DC.date.modified",
    "dcterms.modified",
    "lastmod",
    "last_updated_date",
];

/// More lines than this are a table of days, not the article's own.
const MOST_LINES: usize = 4;
/// The most text beside a `<time>` that is no running text, in bytes.
const PROSE_BYTES: usize = 60;

/// An exact midnight that a machine wrote, in its own offset or in the site's zone, is a day:
/// systems that keep only the day write so.
fn without_midnight(at: Printed, zone: Tz) -> Printed {
    let day = |civil: chrono::NaiveDateTime| Printed {
        civil,
        precision: Precision::Day,
        ..at
    };
    if at.precision == Precision::Day || at.civil.time() == NaiveTime::MIN {
        return day(at.civil);
    }
    match dates::in_zone(&at, zone) {
        Some((there, _)) if there.naive_local().time() == NaiveTime::MIN => {
            day(there.naive_local())
        }
        _ => at,
    }
}

impl FieldReader<'_> {
    /// What machines are told, and the `lines` beside the headline; the most trusted first.
    pub(super) fn machine_times(&self, lines: bool) -> Vec<Stated> {
        let mut all = Vec::new();
        let linked = [
            (
                TimeLabel::Publication,
                &self.linked.published,
                "datePublished",
            ),
            (TimeLabel::Update, &self.linked.modified, "dateModified"),
        ];
        for (of, text, key) in linked {
            let text = text.as_deref();
            all.extend(text.map(|text| self.machine(of, text, Origin::JsonLd, key, 0.9)));
        }
        self.metas(TimeLabel::Publication, &PUBLISHED, 0.8, &mut all);
        self.metas(TimeLabel::Update, &MODIFIED, 0.8, &mut all);
        self.items(&mut all);
        self.time_elements(&mut all);
        if lines {
            self.datelines(&mut all);
        }
        self.metas(TimeLabel::Publication, &DATED, 0.6, &mut all);
        all.extend(self.hydrated_times());
        all
    }

    fn metas(&self, of: TimeLabel, keys: &[&str], confidence: f32, all: &mut Vec<Stated>) {
        let values = keys
            .iter()
            .filter_map(|key| Some((*key, self.found.meta(key)?)));
        all.extend(values.map(|(key, text)| self.machine(of, text, Origin::Meta, key, confidence)));
    }

    pub(super) fn machine(
        &self,
        of: TimeLabel,
        text: &str,
        origin: Origin,
        key: &str,
        confidence: f32,
    ) -> Stated {
        let read = dates::parse_machine(text).or_else(|error| match dates::parse(text) {
            Ok(at) if !at.swappable || self.speaks("vi") => Ok(at),
            _ => Err(error),
        });
        Stated {
            of,
            origin,
            selector: key.to_owned(),
            confidence,
            text: text.trim().to_owned(),
            at: read
                .map(|at| without_midnight(at, self.recipe.zone))
                .map_err(|error| error.to_string()),
            printed: None,
        }
    }

    /// Whether the page is in a language.
    fn speaks(&self, language: &str) -> bool {
        let said = self.found.lang.and_then(|it| it.get(..2));
        said.is_some_and(|it| it.eq_ignore_ascii_case(language))
    }

    /// Microdata of the page's own article.
    fn items(&self, all: &mut Vec<Stated>) {
        for (of, prop) in [
            (TimeLabel::Publication, "datePublished"),
            (TimeLabel::Update, "dateModified"),
        ] {
            let mut items = self.found.items.iter().filter(|(it, element)| {
                it.split_ascii_whitespace().any(|it| it == prop)
                    && is_of_article(*element)
                    && self.own.holds(*element)
            });
            if let Some((_, element)) = items.next() {
                let value = attr(*element, "content").or_else(|| attr(*element, "datetime"));
                let text = value.map_or_else(|| visible::text(*element), text::clean);
                all.push(self.machine(of, &text, Origin::Microdata, prop, 0.8));
            }
        }
    }

    /// `<time>` of the page's own article: those whose class or label says what they are, and
    /// one that says nothing, where all such agree.
    fn time_elements(&self, all: &mut Vec<Stated>) {
        let own = self.found.times.iter().copied();
        let own: Vec<ElementRef<'_>> = own
            .filter(|it| self.own.holds(*it) && !in_prose(*it))
            .collect();
        // Two articles, and no headline to say whose the times are.
        let homes = own.iter().map(|it| home(*it));
        let several = self.own.shown().is_none() && !homes.clone().all(|it| it == home(own[0]));
        let mut bare: Vec<Stated> = Vec::new();
        for time in own.into_iter().filter(|_| !several) {
            let events = said_of(time);
            for event in &events {
                all.extend(self.time_element(time, *event, ("time[class][datetime]", 0.8)));
            }
            if events.is_empty() {
                let place = ("time[datetime]", 0.6);
                let stated = self.time_element(time, TimeLabel::Publication, place);
                let printed = |it: &Stated| it.at.as_ref().is_ok_and(|at| is_printed(time, at));
                bare.extend(stated.into_iter().filter(printed));
            }
        }
        let days = bare
            .iter()
            .filter_map(|it| Some(it.at.as_ref().ok()?.civil.date()));
        if days.clone().min() == days.max() {
            all.extend(bare);
        }
    }

    /// The attribute of a `<time>`, and what it prints where that is a time of its own.
    fn time_element(
        &self,
        time: ElementRef<'_>,
        of: TimeLabel,
        (key, confidence): (&str, f32),
    ) -> Vec<Stated> {
        let text = visible::text(time);
        let value = attr(time, "datetime").or_else(|| attr(time, "title"));
        let value = value.filter(|it| !it.trim().is_empty());
        let place = (Origin::TimeElement, key, confidence);
        let stated = self.machine(of, value.unwrap_or(&text), place.0, key, confidence);
        let printed = Some(text.clone()).filter(|it| !it.is_empty());
        let clear =
            |it: &Printed| it.precision > Precision::Day && !(it.swappable && self.speaks("en"));
        let line = dates::parse(&text).ok().filter(clear);
        let line = line.filter(|_| value.is_some());
        let line = line.map(|at| Stated::shown(of, Ok(at), &text, place));
        [Stated { printed, ..stated }]
            .into_iter()
            .chain(line)
            .collect()
    }

    /// Lines beside the headline that are nothing but a date.
    fn datelines(&self, all: &mut Vec<Stated>) {
        let mut lines = beside::near(&self.own, |text| {
            Some((text.to_owned(), dates::parse_alone(text)?))
        });
        if lines.len() > MOST_LINES {
            return;
        }
        lines.dedup();
        let read = lines
            .iter()
            .filter_map(|(_, it)| it.published.as_ref().ok());
        let days: BTreeSet<NaiveDate> = read.map(|it| it.civil.date()).collect();
        for (text, line) in lines {
            for (of, read) in [
                (TimeLabel::Publication, line.published),
                (TimeLabel::Update, line.modified),
            ] {
                let place = (Origin::Fallback, "line beside the headline", 0.6);
                match read {
                    Err(dates::DateError::NoDate) => {}
                    // Nobody says which of the days is the publication's.
                    Ok(_) if of == TimeLabel::Publication && days.len() > 1 => {
                        let open = Err(dates::DateError::Ambiguous);
                        all.push(Stated::shown(of, open, &text, place));
                    }
                    Ok(at) if at.swappable && self.speaks("en") => {
                        let open = Err(dates::DateError::MonthOrDay);
                        all.push(Stated::shown(of, open, &text, place));
                    }
                    read => all.push(Stated::shown(of, read, &text, place)),
                }
            }
        }
    }
}

/// What the class of a `<time>`, or the word before it, says it is of. WordPress gives one
/// that stands for both the classes of both.
fn said_of(time: ElementRef<'_>) -> Vec<TimeLabel> {
    let class = attr(time, "class").unwrap_or_default();
    let has = |names: &[&str]| class.split_ascii_whitespace().any(|it| names.contains(&it));
    let mut events = Vec::new();
    let published = ["entry-date", "published", "pubdate", "dt-published"];
    if has(&published) || attr(time, "pubdate").is_some() {
        events.push(TimeLabel::Publication);
    }
    if has(&["updated", "modified", "dt-updated"]) {
        events.push(TimeLabel::Update);
    }
    if events.is_empty() {
        let before = time.prev_sibling();
        let before = before.and_then(|it| it.value().as_text().map(|it| it.to_string()));
        events.extend(dates::label_at_end(&before.unwrap_or_default()));
    }
    events
}

/// Whether a `<time>` stands in running text.
fn in_prose(time: ElementRef<'_>) -> bool {
    let up = time.ancestors().filter_map(ElementRef::wrap).take(3);
    let paragraph = up.into_iter().find(|it| it.value().name() == "p");
    paragraph.is_some_and(|it| visible::text(it).len() > visible::text(time).len() + PROSE_BYTES)
}

/// Whether an element shows the day and the year of its time, in whatever language.
fn is_printed(time: ElementRef<'_>, at: &Printed) -> bool {
    let text = visible::text(time);
    let numbers = text.split(|it: char| !it.is_ascii_digit());
    let numbers: Vec<i32> = numbers.filter_map(|it| it.parse().ok()).collect();
    let (day, year) = (at.civil.day0().cast_signed() + 1, at.civil.year());
    let day = numbers.iter().any(|it| (it - day).abs() <= 1);
    day && (numbers.contains(&year) || numbers.contains(&(year % 100)))
}

/// Whether microdata is of an article, not of a comment, a picture or a film on the page.
fn is_of_article(element: ElementRef<'_>) -> bool {
    let mut up = element.ancestors().filter_map(ElementRef::wrap);
    let scope = up.find(|it| attr(*it, "itemscope").is_some());
    let kind = scope
        .and_then(|it| attr(it, "itemtype"))
        .unwrap_or_default();
    ![
        "Comment",
        "Review",
        "ImageObject",
        "VideoObject",
        "Person",
        "Organization",
        "Event",
    ]
    .iter()
    .any(|other| kind.ends_with(other))
}
