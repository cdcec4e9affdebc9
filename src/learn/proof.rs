//! A layout is read with before it is proposed: what makes any page worse than it is without
//! a recipe is taken out of it.
//!
//! Never repairs a selector; a field that is left out is read without a recipe.

use std::collections::HashMap;

use super::LabelField;
use super::label::{Label, LabelSource, LabelValue, key};
use super::measure::MeasuredPage;
use crate::extract::LayoutSource;

/// How much less of a body may agree before it is worse.
const SLACK: f64 = 0.002;

/// The fields that some page has worse by these readings than without a recipe.
pub(super) fn worse(readings: &[MeasuredPage<'_, '_>]) -> Vec<LabelField> {
    let is_worse = |field: LabelField| {
        readings.iter().any(|(page, article)| {
            let Some(label) = page.label(field) else {
                return false;
            };
            let read = |it: &Option<_>| it.as_ref().and_then(|it| LabelValue::of(it, field));
            let plain = score(label, field, read(&page.alone).as_ref());
            let learnt = score(label, field, read(article).as_ref());
            learnt + SLACK < plain
        })
    };
    LabelField::ALL
        .into_iter()
        .filter(|it| is_worse(*it))
        .collect()
}

/// How far a reading gives what was told, from 0 to 1.
fn score(label: &Label, field: LabelField, read: Option<&LabelValue>) -> f64 {
    match (&label.value, read) {
        (_, None) => 0.0,
        (LabelValue::Blocks(told), Some(LabelValue::Blocks(read))) => likeness(told, read),
        // Without a recipe some of the links may be missed.
        (LabelValue::Set(told), Some(LabelValue::Set(read)))
            if field == LabelField::Related && label.source == LabelSource::Reading =>
        {
            let held: Vec<String> = read
                .iter()
                .filter(|it| told.contains(it))
                .cloned()
                .collect();
            likeness(told, &held)
        }
        (LabelValue::Set(told), Some(LabelValue::Set(read))) if field != LabelField::Categories => {
            likeness(told, read)
        }
        (_, Some(read)) => f64::from(u8::from(label.accepts(field, read))),
    }
}

/// The share of the letters of two texts that stand in entries that both have.
pub(super) fn likeness(told: &[String], read: &[String]) -> f64 {
    let mut left: HashMap<String, usize> = HashMap::new();
    let keys = |all: &[String]| -> Vec<String> { all.iter().map(|it| key(it)).collect() };
    let (told, read) = (keys(told), keys(read));
    for entry in &told {
        *left.entry(entry.clone()).or_default() += 1;
    }
    let letters = |all: &[String]| -> usize { all.iter().map(|it| it.len().max(1)).sum() };
    let mut both = 0;
    for entry in &read {
        if let Some(count) = left.get_mut(entry).filter(|it| **it > 0) {
            *count -= 1;
            both += entry.len().max(1);
        }
    }
    let count = |it: usize| f64::from(u32::try_from(it).unwrap_or(u32::MAX));
    let all = letters(&told) + letters(&read);
    if all == 0 {
        1.0
    } else {
        count(2 * both) / count(all)
    }
}

/// Takes the selectors of a field out of a layout, or, where it has none, what may have made
/// it worse; whether there was anything to take out.
pub(super) fn leave_out(layout: &mut LayoutSource, field: LabelField) -> bool {
    let LayoutSource {
        title,
        date,
        modified,
        lead,
        body,
        strip,
        caption,
        author,
        source,
        category,
        attachment,
        related,
        ..
    } = layout;
    let lists: &mut [&mut Vec<String>] = match field {
        LabelField::Title => &mut [title],
        LabelField::Date => &mut [date],
        LabelField::Modified => &mut [modified, date],
        LabelField::Lead => &mut [lead, body],
        LabelField::Body => &mut [author, lead, related, body],
        LabelField::Captions => &mut [caption, body],
        LabelField::Author => &mut [author, body],
        LabelField::Source => &mut [source, body],
        LabelField::Categories => &mut [category],
        LabelField::Attachments => &mut [attachment, body],
        LabelField::Related => &mut [related, body],
    };
    let Some(list) = lists.iter_mut().find(|it| !it.is_empty()) else {
        return false;
    };
    list.clear();
    if body.is_empty() {
        strip.clear();
        caption.clear();
    }
    true
}
