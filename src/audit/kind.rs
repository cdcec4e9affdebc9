//! What a file of the archive is, by its path. Pure.

/// Which format the archive has.
pub(super) const CARD: &str = "archive.json";

/// How far a file has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileState {
    /// A manifest has sealed it.
    Sealed,
    /// Its run is not sealed; another process may be writing it.
    Open,
}

/// What a file holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FileKind {
    Warc,
    Journal,
    Summary,
    Snapshot,
    Json,
    Other,
}

/// By where a file lies, below the archive.
pub(super) fn kind(path: &str) -> FileKind {
    let ends = |ending: &str| ends(path, ending);
    match path.split('/').next().unwrap_or_default() {
        // Nothing but WARC files is imported by reference.
        "" | "warc" if ends(".warc.gz") || ends(".warc") => FileKind::Warc,
        "runs" if ends(".jsonl") => FileKind::Journal,
        "runs" if ends(".json") => FileKind::Summary,
        "snapshots" if ends(".json") => FileKind::Snapshot,
        _ if ends(".json") => FileKind::Json,
        _ => FileKind::Other,
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

/// Whether it is a snapshot.
pub(super) fn is_snapshot(path: &str) -> bool {
    path.starts_with("snapshots/")
}

/// Whether a writer that was killed may have left it.
pub(super) fn is_temporary(path: &str) -> bool {
    path.rsplit('/')
        .next()
        .is_some_and(|name| name.starts_with(".tmp-"))
}
