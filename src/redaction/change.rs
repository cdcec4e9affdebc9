//! What happened to an article, without what is withheld of it.

use super::{Hidden, MARK, RedactedField, Withheld};
use crate::record::Change;

/// Where an announcement may have been read.
const SPEAKS: [RedactedField; 4] = [
    RedactedField::Title,
    RedactedField::Lead,
    RedactedField::Body,
    RedactedField::Images,
];

impl Withheld {
    /// Takes out of a change what is withheld of its article: `false` when that is all of it.
    /// Files of snapshots are named by a digest, which confirms a guess: they go as well.
    pub fn redact_change(&self, change: &mut Change) -> (bool, Hidden) {
        if self.has_whole(&change.article_id) || self.has_whole_at(&change.url) {
            return (false, Hidden::default());
        }
        let fields = self.fields(&change.article_id);
        let before = change.figures.len() + change.files.len();
        change.figures.retain(|figure| {
            let name = figure.field.split('[').next().unwrap_or_default();
            RedactedField::of(name).is_none_or(|field| !fields.contains(&field))
        });
        change.files.retain(|file| !self.has_file(&file.url));
        for field in &fields {
            match field {
                RedactedField::Title => change.title = None,
                RedactedField::Categories => change.categories.clear(),
                RedactedField::Attachments => change.files.clear(),
                RedactedField::Url => {
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
            spans: (before - change.figures.len() - change.files.len()) as u64,
            links: 0,
        };
        hidden.spans += self.hide_words(change);
        if self.names(&change.article_id) || !hidden.is_empty() {
            change.before = None;
            change.after = None;
            change.repeats = None;
        }
        (true, hidden)
    }

    fn hide_words(&self, change: &mut Change) -> u64 {
        let veil = self.veil([change.article_id.as_str()]);
        let mut hidden = veil.address(&mut change.url);
        for text in [&mut change.title, &mut change.announced, &mut change.reason] {
            hidden += veil.some(text);
        }
        if let Some(url) = &mut change.previous_url {
            hidden += veil.address(url);
        }
        for name in &mut change.categories {
            hidden += veil.text(name);
        }
        for file in &mut change.files {
            hidden += veil.address(&mut file.url);
            hidden += veil.some(&mut file.title);
        }
        for figure in &mut change.figures {
            hidden += veil.text(&mut figure.context);
            hidden += veil.some(&mut figure.before);
            hidden += veil.some(&mut figure.after);
        }
        hidden
    }
}
