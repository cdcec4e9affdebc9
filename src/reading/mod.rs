//! What somebody who looks at the archive asks of one article or address: its history, two
//! versions compared, the captures of an address, and when and why it is asked.
//!
//! Reads only, and takes out what is withheld where it is given a
//! [`Published`](crate::published::Published). Never prints: commands and pages do.

mod asking;
mod captures;
mod comparison;
mod history;

pub use asking::{AskingFacts, asking_facts};
pub use captures::{CapturesOf, captures_of};
pub use comparison::{ComparedVersions, ShiftsBetween, compare};
pub use history::{HistoryEvent, HistoryLine, history};
