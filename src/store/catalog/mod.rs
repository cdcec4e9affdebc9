//! The catalog: an SQLite index over the archive's files. See `schema.sql` for the tables.
//!
//! Rows come in through [`Catalog::apply`] alone.

mod address;
mod alias;
mod apply;
mod article;
mod article_status;
mod batch;
mod browse;
mod capture;
mod cells;
mod clock;
mod connection;
mod counted;
mod coverage;
mod days;
mod differ;
mod discovered;
mod drift;
mod dump;
mod failed;
mod files;
mod freshness;
mod frontier;
mod hints;
mod known;
mod list;
mod lost;
mod named;
mod night;
mod proposal;
mod queries;
mod rejected;
mod renamed;
mod reread;
mod rest;
mod run;
mod sections;
mod shelf;
mod site;
mod status;
mod transition;
mod unheld;
mod waiting;

pub use address::DiscoveryRow;
pub use alias::Claimed;
pub(super) use batch::{Batch, CatalogStep};
pub use browse::{ArticleRow, Cursor, CursorError, Filter, StatusFilter};
pub(super) use connection::{Catalog, path};
pub use counted::CountedRow;
pub use days::DayCount;
pub use drift::{DriftRow, DriftedCapture};
pub use dump::{DumpPlace, DumpedArticle, DumpedLook, DumpedVersion};
pub use failed::FailedRow;
pub use files::{HeldFile, Replaced};
pub use frontier::{Among, LastLook, Pending, RobotsRecord, Task};
pub use hints::{Hinted, SourceRow, ToldPost};
pub use known::{HeldPart, KnownArticle, NewestVersion};
pub use list::{Observation, Resolved, VersionRow};
pub use night::{HeldPost, LookedAt, Revisitable};
pub use proposal::ProposalRow;
pub use queries::{
    Articles, Attachments, Captures, Discovery, Dump, KnownAddresses, Observations, Runs, Sites,
};
pub use rest::{DueRow, MissedUrl};
pub use sections::SectionCount;
pub use shelf::ShelfRow;
pub use site::{ArticleLook, SiteRow};
pub use status::{NotSeen, RunRow, Status};
pub use transition::TransitionRow;
pub use unheld::NeverHeld;
