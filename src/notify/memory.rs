//! What one receiver was told, and what it may have been told.
//!
//! Pure: the ledger's lines in, answers out.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::channel::{Channel, hex};

/// What one message tells, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Stable: 32 hex digits over the receiver and all below.
    #[serde(rename = "delivery")]
    pub id: String,
    /// The night it is called by.
    pub day: NaiveDate,
    /// The runs it tells of.
    pub runs: Vec<String>,
    /// Ids of the changes it tells.
    pub changes: Vec<String>,
    /// The alarms it tells, each by its [`name`](super::Alarm::name).
    pub drift: Vec<String>,
}

impl Delivery {
    /// One with its id.
    pub fn new(
        channel: &Channel,
        day: NaiveDate,
        runs: Vec<String>,
        changes: Vec<String>,
        drift: Vec<String>,
    ) -> Self {
        let mut hash = Sha256::new();
        for part in [
            &[channel.name(), day.to_string()][..],
            &runs,
            &changes,
            &drift,
        ] {
            for text in part {
                hash.update(text);
                hash.update(b"\n");
            }
            hash.update(b"\n");
        }
        Self {
            id: hex(&hash.finalize())[..32].to_owned(),
            day,
            runs,
            changes,
            drift,
        }
    }
}

/// One line of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum LedgerLine {
    /// A receiver was configured: what was before is not told to it.
    Begun {
        at: DateTime<Utc>,
        channel: String,
        /// The first run it is told of.
        since: String,
    },
    /// An attempt is about to be made.
    Intent {
        at: DateTime<Utc>,
        channel: String,
        attempt: u32,
        #[serde(flatten)]
        delivery: Delivery,
    },
    /// What came of it.
    Result {
        at: DateTime<Utc>,
        channel: String,
        delivery: String,
        told: bool,
        /// `told`, or a short name of the failure.
        result: String,
        /// It failed, and the receiver may have it all the same.
        may_have_arrived: bool,
    },
    /// Runs with nothing to tell.
    Nothing {
        at: DateTime<Utc>,
        channel: String,
        runs: Vec<String>,
    },
}

impl LedgerLine {
    pub(super) fn channel(&self) -> &str {
        match self {
            Self::Begun { channel, .. }
            | Self::Intent { channel, .. }
            | Self::Result { channel, .. }
            | Self::Nothing { channel, .. } => channel,
        }
    }
}

/// All that is known of one receiver.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReceiverState {
    since: Option<String>,
    settled: BTreeSet<String>,
    alarms: BTreeSet<String>,
    open: Option<Delivery>,
    /// Whether the receiver may have the open delivery.
    doubtful: bool,
    /// An attempt has no result: this process, or one before it, is inside it.
    inside: bool,
}

impl ReceiverState {
    pub(super) fn take(&mut self, line: LedgerLine) {
        match line {
            LedgerLine::Begun { since, .. } => self.since = Some(since),
            LedgerLine::Intent { delivery, .. } => {
                let again = self.open.as_ref() == Some(&delivery);
                self.doubtful = again && (self.doubtful || self.inside);
                self.open = Some(delivery);
                self.inside = true;
            }
            LedgerLine::Result {
                delivery,
                told,
                may_have_arrived,
                ..
            } => {
                let Some(open) = self.open.take_if(|open| open.id == delivery) else {
                    return;
                };
                self.inside = false;
                self.doubtful |= may_have_arrived;
                if told {
                    self.settled.extend(open.runs);
                    self.alarms.extend(open.drift);
                    self.doubtful = false;
                } else if self.doubtful {
                    self.open = Some(open);
                }
            }
            LedgerLine::Nothing { runs, .. } => self.settled.extend(runs),
        }
    }

    /// Whether the receiver was known before.
    pub fn is_known(&self) -> bool {
        self.since.is_some()
    }

    /// The delivery that may have arrived: it is to be sent again as it was, before any other.
    pub fn open(&self) -> Option<&Delivery> {
        self.open.as_ref()
    }

    /// Which of these runs are still to be told, beside the open delivery.
    pub fn untold(&self, runs: &[String]) -> Vec<String> {
        let since = self.since.as_deref().unwrap_or_default();
        let open: &[String] = self.open.as_ref().map_or(&[], |open| &open.runs);
        runs.iter()
            .filter(|run| run.as_str() >= since)
            .filter(|run| !self.settled.contains(*run) && !open.contains(run))
            .cloned()
            .collect()
    }

    /// Whether it was told of an alarm, or may have been.
    pub fn knows_alarm(&self, name: &str) -> bool {
        let open = self.open.as_ref();
        self.alarms.contains(name)
            || open.is_some_and(|open| open.drift.iter().any(|told| told == name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn delivery(runs: &[&str]) -> Delivery {
        let runs = runs.iter().map(|run| (*run).to_owned()).collect();
        let day = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        Delivery::new(
            &Channel::Webhook,
            day,
            runs,
            vec!["c1".into()],
            vec!["a".into()],
        )
    }

    fn intent(delivery: &Delivery) -> LedgerLine {
        LedgerLine::Intent {
            at: AT,
            channel: "webhook".into(),
            attempt: 1,
            delivery: delivery.clone(),
        }
    }

    fn result(delivery: &Delivery, told: bool, may_have_arrived: bool) -> LedgerLine {
        LedgerLine::Result {
            at: AT,
            channel: "webhook".into(),
            delivery: delivery.id.clone(),
            told,
            result: String::new(),
            may_have_arrived,
        }
    }

    fn after(lines: Vec<LedgerLine>) -> ReceiverState {
        let mut memory = ReceiverState::default();
        for line in lines {
            memory.take(line);
        }
        memory
    }

    fn runs(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn what_was_told_is_settled_and_what_was_refused_waits_with_the_new() {
        let d = delivery(&["r1"]);
        let told = after(vec![intent(&d), result(&d, true, false)]);
        assert_eq!(told.untold(&runs(&["r1", "r2"])), runs(&["r2"]));
        assert!(told.knows_alarm("a"));
        let refused = after(vec![intent(&d), result(&d, false, false)]);
        assert_eq!(refused.untold(&runs(&["r1", "r2"])), runs(&["r1", "r2"]));
        assert_eq!(refused.open(), None);
        assert!(!refused.knows_alarm("a"));
    }

    #[test]
    fn an_intent_without_a_result_stays_open_under_its_id() {
        let d = delivery(&["r1"]);
        let killed = after(vec![intent(&d)]);
        assert_eq!(killed.open(), Some(&d));
        assert_eq!(killed.untold(&runs(&["r1", "r2"])), runs(&["r2"]));
    }

    #[test]
    fn a_refusal_after_a_doubtful_attempt_settles_no_doubt() {
        let d = delivery(&["r1"]);
        for before in [vec![intent(&d)], vec![intent(&d), result(&d, false, true)]] {
            let mut lines = before;
            lines.extend([intent(&d), result(&d, false, false)]);
            assert_eq!(after(lines).open(), Some(&d));
        }
    }

    #[test]
    fn a_new_receiver_is_told_nothing_of_what_was_before() {
        let memory = after(vec![LedgerLine::Begun {
            at: AT,
            channel: "webhook".into(),
            since: "r2".into(),
        }]);
        assert_eq!(
            memory.untold(&runs(&["r1", "r2", "r3"])),
            runs(&["r2", "r3"])
        );
    }

    #[test]
    fn the_id_is_a_matter_of_receiver_and_content() {
        assert_eq!(delivery(&["r1"]), delivery(&["r1"]));
        assert_ne!(delivery(&["r1"]).id, delivery(&["r2"]).id);
        let line = serde_json::to_string(&intent(&delivery(&["r1"]))).unwrap();
        assert_eq!(
            serde_json::from_str::<LedgerLine>(&line).unwrap(),
            intent(&delivery(&["r1"]))
        );
    }
}
