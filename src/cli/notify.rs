//! `hpnews notify`: tells receivers what waits; with `--test`, tries the way to them.

use std::fmt::Write as _;

use anyhow::anyhow;
use serde_json::{Value, json};

use super::args::{Global, NotifyArgs};
use super::console::{self, Console};
use super::context::{Context, Suggestion};
use super::crawl::{brake, now, runtime};
use super::exit;
use super::nightly::{night_error, setup};
use crate::crawl::Stop;
use crate::notify::{Attempt, Limits, NotifyError, Secrets, channels};
use crate::pipeline::{self, DeliveryOutcome, NightError};

pub(super) fn run(global: &Global, args: &NotifyArgs) -> anyhow::Result<u8> {
    let context = Context::for_reading(global)?;
    if channels(&context.config.notify).is_empty() {
        return Err(anyhow!("nobody to tell: the configuration names no receiver").context_hint(
            "set notify.webhook, or notify.smtp, notify.mail_from and notify.mail_to, in config.toml",
        ));
    }
    if args.test {
        return test(&context);
    }
    let console = context.console;
    let scope = context.scope(args.takedowns);
    let told = runtime()?.block_on(async {
        let (hand, stop) = Stop::new();
        brake(hand, console);
        let setup = setup(context, stop)?;
        match pipeline::tell_untold_in(&setup, scope).await {
            Ok(told) => Ok(Some(told)),
            Err(NightError::Stopped) => Ok(None),
            Err(error) => Err(night_error(error)),
        }
    })?;
    let Some(told) = told else {
        return Ok(exit::INTERRUPTED);
    };
    for told in &told {
        if console.json {
            console::json_line(&as_json(told))?;
        }
        tell_told(told, console);
    }
    Ok(if told.iter().all(|told| told.error.is_none()) {
        exit::COMPLETE
    } else {
        exit::INCOMPLETE
    })
}

fn test(context: &Context) -> anyhow::Result<u8> {
    let config = &context.config;
    let console = context.console;
    let secrets = Secrets::look_up(&config.notify, |name| std::env::var(name).ok());
    let tried = runtime()?.block_on(pipeline::try_channels(
        config,
        &secrets,
        Limits::default(),
        now,
    ));
    let mut code = exit::COMPLETE;
    for (channel, result) in tried {
        if result.is_err() {
            code = exit::INCOMPLETE;
        }
        let attempt = Attempt {
            channel,
            number: 1,
            result,
            again_in: None,
        };
        if console.json {
            console::json_line(&json!({
                "channel": attempt.channel.name(),
                "told": attempt.result.is_ok(),
                "error": attempt.result.as_ref().err().map(error_json),
            }))?;
        }
        tell_attempt(&attempt, console);
    }
    Ok(code)
}

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

fn error_json(error: &NotifyError) -> Value {
    json!({"kind": error.kind(), "message": error.to_string(), "hint": error.hint()})
}
