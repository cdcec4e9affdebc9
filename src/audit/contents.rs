//! What a file should hold, by where it lies, checked while it is hashed.

use std::io::{self, BufReader, Read};

use super::print::{self, Print, Tee};
use super::records::{self, Care};
use super::runs::{self, Said};
use super::session::Session;
use super::{AuditError, Finding, What, index, snapshots};

/// How far a file has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// A manifest has sealed it.
    Sealed,
    /// Its run is not sealed; another process may be writing it.
    Open,
}

/// Checks a file's content and gives its print; `None` when it cannot be read, which is told.
pub(super) fn check(
    session: &mut Session<'_>,
    path: &str,
    state: State,
) -> Result<Option<Print>, AuditError> {
    session.step();
    let before = session.checked.findings;
    let print = match kind(path) {
        Kind::Warc => warc(session, path, state),
        Kind::Journal => journal(session, path, state).map(|(print, _)| print),
        Kind::Snapshot => small(session, path, snapshots::check),
        Kind::Summary => small(session, path, |session, path, bytes| {
            runs::summary(session, path, bytes);
            Ok(())
        }),
        Kind::Json => small(session, path, |session, path, bytes| {
            runs::json(session, path, bytes);
            Ok(())
        }),
        Kind::Other => plain(session, path),
    };
    let print = match print {
        Ok(print) => print,
        Err(AuditError::Read { source, .. }) => {
            let cause = format!("it cannot be read: {source}");
            session.find(Finding::new(What::Altered, path, cause));
            return Ok(None);
        }
        Err(other) => return Err(other),
    };
    session.checked.hashed += 1;
    session.checked.bytes += print.bytes;
    let is_below = !path.starts_with('/');
    if kind(path) == Kind::Warc && is_below && !(state == State::Open && session.is_written()) {
        if session.checked.findings == before {
            index::check(session, path)?;
        } else {
            session.leave("the index of a damaged WARC file");
        }
    }
    Ok(Some(print))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Warc,
    Journal,
    Summary,
    Snapshot,
    Json,
    Other,
}

fn kind(path: &str) -> Kind {
    let ends = |ending: &str| ends(path, ending);
    match path.split('/').next().unwrap_or_default() {
        // Nothing but WARC files is imported by reference.
        "" | "warc" if ends(".warc.gz") || ends(".warc") => Kind::Warc,
        "runs" if ends(".jsonl") => Kind::Journal,
        "runs" if ends(".json") => Kind::Summary,
        "snapshots" if ends(".json") => Kind::Snapshot,
        _ if ends(".json") => Kind::Json,
        _ => Kind::Other,
    }
}

/// Whether a path has this ending. Ours are written in one way only.
pub(super) fn ends(path: &str, ending: &str) -> bool {
    path.len() > ending.len() && path.ends_with(ending)
}

/// Whether another tool wrote a WARC file: its faults were there when it came.
pub(super) fn is_foreign(path: &str) -> bool {
    path.starts_with('/') || path.starts_with("warc/imported/")
}

fn unreadable(path: &str) -> impl FnOnce(io::Error) -> AuditError {
    let file = path.to_owned();
    move |source| AuditError::Read { file, source }
}

fn open(session: &Session<'_>, path: &str) -> Result<Tee<impl Read + use<>>, AuditError> {
    Ok(Tee::new(session.files.open(path)?))
}

fn warc(session: &mut Session<'_>, path: &str, state: State) -> Result<Print, AuditError> {
    let mut tee = open(session, path)?;
    let care = match state {
        _ if is_foreign(path) => Care::Foreign,
        State::Open if session.is_written() => Care::Growing,
        _ => Care::Ours,
    };
    records::check(session, path, BufReader::new(&mut tee), care);
    tee.finish().map_err(unreadable(path))
}

/// A journal's print, and what it says.
pub(super) fn journal(
    session: &mut Session<'_>,
    path: &str,
    state: State,
) -> Result<(Print, Said), AuditError> {
    let mut tee = open(session, path)?;
    let said =
        runs::journal(session, path, BufReader::new(&mut tee), state).map_err(unreadable(path))?;
    Ok((tee.finish().map_err(unreadable(path))?, said))
}

fn small(
    session: &mut Session<'_>,
    path: &str,
    check: impl FnOnce(&mut Session<'_>, &str, &[u8]) -> Result<(), AuditError>,
) -> Result<Print, AuditError> {
    let mut bytes = Vec::new();
    open(session, path)?
        .read_to_end(&mut bytes)
        .map_err(unreadable(path))?;
    check(session, path, &bytes)?;
    Ok(print::of(&bytes))
}

fn plain(session: &mut Session<'_>, path: &str) -> Result<Print, AuditError> {
    open(session, path)?.finish().map_err(unreadable(path))
}
