//! `hpnews replay URL`: a stored response as it was captured: its head, and its body decoded.

use anyhow::anyhow;
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::json;
use url::{Position, Url};

use super::args::{Global, ReplayArgs};
use super::console::Console;
use super::context::Context;
use super::next_step::{NextStep, hinted};

use super::{console, exit, moment, which};
use crate::config::Config;
use crate::http::Capture;
use crate::published::Published;
use crate::store::{Archive, CaptureRow, Reader, Resolved};
use crate::text::terminal_safe;

/// How many addresses are named instead of one that was never captured.
const NEAREST: usize = 5;

pub(super) fn run(global: &Global, args: &ReplayArgs) -> anyhow::Result<u8> {
    let context = Context::for_reading(global)?;
    let at = match &args.at {
        Some(text) => Some(moment::last(text, moment::zone(&context.config))?),
        None => None,
    };
    let reader = Archive::open_for_reading(&context.config.archive_dir).map_err(hinted)?;
    let published = context.published(reader, args.takedowns)?;
    if published.withheld().has_part_at(&args.url) {
        return Err(withheld(&args.url));
    }
    let reader = published.reader();
    let spellings = spellings(&context.config, &args.url)?;
    let mut rows = captures(reader, &spellings)?;
    let is_claimed = rows.is_empty();
    if is_claimed {
        rows = claiming(reader, &spellings)?;
    }
    let row = nearest(&rows, at, context.console).ok_or_else(|| never(&published, &args.url))?;
    if published.withholds(row).map_err(hinted)? {
        return Err(withheld(&args.url));
    }
    if is_claimed {
        which::say_claimed(context.console, &row.url);
    }
    let place = &row.evidence.location;
    let capture = reader.capture_at(place).map_err(hinted)?;
    if global.json {
        console::json_line(&json!({
            "url": row.url, "at": row.at, "site": row.site, "role": row.role,
            "status": capture.status, "content_type": capture.content_type(),
            "bytes": capture.body.len(), "payload": capture.payload,
            "truncated": capture.truncated.map(crate::http::Truncation::as_str),
            "revisit": row.evidence.revisit, "run": row.run, "warc": place,
            "captures": rows.len(),
        }))?;
    } else {
        print(&capture, args)?;
    }
    Ok(exit::COMPLETE)
}

fn print(capture: &Capture, args: &ReplayArgs) -> anyhow::Result<()> {
    if !args.body {
        console::bytes(&capture.response_head)?;
    }
    if !args.headers {
        console::bytes(&capture.body)?;
    }
    Ok(())
}

/// An address as written, as the standard has it, and as its site spells it.
fn spellings(config: &Config, text: &str) -> anyhow::Result<Vec<String>> {
    let parsed = Url::parse(text).map_err(|error| {
        anyhow!("cannot replay `{text}`: {error}")
            .with_next_step("write the whole address, with https://")
    })?;
    let canonical = config
        .sites
        .iter()
        .filter(|site| site.rules.in_scope(&parsed))
        .find_map(|site| site.rules.canonical(None, text).ok());
    let others = [Some(parsed), canonical].into_iter().flatten();
    Ok(std::iter::once(text.to_owned())
        .chain(others.map(String::from))
        .collect())
}

/// The captures of the first spelling that has any.
fn captures(reader: &Reader, spellings: &[String]) -> anyhow::Result<Vec<CaptureRow>> {
    for spelling in spellings {
        let rows = reader.captures().of(spelling).map_err(hinted)?;
        if !rows.is_empty() {
            return Ok(rows);
        }
    }
    Ok(Vec::new())
}

/// Those of the one article whose page names an address as its own.
fn claiming(reader: &Reader, spellings: &[String]) -> anyhow::Result<Vec<CaptureRow>> {
    for spelling in spellings {
        if let Resolved::Claiming { url, .. } =
            reader.articles().resolve(spelling).map_err(hinted)?
        {
            return reader.captures().of(&url).map_err(hinted);
        }
    }
    Ok(Vec::new())
}

/// The newest capture at or before a time; if there is none, the first after, aloud.
fn nearest(
    rows: &[CaptureRow],
    at: Option<DateTime<Utc>>,
    console: Console,
) -> Option<&CaptureRow> {
    let Some(at) = at else { return rows.last() };
    rows.iter().rfind(|row| row.at <= at).or_else(|| {
        let first = rows.first()?;
        console.say(&format!(
            "{} {}; {} {}",
            console
                .lang
                .pick("chưa có bản nào trước", "nothing was captured by"),
            at.to_rfc3339_opts(SecondsFormat::Secs, true),
            console
                .lang
                .pick("đây là bản đầu tiên:", "this is the first capture:"),
            first.at.to_rfc3339_opts(SecondsFormat::Secs, true),
        ));
        Some(first)
    })
}

/// Says the same of what is there and of what is not.
fn withheld(text: &str) -> anyhow::Error {
    anyhow!("cannot replay {}: it is withheld", terminal_safe(text)).with_next_step(
        "a takedown in withhold.toml names it, or something it shows; the operator reads it with --include-withheld",
    )
}

fn never(published: &Published, text: &str) -> anyhow::Error {
    let error = anyhow!(
        "cannot replay {}: it was never captured",
        terminal_safe(text)
    );
    let near = near(published, text).unwrap_or_default();
    if near.is_empty() {
        return error.with_next_step("`hpnews list --json` prints the addresses of articles");
    }
    error.with_next_step(&format!("there is {}", terminal_safe(&near.join(", "))))
}

/// Captured addresses of the same host, by either scheme, that are written most alike.
fn near(published: &Published, text: &str) -> Option<Vec<String>> {
    let (reader, withheld) = (published.reader(), published.withheld());
    let host = Url::parse(text).ok()?[..Position::BeforePath].to_owned();
    let other = match host.strip_prefix("https:") {
        Some(rest) => format!("http:{rest}"),
        None => host.replacen("http:", "https:", 1),
    };
    let mut known = reader.captures().addresses(&host).ok()?;
    known.extend(reader.captures().addresses(&other).ok()?);
    let mut near: Vec<(usize, String)> = known
        .into_iter()
        .map(|url| (strsim::levenshtein(&url, text), url))
        .filter(|(distance, _)| *distance * 4 <= text.len())
        .filter(|(_, url)| {
            !withheld.has_part_at(url) && withheld.redact_text(&mut url.clone()) == 0
        })
        .collect();
    near.sort();
    Some(near.into_iter().take(NEAREST).map(|(_, url)| url).collect())
}
