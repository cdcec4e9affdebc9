//! Where the times of publication and modification are printed.
//!
//! Reads a line as the extractor does. Where nobody tells a date of an era's articles, it is the
//! one line before the text that is a date on every page and another on most. Never looks for a
//! date in running text.

use chrono_tz::Tz;
use scraper::ElementRef;

use super::LabelField;
use super::choose::{SelectorOutcome, choose};
use super::label::LabelValue;
use super::lines::innermost;
use super::page::LabelledPage;
use crate::text::dates::{self, Printed};

/// The longest line that prints a date, in letters.
const LINE: usize = 120;

/// The selectors of a time.
pub(super) fn selectors(pages: &[&LabelledPage<'_>], field: LabelField, zone: Tz) -> Vec<String> {
    let nobody_tells = field == LabelField::Date && pages.iter().all(|it| it.is_untold(field));
    let clocks = if nobody_tells {
        clocks(pages, zone)
    } else {
        Vec::new()
    };
    let says = |page: &LabelledPage<'_>, place: usize| {
        let read = |it: LabelValue| {
            let heads = nobody_tells && is_before_text(page, place) && !clocks.contains(&it);
            (heads || page.holds(field, &it), it)
        };
        said(page, place, field, zone).map(read)
    };
    let places = |page: &LabelledPage<'_>| {
        let all = (0..page.index.len()).filter(|it| is_line(page, *it));
        let right = all.filter(|it| says(page, *it).is_some_and(|it| it.0));
        innermost(page, &right.collect::<Vec<_>>())
    };
    let judge = |page: &LabelledPage<'_>, hits: &[usize]| {
        match hits.iter().find_map(|it| says(page, *it)) {
            Some((true, _)) => SelectorOutcome::Right,
            Some((false, _)) if page.is_untold(field) => SelectorOutcome::Untold,
            // What cannot be read is a gap on each page.
            Some((false, _)) | None => SelectorOutcome::Wrong,
        }
    };
    choose(pages, field, places, judge)
}

/// Times that most pages print alike: today's, in the site's head.
fn clocks(pages: &[&LabelledPage<'_>], zone: Tz) -> Vec<LabelValue> {
    let mut counted: Vec<(LabelValue, usize)> = Vec::new();
    for page in pages {
        let lines = (0..page.index.len()).filter(|it| is_line(page, *it));
        let mut own: Vec<LabelValue> = Vec::new();
        for value in lines.filter_map(|it| said(page, it, LabelField::Date, zone)) {
            if !own.contains(&value) {
                own.push(value);
            }
        }
        for value in own {
            match counted.iter_mut().find(|(it, _)| *it == value) {
                Some((_, count)) => *count += 1,
                None => counted.push((value, 1)),
            }
        }
    }
    let most = counted.into_iter().filter(|(_, it)| it * 2 > pages.len());
    most.map(|(value, _)| value).collect()
}

/// Whether an element ends before the text begins.
fn is_before_text(page: &LabelledPage<'_>, place: usize) -> bool {
    let index = &page.index;
    let root = page.places.root;
    root.is_some_and(|root| index.element(place).end <= root)
}

fn is_line(page: &LabelledPage<'_>, place: usize) -> bool {
    page.index.line(place, LINE).is_some() || page.index.named("time").contains(&place)
}

/// The time that an element says: what is printed, else what is written for machines.
fn said(page: &LabelledPage<'_>, place: usize, field: LabelField, zone: Tz) -> Option<LabelValue> {
    let value = |it: Printed| {
        let at = dates::in_zone(&it, zone).map(|it| it.0);
        let day = at.map_or(it.civil.date(), |it| it.date_naive());
        LabelValue::Time(at, day)
    };
    let printed = page.index.line(place, LINE).and_then(|text| {
        let line = dates::parse_line(text);
        match field {
            LabelField::Modified => line.modified.or(line.published),
            _ => line.published,
        }
        .ok()
    });
    let printed = printed.map(value);
    if let Some(LabelValue::Time(Some(_), _)) = printed {
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
