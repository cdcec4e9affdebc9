//! Figures as rows: one JSON object each, told apart by `kind`.

use serde_json::{Value, json};

use super::{FigureGroup, Figures};

/// The rows, in the order of the text: `total`, `period`, `site`, `section`, `author`, `kind`,
/// `thin`, `missed`, `missed_reason`. Rates are for the reader to take: each row has its counts.
pub fn rows(figures: &Figures) -> Vec<Value> {
    let mut rows = vec![with(
        &figures.total,
        &[
            ("kind", json!("total")),
            ("versions", json!(figures.versions)),
            ("undated", json!(figures.undated)),
            ("unsectioned", json!(figures.unsectioned)),
            ("unsigned", json!(figures.unsigned)),
        ],
    )];
    for (period, share) in &figures.periods {
        let names = [
            ("kind", json!("period")),
            ("unit", json!(figures.unit)),
            ("period", json!(period)),
        ];
        rows.push(with(share, &names));
    }
    let groups: [(&str, &[FigureGroup]); 3] = [
        ("site", &figures.sites),
        ("section", &figures.sections),
        ("author", &figures.authors),
    ];
    for (kind, groups) in groups {
        rows.extend(groups.iter().map(|it| with(it, &[("kind", json!(kind))])));
    }
    for (kind, count) in &figures.kinds {
        rows.push(json!({"kind": "change_kind", "change_kind": kind, "changes": count}));
    }
    for thin in &figures.thin {
        rows.push(with(thin, &[("kind", json!("thin"))]));
    }
    let missed = &figures.missed;
    for (month, count) in &missed.months {
        rows.push(json!({"kind": "missed", "month": month, "addresses": count}));
    }
    if missed.undated > 0 {
        rows.push(json!({"kind": "missed", "month": null, "addresses": missed.undated}));
    }
    for (reason, count) in &missed.reasons {
        rows.push(json!({"kind": "missed_reason", "reason": reason, "addresses": count}));
    }
    rows
}

/// A value's own keys and some more.
fn with<T: serde::Serialize>(value: &T, more: &[(&str, Value)]) -> Value {
    let mut row = json!(value);
    for (key, value) in more {
        row[*key] = value.clone();
    }
    row
}
