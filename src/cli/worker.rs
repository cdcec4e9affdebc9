//! `hpnews worker`: leases sites of the fleet and runs their nights, until told to stop.

use std::sync::Arc;

use super::args::{Global, WorkerArgs};
use super::clock::now;
use super::console::Console;
use super::context::Context;
use super::next_step::hinted;
use super::runtime::{brake, intermediates, runtime, state_dir};
use super::{exit, fleet};
use crate::crawl::{self, Stop};
use crate::fleet::{FleetSetup, FleetStep, Restoration, work};
use crate::notify::{Limits, Secrets};
use crate::pipeline::{PipelineEnding, PipelineSetup, PipelineStage};

pub(super) fn run(global: &Global, args: &WorkerArgs) -> anyhow::Result<u8> {
    let context = Context::new(global)?;
    crawl::check(&context.config, &crawl::Plan::default()).map_err(hinted)?;
    let console = context.console;
    let config = Arc::new(context.config);
    let (database, bucket) = (fleet::database(&config)?, fleet::bucket(&config)?);
    let (lanes, intermediates) = (state_dir()?.join("lanes"), intermediates(&config)?);
    let secrets = Secrets::look_up(&config.notify, |name| std::env::var(name).ok());
    let (hand, stop) = Stop::new();
    let never = stop.clone();
    let setup = FleetSetup {
        worker: args.name.clone().unwrap_or_else(machine),
        capacity: args.capacity,
        database,
        bucket,
        night: Box::new(move |config| PipelineSetup {
            dir: config.archive_dir.clone(),
            lanes: lanes.clone(),
            lease: None,
            due_at: None,
            intermediates: intermediates.clone(),
            secrets: secrets.clone(),
            limits: Limits::default(),
            clock: now,
            stop: never.clone(),
            watch: Arc::new(|_| {}),
            config,
        }),
        clock: now,
        stop,
        watch: Arc::new(move |step| show(&step, console)),
        lends_lanes: lends_lanes(),
        config,
    };
    let runtime = runtime()?;
    let worked = runtime.block_on(async {
        brake(hand, console);
        work(setup).await
    });
    worked.map_err(hinted)?;
    Ok(exit::COMPLETE)
}

/// The fleet's proof must go red without the lanes' deadline. No release build can leave it out.
fn lends_lanes() -> bool {
    !cfg!(debug_assertions) || std::env::var_os("HPNEWS_TEST_WITHOUT_DEADLINE").is_none()
}

/// The name this machine gives itself.
fn machine() -> String {
    let names = rustix::system::uname();
    names.nodename().to_string_lossy().into_owned()
}

fn show(step: &FleetStep, console: Console) {
    let lang = console.lang;
    match step {
        FleetStep::Took { sites, epoch } => console.say(&format!(
            "{}: {} ({} {epoch})",
            lang.pick("Nhận", "Took"),
            sites.join(", "),
            lang.pick("lần", "epoch"),
        )),
        FleetStep::Ready { site, how } => ready(site, how, console),
        FleetStep::Night { .. } => night(step, console),
        FleetStep::Failed { site, stage, cause } => console.complain(&format!(
            "{site}: {} {}: {cause}",
            stage.map_or(lang.pick("đêm", "night"), PipelineStage::word),
            lang.pick("thất bại", "failed")
        )),
        FleetStep::DatabaseAway { .. } | FleetStep::DatabaseBack => database(step, console),
        FleetStep::BucketAway { .. }
        | FleetStep::BucketBack { .. }
        | FleetStep::SpoolFull { .. }
        | FleetStep::Fenced { .. } => bucket(step, console),
        FleetStep::Lost { lane } => {
            let over = lang.pick(
                "hết hạn giữ trước khi gia hạn được",
                "the lease ended before it was renewed",
            );
            console.complain(&format!("{lane}: {over}"));
        }
        FleetStep::GaveBack { lane } => {
            console.say(&format!("{}: {lane}", lang.pick("Trả", "Gave back")));
        }
        FleetStep::Draining => {
            console.say(lang.pick("Được lệnh trả hết các trang", "Told to give all sites back"));
        }
    }
}

fn ready(site: &str, how: &Restoration, console: Console) {
    let lang = console.lang;
    let Restoration::Pulled { files, aside } = how else {
        return;
    };
    let pulled = lang.pick("tệp lấy về từ kho chung", "files pulled from the bucket");
    console.say(&format!("{site}: {files} {pulled}"));
    if let Some(aside) = aside {
        let said = lang.pick(
            "máy khác đã ghi tiếp; bản cũ ở đây để riêng ở",
            "another worker wrote on; what was here is put aside in",
        );
        console.complain(&format!("{site}: {said} {}", aside.display()));
    }
}

fn night(step: &FleetStep, console: Console) {
    let lang = console.lang;
    let FleetStep::Night {
        site,
        ending,
        stored,
        next,
    } = step
    else {
        return;
    };
    let said = match ending {
        PipelineEnding::Complete => lang.pick("xong đêm", "night complete"),
        PipelineEnding::Incomplete => {
            lang.pick("xong đêm, có thất bại", "night done, with failures")
        }
        PipelineEnding::Broken => lang.pick(
            "đêm có phần không chạy được",
            "a part of the night could not run",
        ),
        PipelineEnding::Interrupted => lang.pick("đêm dừng giữa chừng", "night interrupted"),
    };
    let due = next.map_or_else(String::new, |at| {
        let word = lang.pick("đêm tới", "next");
        format!(", {word} {}", at.format("%FT%TZ"))
    });
    let versions = lang.pick("phiên bản", "versions");
    console.say(&format!("{site}: {said}, {stored} {versions}{due}"));
}

fn database(step: &FleetStep, console: Console) {
    let lang = console.lang;
    if let FleetStep::DatabaseAway { cause } = step {
        console.complain(&format!(
            "{cause}; {}",
            lang.pick(
                "trang đang giữ chạy đến hết hạn rồi nghỉ",
                "sites go on until their leases end, then rest",
            ),
        ));
    } else {
        console.say(lang.pick("Cơ sở dữ liệu đã trả lời lại", "The database answers again"));
    }
}

fn bucket(step: &FleetStep, console: Console) {
    let lang = console.lang;
    let wait = lang.pick("byte chờ trên đĩa này", "bytes wait on this disk");
    match step {
        FleetStep::BucketAway {
            site,
            cause,
            waiting,
        } => {
            console.complain(&format!("{site}: {cause}; {waiting} {wait}"));
        }
        FleetStep::BucketBack { site } => console.say(&format!(
            "{site}: {}",
            lang.pick(
                "kho chung đã trả lời lại và có đủ",
                "the bucket answers again and has everything"
            ),
        )),
        FleetStep::SpoolFull {
            site,
            waiting,
            limit,
        } => console.complain(&format!(
            "{site}: {waiting} {wait} (fleet.spool: {limit}); {}",
            lang.pick(
                "trang nghỉ đến khi kho chung nhận hết, không mất gì",
                "the site rests until the bucket has them; nothing is lost",
            ),
        )),
        FleetStep::Fenced { site, by, folder } => console.complain(&format!(
            "{site}: {} ({} {by}); {} {}, {}",
            lang.pick(
                "máy khác đã nhận trang này",
                "another worker has taken this site"
            ),
            lang.pick("lần", "epoch"),
            lang.pick("phần chưa gửi còn ở", "what was not shipped stays in"),
            folder.display(),
            lang.pick(
                "nhập lại bằng `hpnews import`",
                "`hpnews import` can take it"
            ),
        )),
        _ => {}
    }
}
