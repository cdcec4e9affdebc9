//! `hpnews stats`: the archive in figures.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;
use chrono::{DateTime, FixedOffset, NaiveDate};
use chrono_tz::Tz;

use super::args::{self, Global};
use super::context::Context;
use super::next_step::hinted;

use super::moment::{self, Range};
use super::{console, exit, named};
use crate::config::Config;
use crate::stats::{ArticleEntry, FigureTally, Figures, TextStyle, rows, svg, text};
use crate::store::{Archive, ChangeFilter, CountedRow, Filter, Reader, StoreError};

/// Figures, and how many snapshots could not be read for them.
struct FiguresOutput {
    figures: Figures,
    unread: u64,
}

pub(super) fn run(global: &Global, args: &args::StatsArgs) -> anyhow::Result<u8> {
    let context = Context::for_reading(global)?;
    let reader = Archive::open_for_reading(&context.config.archive_dir).map_err(hinted)?;
    let zone = moment::zone(&context.config);
    let range = Range::of(args.since.as_deref(), args.until.as_deref(), zone)?;
    named::site(&context.config, &reader, args.site.as_deref())?;
    let FiguresOutput { figures, unread } =
        count(&reader, &context.config, args, range).map_err(hinted)?;
    let language = context.console.lang;
    if let Some(path) = &args.svg {
        let language = global.lang.unwrap_or(context.config.report.language);
        write(path, &svg(&figures, args.top, language))?;
    }
    if global.json {
        for row in rows(&figures) {
            console::json_line(&row)?;
        }
    } else {
        console::data(&text(
            &figures,
            &TextStyle {
                columns: console::columns(),
                top: args.top,
                language,
            },
        ))?;
    }
    if unread == 0 {
        return Ok(exit::COMPLETE);
    }
    let said = context.console.lang.pick(
        "tệp không đọc được, nên bài không được tính cho tác giả nào (`hpnews verify` cho biết vì sao)",
        "files could not be read, so their articles count for no author (`hpnews verify` tells why)",
    );
    context.console.complain(&format!("{said}: {unread}"));
    Ok(exit::INCOMPLETE)
}

fn count(
    reader: &Reader,
    config: &Config,
    args: &args::StatsArgs,
    range: Range,
) -> Result<FiguresOutput, StoreError> {
    let days = CivilDays::of(config);
    let filter = Filter {
        since: range.since,
        until: range.end(),
        site: args.site.clone(),
        ..Filter::default()
    };
    let mut tally = FigureTally::default();
    for change in reader.each_change(&ChangeFilter::default())? {
        tally.change(&change?);
    }
    let mut last_seen = BTreeMap::new();
    let mut unread = 0;
    for row in reader.articles().each_counted(&filter) {
        let row = row?;
        let author = if args.no_authors {
            None
        } else {
            reader.read_author(&row.newest).unwrap_or_else(|error| {
                tracing::warn!("{error}");
                unread += 1;
                None
            })
        };
        tally.article(&entry(&row, author.as_deref()));
        let seen = days.day(&row.site, row.last_seen_at.fixed_offset());
        let last = last_seen.entry(row.site).or_insert(seen);
        *last = seen.max(*last);
    }
    missed(reader, args.site.as_deref(), range, &days, &mut tally)?;
    let (_, until) = range.days();
    for last in last_seen.values_mut() {
        *last = until.map_or(*last, |until| until.min(*last));
    }
    Ok(FiguresOutput {
        figures: tally.figures(args.by.map(args::ByArg::unit), &last_seen),
        unread,
    })
}

fn entry<'a>(row: &'a CountedRow, author: Option<&'a str>) -> ArticleEntry<'a> {
    ArticleEntry {
        article_id: &row.article_id,
        site: &row.site,
        published: row.published_date,
        sections: &row.sections,
        author,
        versions: row.versions,
        looks: row.looks,
        article_status: row.article_status,
    }
}

/// What was named and is not held. Where a range is asked for, only what is dated in it.
fn missed(
    reader: &Reader,
    site: Option<&str>,
    range: Range,
    days: &CivilDays,
    tally: &mut FigureTally,
) -> Result<(), StoreError> {
    let everything = range.since.is_none() && range.until.is_none();
    for gap in reader.addresses().missed()? {
        let at = gap.published_hint;
        let within = at.map_or(everything, |at| range.holds(at.to_utc()));
        if within && site.is_none_or(|site| site == gap.site) {
            let day = at.map(|at| days.day(&gap.site, at));
            tally.missed(&gap.site, day, &gap.reason);
        }
    }
    Ok(())
}

/// Which day it is in a site's civil time.
struct CivilDays {
    zones: BTreeMap<String, Tz>,
    usual: Tz,
}

impl CivilDays {
    fn of(config: &Config) -> Self {
        let sites = config.sites.iter();
        Self {
            zones: sites.map(|site| (site.name.clone(), site.zone)).collect(),
            usual: moment::zone(config),
        }
    }

    /// A site that is no longer in the configuration has the first one's time.
    fn day(&self, site: &str, at: DateTime<FixedOffset>) -> NaiveDate {
        let zone = self.zones.get(site).unwrap_or(&self.usual);
        at.with_timezone(zone).date_naive()
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the file is the person's own, outside the archive"
)]
fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}
