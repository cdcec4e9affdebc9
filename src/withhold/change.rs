//! What happened to an article, without what is withheld of it.

use super::span::{hide, hide_address, hide_some};
use super::{Field, Hidden, MARK, Withheld};
use crate::record::Change;

/// Where an announcement may have been read.
const SPEAKS: [Field; 4] = [Field::Title, Field::Lead, Field::Body, Field::Images];

impl Withheld {
    /// Takes out of a change what is withheld of its article: `false` when that is all of it.
    /// Files of snapshots are named by a digest, which confirms a guess: they go as well.
    pub fn redact_change(&self, change: &mut Change) -> (bool, Hidden) {
        if self.has_whole(&change.article_id) || self.has_address(&change.url) {
            return (false, Hidden::default());
        }
        let (fields, spans) = self.of(&change.article_id);
        let before = change.figures.len();
        change.figures.retain(|figure| {
            let name = figure.field.split('[').next().unwrap_or_default();
            Field::of(name).is_none_or(|field| !fields.contains(&field))
        });
        for field in &fields {
            match field {
                Field::Title => change.title = None,
                Field::Categories => change.categories.clear(),
                Field::Attachments => change.files.clear(),
                Field::Url => {
                    MARK.clone_into(&mut change.url);
                    change.previous_url = None;
                }
                _ => {}
            }
        }
        if SPEAKS.iter().any(|field| fields.contains(field)) {
            change.announced = None;
        }
        let mut hidden = Hidden {
            fields,
            spans: (before - change.figures.len()) as u64,
            links: 0,
        };
        hidden.spans += hide_address(&mut change.url, &spans);
        for text in [&mut change.title, &mut change.announced, &mut change.reason] {
            hidden.spans += hide_some(text, &spans);
        }
        if let Some(url) = &mut change.previous_url {
            hidden.spans += hide_address(url, &spans);
        }
        for name in &mut change.categories {
            hidden.spans += hide(name, &spans);
        }
        for file in &mut change.files {
            hidden.spans += hide_address(&mut file.url, &spans);
            hidden.spans += hide_some(&mut file.title, &spans);
        }
        for figure in &mut change.figures {
            hidden.spans += hide(&mut figure.context, &spans);
            hidden.spans += hide_some(&mut figure.before, &spans);
            hidden.spans += hide_some(&mut figure.after, &spans);
        }
        if self.rules.contains_key(&change.article_id) || !hidden.is_empty() {
            change.before = None;
            change.after = None;
            change.repeats = None;
        }
        (true, hidden)
    }
}
