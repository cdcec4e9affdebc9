//! The article a person means.

use anyhow::anyhow;

use super::console::Console;
use super::next_step::{NextStep, hinted};

use crate::store::{Reader, Resolved};
use crate::text::terminal_safe;

/// Its name; an error where the word means none or several.
pub(super) fn article(reader: &Reader, word: &str, console: Console) -> anyhow::Result<String> {
    if let Some((id, _)) = known(reader, word, console)? {
        return Ok(id);
    }
    Err(anyhow!("no article of this archive is `{word}`")
        .with_next_step("`hpnews list` prints the ids"))
}

/// Its name, and the word by which it was read; `None` where the word means none, an error where
/// it means several.
pub(super) fn known(
    reader: &Reader,
    word: &str,
    console: Console,
) -> anyhow::Result<Option<(String, String)>> {
    match reader.articles().resolve(word).map_err(hinted)? {
        Resolved::Article(id) => Ok(Some((id, word.to_owned()))),
        Resolved::Claiming { id, url } => {
            say_claimed(console, &url);
            Ok(Some((id, url)))
        }
        Resolved::Several(ids) => {
            Err(anyhow!("`{word}` may be {}", ids.join(", "))
                .with_next_step("write more of the id"))
        }
        Resolved::Nothing => Ok(None),
    }
}

/// Says that what follows is of another address, whose page names the one that was asked for.
pub(super) fn say_claimed(console: Console, url: &str) {
    let said = console.lang.pick(
        "Chưa đọc bài nào ở địa chỉ này; trang tự nhận địa chỉ này là",
        "no article was read at this address; the page that names it as its own is",
    );
    console.say(&format!("{said} {}", terminal_safe(url)));
}
