//! `hpnews bucket`: the archive in an S3 bucket.

use anyhow::anyhow;
use serde_json::json;

use super::args::{BucketArgs, BucketCommand, Global};
use super::console::{self, Console};
use super::context::Context;
use super::exit;
use super::next_step::{NextStep as _, hinted};
use super::opening::{open, tell_recovered};
use super::shipping::{order, told};
use crate::config::Config;
use crate::crawl;
use crate::shipping::{
    RemoteArchive, Shipped, ShippingError, ShippingOrder, check, evict, join, pull,
};
use crate::store::BucketBinding;

pub(super) fn run(global: &Global, args: &BucketArgs) -> anyhow::Result<u8> {
    let context = Context::for_reading(global)?;
    let (config, console) = (&context.config, context.console);
    let Some(settings) = &config.bucket else {
        let error = anyhow!("no bucket is configured");
        return Err(
            error.with_next_step("set bucket.url in config.toml, as in \"s3://kho-bao/hpnews\"")
        );
    };
    let mut order = order(config, settings, &config.archive_dir).map_err(hinted)?;
    if let Some(site) = &args.site {
        order.site.clone_from(site);
    }
    match &args.command {
        BucketCommand::Push => push(&order, config, console),
        BucketCommand::Pull => pull_into(&order, config, console),
        BucketCommand::Check { quick } => look(&order, *quick, console),
        BucketCommand::Evict => leave(&order, console),
    }
}

fn push(order: &ShippingOrder, config: &Config, console: Console) -> anyhow::Result<u8> {
    // A folder without an archive is a mistake, not a reason to begin one.
    crate::store::Files::of(&order.dir).map_err(hinted)?;
    // Held: a crawl ships by itself, and what a killed one left is put right first.
    let _archive = open(&order.dir, config, console)?;
    let work = || -> Result<Shipped, ShippingError> {
        let mut writer = order.writer()?;
        let mut shipped = writer.seal(&order.dir, (order.clock)())?;
        shipped += writer.ship(&order.dir, (order.clock)())?;
        Ok(shipped)
    };
    let shipped = work();
    if let (true, Ok(shipped)) = (console.json, &shipped) {
        console::json_line(&json!({
            "runs": shipped.runs, "objects": shipped.objects, "bytes": shipped.bytes,
            "left_out": shipped.left_out,
        }))?;
    }
    match shipped {
        Err(error) => Err(hinted(error)),
        shipped => Ok(code(told(shipped, console)?)),
    }
}

fn pull_into(order: &ShippingOrder, config: &Config, console: Console) -> anyhow::Result<u8> {
    let remote = RemoteArchive::open(&order.bucket, &order.site).map_err(hinted)?;
    let id = order
        .bucket
        .id()
        .map_err(|error| hinted(ShippingError::from(error)))?;
    let binding = BucketBinding {
        id: id.unwrap_or_default(),
        site: order.site.clone(),
        place: order.settings.place.clone(),
        cache: order.settings.cache,
        evicted: Vec::new(),
    };
    let options = crawl::open_options(config);
    let mut tell = |file: &str| tracing::info!("{file}");
    let pulled = pull(&remote, &order.dir, &binding, &options, &mut tell).map_err(hinted)?;
    let lang = console.lang;
    if console.json {
        console::json_line(&json!({
            "files": pulled.files, "bytes": pulled.bytes, "snapshots": pulled.snapshots,
            "left_out": pulled.left_out,
        }))?;
    }
    console.say(&format!(
        "{}: {} {}, {} {}, {} byte",
        lang.pick("Đã khôi phục từ bucket", "Restored from the bucket"),
        pulled.files,
        lang.pick("tệp", "files"),
        pulled.snapshots,
        lang.pick(
            "phiên bản từ bản ghi WARC",
            "of them snapshots from WARC records"
        ),
        pulled.bytes,
    ));
    tell_recovered(&pulled.recovered, console);
    for file in &pulled.left_out {
        let said = lang.pick(
            "không có trong bucket, vì nằm ngoài kho",
            "not in the bucket, as it lay outside of the archive",
        );
        console.complain(&format!("  {said}: {file}"));
    }
    Ok(code(
        pulled.left_out.is_empty() && pulled.recovered.damaged.is_empty(),
    ))
}

fn look(order: &ShippingOrder, quick: bool, console: Console) -> anyhow::Result<u8> {
    let mut failed = None;
    let mut tell = |fault: &crate::shipping::CheckFault| {
        let line = format!("{}: {}\n", fault.key, fault.cause);
        let printed = if console.json {
            console::json_line(&json!({"key": fault.key, "cause": fault.cause}))
        } else {
            console::data(&line).map_err(Into::into)
        };
        failed = failed.take().or(printed.err());
    };
    let checked = check(&order.bucket, &order.site, quick, &mut tell).map_err(hinted)?;
    if let Some(failed) = failed {
        return Err(failed);
    }
    if checked.entries == 0 && checked.faults == 0 {
        let site = order.site.clone();
        return Err(hinted(ShippingError::NotThere { site }));
    }
    let lang = console.lang;
    console.say(&format!(
        "{}: {} {}, {} {}, {} {}, {} {}, {} {}",
        order.settings.place,
        checked.entries,
        lang.pick("mục nhật ký", "log entries"),
        checked.objects,
        lang.pick("đối tượng", "objects"),
        checked.bytes,
        lang.pick("byte đã đọc", "bytes read"),
        checked.expired,
        lang.pick("không còn cần", "no longer needed and gone"),
        checked.faults,
        lang.pick("phát hiện", "findings"),
    ));
    Ok(code(checked.faults == 0))
}

fn leave(order: &ShippingOrder, console: Console) -> anyhow::Result<u8> {
    let remote = join(&order.bucket, &order.settings, &order.site, &order.dir).map_err(hinted)?;
    let mut tell = |file: &str| tracing::info!("{file}");
    let evicted = evict(&remote, &order.dir, &mut tell).map_err(hinted)?;
    let lang = console.lang;
    if console.json {
        console::json_line(&json!({
            "files": evicted.files, "bytes": evicted.bytes, "kept": evicted.kept,
        }))?;
    }
    console.say(&format!(
        "{}: {} {}, {} byte",
        lang.pick("Nay chỉ còn trong bucket", "Now in the bucket alone"),
        evicted.files,
        lang.pick("tệp WARC", "WARC files"),
        evicted.bytes,
    ));
    for file in &evicted.kept {
        let said = lang.pick(
            "giữ lại, vì không như lúc niêm phong",
            "stays, as it is not what was sealed",
        );
        console.complain(&format!("  {said}: {file}"));
    }
    Ok(code(evicted.kept.is_empty()))
}

fn code(is_whole: bool) -> u8 {
    if is_whole {
        exit::COMPLETE
    } else {
        exit::INCOMPLETE
    }
}
