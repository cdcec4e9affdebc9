//! One delivery to one receiver: intent, attempt, result, and again.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::mail::Posting;
use super::webhook::SignedPost;
use super::{Channel, Delivery, DeliveryLedger, LedgerError, Limits, Notice, NotifyError, Secrets};
use crate::config;

/// What it takes to send.
#[derive(Clone, Debug)]
pub struct Sender<'a> {
    /// Whom, and how often a night.
    pub config: &'a config::NotifySettings,
    /// Keys and passwords.
    pub secrets: &'a Secrets,
    /// Time limits.
    pub limits: Limits,
    /// `User-Agent` of the webhook's requests.
    pub agent: String,
    /// The wall clock.
    pub clock: fn() -> DateTime<Utc>,
}

/// One attempt that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Whom.
    pub channel: Channel,
    /// From 1.
    pub number: u32,
    /// HTTP status or SMTP code of the receiver's yes.
    pub result: Result<u16, NotifyError>,
    /// How long until the next; `None` when there is none tonight.
    pub again_in: Option<Duration>,
}

impl Sender<'_> {
    /// Tells a receiver, in as many attempts as the configuration allows. The outer error means
    /// that the ledger could not be written: then nothing more may be sent.
    pub async fn deliver(
        &self,
        ledger: &mut DeliveryLedger,
        channel: &Channel,
        delivery: &Delivery,
        notice: &Notice,
        watch: &mut (dyn FnMut(&Attempt) + Send),
    ) -> Result<Result<u16, NotifyError>, LedgerError> {
        let mut number = 1;
        loop {
            ledger.intend(channel, delivery, number, (self.clock)())?;
            let result = self.once(channel, notice).await;
            ledger.conclude(channel, delivery, &result, (self.clock)())?;
            let again_in = self.again_in(&result, number);
            watch(&Attempt {
                channel: channel.clone(),
                number,
                result: result.clone(),
                again_in,
            });
            let Some(pause) = again_in else {
                return Ok(result);
            };
            tokio::time::sleep(pause).await;
            number += 1;
        }
    }

    /// One attempt, noted nowhere: to try the way.
    pub async fn once(&self, channel: &Channel, notice: &Notice) -> Result<u16, NotifyError> {
        let now = (self.clock)();
        let not_configured = |key: &str| NotifyError::Message {
            cause: format!("{key} is not set"),
        };
        match channel {
            Channel::Webhook => {
                let body = serde_json::to_vec(notice).map_err(|error| NotifyError::Message {
                    cause: error.to_string(),
                })?;
                let url = self.config.webhook.as_ref();
                let post = SignedPost {
                    url: url.ok_or_else(|| not_configured("notify.webhook"))?,
                    key: self.secrets.key(self.config)?,
                    secrets: self.secrets,
                    delivery: &notice.delivery,
                    body,
                    agent: &self.agent,
                    now,
                };
                post.send(&self.limits).await
            }
            Channel::Mail(to) => {
                let server = self.config.smtp.as_ref();
                let posting = Posting {
                    config: self.config,
                    server: server.ok_or_else(|| not_configured("notify.smtp"))?,
                    secrets: self.secrets,
                    to,
                    delivery: &notice.delivery,
                    letter: &notice.letter,
                    now,
                };
                posting.send(&self.limits).await
            }
        }
    }

    fn again_in(&self, result: &Result<u16, NotifyError>, number: u32) -> Option<Duration> {
        let error = result.as_ref().err()?;
        if number >= self.config.attempts || !error.worth_retrying() {
            return None;
        }
        let own = self.limits.pause * 4_u32.saturating_pow((number - 1).min(8));
        let pause = match error {
            NotifyError::Refused {
                rest: Some(rest), ..
            } => own.max(*rest),
            _ => own,
        };
        (pause <= self.limits.patience).then_some(pause)
    }
}
