//! `hpnews extract`: the captures of WARC files in, a line for each article out. The mapper of a
//! batch on many machines.

use std::cell::RefCell;
use std::fs::File;
use std::io;
use std::path::Path;

use anyhow::{Context as _, anyhow};

use super::args::{self, Global};
use super::clock::now;
use super::console::{self, Console};
use super::context::Context;
use super::exit::code_of;
use super::import::{left_alone, nothing, rewritten};
use super::next_step::{NextStep, hinted};
use super::runtime::{beside_brake, scratch};
use crate::config::Config;
use crate::crawl::{self, CapturedArticle, ImportStep, InputFile};
use crate::dataset::{captured_columns, captured_row, json_line};
use crate::published::{Audience, Published};
use crate::store::{Archive, Reader, Scratch};
use crate::text::terminal_safe;

/// What stands for standard input.
const STANDARD_INPUT: &str = "-";

pub(super) fn run(global: &Global, args: &args::ExtractArgs) -> anyhow::Result<u8> {
    let context = Context::new(global)?;
    // Kept until the files were read.
    let scratch = scratch()?;
    let archive = &context.config.archive_dir;
    let files = inputs(args, archive, &scratch)?;
    let shelf = || {
        if files.iter().any(|it| it.is_held) {
            return Archive::open_for_reading(archive).map_err(hinted);
        }
        let empty = scratch.path().join("archive");
        nothing(&empty, &context.config, context.console)
    };
    if !args.takedowns.include_withheld {
        refuse_withheld(&context.config, shelf()?)?;
    }
    context.scope(args.takedowns);
    let reader = shelf()?;
    let (console, config) = (context.console, context.config);
    let files = files.into_iter().map(|it| it.file).collect();
    let (report, failed) = beside_brake(console, move |stop| {
        let failed = RefCell::new(None);
        let told = |step: &ImportStep| tell(step, console);
        let taker = |article: CapturedArticle| {
            let mut failed = failed.borrow_mut();
            if failed.is_none() {
                *failed = write(&article).err();
            }
        };
        let report = crawl::read_captures(&config, reader, files, now, stop, &told, &taker)?;
        drop(scratch);
        Ok((report, failed.into_inner()))
    })?;
    match failed {
        Some(error) => Err(error).context("cannot write what was read"),
        None => Ok(code_of(report.ending)),
    }
}

/// A file, and whether the archive holds it.
struct Input {
    file: InputFile,
    is_held: bool,
}

/// The files, each called as records in it are cited: below the archive, by `--name`, or as it was
/// named.
#[expect(
    clippy::disallowed_methods,
    reason = "the command line is where the user's files are read"
)]
fn inputs(
    args: &args::ExtractArgs,
    archive: &Path,
    scratch: &Scratch,
) -> anyhow::Result<Vec<Input>> {
    if args.files.len() > 1 && (args.name.is_some() || args.files.iter().any(|it| is_stdin(it))) {
        return Err(anyhow!("cannot extract: `-` and --name go with one file")
            .with_next_step("name the files without them, or run the command once for each"));
    }
    // An archive that is not there holds none of them.
    let home = std::fs::canonicalize(archive).ok();
    let mut inputs = Vec::with_capacity(args.files.len());
    for path in &args.files {
        let mut file = InputFile::from(path.clone());
        if is_stdin(path) {
            file.path = scratch.path().join("standard-input");
            let spooled = File::create(&file.path);
            let copied = spooled.and_then(|mut out| io::copy(&mut io::stdin().lock(), &mut out));
            copied.context("cannot keep what comes on standard input")?;
        }
        let place = std::fs::canonicalize(&file.path).ok();
        let below = place.as_deref().zip(home.as_deref());
        let below = below.and_then(|(place, home)| place.strip_prefix(home).ok());
        let is_held = below.is_some();
        file.said = match (&args.name, below) {
            (Some(name), _) => name.clone(),
            (None, Some(below)) => below.display().to_string(),
            (None, None) => file.said,
        };
        inputs.push(Input { file, is_held });
    }
    Ok(inputs)
}

fn is_stdin(path: &Path) -> bool {
    path == Path::new(STANDARD_INPUT)
}

/// One capture at a time cannot tell what a takedown means elsewhere, so nothing is read where one
/// is in force.
fn refuse_withheld(config: &Config, reader: Reader) -> anyhow::Result<()> {
    let why = match Published::open(reader, config, Audience::Public) {
        Ok(published) if published.withheld().is_empty() => return Ok(()),
        Ok(_) => {
            "takedowns are in force, and one capture does not show what they stand for".to_owned()
        }
        Err(error) => error.to_string(),
    };
    Err(anyhow!("cannot extract: {why}").with_next_step(
        "`hpnews export` leaves out what they name; --include-withheld reads all, for the \
         operator alone",
    ))
}

fn write(article: &CapturedArticle) -> io::Result<()> {
    let mut line = Vec::new();
    let row = captured_row(article.sight.word(), &article.snapshot);
    json_line(&mut line, &captured_columns(), &row);
    console::bytes(&line)
}

/// What is wrong with a file; what else it holds is no news to who reads thousands of them.
fn tell(step: &ImportStep, console: Console) {
    match step {
        ImportStep::Problem(problem) => {
            console.complain(&terminal_safe(&problem.to_string()));
        }
        ImportStep::Rewritten { .. } => console.say(&terminal_safe(&rewritten(step, console.lang))),
        ImportStep::LeftAlone { .. } => {
            console.say(&terminal_safe(&left_alone(step, console.lang)));
        }
        ImportStep::Reading { .. } | ImportStep::Read { .. } => {}
    }
}
