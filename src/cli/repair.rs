//! `hpnews repair`: repairs what can be repaired without guessing, and lists what cannot.
#![expect(
    clippy::disallowed_methods,
    reason = "the command line is where the time is asked"
)]

use chrono::Utc;
use serde_json::json;

use super::args::{Global, RepairArgs};
use super::context::Context;
use super::next_step::hinted;
use super::opening::open;
use super::progress::set_right;
use super::verify::{FindingPrinter, print_finding};
use super::{console, exit};
use crate::audit::{self, Repairer};
use crate::crawl;

pub(super) fn run(global: &Global, args: &RepairArgs) -> anyhow::Result<u8> {
    let context = Context::new(global)?;
    if args.clock {
        return clock(&context, args.dry_run);
    }
    let (console, lang) = (context.console, context.console.lang);
    let repairer = Repairer {
        options: &crawl::open_options(&context.config),
        config: &context.config,
        now: Utc::now(),
        dry_run: args.dry_run,
    };
    let mut source = FindingPrinter::new(console);
    let mut tell = |told| source.hear(&told);
    let done = audit::repair(&context.config.archive_dir, &repairer, &mut tell).map_err(hinted)?;
    source.finish()?;
    let said = if args.dry_run {
        lang.pick("sẽ sửa", "would repair")
    } else {
        lang.pick("đã sửa", "repaired")
    };
    for step in &done.repaired {
        if console.json {
            console::json_line(&json!({"repaired": !args.dry_run, "repair": step.to_string()}))?;
        } else {
            console::data(&format!("{said}: {step}\n"))?;
        }
    }
    for finding in &done.left {
        print_finding(finding, console.json)?;
    }
    console.say(&format!(
        "{} {said}, {} {}",
        done.repaired.len(),
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
    let (console, lang) = (context.console, context.console.lang);
    let mut archive = open(&context.config.archive_dir, &context.config, console)?;
    let ahead = crawl::set_clock_right(&mut archive, Utc::now(), dry_run).map_err(hinted)?;
    match ahead {
        Some(ahead) => console.say(&set_right(&ahead, lang)),
        None => console.say(lang.pick(
            "Không có đợt nào muộn hơn bây giờ.",
            "No run is later than now.",
        )),
    }
    Ok(exit::COMPLETE)
}
