//! EDGE: the commands. Each file is one command: its output and its exit code. Never
//! decides anything a library user would need too.

mod alarm;
mod args;
#[cfg(feature = "bucket")]
mod bucket;
mod changes;
mod clock;
mod completeness;
mod console;
mod context;
mod crawl;
mod deliveries;
mod demo;
mod diff;
mod exit;
mod export;
mod extract;
mod feeds;
mod fetch;
mod fields;
#[cfg(all(feature = "fleet", target_os = "linux"))]
mod fleet;
mod hindered;
mod history;
mod import;
mod init;
mod init_site;
mod labelled;
mod list;
mod member;
mod moment;
mod named;
mod next_step;
#[cfg(feature = "bucket")]
mod night_shipping;
mod nightly;
mod notify;
mod opening;
mod package;
mod progress;
mod reach;
mod recipe;
mod reextract;
mod reindex;
mod repair;
mod replay;
mod report;
mod root;
mod runtime;
mod search;
#[cfg(feature = "serve")]
mod serve;
mod settings;
mod shell;
#[cfg(feature = "bucket")]
mod shipping;
mod show;
mod signals;
mod stats;
mod status;
mod summary;
mod surveyed;
mod timer;
mod together;
mod units;
mod upgrade;
mod verify;
mod which;
mod why;
#[cfg(all(feature = "fleet", target_os = "linux"))]
mod worker;
mod written;

use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use crate::store::Scratch;
use args::{Cli, Command};

/// Parses the arguments, runs the command, and turns what came of it into an exit code.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // clap's own output; a closed pipe is nobody to tell.
            let _ = error.print();
            return ExitCode::from(match error.kind() {
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => exit::COMPLETE,
                _ => exit::COULD_NOT_RUN,
            });
        }
    };
    start_log(&cli.global);
    Scratch::sweep();
    match run(&cli) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            let console = console::Console {
                quiet: false,
                ..context::console(&cli.global)
            };
            let words = next_step::in_words(&error);
            console.complain(&format!("{}: {words}", console.lang.pick("lỗi", "error")));
            ExitCode::from(exit::COULD_NOT_RUN)
        }
    }
}

fn run(cli: &Cli) -> anyhow::Result<u8> {
    match root::run(&cli.global, &cli.command, on_one)? {
        Some(code) => Ok(code),
        None => on_one(&cli.global, &cli.command),
    }
}

/// A command on one archive, or on none.
fn on_one(global: &args::Global, command: &Command) -> anyhow::Result<u8> {
    match command {
        Command::Demo(args) => demo::run(global, args),
        Command::Init(args) => init::run(global, args),
        Command::Config => settings::run(global),
        Command::Crawl(args) => crawl::run(global, args),
        Command::Fetch(args) => fetch::run(global, args),
        Command::Recipe(args) => recipe::run(global, args),
        Command::List(args) => list::run(global, args),
        Command::Search(args) => search::run(global, args),
        Command::Show(args) => show::run(global, args),
        Command::Changes(args) => changes::run(global, args),
        Command::Diff(args) => diff::run(global, args),
        Command::History(args) => history::run(global, args),
        Command::Report(args) => report::run(global, args),
        Command::Feeds(args) => feeds::run(global, args),
        Command::Completeness => completeness::run(global),
        Command::Why(args) => why::run(global, args),
        Command::Replay(args) => replay::run(global, args),
        Command::Package(args) => package::run(global, args),
        Command::Export(args) => export::run(global, args),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(global, args),
        #[cfg(feature = "bucket")]
        Command::Bucket(args) => bucket::run(global, args),
        Command::Status => status::run(global),
        Command::Stats(args) => stats::run(global, args),
        Command::Reindex => reindex::run(global),
        Command::Upgrade => upgrade::run(global),
        Command::Reextract(args) => reextract::run(global, args),
        Command::Import(args) => import::run(global, args),
        Command::Extract(args) => extract::run(global, args),
        Command::Verify(args) => verify::run(global, args),
        Command::Repair(args) => repair::run(global, args),
        Command::Nightly => nightly::run(global),
        #[cfg(all(feature = "fleet", target_os = "linux"))]
        Command::Worker(args) => worker::run(global, args),
        #[cfg(all(feature = "fleet", target_os = "linux"))]
        Command::Fleet(command) => fleet::run(global, command),
        Command::Notify(args) => notify::run(global, args),
        Command::InstallTimer(args) => timer::run(global, args),
        Command::Schema { of } => shell::schema(*of),
        Command::Completions { shell } => shell::completions(*shell),
        Command::Man { dir } => shell::man(dir.as_deref()),
    }
}

/// Logs go to stderr: warnings always, more with `-v`.
fn start_log(global: &args::Global) {
    let level = match (global.quiet, global.verbose) {
        (true, _) => tracing::Level::ERROR,
        (false, 0) => tracing::Level::WARN,
        (false, 1) => tracing::Level::INFO,
        (false, _) => tracing::Level::DEBUG,
    };
    let log = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(std::io::stderr)
        .with_target(false);
    match global.log {
        Some(console::Log::Json) => log.json().flatten_event(true).init(),
        Some(console::Log::Plain) => log.with_ansi(false).init(),
        None => log.with_ansi(console::colour(&std::io::stderr())).init(),
    }
}
