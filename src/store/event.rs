//! What can happen, one journal line each. The journals are the archive's memory of
//! everything that is not a snapshot; the catalog knows nothing that is not said here.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Asked, Evidence, Outcome, ScheduleReason};
use crate::change::{ArticleStatus, SiteState};
use crate::coverage::ProposedField;
use crate::digest::{PartDigest, PayloadDigest};
use crate::extract::LayoutSource;
use crate::record::{Cause, ChangeKind, DiscoveredUrl, Rejected, Role, WarcLocation};

/// One line of a run's journal. All times are RFC 3339 in UTC; every `url` is canonical.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// First line of a journal: every known address is pending again, unless it is offline or
    /// incremental.
    RunStarted {
        /// The run's stamp, the stem of its journal's name.
        run: String,
        /// When.
        at: DateTime<Utc>,
        /// What it was asked to do; a run is resumed only by the same options.
        options: Value,
        /// True for a run that asks nobody (import, reextraction): what became of addresses
        /// stays as the crawl before it left it.
        #[serde(default, alias = "aside", skip_serializing_if = "std::ops::Not::not")]
        offline: bool,
        /// True for a night after the first: what was answered before is dormant until a
        /// [`Event::Scheduled`] schedules it; only what was never answered is pending.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        incremental: bool,
    },
    /// A dormant address is to be asked in this run after all. Of an address that the run has
    /// dealt with it changes nothing, none is asked twice, but where [`ScheduleReason::Lost`] says
    /// that what it brought is gone.
    #[serde(alias = "due")]
    Scheduled {
        /// When that was decided.
        at: DateTime<Utc>,
        /// The site's name in config.
        site: String,
        /// The address.
        url: String,
        /// Why, in a word.
        reason: ScheduleReason,
        /// The same for a person.
        detail: String,
    },
    /// An article's status changed; once per transition.
    Transition {
        /// The look that decided it.
        at: DateTime<Utc>,
        /// The site's name in config.
        site: String,
        /// The article.
        article_id: String,
        /// Its address now.
        url: String,
        /// Its address before, of a [`ChangeKind::Moved`].
        from: Option<String>,
        /// `Missing`, `Removed`, `Moved`, `Unlisted` or `Restored`.
        #[serde(alias = "class")]
        kind: ChangeKind,
        /// Where it stands now.
        now: ArticleStatus,
        /// Why, for a person.
        reason: String,
    },
    /// A site's pages no longer fit its recipe: their captures are kept, nothing is concluded
    /// from them.
    Drift {
        /// When that was seen.
        at: DateTime<Utc>,
        /// The site's name in config.
        site: String,
        /// The run that first said so: while it lasts, it is one alarm.
        since: String,
        /// Article pages looked at in this run.
        looked: u64,
        /// … of which did not fit.
        unfit: u64,
        /// What was the matter, for a person, the commonest first.
        reasons: Vec<String>,
        /// The recipe they did not fit.
        recipe: PartDigest,
    },
    /// A recipe was learnt for pages that do not fit: it stands here until a person takes it.
    Proposed {
        /// When.
        at: DateTime<Utc>,
        /// The site's name in config.
        site: String,
        /// The recipe that the pages did not fit.
        recipe: PartDigest,
        /// What is to be added to its layouts.
        layouts: Vec<LayoutSource>,
        /// Whether it must stand before them: one of them fits pages that it cannot read.
        in_front: bool,
        /// How the pages read with them.
        fields: Vec<ProposedField>,
    },
    /// A site is not as it was, or is so again.
    Site {
        /// When that was seen.
        at: DateTime<Utc>,
        /// The site's name in config.
        site: String,
        /// How it is.
        state: SiteState,
        /// The run that first said so, while it lasts.
        since: String,
        /// What was seen, for a person.
        reason: String,
    },
    /// Addresses named by something that is not itself captured (configuration, robots.txt).
    #[serde(alias = "named")]
    Discovered {
        /// When.
        at: DateTime<Utc>,
        /// The site's name in config.
        site: String,
        /// The address that named them, if one did.
        from: Option<String>,
        /// What was named.
        #[serde(alias = "named")]
        discovered: Vec<DiscoveredUrl>,
    },
    /// Addresses that a source named and the site's rules refuse: each once.
    Rejected {
        /// When.
        at: DateTime<Utc>,
        /// The site's name in config.
        site: String,
        /// The source.
        from: String,
        /// What was refused.
        rejected: Vec<Rejected>,
    },
    /// A site goes by another name in config: what was of the old name is of the new one.
    Renamed {
        /// When that was seen.
        at: DateTime<Utc>,
        /// The name before.
        from: String,
        /// The name now.
        to: String,
    },
    /// One exchange that ended in an answer, and what it meant.
    Captured {
        /// When the request was sent.
        at: DateTime<Utc>,
        /// The site's name in config.
        site: String,
        /// The address asked.
        url: String,
        /// What it was asked for.
        role: Role,
        /// HTTP status.
        status: u16,
        /// Of the entity body, when there was one.
        payload: Option<PayloadDigest>,
        /// Length of the decoded body.
        bytes: u64,
        /// `Content-Type` as sent.
        content_type: Option<String>,
        /// Where it was kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        warc: Option<Evidence>,
        /// What it meant.
        outcome: Outcome,
        /// Addresses its body named.
        #[serde(default, alias = "named", skip_serializing_if = "Vec::is_empty")]
        discovered: Vec<DiscoveredUrl>,
    },
    /// One exchange that ended in no usable answer.
    Failed {
        /// When.
        at: DateTime<Utc>,
        /// The site's name in config.
        site: String,
        /// The address asked.
        url: String,
        /// What it was asked for.
        role: Role,
        /// Short machine-readable cause, e.g. `timeout`.
        cause: String,
        /// For a person.
        detail: String,
        /// When to try again; `None` = given up for this run.
        retry_at: Option<DateTime<Utc>>,
        /// Where the answer was kept, when there was one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        warc: Option<Evidence>,
    },
    /// An address this run will not ask.
    Skipped {
        /// When.
        at: DateTime<Utc>,
        /// The site's name in config.
        site: String,
        /// The address.
        url: String,
        /// What it would have been asked for.
        role: Role,
        /// Short machine-readable cause, e.g. `robots`, `limit`.
        cause: String,
        /// For a person.
        detail: String,
    },
    /// What an origin's `/robots.txt` answered.
    Robots {
        /// When.
        at: DateTime<Utc>,
        /// The origin: `https://haiphong.gov.vn`.
        host: String,
        /// HTTP status; `None` = unreachable.
        status: Option<u16>,
        /// The file as text, in journals of earlier versions. Its record has it byte for byte.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        body: String,
        /// Where the answer was kept, when there was one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        warc: Option<Evidence>,
    },
    /// An exchange that was kept and of which no other event speaks: a redirect on the way to
    /// `/robots.txt`, an attachment.
    Kept {
        /// When the request was sent.
        at: DateTime<Utc>,
        /// What it was asked for.
        role: Role,
        /// Where it was kept.
        warc: Evidence,
    },
    /// Another tool's WARC file joined the archive.
    Imported {
        /// When.
        at: DateTime<Utc>,
        /// Below the archive, or an absolute path when it stays where it is.
        file: String,
        /// Where it came from, for a person.
        source: String,
        /// Its length.
        bytes: u64,
        /// Of the whole file.
        sha256: String,
    },
    /// A revisit of an imported file is no capture until an import brings what it refers to.
    Waiting {
        /// When that was seen.
        at: DateTime<Utc>,
        /// Where it lies.
        warc: WarcLocation,
    },
    /// A stored capture was read (again): by a newer recipe or extractor, or out of an
    /// imported file. No request was sent.
    Reread {
        /// When it was read.
        at: DateTime<Utc>,
        /// When the request was sent, by the record.
        captured_at: DateTime<Utc>,
        /// Why: never [`Cause::Crawl`].
        cause: Cause,
        /// The site's name in config.
        site: String,
        /// The capture's address.
        url: String,
        /// What it was, or would have been, asked for.
        role: Role,
        /// HTTP status.
        status: u16,
        /// Of the entity body, when there was one.
        payload: Option<PayloadDigest>,
        /// Where it lies.
        warc: Evidence,
        /// What it means now. A [`Outcome::Stored`] snapshot has the capture's time, and takes
        /// the place of what was read from that capture before, not of later captures'.
        outcome: Outcome,
    },
    /// A snapshot file was found that no event named: left by a kill between its rename and
    /// its journal line, or brought from elsewhere. Written by the store itself.
    Adopted {
        /// The snapshot's `captured_at`.
        at: DateTime<Utc>,
        /// Its path below the archive.
        snapshot: String,
    },
    /// The clock of a run was ahead: what the archive dated later than now happened so much
    /// earlier.
    ClockAhead {
        /// Now, by the clock set right.
        at: DateTime<Utc>,
        /// The newest run that was dated so.
        run: String,
        /// By how much.
        seconds: i64,
    },
    /// Last line of a journal.
    RunFinished {
        /// When.
        at: DateTime<Utc>,
        /// `complete`, `gaps`, `interrupted`, … or [`Event::ABANDONED`].
        exit: String,
    },
}

impl Event {
    /// `exit` of an unfinished run that a later run closed.
    pub const ABANDONED: &'static str = "abandoned";

    /// When it happened.
    pub fn at(&self) -> DateTime<Utc> {
        match self {
            Self::RunStarted { at, .. }
            | Self::Scheduled { at, .. }
            | Self::Transition { at, .. }
            | Self::Drift { at, .. }
            | Self::Proposed { at, .. }
            | Self::Site { at, .. }
            | Self::Discovered { at, .. }
            | Self::Rejected { at, .. }
            | Self::Renamed { at, .. }
            | Self::Captured { at, .. }
            | Self::Failed { at, .. }
            | Self::Skipped { at, .. }
            | Self::Robots { at, .. }
            | Self::Kept { at, .. }
            | Self::Imported { at, .. }
            | Self::Waiting { at, .. }
            | Self::Reread { at, .. }
            | Self::Adopted { at, .. }
            | Self::ClockAhead { at, .. }
            | Self::RunFinished { at, .. } => *at,
        }
    }

    /// Whether the line carries what a page said, floating-point numbers among it.
    pub(super) fn holds_an_article(&self) -> bool {
        let Self::Captured { outcome, .. } = self else {
            return false;
        };
        matches!(outcome, Outcome::PartKept { .. })
    }

    /// The snapshot file the event rests on, by path below the archive.
    pub fn snapshot(&self) -> Option<&str> {
        match self {
            Self::Captured { outcome, .. } | Self::Reread { outcome, .. } => outcome.snapshot(),
            Self::Adopted { snapshot, .. } => Some(snapshot),
            _ => None,
        }
    }

    /// The kept capture the event names.
    pub fn evidence(&self) -> Option<&Evidence> {
        match self {
            Self::Captured { warc, .. } | Self::Failed { warc, .. } | Self::Robots { warc, .. } => {
                warc.as_ref()
            }
            Self::Kept { warc, .. } | Self::Reread { warc, .. } => Some(warc),
            _ => None,
        }
    }

    /// As it is written: what a capture's evidence says of the exchange is left out where the
    /// event says the same itself.
    pub(super) fn written(&self) -> Self {
        let mut event = self.clone();
        if let Self::Captured {
            at,
            site,
            url,
            status,
            payload,
            warc: Some(warc),
            ..
        } = &mut event
        {
            let said = Asked {
                site: site.clone(),
                url: url.clone(),
                at: *at,
                status: Some(*status),
                payload: payload.clone(),
            };
            warc.asked.take_if(|asked| *asked == said);
        }
        event
    }
}
