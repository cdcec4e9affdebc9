//! Text as the portals write it: bytes to characters, characters to stored text, printed
//! dates to civil time, and the keys by which two spellings are found to be one.
//!
//! Pure. Never guesses what a page did not say, and never rewrites spelling: stored text
//! is the page's own in NFC with its white space collapsed, and nothing else. The raw
//! bytes are kept elsewhere, so whatever is dropped here can be read again.
//!
//! - [`charset`]: bytes of a page → text, and who named the encoding;
//! - [`clean`], [`clean_lines`]: text → the form that is stored and hashed;
//! - [`collation_key`]: text → its place in a Vietnamese dictionary;
//! - [`dates`]: a printed or machine-readable publication time → civil time;
//! - [`fonts_of`]: text written for TCVN3 or VNI fonts, which is told and never converted;
//! - [`keys`]: text → keys for search and comparison, never stored in its place;
//! - [`terminal_safe`], [`json_safe`]: text → what may be printed to a terminal.

pub mod charset;
mod clean;
mod collation;
pub mod dates;
mod fonts;
pub mod keys;
mod terminal;

pub use clean::{clean, clean_lines};
pub use collation::collation_key;
pub use fonts::{Fonts, fonts_of};
pub use terminal::{json_safe, terminal_safe};
