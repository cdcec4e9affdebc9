//! `hpnews notify`: tells receivers what waits; with `--test`, tries the way to them.

use anyhow::anyhow;
use serde_json::json;

use super::args::{Global, NotifyArgs};
use super::clock::now;
use super::console;
use super::context::Context;
use super::next_step::{NextStep, hinted};
use super::nightly::setup;
use super::runtime::{brake, runtime};
use super::{deliveries, exit};
use crate::crawl::Stop;
use crate::notify::{Attempt, Limits, Secrets, channels};
use crate::pipeline::{self, NightError};

pub(super) fn run(global: &Global, args: &NotifyArgs) -> anyhow::Result<u8> {
    let context = Context::for_reading(global)?;
    if channels(&context.config.notify).is_empty() {
        return Err(anyhow!("nobody to tell: the configuration names no receiver").with_next_step(
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
            Err(error) => Err(hinted(error)),
        }
    })?;
    let Some(told) = told else {
        return Ok(exit::INTERRUPTED);
    };
    for told in &told {
        if console.json {
            console::json_line(&deliveries::as_json(told))?;
        }
        deliveries::tell_told(told, console);
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
                "error": attempt.result.as_ref().err().map(deliveries::error_json),
            }))?;
        }
        deliveries::tell_attempt(&attempt, console);
    }
    Ok(code)
}
