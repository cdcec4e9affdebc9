//! `hpnews list`: the articles of the archive, newest first.

use serde::Serialize;

use super::args::{Global, ListArgs};
use super::context::Context;
use super::next_step::hinted;

use super::moment::{self, Range};
use super::{console, exit, named};
use crate::store::{Archive, ArticleRow, Filter};
use crate::text::terminal_safe;

/// Articles shown where nobody says how many.
const PAGE: usize = 50;

#[derive(Serialize)]
struct ListLine<'a> {
    article_id: &'a str,
    url: &'a str,
    title: Option<&'a str>,
    published_at: Option<chrono::DateTime<chrono::FixedOffset>>,
    published_date: Option<chrono::NaiveDate>,
    categories: &'a [String],
    captured_at: chrono::DateTime<chrono::FixedOffset>,
    versions: u64,
    file: &'a str,
}

pub(super) fn run(global: &Global, args: &ListArgs) -> anyhow::Result<u8> {
    let context = Context::for_reading(global)?;
    let reader = Archive::open_for_reading(&context.config.archive_dir).map_err(hinted)?;
    let zone = moment::zone(&context.config);
    let range = Range::of(args.since.as_deref(), args.until.as_deref(), zone)?;
    named::site(&context.config, &reader, args.site.as_deref())?;
    named::section(&reader, args.section.as_deref())?;
    let filter = Filter {
        since: range.since,
        until: range.end(),
        section: args.section.clone(),
        site: args.site.clone(),
        ..Filter::default()
    };
    let limit = match args.limit {
        Some(0) => usize::MAX,
        Some(limit) => limit,
        None if global.json => usize::MAX,
        None => PAGE,
    };
    let mut found = 0;
    for row in reader.articles().each(&filter) {
        let row = row.map_err(hinted)?;
        found += 1;
        if found > limit {
            continue;
        }
        if global.json {
            console::json_line(&line(&row))?;
        } else {
            console::data(&text(&row))?;
        }
    }
    if found > limit {
        let all = context
            .console
            .lang
            .pick("(--limit 0: tất cả)", "(--limit 0: all of them)");
        context.console.say(&format!("{limit} / {found} {all}"));
    }
    Ok(exit::COMPLETE)
}

fn line(row: &ArticleRow) -> ListLine<'_> {
    ListLine {
        article_id: &row.article_id,
        url: &row.url,
        title: row.title.as_deref(),
        published_at: row.published_at,
        published_date: row.published_date,
        categories: &row.sections,
        captured_at: row.captured_at,
        versions: row.versions,
        file: &row.newest,
    }
}

fn text(row: &ArticleRow) -> String {
    let day = row
        .published_date
        .map_or_else(|| "????-??-??".to_owned(), |day| day.to_string());
    let title = row.title.as_deref().unwrap_or("—");
    format!("{day}  {}  {}\n", row.article_id, terminal_safe(title))
}
