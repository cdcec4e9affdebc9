//! What every command needs first: the configuration from file, environment and flags.

use std::path::{Path, PathBuf};

use anyhow::anyhow;

use super::args::{Global, TakedownArgs};
use super::console::{Console, locale_language};
use super::member;
use super::next_step::{NextStep as _, hinted};
use crate::config::{Config, ConfigError, Overrides, Source, UserFile};
use crate::published::{Audience, Published};
use crate::report::for_operator;
use crate::store::Reader;

/// The configuration in force and how to console.
pub(super) struct Context {
    pub(super) config: Config,
    pub(super) console: Console,
}

impl Context {
    /// Reads `--config`, else `config.toml` in this folder, else the built-in default.
    pub(super) fn new(global: &Global) -> anyhow::Result<Self> {
        let (context, faults) = Self::with_faults(global)?;
        if let Some(fault) = faults.into_iter().next() {
            return Err(hinted(fault));
        }
        let mut context = context;
        member::keep_own(&mut context.config)?;
        Ok(context)
    }

    /// As [`new`](Self::new), for commands that read the archive and ask no site: a selector or
    /// glob that cannot be read is told, and keeps nobody from what is archived.
    pub(super) fn for_reading(global: &Global) -> anyhow::Result<Self> {
        let (context, faults) = Self::with_faults(global)?;
        let lang = context.console.lang;
        let word = lang.pick("cảnh báo", "warning");
        let rest = lang.pick("kho vẫn đọc được", "the archive is read all the same");
        for fault in faults {
            context
                .console
                .complain(&format!("{word}: {fault}; {rest}"));
        }
        Ok(context)
    }

    pub(super) fn with_faults(global: &Global) -> anyhow::Result<(Self, Vec<ConfigError>)> {
        let file = find_file(global)?;
        let user = file.as_ref().map(|(name, text)| UserFile { name, text });
        let (mut config, faults) = Config::for_reading(user, &overrides(global)).map_err(hinted)?;
        let is_named = overrides(global).archive_dir.is_some();
        member::enter(&mut config, global, is_named);
        let console = console(global);
        Ok((Self { config, console }, faults))
    }

    /// The archive as a command hands it on. With `--include-withheld` that is said.
    pub(super) fn published(
        &self,
        reader: Reader,
        takedowns: TakedownArgs,
    ) -> anyhow::Result<Published> {
        let scope = self.scope(takedowns);
        Published::open(reader, &self.config, scope).map_err(hinted)
    }

    /// For whom a command makes something; said where it is for the operator alone.
    pub(super) fn scope(&self, takedowns: TakedownArgs) -> Audience {
        if takedowns.include_withheld {
            let language = self.console.lang;
            self.console.say(for_operator(language));
        }
        Audience::including_withheld(takedowns.include_withheld)
    }
}

/// How to console, without needing a configuration.
pub(super) fn console(global: &Global) -> Console {
    Console {
        lang: global.lang.unwrap_or_else(locale_language),
        quiet: global.quiet,
        json: global.json,
        log: global.log,
    }
}

/// The configuration's file, when there is one.
pub(super) fn config_file(global: &Global) -> Option<PathBuf> {
    let default = PathBuf::from("config.toml");
    global
        .config
        .clone()
        .or_else(|| default.exists().then_some(default))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the command line is where the user's file is read"
)]
fn find_file(global: &Global) -> anyhow::Result<Option<(String, String)>> {
    let path = match &global.config {
        Some(path) => path.clone(),
        None => PathBuf::from("config.toml"),
    };
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(Some((path.display().to_string(), text))),
        Err(error) if global.config.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
            Ok(None)
        }
        Err(error) => {
            let file = path.display();
            Err(anyhow!("cannot read the configuration {file}: {error}")
                .with_next_step("`hpnews init` writes a commented one"))
        }
    }
}

/// The contact that was given for this call, by flag or environment: no file holds it.
pub(super) fn own_contact(global: &Global) -> Option<String> {
    overrides(global).contact.map(|(contact, _)| contact)
}

/// Flags beat environment beats file.
pub(super) fn overrides(global: &Global) -> Overrides {
    let flag = |value: Option<String>, name| value.map(|text| (text, Source::Flag(name)));
    let env = |name: &'static str| {
        std::env::var(name)
            .ok()
            .filter(|value| !value.is_empty())
            .map(|text| (text, Source::Env(name)))
    };
    let archive = global.archive.as_deref().map(Path::display);
    Overrides {
        contact: flag(global.contact.clone(), "--contact").or_else(|| env("HPNEWS_CONTACT")),
        archive_dir: flag(archive.map(|path| path.to_string()), "--archive")
            .or_else(|| env("HPNEWS_ARCHIVE")),
    }
}
