//! `hpnews status`: what the archive holds and how the last run went.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::json;

use super::args::Global;
use super::context::Context;
use super::next_step::hinted;
use crate::report::Language;

use super::{alarm, console, exit};
use crate::change::SiteState;
use crate::config::Config;
use crate::crawl::{proposed, recipe_changes};
use crate::store::{Archive, Reader, SiteRow, Status};

pub(super) fn run(global: &Global) -> anyhow::Result<u8> {
    let context = Context::for_reading(global)?;
    let lang = context.console.lang;
    let reader = Archive::open_for_reading(&context.config.archive_dir).map_err(hinted)?;
    let status = reader.runs().status().map_err(hinted)?;
    let sites = not_live(&reader)?;
    let fields = match &status.last_run {
        Some(run) => reader
            .observations()
            .field_coverage(&run.stamp)
            .map_err(hinted)?,
        None => Vec::new(),
    };
    let recipe = match &status.last_run {
        Some(run) => recipe_changes(&reader, &context.config, &run.stamp).map_err(hinted)?,
        None => Vec::new(),
    };
    if global.json {
        let last = status.last_run.as_ref().map(|run| {
            json!({
                "run": run.stamp, "started_at": run.started_at, "finished_at": run.finished_at,
                "exit": run.exit, "captured": run.captured, "stored": run.stored,
                "unchanged": run.unchanged, "failed": run.failed, "skipped": run.skipped,
            })
        });
        console::json_line(&json!({
            "archive": reader.home(), "articles": status.articles, "snapshots": status.snapshots,
            "snapshot_bytes": status.snapshot_bytes, "observations": status.observations,
            "runs": status.runs, "addresses": status.addresses, "last_run": last, "not_live": sites,
            "fields": fields, "recipe": recipe,
        }))?;
        return Ok(exit::COMPLETE);
    }
    let mut said = text(&status, &reader.home().display().to_string(), lang);
    super::fields::lines(&mut said, &fields, lang);
    said.push_str(&alarm::fallen(&fields, lang));
    said.push_str(&alarm::recipe_changes(&recipe, lang));
    said.push_str(&proposals(&reader, &context.config, lang)?);
    for site in &sites {
        said.push_str(&alarm::state(site, &site.run, lang));
    }
    console::data(&said)?;
    Ok(exit::COMPLETE)
}

/// Recipes that were learnt and wait to be taken.
fn proposals(reader: &Reader, config: &Config, lang: Language) -> anyhow::Result<String> {
    let mut out = String::new();
    for site in &config.sites {
        let proposal = proposed(reader, site).map_err(hinted)?;
        let waiting = reader.sites().drifted_waiting(&site.name).map_err(hinted)?;
        if let Some(it) = proposal.filter(|_| waiting > 0) {
            let head = lang.pick("trang không còn khớp", "pages no longer fit");
            let said = alarm::proposal(&site.name, &it.fields, waiting, lang);
            // Writing to a String cannot fail.
            let _ = writeln!(out, "!! {}: {waiting} {head}", site.name);
            out.push_str(&said);
        }
    }
    Ok(out)
}

/// Sites that the last run that speaks of them found otherwise than live.
fn not_live(reader: &Reader) -> anyhow::Result<Vec<SiteRow>> {
    let rows = reader
        .sites()
        .site_states(None)
        .map_err(hinted)?
        .into_iter();
    let newest: BTreeMap<String, SiteRow> = rows.map(|row| (row.site.clone(), row)).collect();
    let rows = newest.into_values();
    Ok(rows.filter(|it| it.state != SiteState::Live).collect())
}

/// The status as a person reads it.
fn text(status: &Status, dir: &str, lang: Language) -> String {
    let parts: Vec<String> = status
        .addresses
        .iter()
        .map(|(state, count)| format!("{count} {state}"))
        .collect();
    let mut lines = vec![
        format!("{}: {dir}", lang.pick("Kho", "Archive")),
        format!(
            "  {}: {}",
            lang.pick("bài viết", "articles"),
            status.articles
        ),
        format!(
            "  {}: {} ({} kB)",
            lang.pick("phiên bản", "versions"),
            status.snapshots,
            status.snapshot_bytes / 1000
        ),
        format!(
            "  {}: {}",
            lang.pick("lần xem", "looks"),
            status.observations
        ),
        format!("  {}: {}", lang.pick("đợt", "runs"), status.runs),
        format!(
            "  {}: {}",
            lang.pick("địa chỉ", "addresses"),
            parts.join(", ")
        ),
    ];
    if let Some(run) = &status.last_run {
        let unfinished = lang.pick(
            "dở dang, `hpnews crawl` sẽ tiếp tục",
            "unfinished, `hpnews crawl` goes on",
        );
        let exit = run.exit.as_deref().unwrap_or(unfinished);
        lines.push(format!(
            "{}: {} ({exit})",
            lang.pick("Đợt gần nhất", "Last run"),
            run.stamp
        ));
        lines.push(format!(
            "  {} {}, {} {}, {} {}",
            run.stored,
            lang.pick("mới hoặc đã sửa", "new or changed"),
            run.unchanged,
            lang.pick("không đổi", "unchanged"),
            run.failed,
            lang.pick("thất bại", "failed"),
        ));
    }
    lines.push(String::new());
    lines.join("\n")
}
