//! `hpnews repair`: mends what can be mended without guessing, and lists what cannot.
#![expect(
    clippy::disallowed_methods,
    reason = "the command line is where the time is asked"
)]

use chrono::Utc;
use serde_json::json;

use super::args::{Global, Repair};
use super::context::Context;
use super::crawl::{crawl_error, open};
use super::progress::set_right;
use super::verify::{Teller, audit_error, print_finding};
use super::{exit, talk};
use crate::audit::{self, Repairer};
use crate::crawl;

pub(super) fn run(global: &Global, args: &Repair) -> anyhow::Result<u8> {
    let context = Context::new(global)?;
    if args.clock {
        return clock(&context, args.dry_run);
    }
    let (talk, lang) = (context.talk, context.talk.lang);
    let repairer = Repairer {
        options: &crawl::open_options(&context.config),
        config: &context.config,
        now: Utc::now(),
        dry_run: args.dry_run,
    };
    let mut teller = Teller::new(talk);
    let mut tell = |told| teller.hear(&told);
    let done =
        audit::repair(&context.config.archive_dir, &repairer, &mut tell).map_err(audit_error)?;
    teller.finish()?;
    let said = if args.dry_run {
        lang.pick("sẽ sửa", "would mend")
    } else {
        lang.pick("đã sửa", "mended")
    };
    for mend in &done.mended {
        if talk.json {
            talk::json_line(&json!({"mended": !args.dry_run, "mend": mend.to_string()}))?;
        } else {
            talk::data(&format!("{said}: {mend}\n"))?;
        }
    }
    for finding in &done.left {
        print_finding(finding, talk.json)?;
    }
    talk.say(&format!(
        "{} {said}, {} {}",
        done.mended.len(),
        done.left.len(),
        lang.pick("phát hiện còn lại", "findings left"),
    ));
    Ok(if done.left.is_empty() {
        exit::COMPLETE
    } else {
        exit::INCOMPLETE
    })
}

/// Sets the times of runs right whose clock was ahead.
fn clock(context: &Context, dry_run: bool) -> anyhow::Result<u8> {
    let (talk, lang) = (context.talk, context.talk.lang);
    let mut archive = open(&context.config.archive_dir, &context.config, talk)?;
    let ahead = crawl::set_clock_right(&mut archive, Utc::now(), dry_run).map_err(crawl_error)?;
    match ahead {
        Some(ahead) => talk.say(&set_right(&ahead, lang)),
        None => talk.say(lang.pick(
            "Không có đợt nào muộn hơn bây giờ.",
            "No run is later than now.",
        )),
    }
    Ok(exit::COMPLETE)
}
