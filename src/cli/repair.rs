//! `hpnews repair`: mends what can be mended without guessing, and lists what cannot.
#![expect(
    clippy::disallowed_methods,
    reason = "the command line is where the time is asked"
)]

use chrono::Utc;
use serde_json::json;

use super::args::{Global, Repair};
use super::context::Context;
use super::verify::{Teller, audit_error, print_finding};
use super::{exit, talk};
use crate::audit::{self, Repairer};
use crate::store::OpenOptions;

pub(super) fn run(global: &Global, args: &Repair) -> anyhow::Result<u8> {
    let context = Context::new(global)?;
    let (talk, lang) = (context.talk, context.talk.lang);
    let repairer = Repairer {
        options: &OpenOptions::new(crate::crawl::SOFTWARE),
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
