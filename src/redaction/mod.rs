//! What is kept and not published: articles, fields and spans that a takedown names.
//!
//! ```toml
//! # withhold.toml: one line a takedown.
//! article = [
//!   { url = "https://portal.vn/tin-a.html", reason = "a minor's name", on = 2026-11-23 },
//!   { url = "https://portal.vn/tin-b.html", reason = "patient", on = 2026-11-23, fields = ["images"] },
//!   { article_id = "portal:post-7", reason = "patient", on = 2026-11-23, text = "Nguyễn Văn A" },
//!   { text = "0912 345 678", reason = "a private number", on = 2026-11-23 },
//! ]
//! ```
//! Without `fields` and `text` the whole article is withheld. `text` is withheld everywhere; of
//! an article's, what may be another's elsewhere (a single word) only in it and in links to it. What is withheld of an article
//! (headline, address, pictures) is withheld in every other that repeats it. The evidence stays
//! in the archive: only what leaves it is held back. A line that stands for nothing stops what
//! was to be published, unless it says `pending = true`; one that can stand for nothing stops it
//! always.
//!
//! Pure: takes the file's text. Never finds articles (the room `published` tells which each
//! line means), and never lets a line it does not understand pass for none.

mod change;
mod error;
mod evidence;
mod file;
mod phrases;
mod places;
mod rules;
mod snapshot;
mod span;
mod veil;

pub use error::WithholdError;
pub use evidence::Holder;
pub use file::{RedactedField, Takedown, Takedowns, is_path};
pub use rules::{Hidden, KnownArticles, Withheld};
pub use span::{MARK, Span};

#[cfg(test)]
mod tests;
