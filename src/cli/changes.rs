//! `hpnews changes`: what happened to published articles, as the nights told it.

use chrono::TimeDelta;
use chrono_tz::Tz;

use super::args::{self, Global};
use super::clock::now;
use super::context::Context;
use super::moment::{self, Range};
use super::next_step::hinted;
use super::{console, exit, named};
use crate::pipeline::whole_ledger;
use crate::record::{Change, ChangeKind};
use crate::report::{Language, field_name, kind_name, localize_reason};
use crate::store::Archive;
use crate::text::keys::section_key;
use crate::text::terminal_safe;

/// How much is told where nobody says since when.
const WEEK: TimeDelta = TimeDelta::days(7);

/// What is asked for.
struct ChangesQuery {
    when: Range,
    kinds: Vec<ChangeKind>,
    section: Option<String>,
    site: Option<String>,
}

impl ChangesQuery {
    fn holds(&self, change: &Change) -> bool {
        let in_section = |section: &String| {
            let mut own = change.categories.iter();
            own.any(|name| section_key(name) == *section)
        };
        self.when.holds(change.at.to_utc())
            && (self.kinds.is_empty() || change.kinds.iter().any(|it| self.kinds.contains(it)))
            && self.section.as_ref().is_none_or(in_section)
            && self.site.as_ref().is_none_or(|site| *site == change.site)
    }
}

pub(super) fn run(global: &Global, args: &args::ChangesArgs) -> anyhow::Result<u8> {
    let context = Context::for_reading(global)?;
    let zone = moment::zone(&context.config);
    let mut when = Range::of(args.since.as_deref(), args.until.as_deref(), zone)?;
    let end = when.until.map_or_else(now, |until| until.min(now()));
    when.since = when.since.or(Some(end - WEEK));
    let wanted = ChangesQuery {
        when,
        kinds: args.kind.iter().flat_map(|it| it.0.clone()).collect(),
        section: args.section.as_deref().map(section_key),
        site: args.site.clone(),
    };
    let reader = Archive::open_for_reading(&context.config.archive_dir).map_err(hinted)?;
    named::site(&context.config, &reader, args.site.as_deref())?;
    named::section(&reader, args.section.as_deref())?;
    let mut found = whole_ledger(&reader).map_err(hinted)?;
    found.retain(|change| wanted.holds(change));
    for change in &found {
        if global.json {
            console::json_line(change)?;
        } else {
            console::data(&text(change, zone, context.console.lang))?;
        }
    }
    if found.is_empty() {
        context.console.say(context.console.lang.pick(
            "Không có thay đổi nào như thế; `hpnews status` cho biết đợt gần nhất.",
            "No such change; `hpnews status` tells of the last run.",
        ));
    }
    Ok(exit::COMPLETE)
}

fn text(change: &Change, zone: Tz, lang: Language) -> String {
    let language = lang;
    let title = change.title.as_deref().unwrap_or("—");
    let mut lines = vec![format!(
        "{}  {}  {}",
        change.at.with_timezone(&zone).format("%Y-%m-%d %H:%M"),
        kind_name(change.kind, language),
        title
    )];
    let mut what: Vec<String> = change
        .figures
        .iter()
        .map(|figure| {
            let side = |side: &Option<String>| side.clone().unwrap_or_else(|| "—".to_owned());
            format!("{} → {}", side(&figure.before), side(&figure.after))
        })
        .collect();
    what.extend(change.files.iter().map(|file| {
        let name = file.title.as_deref().unwrap_or(&file.url);
        format!("{} «{name}»", lang.pick("tệp bị thay:", "replaced file:"))
    }));
    let fields: Vec<&str> = change
        .fields
        .iter()
        .map(|field| field_name(field, language))
        .collect();
    if !fields.is_empty() {
        what.insert(0, fields.join(", "));
    }
    what.extend(change.reason.iter().map(|it| localize_reason(it, language)));
    if let Some(words) = &change.announced {
        what.push(format!("{} «{words}»", lang.pick("có báo", "announced")));
    }
    if change.backdated {
        what.push(lang.pick("lùi ngày", "backdated").to_owned());
    }
    if !what.is_empty() {
        lines.push(format!("    {}", what.join(" · ")));
    }
    if let Some(previous) = &change.previous_url {
        lines.push(format!("    {previous} →"));
    }
    lines.push(format!("    {}", change.url));
    lines
        .iter()
        .map(|line| terminal_safe(line) + "\n")
        .collect()
}
