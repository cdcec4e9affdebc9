//! Memento (RFC 7089): the words in which other programs ask an archive for an address as it
//! was at a time, and in which they are answered.
//!
//! Pure. Knows neither what is held nor what is withheld: who calls gives the times of those
//! captures that may be shown.

mod address;
mod links;
mod time;

pub use address::{AddressFault, ArchivedAddress, Modifier, TimeMapFormat};
pub use links::Mementos;
pub use time::{digits, http_date, of_digits, of_http_date};
