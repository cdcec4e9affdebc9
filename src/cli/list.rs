//! `hpnews list`: the articles of the archive, newest first.

use chrono::Days;
use serde::Serialize;

use super::args::{Global, List};
use super::context::Context;
use super::crawl::store_error;
use super::moment::{midnight, zone};
use super::{exit, talk};
use crate::store::{Archive, ArticleRow, Filter};
use crate::text::terminal_safe;

#[derive(Serialize)]
struct Line<'a> {
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

pub(super) fn run(global: &Global, args: &List) -> anyhow::Result<u8> {
    let context = Context::new(global)?;
    let reader = Archive::open_for_reading(&context.config.archive_dir).map_err(store_error)?;
    let zone = zone(&context.config);
    let rows = reader
        .list(&Filter {
            since: args.since.and_then(|day| midnight(day, zone)),
            until: args
                .until
                .and_then(|day| midnight(day.checked_add_days(Days::new(1))?, zone)),
            section: args.section.clone(),
            site: args.site.clone(),
            text: None,
            limit: Some(u32::try_from(args.limit).unwrap_or(u32::MAX)),
        })
        .map_err(store_error)?;
    for row in &rows {
        if global.json {
            talk::json_line(&line(row))?;
        } else {
            talk::data(&text(row))?;
        }
    }
    Ok(exit::COMPLETE)
}

fn line(row: &ArticleRow) -> Line<'_> {
    Line {
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
