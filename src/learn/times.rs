//! Where the times of publication and modification are printed.
//!
//! Reads a line as the extractor does. Never looks for a date in running text.

use chrono_tz::Tz;
use scraper::ElementRef;

use super::Field;
use super::choose::{Outcome, choose};
use super::label::Value;
use super::lines::innermost;
use super::page::LabelledPage;
use crate::text::dates::{self, Printed};

/// The longest line that prints a date, in letters.
const LINE: usize = 120;

/// The selectors of a time.
pub(super) fn selectors(pages: &[&LabelledPage<'_>], field: Field, zone: Tz) -> Vec<String> {
    let says = |page: &LabelledPage<'_>, place: usize| {
        let read = |it: Value| (page.holds(field, &it), it);
        said(page, place, field, zone).map(read)
    };
    let places = |page: &LabelledPage<'_>| {
        let all = (0..page.index.len()).filter(|it| is_line(page, *it));
        let right = all.filter(|it| says(page, *it).is_some_and(|it| it.0));
        innermost(page, &right.collect::<Vec<_>>())
    };
    let judge = |page: &LabelledPage<'_>, hits: &[usize]| {
        match hits.iter().find_map(|it| says(page, *it)) {
            Some((true, _)) => Outcome::Right,
            Some((false, _)) if page.is_untold(field) => Outcome::Untold,
            // What cannot be read is a gap on each page.
            Some((false, _)) | None => Outcome::Wrong,
        }
    };
    choose(pages, field, places, judge)
}

fn is_line(page: &LabelledPage<'_>, place: usize) -> bool {
    page.index.line(place, LINE).is_some() || page.index.named("time").contains(&place)
}

/// The time that an element says: what is printed, else what is written for machines.
fn said(page: &LabelledPage<'_>, place: usize, field: Field, zone: Tz) -> Option<Value> {
    let value = |it: Printed| {
        let at = dates::in_zone(&it, zone).map(|it| it.0);
        let day = at.map_or(it.civil.date(), |it| it.date_naive());
        Value::Time(at, day)
    };
    let printed = page.index.line(place, LINE).and_then(|text| {
        let line = dates::parse_line(text);
        match field {
            Field::Modified => line.modified.or(line.published),
            _ => line.published,
        }
        .ok()
    });
    let printed = printed.map(value);
    if let Some(Value::Time(Some(_), _)) = printed {
        return printed;
    }
    let machine = page.index.node(place).and_then(machine_value);
    let machine = machine.and_then(|it| dates::parse_machine(it).ok());
    let machine = machine.map(value);
    match (&printed, &machine) {
        (Some(day), Some(at)) if !day.agrees(at) => printed,
        _ => machine.or(printed),
    }
}

/// The time for machines on an element or below it.
fn machine_value(element: ElementRef<'_>) -> Option<&str> {
    let below = element.descendants().filter_map(ElementRef::wrap);
    below
        .filter_map(|it| it.value().attr("datetime"))
        .find(|it| !it.trim().is_empty())
}
