//! What became of telling the receivers, in words and as data.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::console::Console;
use crate::notify::{Attempt, NotifyError};
use crate::pipeline::DeliveryOutcome;

/// One attempt in words.
pub(super) fn tell_attempt(attempt: &Attempt, console: Console) {
    let (lang, channel) = (console.lang, &attempt.channel);
    match &attempt.result {
        Ok(code) => console.say(&format!(
            "  {channel}: {} ({code})",
            lang.pick("đã báo", "told")
        )),
        Err(error) => {
            let next = match attempt.again_in {
                Some(pause) => format!("{} {pause:?}", lang.pick("thử lại sau", "again in")),
                None => lang.pick("thôi", "given up for now").to_owned(),
            };
            console.complain(&format!("  {channel}: {error}; {next}"));
            if attempt.again_in.is_none() {
                console.complain(&format!("hint: {}", error.hint()));
            }
        }
    }
}

/// What a receiver was told in all.
pub(super) fn tell_told(told: &DeliveryOutcome, console: Console) {
    let lang = console.lang;
    let mut line = format!(
        "  {}: {} {}",
        told.channel,
        told.changes,
        lang.pick("thay đổi đã báo", "changes told")
    );
    if told.untold > 0 {
        // Writing to a String cannot fail.
        let _ = write!(line, ", {} {}", told.untold, lang.pick("còn chờ", "wait"));
    }
    console.say(&line);
}

/// The same as data.
pub(super) fn as_json(told: &DeliveryOutcome) -> Value {
    json!({
        "channel": told.channel.name(),
        "changes": told.changes,
        "untold": told.untold,
        "error": told.error.as_ref().map(error_json),
    })
}

/// Why one was not told, as data.
pub(super) fn error_json(error: &NotifyError) -> Value {
    json!({"kind": error.kind(), "message": error.to_string(), "hint": error.hint()})
}
