//! Why an exchange brought no usable response.
//!
//! Pure. A response that began and broke off is not an error: it is an
//! [`Exchange`](super::Exchange) marked as truncated, because it is still evidence.

use std::fmt;
use std::io;
use std::net::IpAddr;
use std::time::Duration;

use thiserror::Error;

use crate::address::AddressClass;

/// Why one exchange failed.
#[derive(Debug, Error)]
pub enum FetchError {
    /// The name has no address, or the resolver did not answer.
    #[error("could not resolve {host}: {source}")]
    Dns {
        /// The name asked for.
        host: String,
        /// The resolver's answer.
        source: io::Error,
    },
    /// We would not ask; nothing was sent and no connection was made.
    #[error("refused to fetch from {target}: {reason}")]
    Refused {
        /// Host and port, or the scheme.
        target: String,
        /// What was wrong with it.
        reason: FetchRefusal,
    },
    /// No allowed address accepted the connection.
    #[error("could not connect to {host}: {source}")]
    Connect {
        /// Host and port.
        host: String,
        /// The last address's answer.
        source: io::Error,
    },
    /// The TLS handshake failed.
    #[error("could not open a TLS session with {host}: {source}")]
    Tls {
        /// Host and port.
        host: String,
        /// What rustls or the peer said.
        source: io::Error,
    },
    /// A phase took longer than its limit, before a whole response head was here.
    #[error("gave up waiting ({phase}) after {after:?}")]
    Timeout {
        /// The phase.
        phase: FetchPhase,
        /// Its limit.
        after: Duration,
    },
    /// The peer does not speak HTTP/1 as RFC 9110 and 9112 have it.
    #[error("could not read the response: {fault}")]
    Protocol {
        /// What was wrong.
        fault: ProtocolFault,
    },
    /// A part of the response passed its cap.
    #[error("stopped reading: {what} is larger than {limit}")]
    TooLarge {
        /// The part.
        what: ResponsePart,
        /// Its cap: bytes, or lines for [`ResponsePart::HeadLines`].
        limit: u64,
    },
    /// The peer hung up before the response head was whole.
    #[error("the peer hung up after {received} bytes of the response head")]
    Disconnect {
        /// Bytes of the head that had come.
        received: u64,
    },
}

impl FetchError {
    /// A short stable name for reports and counters.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Dns { .. } => "dns",
            Self::Refused { .. } => "refused",
            Self::Connect { .. } => "connect",
            Self::Tls { .. } => "tls",
            Self::Timeout { .. } => "timeout",
            Self::Protocol { .. } => "protocol",
            Self::TooLarge { .. } => "too_large",
            Self::Disconnect { .. } => "disconnect",
        }
    }

    /// Whether the same request, asked again later, may well succeed.
    pub fn worth_retrying(&self) -> bool {
        match self {
            Self::Dns { .. }
            | Self::Connect { .. }
            | Self::Timeout { .. }
            | Self::Disconnect { .. } => true,
            Self::Tls { .. } => !self.is_certificate(),
            Self::Protocol { fault } => fault.may_pass(),
            Self::Refused { .. } | Self::TooLarge { .. } => false,
        }
    }

    /// Whether it was the certificate that ended the handshake: an operator's matter, not
    /// the network's.
    pub fn is_certificate(&self) -> bool {
        let Self::Tls { source, .. } = self else {
            return false;
        };
        let cause = source.get_ref().and_then(|cause| cause.downcast_ref());
        matches!(cause, Some(rustls::Error::InvalidCertificate(_)))
    }
}

/// What made us not ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FetchRefusal {
    /// Only http and https are spoken.
    Scheme,
    /// The address, or the only addresses the name has, are out of reach.
    Address {
        /// The first refused address.
        ip: IpAddr,
        /// Why it is out of reach.
        class: AddressClass,
    },
    /// The turn is of another host's lane.
    OtherLane {
        /// That host.
        lane: String,
    },
    /// The address cannot be written in a request line.
    Unsendable,
    /// The permission to ask was over before the request was sent.
    Ended,
}

impl fmt::Display for FetchRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scheme => f.write_str("only http and https are fetched"),
            Self::Address { ip, class } => write!(f, "{ip} is a {class} address"),
            Self::OtherLane { lane } => write!(f, "the turn is of the lane of {lane}"),
            Self::Ended => f.write_str("the permission to ask was over"),
            Self::Unsendable => f.write_str("the URL cannot be written in a request"),
        }
    }
}

/// A phase with a limit of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FetchPhase {
    /// Name, TCP and TLS together.
    Connect,
    /// From the request sent to the last byte of the response head.
    FirstByte,
    /// Between two pieces of the body.
    Idle,
    /// The whole exchange.
    Whole,
    /// The time that the permission to ask had left.
    Permit,
}

impl fmt::Display for FetchPhase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "connect",
            Self::FirstByte => "first byte",
            Self::Idle => "idle",
            Self::Whole => "whole exchange",
            Self::Permit => "permission to ask",
        })
    }
}

/// A part of the response with a cap of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponsePart {
    /// The response head, interim heads included, in bytes.
    Head,
    /// The response head, in lines.
    HeadLines,
}

impl fmt::Display for ResponsePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Head => "the response head (bytes)",
            Self::HeadLines => "the response head (lines)",
        })
    }
}

/// How a peer broke the protocol.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ProtocolFault {
    /// The bytes are no HTTP/1 response head.
    #[error("no HTTP/1 response head ({detail})")]
    Head {
        /// The parser's words.
        detail: String,
    },
    /// Interim responses, and no final one; or too many of them.
    #[error("{count} interim responses and no final one")]
    OnlyInterim {
        /// How many.
        count: u32,
    },
    /// A status that answers a question we did not ask (101, 206).
    #[error("status {status} was not asked for")]
    Unasked {
        /// The status.
        status: u16,
    },
    /// A transfer coding other than `chunked`.
    #[error("unknown transfer coding {coding:?}")]
    TransferCoding {
        /// As sent.
        coding: String,
    },
    /// Broken chunk framing.
    #[error("broken body framing ({detail})")]
    Framing {
        /// The parser's words.
        detail: String,
    },
}

impl ProtocolFault {
    /// Whether this may be an accident of the moment (a proxy, a restart) rather than
    /// how the server is.
    fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Head { .. } | Self::OnlyInterim { .. } | Self::Framing { .. }
        )
    }
}

impl From<ProtocolFault> for FetchError {
    fn from(fault: ProtocolFault) -> Self {
        Self::Protocol { fault }
    }
}
