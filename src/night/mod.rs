//! A night: crawl, verify a share, report, feeds, notify; one exit code.
//!
//! Never does a room's work itself.
