//! Why somebody could not be told.

use std::fmt;
use std::time::Duration;

use thiserror::Error;

/// Why one attempt failed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotifyError {
    /// The receiver could not be reached; nothing was sent.
    #[error("could not reach {host}: {cause}")]
    Down {
        /// Host and port.
        host: String,
        /// What the system said.
        cause: String,
    },
    /// No trusted TLS session; nothing was sent.
    #[error("could not open a TLS session with {host}: {cause}")]
    Tls {
        /// Host and port.
        host: String,
        /// Why not.
        cause: String,
    },
    /// A phase took too long.
    #[error("gave up waiting for {host} ({phase}) after {after:?}")]
    Slow {
        /// Host and port.
        host: String,
        /// Which.
        phase: DeliveryPhase,
        /// Its limit.
        after: Duration,
    },
    /// The receiver said no.
    #[error("{host} refused the message: {code} {said}")]
    Refused {
        /// Host and port.
        host: String,
        /// HTTP status or SMTP code.
        code: u16,
        /// Its words.
        said: String,
        /// It may say yes later.
        transient: bool,
        /// It asks for so long a rest.
        rest: Option<Duration>,
    },
    /// The connection broke off when the message was on its way.
    #[error("{host} broke off before it answered: {cause}")]
    Lost {
        /// Host and port.
        host: String,
        /// What the system said.
        cause: String,
    },
    /// A variable of the environment is not set.
    #[error("cannot notify: ${variable} is not set")]
    NoSecret {
        /// Its name.
        variable: String,
    },
    /// The login would go over the wire unencrypted.
    #[error("would not log in at {host}: it offers no STARTTLS")]
    Bare {
        /// Host and port.
        host: String,
    },
    /// The message could not be made.
    #[error("cannot make the message: {cause}")]
    Message {
        /// Why not.
        cause: String,
    },
}

/// A phase with a limit of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryPhase {
    /// Until the message may be sent.
    Connect,
    /// From then to the answer.
    Answer,
}

impl fmt::Display for DeliveryPhase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "connect",
            Self::Answer => "answer",
        })
    }
}

impl NotifyError {
    /// A short stable name, for the ledger and the metrics.
    pub fn kind(&self) -> String {
        match self {
            Self::Down { .. } => "down".to_owned(),
            Self::Tls { .. } => "tls".to_owned(),
            Self::Slow { phase, .. } => format!("slow_{phase}"),
            Self::Refused { code, .. } => format!("refused_{code}"),
            Self::Lost { .. } => "lost".to_owned(),
            Self::NoSecret { .. } => "no_secret".to_owned(),
            Self::Bare { .. } => "no_starttls".to_owned(),
            Self::Message { .. } => "message".to_owned(),
        }
    }

    /// Whether the same attempt may succeed within the night.
    pub fn worth_retrying(&self) -> bool {
        match self {
            Self::Down { .. } | Self::Slow { .. } | Self::Lost { .. } => true,
            Self::Refused { transient, .. } => *transient,
            Self::Tls { .. } | Self::NoSecret { .. } | Self::Bare { .. } | Self::Message { .. } => {
                false
            }
        }
    }

    /// Whether the receiver may have the message all the same: then it is sent again as it
    /// was, under the same id.
    pub fn may_have_arrived(&self) -> bool {
        matches!(
            self,
            Self::Lost { .. }
                | Self::Slow {
                    phase: DeliveryPhase::Answer,
                    ..
                }
        )
    }

    /// What to do next, for a person.
    pub fn hint(&self) -> String {
        match self {
            Self::Down { .. } | Self::Slow { .. } | Self::Lost { .. } => {
                "nothing is lost: the next night tells it, or `hpnews notify` when it is up"
                    .to_owned()
            }
            Self::Tls { .. } => {
                "repair the receiver's certificate, or the host in notify.webhook or notify.smtp; \
                 `hpnews notify --test` tries it"
                    .to_owned()
            }
            Self::Refused {
                code: 401 | 403 | 530 | 534 | 535,
                ..
            } => "the key or login is not what the receiver expects: repair the environment \
                 variables named in [notify]; `hpnews notify --test` tries them"
                .to_owned(),
            Self::Refused {
                transient: true, ..
            } => "nothing is lost: the next night tells it, or `hpnews notify` later".to_owned(),
            Self::Refused { .. } => {
                "repair [notify] in config.toml or the receiver; `hpnews notify --test` tries it, \
                 `hpnews notify` tells what waits"
                    .to_owned()
            }
            Self::NoSecret { variable } => {
                format!(
                    "set {variable} where hpnews runs (a service: EnvironmentFile=), never in config.toml"
                )
            }
            Self::Bare { .. } => {
                "write smtps://host:465 in notify.smtp, or use a server with STARTTLS".to_owned()
            }
            Self::Message { .. } => {
                "repair notify.mail_from and notify.mail_to: name@host, or Name <name@host>"
                    .to_owned()
            }
        }
    }
}
