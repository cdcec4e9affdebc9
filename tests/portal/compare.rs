//! Holds snapshots against the portal's truth, field by field, and prints the figures.

use std::collections::BTreeMap;

use serde_json::Value;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Right and asked, by field.
#[derive(Default)]
pub struct Tally {
    fields: BTreeMap<&'static str, (usize, usize)>,
}

impl Tally {
    /// Counts one comparison; of each field the first few that are wrong are printed.
    pub fn field(&mut self, name: &'static str, url: &str, want: &Value, got: &Value) {
        let (right, asked) = self.fields.entry(name).or_default();
        *asked += 1;
        if want == got {
            *right += 1;
        } else if *asked - *right <= 4 {
            eprintln!("  {name} of {url}\n    want {want}\n    got  {got}");
        }
    }

    /// Every field with the share that was right.
    pub fn shares(&self) -> impl Iterator<Item = (&'static str, f64)> {
        let share = |(name, (right, asked)): (&&'static str, &(usize, usize))| {
            (*name, *right as f64 / *asked as f64)
        };
        self.fields.iter().map(share)
    }

    /// Prints every field and returns the worst share.
    pub fn print(&self, head: &str) -> f64 {
        eprintln!("\n{head}\n  field           right  of");
        let mut worst: f64 = 1.0;
        for (name, (right, asked)) in &self.fields {
            let share = *right as f64 / *asked as f64;
            worst = worst.min(share);
            eprintln!(
                "  {name:<14} {right:>6} {asked:>4}  {:>6.2} %",
                share * 100.0
            );
        }
        worst
    }
}

/// White space of each line collapsed, NFC: how both sides are compared.
pub fn plain(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words.join(" ")
    });
    lines.collect::<Vec<_>>().join("\n").nfc().collect()
}

/// A text, or null when it is absent or empty.
pub fn text(value: &Value) -> Value {
    match value.as_str().map(plain) {
        Some(text) if !text.is_empty() => Value::String(text),
        _ => Value::Null,
    }
}

/// A list of texts; `key` picks one key of each object.
pub fn texts(value: &Value, key: Option<&str>) -> Value {
    let items = value.as_array().cloned().unwrap_or_default();
    let texts = items
        .iter()
        .map(|item| text(key.map_or(item, |key| &item[key])));
    Value::Array(texts.filter(|text| !text.is_null()).collect())
}

/// The same, in alphabetical order, where the order says nothing.
pub fn sorted(value: &Value) -> Value {
    let mut items: Vec<String> = value
        .as_array()
        .map(|items| {
            items
                .iter()
                .filter_map(|item| item.as_str().map(plain))
                .collect()
        })
        .unwrap_or_default();
    items.sort();
    items.into()
}

/// Every string of the body is NFC.
pub fn body_is_nfc(snapshot: &Value) -> bool {
    let body = snapshot["body"].as_array().expect("body is a list");
    body.iter()
        .all(|block| block["text"].as_str().is_some_and(is_nfc))
}
