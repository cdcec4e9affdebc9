//! `hpnews report`: one night for a reader.

use std::path::Path;

use anyhow::{Context as _, anyhow};
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde_json::json;

use super::args::{self, Global, ReportFormat};
use super::context::Context;
use super::next_step::{NextStep, hinted};

use super::moment::Range;
use super::{console, exit};
use crate::pipeline::{days, of_day, zone};
use crate::record::Change;
use crate::report::{Language, NightReport, html, markdown};
use crate::store::Archive;
use crate::text::terminal_safe;

pub(super) fn run(global: &Global, args: &args::ReportArgs) -> anyhow::Result<u8> {
    let context = Context::for_reading(global)?;
    let config = &context.config;
    let reader = Archive::open_for_reading(&config.archive_dir).map_err(hinted)?;
    let published = context.published(reader, args.takedowns)?;
    let reader = published.reader();
    let days = days(reader, zone(config)).map_err(hinted)?;
    let Some(last) = days.last().copied() else {
        return Err(anyhow!("no night to report: nothing was ever crawled")
            .with_next_step("`hpnews crawl` is the first night"));
    };
    let day = match &args.day {
        Some(text) => one_day(text, zone(config))?,
        None => last,
    };
    let Some(night) = of_day(&published, config, day).map_err(hinted)? else {
        return Err(anyhow!("no night began on {day}")
            .with_next_step(&format!("the last one began on {last}")));
    };
    let language = global.lang.unwrap_or(config.report.language);
    if args.write {
        for (ending, text) in [
            ("html", html(&night, language)),
            ("md", markdown(&night, language)),
        ] {
            let path = format!("reports/{day}.{ending}");
            reader.put_derived(&path, text.as_bytes()).map_err(hinted)?;
            console::data(&format!("{}\n", reader.home().join(path).display()))?;
        }
        return Ok(exit::COMPLETE);
    }
    if global.json {
        console::json_line(&object(&night))?;
        return Ok(exit::COMPLETE);
    }
    let text = made(&night, args.format, language);
    match &args.out {
        Some(path) => write(path, &text)?,
        None => console::data(&text)?,
    }
    Ok(exit::COMPLETE)
}

/// The civil day that the text means.
fn one_day(text: &str, zone: Tz) -> anyhow::Result<NaiveDate> {
    match Range::of(Some(text), Some(text), zone)?.days() {
        (Some(first), Some(last)) if first == last => Ok(first),
        _ => Err(anyhow!("`{}` is more than one day", terminal_safe(text))
            .with_next_step("a report is of one night: write the day on which it began")),
    }
}

fn made(night: &NightReport, format: ReportFormat, language: Language) -> String {
    match format {
        ReportFormat::Html => html(night, language),
        ReportFormat::Md => markdown(night, language),
    }
}

fn object(night: &NightReport) -> serde_json::Value {
    let changes: Vec<&Change> = night.items.iter().map(|item| &item.change).collect();
    json!({
        "day": night.day, "runs": night.runs, "ended_at": night.ended_at,
        "missed": night.missed, "coverage": night.coverage, "changes": changes,
        "includes_withheld": night.includes_withheld,
    })
}

#[expect(
    clippy::disallowed_methods,
    reason = "the file is the person's own, outside the archive"
)]
fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}
