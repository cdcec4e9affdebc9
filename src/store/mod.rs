//! The only disk of the archive: snapshot files, journals of runs, and a catalog over them.
//!
//! ```text
//! archive/
//!   archive.json                                  format version, tool
//!   snapshots/YYYY/MM/DD/<host>/<slug>--<digest8>.json
//!   warc/YYYY/MM/<site>-<UTC stamp>-<serial>.warc.gz  every exchange of a run; .cdxj beside it
//!   warc/imported/<name>                          other tools' files
//!   runs/<UTC stamp>.jsonl                        journal: one event a line, append-only
//!   runs/<UTC stamp>.json                         summary, written when the run has ended
//!   changes/<UTC stamp>.jsonl                     what the run saw change, one a line
//!   manifests/<UTC stamp>.json                    digests of what a run added; .sha256 beside it
//!   reports/ feeds/ notices.jsonl                 made of the archive by others; never sealed
//!   catalog.sqlite                                an index over the files above
//!   search.sqlite                                 where words stand, made again at will
//!   lock                                          held by the one writer
//!   night.lock                                    held by the one night
//!   reports/, feeds/                              made of the changes, and made again at will
//!   notices.jsonl                                 whom `notify` has told of what
//! ```
//!
//! **The files are the truth.** Whatever happens is one [`Event`]; an event is made durable in
//! the journal first, then applied to the catalog in one transaction that also notes how far
//! the journal was read. Rows enter the catalog in no other way, so [`reindex`], which applies
//! every event of every journal to an empty catalog, ends in the same rows by construction.
//!
//! A page is safe when [`Archive::commit`] returns. Before that, in this order: the WARC records
//! of the exchange and of what was made of it, one write, fdatasync; the snapshot
//! in a temporary file, fsync, rename, fsync of the folder ([`Archive::store_snapshot`]); the
//! journal line, fdatasync; the transaction, not synced: it is only the index, and a power
//! cut that sets it back is made good from the journal at the next open. What a kill between
//! any two of these steps leaves behind is put right by the next [`Archive::open`] (see
//! `recover`).
//!
//! Of the events of a crawl ([`Archive::group_until_settled`]) the last two steps are shared: a
//! page is safe when [`Archive::settle`] returns, and no host is asked again before that. Where
//! [`OpenOptions::group_bursts`] is set and nobody waits, events in a burst share all the syncs:
//! the order of the writes, and what a kill can do, stay the same.
//!
//! After its first night an archive is crawled in *nights*: what was answered before is dormant
//! ([`Archive::begin_night`]) until an [`Event::Scheduled`] schedules it, with its [`ScheduleReason`]. A look
//! that did not see an article is noted as an absence; where an article stands changes only by
//! an [`Event::Transition`]. What a run saw change is written before it ends
//! ([`Archive::write_changes`]), so that its manifest seals it.
//!
//! Sealed files are read through [`Blobs`], by name, wherever they lie ([`Reader::blobs`],
//! [`Reader::with_blobs`]). The writer, and what puts right what it left, write to the disk and
//! read there.
//!
//! Never fetches, never extracts, never decides what is worth storing, and keeps no memory of
//! politeness (that is the lane's).

mod adopt;
mod archive;
mod archive_files;
mod binding;
mod blobs;
mod byline;
mod card;
mod catalog;
mod changes;
mod closing;
mod commit;
mod compare;
mod copies;
mod derived;
mod disk;
mod each;
mod error;
mod event;
mod evidence;
mod files;
mod foreign;
mod gone;
mod group;
mod intake;
mod journal;
mod journal_replay;
mod keep;
mod lock;
mod manifest;
mod names;
mod outcome;
mod put_back;
mod reader;
mod recover;
mod reindex;
mod repair;
mod resolve;
mod root;
mod scratch;
mod segment;
mod segment_repair;
mod segments;
mod snapshots;
mod summary;
mod unsealed;
mod upgrade;

pub use archive::{Archive, OpenOptions, Run};
pub use binding::{BucketBinding, EvictedFile};
pub use blobs::{BlobEntry, BlobReader, Blobs, EntryKind, FileBlobs, MemoryBlobs, WriteOutcome};
#[cfg(feature = "bucket")]
pub use blobs::{BucketBlobs, EvictingBlobs};
pub use card::FORMAT;
pub use catalog::{
    Among, ArticleLook, ArticleRow, Articles, Attachments, Captures, Claimed, CountedRow, Cursor,
    CursorError, DayCount, Discovery, DiscoveryRow, DriftRow, DriftedCapture, DueRow, Dump,
    DumpPlace, DumpedArticle, DumpedLook, DumpedVersion, FailedRow, Filter, HeldFile, HeldPart,
    HeldPost, Hinted, KnownAddresses, KnownArticle, LastLook, LookedAt, MissedUrl, NeverHeld,
    NewestVersion, NotSeen, Observation, Observations, Pending, ProposalRow, Replaced, Resolved,
    Revisitable, RobotsRecord, RunRow, Runs, SectionCount, ShelfRow, SiteRow, Sites, SourceRow,
    Status, StatusFilter, Task, ToldPost, TransitionRow, VersionRow,
};
pub use compare::RowDifference;
pub use copies::{SecondCopies, SecondCopy, each_second_copy};
pub use each::{CaptureFilter, ChangeFilter, Rows};
pub use error::{JournalSpot, StoreError};
pub use event::Event;
pub use evidence::{Asked, CaptureRow, Evidence};
pub use files::{Files, FoundFile};
pub use foreign::ForeignWarc;
pub use gone::Gone;
pub use intake::ArchiveIntake;
pub(crate) use journal::STAMP;
pub use journal_replay::UnusableLine;
pub use lock::NightLock;
pub use manifest::{MANIFEST_SCHEMA, Manifest, Previous, Sealed};
pub use outcome::{Outcome, Same, ScheduleReason};
pub use put_back::PutBack;
pub use reader::Reader;
pub use recover::{Rebuilt, Recovered};
pub use reindex::{Reindexed, reindex};
pub use repair::RepairWriter;
pub use root::{archives_below, is_archive};
pub use scratch::Scratch;
pub use segment::{cdxj_beside, run_of_segment};
pub use snapshots::{StoredPath, is_snapshot, read_snapshot, snapshot_in};
pub use summary::RunSummary;
pub use unsealed::{UnsealedFiles, run_of_file};
pub use upgrade::Upgrade;
