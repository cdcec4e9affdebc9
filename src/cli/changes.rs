//! `hpnews changes`: what happened to published articles, as the nights told it.

use chrono::{DateTime, Utc};

use super::args::{self, Global};
use super::context::Context;
use super::crawl::{now, store_error};
use super::talk::Lang;
use super::{exit, moment, talk};
use crate::night::whole_ledger;
use crate::record::{Change, Class};
use crate::report::{because, class_name, field_name};
use crate::store::Archive;
use crate::text::keys::fold_accents;
use crate::text::terminal_safe;

/// What is asked for.
struct Wanted {
    since: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
    classes: Vec<Class>,
    section: Option<String>,
    site: Option<String>,
}

impl Wanted {
    fn holds(&self, change: &Change) -> bool {
        let in_section = |section: &String| {
            let mut own = change.categories.iter();
            own.any(|name| fold_accents(name) == *section)
        };
        change.at >= self.since
            && self.until.is_none_or(|until| change.at <= until)
            && (self.classes.is_empty()
                || change.classes.iter().any(|it| self.classes.contains(it)))
            && self.section.as_ref().is_none_or(in_section)
            && self.site.as_ref().is_none_or(|site| *site == change.site)
    }
}

pub(super) fn run(global: &Global, args: &args::Changes) -> anyhow::Result<u8> {
    let context = Context::new(global)?;
    let zone = moment::zone(&context.config);
    let until = args.until.as_deref();
    let wanted = Wanted {
        since: moment::since(&args.since, zone, now())?,
        until: until.map(|text| moment::last(text, zone)).transpose()?,
        classes: args.class.iter().flat_map(|it| it.0.clone()).collect(),
        section: args.section.as_deref().map(fold_accents),
        site: args.site.clone(),
    };
    let reader = Archive::open_for_reading(&context.config.archive_dir).map_err(store_error)?;
    let mut found = whole_ledger(&reader).map_err(store_error)?;
    found.retain(|change| wanted.holds(change));
    for change in &found {
        if global.json {
            talk::json_line(change)?;
        } else {
            talk::data(&text(change, context.talk.lang))?;
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

fn text(change: &Change, lang: Lang) -> String {
    let language = lang.of_reports();
    let title = change.title.as_deref().unwrap_or("—");
    let mut lines = vec![format!(
        "{}  {}  {}",
        change.at.format("%Y-%m-%d %H:%M"),
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
