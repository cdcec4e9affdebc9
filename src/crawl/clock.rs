//! Whether the clock can be believed: what it says now against what it said to earlier runs.
//!
//! One that was put back is refused: what is stored now would be taken for older than what it
//! follows. But one run with its clock ahead must not lock the archive until that date. Whoever
//! else dated that run (the servers, in each answer; the disk, where its clock is another) tells
//! which of the two it was. Then the run's times are set right by an event in a journal, and the
//! crawl goes on.
//!
//! Never changes a file of that run, and never compares one server's time with another's.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::CrawlError;
use crate::store::{Archive, CaptureFilter, Event, Reader, RunRow};

/// Clocks are corrected by so much now and then.
const SLACK: TimeDelta = TimeDelta::minutes(5);

/// Answers whose dates are looked at.
const ANSWERS: usize = 15;

/// Runs that are looked back over.
const RUNS: u32 = 1000;

/// Who knows that a run's clock was ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Witness {
    /// The servers that answered it, by their `Date`.
    Servers,
    /// The disk that holds its journal.
    Disk,
    /// The operator, who says that the clock is right now.
    Operator,
}

/// A run whose clock was ahead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ahead {
    /// Its stamp.
    pub run: String,
    /// By how much.
    pub by: TimeDelta,
    /// Who says so.
    pub witness: Witness,
}

/// Looks at the clock before a run begins. Gives what was set right; an error when the clock was
/// put back, or nobody knows.
pub(super) fn check(
    archive: &mut Archive,
    now: DateTime<Utc>,
) -> Result<Option<Ahead>, CrawlError> {
    let Some(doubt) = Doubt::of(archive, now)? else {
        return Ok(None);
    };
    let Some(ahead) = doubt.witnessed(archive, now)? else {
        let (run, last) = (doubt.newest.stamp.clone(), last(&doubt.newest));
        return Err(CrawlError::ClockBack { now, last, run });
    };
    set_right(archive, now, &ahead)?;
    Ok(Some(ahead))
}

/// Sets the times of runs right that are later than now, on the operator's word that the clock is
/// right. `None` when there is none. With `dry_run` it only says what would be done.
pub fn set_clock_right(
    archive: &mut Archive,
    now: DateTime<Utc>,
    dry_run: bool,
) -> Result<Option<Ahead>, CrawlError> {
    let Some(doubt) = Doubt::of(archive, now)? else {
        return Ok(None);
    };
    let ahead = doubt.witnessed(archive, now)?.unwrap_or_else(|| Ahead {
        run: doubt.newest.stamp.clone(),
        // It cannot have ended later than now.
        by: last(&doubt.newest) - now,
        witness: Witness::Operator,
    });
    if !dry_run {
        set_right(archive, now, &ahead)?;
    }
    Ok(Some(ahead))
}

/// In a run of its own: events of two runs must not be mixed.
fn set_right(archive: &mut Archive, now: DateTime<Utc>, ahead: &Ahead) -> Result<(), CrawlError> {
    archive.begin_aside(&json!({"clock": ahead.run}), now)?;
    archive.commit(&Event::ClockAhead {
        at: now,
        run: ahead.run.clone(),
        seconds: ahead.by.num_seconds(),
    })?;
    archive.finish_run("complete", now)?;
    Ok(())
}

/// Runs that are later than now.
struct Doubt {
    newest: RunRow,
    oldest: RunRow,
    /// The one before them, which is not.
    before: Option<RunRow>,
}

impl Doubt {
    fn of(reader: &Reader, now: DateTime<Utc>) -> Result<Option<Self>, CrawlError> {
        let runs = reader.runs().newest(RUNS)?;
        let is_later = |run: &&RunRow| last(run) > now + SLACK;
        let Some(newest) = runs.iter().find(is_later) else {
            return Ok(None);
        };
        let oldest = runs.iter().rfind(is_later).unwrap_or(newest);
        let before = runs.iter().find(|run| run.stamp < oldest.stamp);
        Ok(Some(Self {
            newest: newest.clone(),
            oldest: oldest.clone(),
            before: before.cloned(),
        }))
    }

    /// By how much the clock was ahead, by a witness whose word fits what is known: set back by
    /// so much, the runs follow the one before them, and are over by now.
    fn witnessed(&self, reader: &Reader, now: DateTime<Utc>) -> Result<Option<Ahead>, CrawlError> {
        let words = [
            (Witness::Servers, by_servers(reader, &self.newest)?),
            (Witness::Disk, by_disk(reader, &self.newest)),
        ];
        let fits = |by: TimeDelta| {
            let begins = self.oldest.started_at - by;
            let follows = self
                .before
                .as_ref()
                .is_none_or(|it| begins + SLACK >= last(it));
            by >= SLACK && follows && last(&self.newest) - by <= now + SLACK
        };
        let mut words = words.into_iter().filter_map(|(who, by)| Some((who, by?)));
        Ok(words.find(|(_, by)| fits(*by)).map(|(witness, by)| Ahead {
            run: self.newest.stamp.clone(),
            by,
            witness,
        }))
    }
}

fn last(run: &RunRow) -> DateTime<Utc> {
    let ended = run.finished_at.unwrap_or(run.started_at);
    ended.max(run.started_at)
}

/// The middle one of the differences between a request's time and its answer's `Date`.
fn by_servers(reader: &Reader, run: &RunRow) -> Result<Option<TimeDelta>, CrawlError> {
    let filter = CaptureFilter {
        since: Some(run.started_at),
        until: Some(last(run) + TimeDelta::seconds(1)),
        ..CaptureFilter::default()
    };
    let mut ahead = Vec::new();
    for row in reader.captures().each(&filter).take(ANSWERS) {
        // A record that cannot be read says nothing; `verify` tells of it.
        let Ok(capture) = reader.capture_at(&row?.evidence.location) else {
            continue;
        };
        let date = capture
            .headers
            .iter()
            .find(|it| it.0.eq_ignore_ascii_case("date"));
        let date = date.and_then(|(_, value)| {
            DateTime::parse_from_rfc2822(std::str::from_utf8(value).ok()?.trim()).ok()
        });
        ahead.extend(date.map(|date| capture.requested_at - date.to_utc()));
    }
    ahead.sort_unstable();
    Ok(ahead.get(ahead.len() / 2).copied())
}

/// The difference between a run's last time and that of its journal on the disk.
fn by_disk(reader: &Reader, run: &RunRow) -> Option<TimeDelta> {
    Some(last(run) - reader.journal_written_at(&run.stamp)?)
}
