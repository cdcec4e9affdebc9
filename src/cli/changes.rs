//! `hpnews changes`: what happened to published articles, as the nights told it.

use chrono::TimeDelta;
use chrono_tz::Tz;

use super::args::{self, Global};
use super::context::Context;
use super::crawl::{now, store_error};
use super::moment::{self, Range};
use super::talk::Lang;
use super::{exit, named, talk};
use crate::night::whole_ledger;
use crate::record::{Change, Class};
use crate::report::{because, class_name, field_name};
use crate::store::Archive;
use crate::text::keys::section_key;
use crate::text::terminal_safe;

/// How much is told where nobody says since when.
const WEEK: TimeDelta = TimeDelta::days(7);

/// What is asked for.
struct Wanted {
    when: Range,
    classes: Vec<Class>,
    section: Option<String>,
    site: Option<String>,
}

impl Wanted {
    fn holds(&self, change: &Change) -> bool {
        let in_section = |section: &String| {
            let mut own = change.categories.iter();
            own.any(|name| section_key(name) == *section)
        };
        self.when.holds(change.at.to_utc())
            && (self.classes.is_empty()
                || change.classes.iter().any(|it| self.classes.contains(it)))
            && self.section.as_ref().is_none_or(in_section)
            && self.site.as_ref().is_none_or(|site| *site == change.site)
    }
}

pub(super) fn run(global: &Global, args: &args::Changes) -> anyhow::Result<u8> {
    let context = Context::for_reading(global)?;
    let zone = moment::zone(&context.config);
    let mut when = Range::of(args.since.as_deref(), args.until.as_deref(), zone)?;
    let end = when.until.map_or_else(now, |until| until.min(now()));
    when.since = when.since.or(Some(end - WEEK));
    let wanted = Wanted {
        when,
        classes: args.class.iter().flat_map(|it| it.0.clone()).collect(),
        section: args.section.as_deref().map(section_key),
        site: args.site.clone(),
    };
    let reader = Archive::open_for_reading(&context.config.archive_dir).map_err(store_error)?;
    named::site(&context.config, &reader, args.site.as_deref())?;
    named::section(&reader, args.section.as_deref())?;
    let mut found = whole_ledger(&reader).map_err(store_error)?;
    found.retain(|change| wanted.holds(change));
    for change in &found {
        if global.json {
            talk::json_line(change)?;
        } else {
            talk::data(&text(change, zone, context.talk.lang))?;
        }
    }
    if found.is_empty() {
        context.talk.say(context.talk.lang.pick(
            "Không có thay đổi nào như thế; `hpnews status` cho biết đợt gần nhất.",
            "No such change; `hpnews status` tells of the last run.",
        ));
    }
    Ok(exit::COMPLETE)
}

fn text(change: &Change, zone: Tz, lang: Lang) -> String {
    let language = lang.of_reports();
    let title = change.title.as_deref().unwrap_or("—");
    let mut lines = vec![format!(
        "{}  {}  {}",
        change.at.with_timezone(&zone).format("%Y-%m-%d %H:%M"),
        class_name(change.class, language),
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
    what.extend(change.reason.iter().map(|it| because(it, language)));
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
