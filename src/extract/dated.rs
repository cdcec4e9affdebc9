//! Publication and modification times: which of those stated wins.
//!
//! What a recipe's selector prints goes before what machines are told, and that before what
//! discovery was told. A day is a value of its own: it is sharpened by a time of the same
//! civil day, and never made midnight. Where two disagree, a gap tells of it.

use chrono::{DateTime, FixedOffset, NaiveDate, Offset};
use scraper::ElementRef;

use super::gather::attr;
use super::place::aside;
use super::reader::FieldReader;
use super::recipe::SelectorField;
use super::stated::{Stated, field};
use super::visible;
use crate::record::{Origin, StatedTime};
use crate::text::{self, dates};
use dates::{DateError, Precision, Printed, TimeLabel};

impl FieldReader<'_> {
    /// Fills `published_at`, `published_date`, `published_text`, `published_offset_assumed`,
    /// `modified_at` and `times`.
    pub(super) fn dates(&mut self) {
        let mut stated = self.printed(SelectorField::Date, TimeLabel::Publication);
        stated.extend(self.printed(SelectorField::Modified, TimeLabel::Update));
        stated.extend(self.labelled_date(&stated));
        // Where the recipe finds a line, it is the one.
        let lines = !stated
            .iter()
            .any(|it| it.of == TimeLabel::Publication && it.is_shown());
        stated.extend(self.machine_times(lines));
        for it in stated.iter().map(Stated::kept) {
            if !self.article.times.contains(&it) {
                self.article.times.push(it);
            }
        }
        self.told_times();
        self.published(&stated);
        self.modified(&stated);
    }

    /// What discovery was told, among the times stated.
    fn told_times(&mut self) {
        let source_metadata = self.page.source_metadata;
        for (of, at) in [
            (TimeLabel::Publication, source_metadata.published_at),
            (TimeLabel::Update, source_metadata.modified_at),
        ] {
            self.article.times.extend(at.map(|at| StatedTime {
                field: field(of).to_owned(),
                origin: Origin::SourceMetadata,
                selector: None,
                text: at.to_rfc3339(),
                offset: Some(at.offset().to_string()),
            }));
        }
    }

    fn published(&mut self, stated: &[Stated]) {
        let of = |it: &&Stated| it.of == TimeLabel::Publication;
        let mut read = stated
            .iter()
            .filter(of)
            .filter_map(|it| Some((it, it.at.as_ref().ok()?)));
        let first = read.next();
        self.unread_date(stated, first.is_some());
        let told = self
            .page
            .source_metadata
            .published_at
            .map(|told| self.civil(told));
        let Some((first, at)) = first else {
            match told {
                Some(told) => self.take_told(told),
                None => self.gap("published_at", "no publication time was found".into()),
            }
            return;
        };
        let (best, at) = self.belied(first, at, stated).unwrap_or((first, at));
        let (best, at) = match at.precision {
            Precision::Day => self.finer(at, stated).unwrap_or((best, at)),
            _ => (best, at),
        };
        self.take_published(best, at, stated, told);
    }

    fn take_told(&mut self, told: DateTime<FixedOffset>) {
        self.article.published_at = Some(told);
        self.article.published_date = Some(told.date_naive());
        self.set("published_at", Origin::SourceMetadata, None, 0.7);
    }

    fn take_published(
        &mut self,
        best: &Stated,
        at: &Printed,
        stated: &[Stated],
        told: Option<DateTime<FixedOffset>>,
    ) {
        let shown = stated
            .iter()
            .filter(|it| it.of == TimeLabel::Publication && it.at.is_ok());
        let shown = best
            .printed
            .clone()
            .or_else(|| shown.clone().find_map(|it| it.printed.clone()));
        self.article.published_text = self.article.published_text.take().or(shown);
        if at.weekday_disagrees {
            let printed = self.article.published_text.clone().unwrap_or_default();
            let reason = format!("the weekday is not that of the date: “{printed}”");
            self.gap("published_at", reason);
        }
        self.set(
            "published_at",
            best.origin,
            Some(&best.selector),
            best.confidence,
        );
        if let Some((here, assumed)) = dates::in_zone(at, self.recipe.zone) {
            self.article.published_at = Some(here);
            self.article.published_date = Some(here.date_naive());
            self.article.published_offset_assumed = assumed;
            self.disagreements(best, here, stated);
            if let Some(told) = told.filter(|told| !is_same(here, *told)) {
                let reason = format!("the page says {here}, discovery was told {told}");
                self.gap("published_at", reason);
            }
            return;
        }
        let day = at.civil.date();
        self.article.published_date = Some(day);
        match told {
            // Both name the day, only discovery was told the time.
            Some(told) if told.date_naive() == day => self.take_told(told),
            Some(told) => {
                let reason = format!("the page gives the day {day}, discovery was told {told}");
                self.gap("published_at", reason);
            }
            None => {}
        }
    }

    /// A time of the civil day that was given without one.
    fn finer<'s>(&self, day: &Printed, stated: &'s [Stated]) -> Option<(&'s Stated, &'s Printed)> {
        let of = stated.iter().filter(|it| it.of == TimeLabel::Publication);
        let read = of.filter_map(|it| Some((it, it.at.as_ref().ok()?)));
        read.into_iter().find(|(_, at)| {
            let there = dates::in_zone(at, self.recipe.zone);
            there.is_some_and(|(there, _)| there.date_naive() == day.civil.date())
        })
    }

    /// The printed line that shows a machine's time to be wrong: the same figures at another
    /// instant (local time under another offset), or another day, which is not the update's.
    fn belied<'s>(
        &self,
        machine: &Stated,
        at: &Printed,
        stated: &'s [Stated],
    ) -> Option<(&'s Stated, &'s Printed)> {
        if machine.is_shown() || machine.origin == Origin::Selector {
            return None;
        }
        let day = |it: &Printed| match dates::in_zone(it, self.recipe.zone) {
            Some((there, _)) => there.date_naive(),
            None => it.civil.date(),
        };
        let updates = stated.iter().filter(|it| it.of == TimeLabel::Update);
        let updates = updates.filter_map(|it| it.at.as_ref().ok()).map(day);
        let update = |on: NaiveDate| updates.clone().any(|it| (it - on).num_days().abs() < 2);
        let shown = stated
            .iter()
            .filter(|it| it.of == TimeLabel::Publication && it.is_shown());
        let mut shown = shown.filter_map(|it| Some((it, it.at.as_ref().ok()?)));
        shown.find(|(_, line)| {
            let figures = |it: &Printed| it.civil.format("%F %H:%M").to_string();
            let timed = line.precision > Precision::Day && at.precision > Precision::Day;
            let marked = timed && figures(line) == figures(at) && line.offset != at.offset;
            let from = |on: NaiveDate| (day(line) - on).num_days().abs();
            let apart = from(day(at)).min(from(at.civil.date())) > 1 && !line.swappable;
            // A time that is printed itself is not of another day than the page says.
            let unseen = machine.printed.is_none();
            marked || unseen && apart && !update(day(line))
        })
    }

    /// Tells of the first time that is printed, or that machines are told, at another instant.
    fn disagreements(&mut self, best: &Stated, here: DateTime<FixedOffset>, stated: &[Stated]) {
        let zone = self.recipe.zone;
        let mut others = stated.iter().filter(|it| it.of == TimeLabel::Publication);
        let other = others.find(|it| {
            let at = it.at.as_ref().ok().and_then(|at| dates::in_zone(at, zone));
            it.is_shown() != best.is_shown() && at.is_some_and(|(at, _)| !is_same(at, here))
        });
        if let Some(other) = other {
            let (key, said) = (&other.selector, &other.text);
            let reason = format!(
                "{} says “{}”, {key} says “{said}”",
                best.selector, best.text
            );
            self.gap("published_at", reason);
        }
    }

    fn modified(&mut self, stated: &[Stated]) {
        let mut of = stated.iter().filter(|it| it.of == TimeLabel::Update);
        let instant = of.find_map(|it| {
            let at = it.at.as_ref().ok()?;
            Some((it, dates::in_zone(at, self.recipe.zone)?.0))
        });
        if let Some((best, at)) = instant {
            self.article.modified_at = Some(at);
            self.set(
                "modified_at",
                best.origin,
                Some(&best.selector),
                best.confidence,
            );
        } else if let Some(told) = self.page.source_metadata.modified_at {
            self.article.modified_at = Some(self.civil(told));
            self.set("modified_at", Origin::SourceMetadata, None, 0.7);
        }
    }

    /// A printed date that cannot be read is told, and its text kept.
    fn unread_date(&mut self, stated: &[Stated], found: bool) {
        let printed = stated
            .iter()
            .filter(|it| it.origin == Origin::Selector && it.is_shown());
        for of in [TimeLabel::Publication, TimeLabel::Update] {
            let mut printed = printed.clone().filter(|it| it.of == of);
            let (Some(first), false) = (printed.next(), printed.any(|it| it.at.is_ok())) else {
                continue;
            };
            if let Err(error) = &first.at {
                let reason = format!("the printed date “{}” cannot be read: {error}", first.text);
                self.gap(field(of), reason);
                if of == TimeLabel::Publication {
                    self.article.published_text = Some(first.text.clone());
                }
            }
        }
        let lines = stated.iter().filter(|it| it.origin == Origin::Fallback);
        let unread = lines
            .into_iter()
            .find_map(|it| Some((it, it.at.as_ref().err()?)));
        if let Some((line, error)) = unread.filter(|_| !found) {
            let reason = format!("the printed date “{}” cannot be read: {error}", line.text);
            self.gap(field(line.of), reason);
            self.article.published_text = Some(line.text.clone());
        }
    }

    /// The dates a recipe's selectors show: the text, then the attribute for machines, which
    /// may be the element's own, a child's or its parent's.
    fn printed(&self, wanted: SelectorField, of: TimeLabel) -> Vec<Stated> {
        let mut all = Vec::new();
        let Some(layout) = self.layout else {
            return all;
        };
        for &number in layout.selectors(wanted) {
            let selector = self.recipe.table.text(number);
            for element in self.found.hits(number) {
                if let Some(text) = self.unlabelled(&visible::text(*element)) {
                    self.date_line(&text, of, selector, &mut all);
                }
                if let Some(value) = machine_value(*element) {
                    let value = self.machine(of, value, Origin::Selector, selector, 1.0);
                    all.push(value);
                }
            }
        }
        all
    }

    /// What one printed line says. An update's word at its beginning that the recipe declares
    /// as a label of the date is one.
    fn date_line(&self, text: &str, of: TimeLabel, selector: &str, all: &mut Vec<Stated>) {
        let line = dates::parse_line(text);
        let place = (Origin::Selector, selector, 1.0);
        let labels = self.layout.map_or(&[][..], |it| &it.date_labels);
        let declared = labels.iter().any(|label| text.starts_with(label.as_str()));
        let (published, modified) = match (of, line.published, line.modified) {
            (TimeLabel::Publication, Err(DateError::NoDate), Ok(at)) if declared => {
                (Some(Ok(at)), None)
            }
            (TimeLabel::Publication, Err(DateError::NoDate), Ok(at))
            | (TimeLabel::Update, _, Ok(at)) => (None, Some(Ok(at))),
            (TimeLabel::Publication, published, Ok(at)) => (Some(published), Some(Ok(at))),
            (TimeLabel::Publication, published, Err(_)) => (Some(published), None),
            (TimeLabel::Update, only, Err(_)) => (None, Some(only)),
        };
        let line = |of, read| Stated::shown(of, read, text, place);
        all.extend(published.map(|read| line(TimeLabel::Publication, read)));
        all.extend(modified.map(|read| line(TimeLabel::Update, read)));
    }

    /// The date behind one of the recipe's labels, where no selector shows one.
    fn labelled_date(&self, stated: &[Stated]) -> Option<Stated> {
        let shown = |it: &Stated| it.of == TimeLabel::Publication && it.at.is_ok();
        let layout = self.layout.filter(|_| !stated.iter().any(shown))?;
        let (text, label) = self.labelled(&layout.date_labels)?;
        let read = dates::parse(&text);
        Some(Stated::shown(
            TimeLabel::Publication,
            read,
            &text,
            (Origin::Selector, &label, 0.8),
        ))
    }

    /// The text behind one of the labels, where it is nothing but figures and marks, and
    /// the label it was. What prose says after the same words is no date line.
    fn labelled(&self, labels: &[String]) -> Option<(String, String)> {
        let body = self.found.body.filter(|_| !labels.is_empty())?;
        for node in body.descendants() {
            let Some(text) = node.value().as_text().map(|it| text::clean(it)) else {
                continue;
            };
            let Some(label) = labels.iter().find(|it| text.starts_with(it.as_str())) else {
                continue;
            };
            let parents = node.ancestors().filter_map(ElementRef::wrap).take(2);
            let wholes = parents.map(|it| visible::text(it));
            for whole in [text.clone()].into_iter().chain(wholes) {
                let date = whole
                    .strip_prefix(label.as_str())
                    .unwrap_or_default()
                    .trim();
                let figures = date
                    .chars()
                    .all(|it| it.is_ascii_digit() || " /:-|.,".contains(it));
                let beside = ElementRef::wrap(node.parent()?).is_none_or(aside);
                if figures && (8..=30).contains(&date.len()) && !beside {
                    return Some((date.to_owned(), label.clone()));
                }
            }
        }
        None
    }

    /// The same instant in the site's civil time.
    fn civil(&self, at: DateTime<FixedOffset>) -> DateTime<FixedOffset> {
        let there = at.with_timezone(&self.recipe.zone);
        let offset = there.offset().fix();
        at.with_timezone(&offset)
    }
}

/// Whether two instants are the same to the minute.
fn is_same(one: DateTime<FixedOffset>, other: DateTime<FixedOffset>) -> bool {
    (one - other).num_seconds().abs() < 60
}

/// The time for machines that belongs to what a selector found.
fn machine_value(element: ElementRef<'_>) -> Option<&str> {
    let own = attr(element, "datetime").or_else(|| attr(element, "content"));
    let mut below = element.descendants().skip(1).filter_map(ElementRef::wrap);
    let parent = || element.parent().and_then(ElementRef::wrap);
    own.or_else(|| below.find_map(|it| attr(it, "datetime")))
        .or_else(|| parent().and_then(|it| attr(it, "datetime")))
        .map(str::trim)
        .filter(|it| !it.is_empty())
}
