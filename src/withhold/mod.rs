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
//! Without `fields` and `text` the whole article is withheld; `text` without an article is
//! withheld everywhere. The evidence stays in the archive: only what leaves it is held back.
//!
//! Pure: takes the file's text. Never finds articles (the caller tells which each line means),
//! and never lets a line it does not understand pass for none.

mod change;
mod error;
mod file;
mod rules;
mod snapshot;
mod span;

pub use error::WithholdError;
pub use file::{Field, Takedown, Takedowns};
pub use rules::{Hidden, Withheld};
pub use span::{MARK, Span};

#[cfg(test)]
mod tests;
