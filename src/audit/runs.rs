//! Journals, summaries and the archive's card: each can be read, line by line.

use std::collections::HashSet;
use std::io::{self, BufRead, Read};

use super::session::Session;
use super::{Finding, What};
use crate::store::{Event, Outcome, RunSummary};

/// Longest line of a journal (a robots.txt of 500 KiB, escaped, is one).
const MAX_LINE: u64 = 64 * 1024 * 1024;

/// What a journal says of other files.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// Lines that could be read.
    pub(super) lines: u64,
    /// Its run has ended.
    pub(super) ended: bool,
    /// WARC files and snapshots its events name, below the archive.
    pub(super) names: HashSet<String>,
}

/// Reads a journal. `torn_is_fine`: somebody is writing its end just now.
pub(super) fn journal(
    session: &mut Session<'_>,
    path: &str,
    mut source: impl BufRead,
    torn_is_fine: bool,
) -> io::Result<Said> {
    let mut said = Said::default();
    let (mut number, mut line) = (0, Vec::new());
    loop {
        line.clear();
        let read = source
            .by_ref()
            .take(MAX_LINE)
            .read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(said);
        }
        number += 1;
        if line.last() != Some(&b'\n') {
            if !torn_is_fine {
                let finding = Finding::new(What::Leftover, path, "the last line is torn");
                session.find(finding.at_line(number));
            }
            continue;
        }
        match serde_json::from_slice::<Event>(&line) {
            Ok(event) => {
                session.checked.journal_lines += 1;
                said.lines += 1;
                note(&mut said, &event);
            }
            Err(error) => {
                let cause = format!("it cannot be read: {error}");
                session.find(Finding::new(What::Run, path, cause).at_line(number));
            }
        }
    }
}

fn note(said: &mut Said, event: &Event) {
    let (warc, outcome) = match event {
        Event::Captured { warc, outcome, .. } => (warc.as_ref(), Some(outcome)),
        Event::Reread { warc, outcome, .. } => (Some(warc), Some(outcome)),
        Event::Failed { warc, .. } | Event::Robots { warc, .. } => (warc.as_ref(), None),
        Event::Kept { warc, .. } => (Some(warc), None),
        _ => (None, None),
    };
    said.names.extend(warc.map(|it| it.location.file.clone()));
    match (event, outcome) {
        (_, Some(Outcome::Stored { snapshot, .. })) | (Event::Adopted { snapshot, .. }, _) => {
            said.names.insert(snapshot.clone());
        }
        (Event::Imported { file, .. }, _) => {
            said.names.insert(file.clone());
        }
        (Event::RunFinished { .. }, _) => said.ended = true,
        _ => {}
    }
}

/// Reads a run's summary.
pub(super) fn summary(session: &mut Session<'_>, path: &str, bytes: &[u8]) {
    let run = path
        .rsplit('/')
        .next()
        .and_then(|name| name.strip_suffix(".json"));
    match serde_json::from_slice::<RunSummary>(bytes) {
        Ok(summary) if Some(summary.run.as_str()) == run => {}
        Ok(summary) => {
            let cause = format!("it says {:?}, its name says another run", summary.run);
            session.find(Finding::new(What::Run, path, cause).in_field("run"));
        }
        Err(error) => session.find(unreadable(path, &error)),
    }
}

/// Reads any other JSON file of the archive.
pub(super) fn json(session: &mut Session<'_>, path: &str, bytes: &[u8]) {
    if let Err(error) = serde_json::from_slice::<serde_json::Value>(bytes) {
        session.find(unreadable(path, &error));
    }
}

fn unreadable(path: &str, error: &serde_json::Error) -> Finding {
    let cause = format!("it cannot be read: {error}");
    Finding::new(What::Run, path, cause).at_line(error.line())
}
