//! The signals that ask a process to stop: Ctrl-C (SIGINT), a supervisor's or a shutdown's
//! SIGTERM, a lost terminal's SIGHUP.
//!
//! Never stops anything itself.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// Heard from the moment they are made.
pub(super) struct Signals {
    interrupt: Signal,
    terminate: Signal,
    /// `None` where it was to be ignored (`nohup`) before this process began.
    hang_up: Option<Signal>,
}

impl Signals {
    pub(super) fn listen() -> io::Result<Self> {
        let hang_up = if is_hang_up_ignored() {
            None
        } else {
            Some(signal(SignalKind::hangup())?)
        };
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up,
        })
    }

    /// Waits for the next of them.
    pub(super) async fn next(&mut self) {
        let hang_up = async {
            match &mut self.hang_up {
                Some(signal) => signal.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            _ = hang_up => {}
        }
    }
}

/// To listen to a signal is to undo that it is ignored, and only the system knows that it is:
/// Linux says so in a mask of bits, one a signal.
#[expect(
    clippy::disallowed_methods,
    reason = "the command line is where the system is asked about this process"
)]
fn is_hang_up_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    ignores(&status, SignalKind::hangup())
}

fn ignores(status: &str, signal: SignalKind) -> bool {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    let bit = signal.as_raw_value() - 1;
    mask.is_some_and(|mask| mask >> bit & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mask_says_what_nohup_has_ignored() {
        let hang_up = SignalKind::hangup();
        for (status, ignored) in [
            ("Name:\thpnews\nSigIgn:\t0000000000000001\n", true),
            ("SigIgn:\t0000000000001003\nSigCgt:\t0\n", true),
            ("SigIgn:\t0000000000001006\nSigCgt:\t1\n", false),
            ("SigCgt:\t0000000000000001\n", false),
            ("SigIgn:\tkhông phải số\n", false),
            ("", false),
        ] {
            assert_eq!(ignores(status, hang_up), ignored, "{status:?}");
        }
    }
}
