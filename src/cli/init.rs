//! `hpnews init`: writes the commented default configuration.

use std::fs::OpenOptions;
use std::io::Write;

use anyhow::{Context as _, anyhow};

use super::args::{Global, Init};
use super::context::{self, Hint};
use super::{exit, talk};
use crate::config::DEFAULT;

pub(super) fn run(global: &Global, args: &Init) -> anyhow::Result<u8> {
    if args.print {
        talk::data(DEFAULT)?;
        return Ok(exit::COMPLETE);
    }
    let mut options = OpenOptions::new();
    options.write(true);
    if args.force {
        options.create(true).truncate(true);
    } else {
        options.create_new(true);
    }
    let path = args.file.display();
    let mut file = options.open(&args.file).map_err(|error| {
        anyhow!("cannot write {path}: {error}")
            .context_hint("`--force` overwrites, `--print` only shows")
    })?;
    file.write_all(DEFAULT.as_bytes())
        .with_context(|| format!("cannot write {path}"))?;
    let talk = context::talk(global);
    talk.say(&format!(
        "{} {path}. {}",
        talk.lang.pick("Đã ghi", "Wrote"),
        talk.lang.pick(
            "Hãy điền identity.contact rồi chạy `hpnews crawl`.",
            "Fill in identity.contact, then run `hpnews crawl`."
        )
    ));
    Ok(exit::COMPLETE)
}
