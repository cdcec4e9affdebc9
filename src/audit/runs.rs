//! Journals, summaries and the archive's card: each can be read, line by line.

use std::collections::HashSet;
use std::io::{self, BufRead, Read};

use super::kind::FileState;
use super::session::Session;
use super::{Finding, FindingKind};
use crate::store::{Event, RunSummary};

/// Longest line of a journal (a robots.txt of 500 KiB, escaped, is one).
const MAX_LINE: u64 = 64 * 1024 * 1024;

/// What a journal says of other files.
#[derive(Debug, Default)]
pub(super) struct JournalClaims {
    /// Lines that could be read.
    pub(super) lines: u64,
    /// Its run has ended.
    pub(super) ended: bool,
    /// WARC files and snapshots its events name, below the archive.
    pub(super) names: HashSet<String>,
}

/// Reads a journal. A torn end of an open one is fine while somebody is writing it.
pub(super) fn journal(
    session: &mut Session<'_>,
    path: &str,
    mut source: impl BufRead,
    state: FileState,
) -> io::Result<JournalClaims> {
    let mut said = JournalClaims::default();
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
            if state == FileState::Sealed || !session.is_written() {
                let mut finding =
                    Finding::new(FindingKind::Leftover, path, "the last line is torn");
                // What was sealed ended with a whole line.
                finding.mendable = state == FileState::Open;
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
                session.find(Finding::new(FindingKind::Run, path, cause).at_line(number));
            }
        }
    }
}

fn note(said: &mut JournalClaims, event: &Event) {
    let warc = event.evidence().map(|it| it.location.file.clone());
    said.names.extend(warc);
    said.names.extend(event.snapshot().map(str::to_owned));
    match event {
        Event::Imported { file, .. } => _ = said.names.insert(file.clone()),
        Event::RunFinished { .. } => said.ended = true,
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
            session.find(Finding::new(FindingKind::Run, path, cause).in_field("run"));
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
    Finding::new(FindingKind::Run, path, cause).at_line(error.line())
}
