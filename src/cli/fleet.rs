//! `hpnews fleet`: the fleet's tables made, shown, and workers told to give their sites back.

use std::time::Duration;

use anyhow::anyhow;
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::json;

use super::args::{DrainArgs, FleetCommand, Global};
use super::context::Context;
use super::next_step::{NextStep as _, hinted};
use super::runtime::runtime;
use super::{clock, console, exit};
use crate::bucket::{Bucket, BucketSecrets};
use crate::config::Config;
use crate::fleet::{DatabaseAddress, FleetError, LeaseTable, SiteLease, WorkerSeen};
use crate::report::Language;
use crate::shipping::ShippingError;

/// `drain` waits so many leases for the workers.
const PATIENCE: u32 = 5;

pub(super) fn run(global: &Global, command: &FleetCommand) -> anyhow::Result<u8> {
    let context = Context::new(global)?;
    let database = database(&context.config)?;
    runtime()?.block_on(async {
        match command {
            FleetCommand::Init => init(&context, &database).await,
            FleetCommand::Status => status(&context, &database).await,
            FleetCommand::Drain(args) => drain(&context, &database, args).await,
        }
    })
}

/// The database, from the configuration and the environment.
#[expect(
    clippy::disallowed_methods,
    reason = "the command line is where the user's files are read"
)]
pub(super) fn database(config: &Config) -> anyhow::Result<DatabaseAddress> {
    let variable = |name| std::env::var(name).ok().filter(|it| !it.is_empty());
    let line = variable("HPNEWS_POSTGRES").unwrap_or_else(|| config.fleet.postgres.clone());
    let ca = match &config.fleet.ca {
        Some(path) => std::fs::read_to_string(path)
            .map_err(|error| anyhow!("cannot read fleet.ca {}: {error}", path.display()))?,
        None => String::new(),
    };
    DatabaseAddress::new(&line, variable("PGPASSWORD").as_deref(), &ca).map_err(hinted)
}

/// The fleet's bucket, from the configuration and the environment.
pub(super) fn bucket(config: &Config) -> anyhow::Result<Bucket> {
    let Some(settings) = &config.bucket else {
        return Err(hinted(FleetError::Bucket {
            cause: "[bucket] url is empty".to_owned(),
        }));
    };
    let shipping = |error| hinted(FleetError::from(ShippingError::from(error)));
    let secrets = BucketSecrets::from(|name| std::env::var(name).ok()).map_err(shipping)?;
    Bucket::open(&settings.place, &secrets).map_err(shipping)
}

async fn init(context: &Context, database: &DatabaseAddress) -> anyhow::Result<u8> {
    let (config, console) = (&context.config, context.console);
    let bucket = bucket(config)?;
    // The bucket first: one that cannot be used leaves nothing behind.
    let id = tokio::task::spawn_blocking(move || bucket.probe().and_then(|()| bucket.claim()))
        .await?
        .map_err(|error| hinted(FleetError::from(ShippingError::from(error))))?;
    let table = LeaseTable::make(database, config.fleet.lease).await;
    let table = table.map_err(hinted)?;
    let own = table.bucket(Some(&id)).await.map_err(hinted)?;
    if own.as_ref() != Some(&id) {
        let own = own.unwrap_or_default();
        return Err(hinted(FleetError::Bucket {
            cause: format!("its id is {id}, and this fleet's is {own}"),
        }));
    }
    let enabled = config.sites.iter().filter(|site| site.enabled);
    let sites: Vec<_> = enabled
        .map(|site| {
            let lane = site.lane.clone().unwrap_or_else(|| site.name.clone());
            (site.name.clone(), lane)
        })
        .collect();
    let stayed = table.enter(&sites).await.map_err(hinted)?;
    let lang = console.lang;
    console.say(&format!(
        "{} {}: {} {}",
        lang.pick("Đội máy ở", "Fleet at"),
        database.host(),
        sites.len(),
        lang.pick("trang", "sites"),
    ));
    for site in &stayed {
        console.complain(&format!(
            "{site}: {}",
            lang.pick(
                "đang có máy giữ, nên vẫn ở làn cũ; `hpnews fleet drain --all` rồi chạy lại",
                "is held now and keeps its old lane; `hpnews fleet drain --all`, then run this again",
            )
        ));
    }
    Ok(if stayed.is_empty() {
        exit::COMPLETE
    } else {
        exit::INCOMPLETE
    })
}

async fn status(context: &Context, database: &DatabaseAddress) -> anyhow::Result<u8> {
    let table = LeaseTable::open(database, context.config.fleet.lease).await;
    let table = table.map_err(hinted)?;
    let sites = table.sites().await.map_err(hinted)?;
    let workers = table.workers().await.map_err(hinted)?;
    if context.console.json {
        for it in &workers {
            console::json_line(&json!({
                "worker": it.name, "seen": it.seen, "capacity": it.capacity,
                "draining": it.draining, "sites": it.sites,
            }))?;
        }
        for it in &sites {
            console::json_line(&json!({
                "site": it.site, "lane": it.lane, "holder": it.holder, "epoch": it.epoch,
                "until": it.until, "next_night": it.next_night, "enabled": it.enabled,
            }))?;
        }
        return Ok(exit::COMPLETE);
    }
    let lang = context.console.lang;
    let mut said = String::new();
    for worker in &workers {
        said.push_str(&worker_line(worker, lang));
    }
    for site in &sites {
        said.push_str(&site_line(site, lang));
    }
    console::data(&said)?;
    Ok(exit::COMPLETE)
}

fn worker_line(it: &WorkerSeen, lang: Language) -> String {
    let draining = if it.draining {
        lang.pick(", đang trả trang", ", giving its sites back")
    } else {
        ""
    };
    format!(
        "{} {}: {}/{} {}, {} {}{draining}\n",
        lang.pick("máy", "worker"),
        it.name,
        it.sites,
        it.capacity,
        lang.pick("trang", "sites"),
        lang.pick("thấy lần cuối", "last seen"),
        stamp(it.seen),
    )
}

fn site_line(it: &SiteLease, lang: Language) -> String {
    let held = match (&it.holder, it.until) {
        (Some(holder), Some(until)) => {
            format!("{holder} {} {}", lang.pick("đến", "until"), stamp(until))
        }
        _ => lang.pick("chưa ai giữ", "nobody").to_owned(),
    };
    let due = if it.enabled {
        format!(
            "{} {}",
            lang.pick("đêm tới", "next night"),
            stamp(it.next_night)
        )
    } else {
        lang.pick("không còn trong cấu hình", "no longer configured")
            .to_owned()
    };
    format!("{}\t{}\t{held}\t{due}\n", it.site, it.lane)
}

fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Tells them, and waits until they have nothing any more.
async fn drain(
    context: &Context,
    database: &DatabaseAddress,
    args: &DrainArgs,
) -> anyhow::Result<u8> {
    let lease = context.config.fleet.lease;
    let table = LeaseTable::open(database, lease).await.map_err(hinted)?;
    let worker = args.worker.as_deref();
    let told = table.drain(worker, true).await.map_err(hinted)?;
    if told == 0
        && let Some(worker) = worker
    {
        return Err(anyhow!("there is no worker {worker}")
            .with_next_step("`hpnews fleet status` prints their names"));
    }
    let is_meant = |it: &&WorkerSeen| worker.is_none_or(|name| it.name == name);
    let begun = clock::now();
    loop {
        let workers = table.workers().await.map_err(hinted)?;
        let left: i64 = workers.iter().filter(is_meant).map(|it| it.sites).sum();
        let lang = context.console.lang;
        if left == 0 {
            let said = lang.pick("Không còn trang nào", "No site is held any more");
            context.console.say(said);
            return Ok(exit::COMPLETE);
        }
        let waited = (clock::now() - begun).to_std().unwrap_or_default();
        if waited > lease * PATIENCE {
            context.console.complain(&format!(
                "{left} {} {waited:?}; {}",
                lang.pick("trang vẫn bị giữ sau", "sites are still held after"),
                lang.pick(
                    "xem nhật ký của máy đó; máy đã chết thì hợp đồng tự hết hạn",
                    "see that worker's log; the leases of a dead one end by themselves",
                ),
            ));
            return Ok(exit::INCOMPLETE);
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}
