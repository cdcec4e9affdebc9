//! The article a person means.

use anyhow::anyhow;

use super::context::Hint;
use super::crawl::store_error;
use crate::store::{Reader, Resolved};

/// Its name; an error where the word means none or several.
pub(super) fn article(reader: &Reader, word: &str) -> anyhow::Result<String> {
    match reader.resolve(word).map_err(store_error)? {
        Resolved::Article(id) => Ok(id),
        Resolved::Several(ids) => {
            Err(anyhow!("`{word}` may be {}", ids.join(", ")).context_hint("write more of the id"))
        }
        Resolved::Nothing => Err(anyhow!("no article of this archive is `{word}`")
            .context_hint("`hpnews list` prints the ids")),
    }
}
