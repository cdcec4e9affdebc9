//! `hpnews completeness`: everything any source named as an article, minus what is held.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::json;

use super::args::Global;
use super::context::Context;
use super::next_step::hinted;

use super::{console, exit};
use crate::report::cause_name;
use crate::store::Archive;
use crate::text::terminal_safe;

pub(super) fn run(global: &Global) -> anyhow::Result<u8> {
    let context = Context::for_reading(global)?;
    let lang = context.console.lang;
    let reader = Archive::open_for_reading(&context.config.archive_dir).map_err(hinted)?;
    let mut missed = reader.addresses().missed().map_err(hinted)?;
    let held = reader.runs().status().map_err(hinted)?.articles;
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for gap in &missed {
        *counts.entry(gap.reason.clone()).or_default() += 1;
    }
    let rank = |reason: &String| std::cmp::Reverse(counts[reason]);
    missed.sort_by(|a, b| {
        let key = |it: &crate::store::MissedUrl| (rank(&it.reason), it.reason.clone());
        key(a).cmp(&key(b)).then_with(|| a.url.cmp(&b.url))
    });
    if global.json {
        for gap in &missed {
            console::json_line(&json!({
                "url": gap.url, "site": gap.site, "reason": gap.reason, "detail": gap.detail,
                "named_at": gap.named_at, "named_by": gap.discovery_sources,
            }))?;
        }
    } else {
        let mut text = format!(
            "{held} {}, {} {}\n",
            lang.pick("bài đang giữ", "articles held"),
            missed.len(),
            lang.pick("bài được nêu mà chưa có", "named and not held"),
        );
        let mut last = None;
        for gap in &missed {
            if last != Some(&gap.reason) {
                // Writing to a String cannot fail.
                let cause = cause_name(&gap.reason, lang);
                let _ = writeln!(text, "\n{} × {cause}", counts[&gap.reason]);
                last = Some(&gap.reason);
            }
            let discovery_sources: Vec<String> =
                gap.discovery_sources.iter().map(console::word).collect();
            let detail = gap.detail.as_deref().unwrap_or_default();
            let more = if detail.is_empty() { "" } else { ": " };
            let line = format!(
                "  {}  ({}{more}{detail})",
                gap.url,
                discovery_sources.join(", ")
            );
            text.push_str(&terminal_safe(&line));
            text.push('\n');
        }
        console::data(&text)?;
    }
    Ok(if missed.is_empty() {
        exit::COMPLETE
    } else {
        exit::INCOMPLETE
    })
}
