//! Waking files: those that could not be had, and those that are held and may have been replaced
//! under their addresses. No source tells of that.
//!
//! Only files that an article still offers, within a budget of their own: first where somebody
//! says that such an article was modified, then by the schedule that articles have.

use crate::config::Site;
use crate::crawl::CrawlError;
use crate::crawl::frontier::Frontier;
use crate::revisit::{self, Bounds, History};
use crate::store::{HeldFile, ScheduleReason};

/// More files than an archive has.
const ALL: u64 = u32::MAX as u64;

/// Files that could not be had, as many a night as sources have their turn.
pub(super) fn schedule_absent_files(frontier: &Frontier, site: &Site) -> Result<bool, CrawlError> {
    let turns = frontier.run.config.revisit.turns as u64;
    let absent = frontier
        .run
        .archive()
        .attachments()
        .absent_files(&site.name, turns)?;
    let mut scheduled = false;
    for url in absent {
        scheduled |= frontier.schedule(
            site,
            &url,
            ScheduleReason::Turn,
            "it could not be had before",
        )?;
    }
    Ok(scheduled)
}

/// Files that are held: are they still the same?
pub(super) fn schedule_held_files(frontier: &Frontier, site: &Site) -> Result<bool, CrawlError> {
    let before = frontier.scheduled_before(site, ScheduleReason::File)?;
    let budget = frontier.run.config.revisit.files.saturating_sub(before);
    let files = held_files(frontier, site)?;
    let (told, others): (Vec<HeldFile>, Vec<HeldFile>) =
        files.into_iter().partition(|file| file.told);
    let mut scheduled = false;
    let most = usize::try_from(budget).unwrap_or(usize::MAX);
    let detail = "an article that offers it was said to be modified";
    for file in told.iter().take(most) {
        scheduled |= frontier.schedule(site, &file.url, ScheduleReason::File, detail)?;
    }
    let bounds = Bounds {
        budget: budget.saturating_sub(told.len() as u64),
        shortest: frontier.run.config.revisit.shortest,
        longest: frontier.run.config.revisit.longest,
    };
    let now = frontier.run.now();
    let histories: Vec<History> = others.iter().map(history).collect();
    for index in revisit::choose(&histories, &bounds, now) {
        let due = revisit::due(&histories[index], &bounds, now);
        scheduled |=
            frontier.schedule(site, &others[index].url, ScheduleReason::File, &due.reason)?;
    }
    Ok(scheduled)
}

/// In a run over everything, all of them, and those that could not be had.
pub(in crate::crawl) fn schedule_all(frontier: &Frontier) -> Result<(), CrawlError> {
    let bounded = frontier.run.plan.section.is_some() || frontier.run.plan.limit.is_some();
    if frontier.run.is_incremental || frontier.run.plan.dry_run || bounded {
        return Ok(());
    }
    for site in &frontier.run.sites {
        let held = held_files(frontier, site)?.into_iter().map(|file| file.url);
        let absent = frontier
            .run
            .archive()
            .attachments()
            .absent_files(&site.name, ALL)?;
        for url in held.chain(absent) {
            let detail = "everything is asked again";
            frontier.schedule(site, &url, ScheduleReason::Full, detail)?;
        }
    }
    Ok(())
}

/// The files of a site that may be asked again.
fn held_files(frontier: &Frontier, site: &Site) -> Result<Vec<HeldFile>, CrawlError> {
    if !frontier.run.config.media.attachments() {
        return Ok(Vec::new());
    }
    let mut files = frontier
        .run
        .archive()
        .attachments()
        .held_files(&site.name)?;
    files.retain(|it| frontier.run.plan.covers(it.dated.fixed_offset(), site.zone));
    Ok(files)
}

/// What the schedule needs to know of a file.
fn history(file: &HeldFile) -> History {
    History {
        dated: file.dated,
        first_look: file.first_look,
        last_look: file.last_look,
        looks: file.looks,
        changes: file.changes,
        last_change: file.last_change,
    }
}
