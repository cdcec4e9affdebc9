//! `hpnews recipe learn`: a site's layouts from some of its pages, as TOML on stdout; how each
//! field fares, on stderr. Never overwrites a site's layouts unasked.

use std::path::PathBuf;

use anyhow::anyhow;
use serde::Serialize;

use super::sampled::{self, SampledSite};
use super::taught;
use crate::cli::args::{Global, LearnArgs};
use crate::cli::context::{self, Context};
use crate::cli::next_step::NextStep as _;
use crate::cli::written::{self, Over};
use crate::cli::{console, exit};
use crate::config::{self, Placing};
use crate::learn::{self, FieldCoverage, Learned, Sample};
use crate::report::Language;

/// What is printed with `--json`.
#[derive(Serialize)]
struct LearnOutput<'a> {
    site: &'a str,
    requests: Option<usize>,
    #[serde(flatten)]
    learned: &'a Learned,
    /// The present recipe on the same pages, era by era.
    present: &'a [Vec<FieldCoverage>],
}

pub(in crate::cli) fn run(global: &Global, args: &LearnArgs) -> anyhow::Result<u8> {
    let context = Context::new(global)?;
    let file = args.write.then(|| to_write(global)).transpose()?;
    let sampled = sampled::of(&context, args)?;
    let site = &sampled.site;
    if args.write && !args.replace && site.recipe.has_layouts() {
        return Err(
            anyhow!("site \"{}\" has layouts, which are kept", site.name).with_next_step(
                "without --write they are measured beside what is learnt; with --replace what is \
             learnt takes their place",
            ),
        );
    }
    let learned = learn::learn(&sampled.samples, site.zone);
    if learned.eras.is_empty() {
        return Err(nothing(&sampled, &learned, context.console.lang));
    }
    let present: Vec<Vec<FieldCoverage>> = learned
        .eras
        .iter()
        .map(|era| {
            let own = |it: &&Sample| era.urls.contains(&it.url);
            let own: Vec<Sample> = sampled.samples.iter().filter(own).cloned().collect();
            learn::measure(&own, &site.recipe)
        })
        .collect();
    if global.json {
        console::json_line(&LearnOutput {
            site: &site.name,
            requests: sampled.requests,
            learned: &learned,
            present: &present,
        })?;
    } else {
        console::data(&config::layouts_text(&learned.layouts()))?;
    }
    let told = taught::text(&sampled, &learned, &present, context.console.lang);
    context.console.say(told.trim_end());
    if let Some((path, text)) = file {
        let text = config::with_layouts(&text, &site.name, &learned.layouts(), Placing::Replace)
            .map_err(|error| {
                anyhow!("{error}").with_next_step(
                    "`hpnews init` writes a file with the site in it; nothing was written",
                )
            })?;
        written::write(&path, &text, Over::Replace)
            .map_err(|error| anyhow!("cannot write {}: {error}", path.display()))?;
        let wrote = context.console.lang.pick("Đã ghi vào", "Written into");
        context.console.say(&format!("{wrote} {}", path.display()));
    }
    Ok(if learned.eras.iter().all(|era| is_whole(&era.coverage)) {
        exit::COMPLETE
    } else {
        exit::INCOMPLETE
    })
}

/// The configuration file and its text.
#[expect(
    clippy::disallowed_methods,
    reason = "the command line is where the user's file is read"
)]
fn to_write(global: &Global) -> anyhow::Result<(PathBuf, String)> {
    let path = context::config_file(global).ok_or_else(|| {
        anyhow!("there is no configuration file to write into")
            .with_next_step("`hpnews init` writes one; --config names another")
    })?;
    let text = std::fs::read_to_string(&path)
        .map_err(|error| anyhow!("cannot read {}: {error}", path.display()))?;
    Ok((path, text))
}

/// Whether every field that an article must have is found on nine pages of ten.
fn is_whole(coverage: &[FieldCoverage]) -> bool {
    let mut required = coverage.iter().filter(|it| it.field.is_required());
    required.all(|it| it.found * 10 >= it.pages * 9)
}

/// Why nothing was learnt: what was found, what is missing, what to try.
fn nothing(sampled: &SampledSite, learned: &Learned, lang: Language) -> anyhow::Error {
    let (reason, source_metadata) = taught::nothing(sampled, learned, lang);
    anyhow!("{reason}").with_next_step(&source_metadata)
}
