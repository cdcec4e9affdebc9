//! The options of every command.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{ArgAction, Args};

use crate::cli::console::Log;
use crate::report::Language;

/// Options every command takes.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Options of every command")]
pub(in crate::cli) struct Global {
    /// Configuration file [default: config.toml here, if there is one]
    #[arg(long, global = true, value_name = "FILE", env = "HPNEWS_CONFIG")]
    pub(in crate::cli) config: Option<PathBuf>,
    /// Folder of the archive [default: `archive.dir` of the configuration]
    #[arg(long, global = true, value_name = "DIR")]
    pub(in crate::cli) archive: Option<PathBuf>,
    /// Your e-mail or page, told to every site [default: `identity.contact`]
    #[arg(long, global = true, value_name = "CONTACT")]
    pub(in crate::cli) contact: Option<String>,
    /// Language of messages [default: from the locale]
    #[arg(long, global = true, value_name = "LANG", env = "HPNEWS_LANG", value_parser = language())]
    pub(in crate::cli) lang: Option<Language>,
    /// Print data as JSON, one object a line
    #[arg(long, global = true)]
    pub(in crate::cli) json: bool,
    /// Write what is said as lines with a time, for logs: plain, or one JSON object each
    #[arg(long, global = true, value_name = "FORM")]
    pub(in crate::cli) log: Option<Log>,
    /// Say only what failed
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(in crate::cli) quiet: bool,
    /// Say more (-v: every page, -vv: every request)
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(in crate::cli) verbose: u8,
    /// The site below a root that the command is run for.
    #[arg(skip)]
    pub(in crate::cli) member: Option<String>,
}

/// `vi` or `en`, each named in itself.
fn language() -> impl TypedValueParser<Value = Language> {
    let named = |it: Language, name| PossibleValue::new(it.tag()).help(name);
    PossibleValuesParser::new([
        named(Language::Vietnamese, "Tiếng Việt"),
        named(Language::English, "English"),
    ])
    .map(|tag| match tag.as_str() {
        "vi" => Language::Vietnamese,
        _ => Language::English,
    })
}
