//! EDGE: webhook and e-mail after a night.
//!
//! Each receiver is a [`Channel`] with a memory of its own in `notices.jsonl` ([`DeliveryLedger`]):
//! what it was told is never told to it again, what it could not be told waits. A delivery has
//! a stable id, so that a receiver recognises the one that had to be sent twice because this
//! process ended between sending and knowing. Never decides what is worth telling, and never
//! writes an address, a key or a password into the ledger, a message or a log.

mod channel;
mod error;
mod ledger;
mod mail;
mod memory;
mod secrets;
mod send;
mod webhook;

use std::time::Duration;

use chrono::NaiveDate;
use serde::Serialize;

pub use channel::{Channel, channels};
pub use error::{DeliveryPhase, NotifyError};
pub use ledger::{DeliveryLedger, LedgerError, NOTICES};
pub use memory::{Delivery, ReceiverState};
pub use secrets::{Secret, Secrets};
pub use send::{Attempt, Sender};
pub use webhook::signature;

use crate::record::Change;

/// Version of the webhook's body, its `schema` key.
pub const NOTICE_SCHEMA: &str = "hpnews/notice/1";

/// A site whose pages no longer fit its recipe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Alarm {
    /// The site's name in config.
    pub site: String,
    /// The run that first said so: the same alarm while it lasts.
    pub since: String,
    /// What was seen, for a person.
    pub text: String,
}

impl Alarm {
    /// The alarm's name in the ledger, the same while it lasts.
    pub fn name(&self) -> String {
        format!("{} since {}", self.site, self.since)
    }
}

/// A change as a webhook tells it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NoticedChange {
    /// What happened, as `schema/change.schema.json` describes it.
    #[serde(flatten)]
    pub change: Change,
    /// Its address in the reading room; left out where `serve.base` names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
}

/// What a receiver is told.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Notice {
    /// Always [`NOTICE_SCHEMA`].
    pub schema: &'static str,
    /// The archive, by its tag (RFC 4151 authority and date).
    pub archive: String,
    /// The delivery's id: the same when it is sent again.
    pub delivery: String,
    /// True for a message that only tries the way.
    pub test: bool,
    /// The night it is called by.
    pub day: NaiveDate,
    /// The runs told of.
    pub runs: Vec<String>,
    /// Days since the night before on which nothing ran.
    pub missed: Vec<NaiveDate>,
    /// What the night looked at.
    pub coverage: serde_json::Value,
    /// Sites whose pages no longer fit their recipe.
    pub drift: Vec<Alarm>,
    /// What happened, the most serious first.
    pub changes: Vec<NoticedChange>,
    /// Takedowns are not applied: it is for the operator alone.
    pub includes_withheld: bool,
    /// The same for a person, as e-mail carries it.
    #[serde(skip)]
    pub letter: Letter,
}

/// A notice in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letter {
    /// One line.
    pub subject: String,
    /// Plain text.
    pub plain: String,
    /// HTML, without script or outside file.
    pub html: String,
    /// Language of the words (BCP 47).
    pub language: &'static str,
}

/// How long one attempt may take, phase by phase, and how long to wait for the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Name, TCP, TLS and, for mail, greeting and login.
    pub connect: Duration,
    /// From then to the answer.
    pub answer: Duration,
    /// Before the second attempt; each later one waits four times as long.
    pub pause: Duration,
    /// A receiver that asks for a longer rest is left until the next night.
    pub patience: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(15),
            answer: Duration::from_secs(45),
            pause: Duration::from_secs(2),
            patience: Duration::from_secs(60),
        }
    }
}
