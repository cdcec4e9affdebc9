//! stub of the configuration: only what other rooms need.
use std::time::Duration;

/// What one exchange may cost before it is given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchLimits {
    /// DNS, TCP and TLS together.
    pub connect: Duration,
    /// From the request sent to the last byte of the response head.
    pub first_byte: Duration,
    /// Between two reads of the body.
    pub idle: Duration,
    /// The whole exchange.
    pub whole: Duration,
    /// Bytes of the response head.
    pub max_head: u64,
    /// Bytes of the body as sent (compressed).
    pub max_body: u64,
    /// Bytes of the body when decoded.
    pub max_decoded: u64,
}

impl Default for FetchLimits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(15),
            first_byte: Duration::from_secs(30),
            idle: Duration::from_secs(20),
            whole: Duration::from_secs(120),
            max_head: 256 * 1024,
            max_body: 16 * 1024 * 1024,
            max_decoded: 64 * 1024 * 1024,
        }
    }
}

/// How fast one host may be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaceLimits {
    /// The configured pause between two requests.
    pub delay: Duration,
    /// The longest pause adaptive slow-down may grow to by itself.
    pub max_delay: Duration,
    /// Slow down when the host takes longer than this share of the pause: pause ≥ factor × latency.
    pub latency_factor: u32,
    /// Most attempts at one address in one run.
    pub max_attempts: u32,
}
