//! `hpnews init`: writes the commented default configuration; with an address, that of the site
//! there.
#![expect(
    clippy::disallowed_methods,
    reason = "the configuration is the one file that a command writes where a person says"
)]

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use anyhow::{Context as _, anyhow};

use super::args::{Global, InitArgs};
use super::context::{self};
use super::next_step::NextStep;
use super::{console, exit, init_site};
use crate::config::DEFAULT;

pub(super) fn run(global: &Global, args: &InitArgs) -> anyhow::Result<u8> {
    let target = args.target.as_deref().unwrap_or("config.toml");
    let lower = target.to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") {
        return init_site::run(global, args, target);
    }
    if args.file.is_some() || args.tag.is_some() {
        return Err(
            anyhow!("cannot ask `{target}` what it is: it is no address")
                .with_next_step("write the whole address, with https://"),
        );
    }
    if args.print {
        console::data(DEFAULT)?;
        return Ok(exit::COMPLETE);
    }
    write_default(global, Path::new(target), args.force)
}

fn write_default(global: &Global, file: &Path, force: bool) -> anyhow::Result<u8> {
    let mut options = OpenOptions::new();
    options.write(true);
    if force {
        options.create(true).truncate(true);
    } else {
        options.create_new(true);
    }
    let path = file.display();
    let mut file = options.open(file).map_err(|error| {
        anyhow!("cannot write {path}: {error}")
            .with_next_step("`--force` overwrites, `--print` only shows")
    })?;
    file.write_all(DEFAULT.as_bytes())
        .with_context(|| format!("cannot write {path}"))?;
    let console = context::console(global);
    console.say(&format!(
        "{} {path}. {}",
        console.lang.pick("Đã ghi", "Wrote"),
        console.lang.pick(
            "Hãy điền identity.contact rồi chạy `hpnews crawl`.",
            "Fill in identity.contact, then run `hpnews crawl`."
        )
    ));
    Ok(exit::COMPLETE)
}
