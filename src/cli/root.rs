//! The archives below a root, one a site: a command is run for each of them, or for the one it
//! means. What can be done with one archive only is refused, and never done by half.

use std::path::Path;

use anyhow::anyhow;

use super::args::{Command, Global};
use super::context::Context;
use super::next_step::{NextStep, hinted};
use super::reach::{Reach, reach};
use super::together::failed;
use super::{crawl, exit, export, named, nightly};
use crate::config::ArchiveLayout;
use crate::store::{Archive, Resolved, archives_below, is_archive};
use crate::text::terminal_safe;

/// A command on one archive.
type OnOne = fn(&Global, &Command) -> anyhow::Result<u8>;

/// Runs a command over a root; `None` where there is none to be looked at.
pub(super) fn run(global: &Global, command: &Command, on_one: OnOne) -> anyhow::Result<Option<u8>> {
    let reach = reach(command);
    if matches!(reach, Reach::Nothing) {
        return Ok(None);
    }
    // What is wrong with the configuration the command tells itself.
    let Ok((context, _)) = Context::with_faults(global) else {
        return Ok(None);
    };
    let (config, dir) = (&context.config, &context.config.archive_dir);
    let is_archive = is_archive(dir);
    match config.layout {
        ArchiveLayout::Single if is_archive || config.root.is_some() => return Ok(None),
        ArchiveLayout::Single => return no_root(dir).map(|()| None),
        ArchiveLayout::Site if is_archive => {
            let said = anyhow!(
                "{} is an archive, and archive.layout is \"site\"",
                dir.display()
            );
            return Err(said.with_next_step(
                "set archive.layout = \"single\", or name another folder in archive.dir; an \
                 archive of one site may be moved into a folder of its name there",
            ));
        }
        ArchiveLayout::Site => {}
    }
    let root = Root {
        names: names_below(dir)?,
        context: &context,
        global,
        on_one,
    };
    root.run(command, reach).map(Some)
}

/// Refuses a root where one archive is wanted: a command would begin another one in it.
fn no_root(dir: &Path) -> anyhow::Result<()> {
    let below = archives_below(dir).map_err(hinted)?;
    let Some(first) = below.first() else {
        return Ok(());
    };
    let said = anyhow!(
        "{} is no archive: it holds one for each site",
        dir.display()
    );
    let hint = format!(
        "set archive.layout = \"site\" in config.toml, or take one of them: --archive {}",
        first.display()
    );
    Err(said.with_next_step(&hint))
}

fn names_below(root: &Path) -> anyhow::Result<Vec<String>> {
    let below = archives_below(root).map_err(hinted)?.into_iter();
    let name = |dir: std::path::PathBuf| Some(dir.file_name()?.to_string_lossy().into_owned());
    Ok(below.filter_map(name).collect())
}

/// A root, and the archives that it holds.
struct Root<'a> {
    names: Vec<String>,
    context: &'a Context,
    global: &'a Global,
    on_one: OnOne,
}

impl Root<'_> {
    fn run(&self, command: &Command, reach: Reach<'_>) -> anyhow::Result<u8> {
        match reach {
            Reach::Nothing => (self.on_one)(self.global, command),
            Reach::Each(None) => self.each(&self.names, command),
            Reach::Each(Some(site)) => {
                self.is_known(site)?;
                (self.on_one)(&self.member(site), command)
            }
            Reach::Words(words, site) => {
                let is_held = |it: &&str| self.names.iter().any(|name| name == it);
                let mut named = site.into_iter().chain(words.iter().map(String::as_str));
                match named.find(is_held) {
                    Some(site) => (self.on_one)(&self.member(site), command),
                    None if words.is_empty() && site.is_none() && !self.names.is_empty() => {
                        self.each(&self.names, command)
                    }
                    None => (self.on_one)(self.global, command),
                }
            }
            Reach::Article(word) => (self.on_one)(&self.member(&self.holder(word)?), command),
            Reach::Crawl(args) => {
                let members = self.asked(&args.sites)?;
                crawl::run_all(&members, args, self.context.console)
            }
            Reach::Dataset(args) => {
                self.has_any()?;
                let members: Vec<Global> = self.names.iter().map(|it| self.member(it)).collect();
                export::run_all(&members, args)
            }
            Reach::Night => {
                let members = self.asked(&[])?;
                nightly::run_all(&members, self.context.console)
            }
            Reach::One(what) => Err(anyhow!(
                "{what} is of one archive, and {} holds one for each site",
                self.context.config.archive_dir.display()
            )
            .with_next_step(&format!(
                "take one of them: --archive {}",
                self.example().display()
            ))),
        }
    }

    fn member(&self, site: &str) -> Global {
        Global {
            member: Some(site.to_owned()),
            ..self.global.clone()
        }
    }

    fn example(&self) -> std::path::PathBuf {
        let sites = self.context.config.sites.iter().map(|site| &site.name);
        let first = self.names.iter().chain(sites).next();
        self.context
            .config
            .archive_dir
            .join(first.map_or("SITE", String::as_str))
    }

    /// The archives of the sites that are to be asked, also those that are to be made.
    fn asked(&self, wanted: &[String]) -> anyhow::Result<Vec<Global>> {
        for name in wanted {
            self.is_known(name)?;
        }
        let sites = self.context.config.sites.iter();
        let sites = sites.filter(|site| match wanted {
            [] => site.enabled,
            names => names.contains(&site.name),
        });
        Ok(sites.map(|site| self.member(&site.name)).collect())
    }

    fn is_known(&self, name: &str) -> anyhow::Result<()> {
        let mut known = self.names.clone();
        known.extend(self.context.config.sites.iter().map(|it| it.name.clone()));
        if known.iter().any(|it| it == name) {
            return Ok(());
        }
        Err(named::unknown("site", name, known))
    }

    fn has_any(&self) -> anyhow::Result<()> {
        if !self.names.is_empty() {
            return Ok(());
        }
        let dir = self.context.config.archive_dir.display();
        Err(anyhow!("no archive of any site is in {dir}")
            .with_next_step("`hpnews crawl` makes one for each site"))
    }

    /// The command for one archive after the other; the worst of their exit codes. A name that
    /// some of them do not have is a mistake where none has it.
    fn each(&self, names: &[String], command: &Command) -> anyhow::Result<u8> {
        self.has_any()?;
        let console = self.context.console;
        let (mut worst, mut unknown, mut known) = (exit::COMPLETE, None, false);
        for name in names {
            console.say(&format!("── {name}"));
            let ended = (self.on_one)(&self.member(name), command);
            match ended {
                Ok(exit::INTERRUPTED) => return Ok(exit::INTERRUPTED),
                Ok(code) => worst = worst.max(code),
                Err(error) if error.is::<named::NoSuchName>() => {
                    unknown = Some(error);
                    continue;
                }
                Err(error) => worst = worst.max(failed(name, &error, console)),
            }
            known = true;
        }
        for site in &self.context.config.sites {
            if !names.contains(&site.name) && site.enabled {
                let none = console.lang.pick("chưa có kho", "no archive yet");
                console.say(&format!("── {}: {none}", site.name));
            }
        }
        match unknown {
            Some(error) if !known => Err(error),
            _ => Ok(worst),
        }
    }

    /// The site whose archive has what a word means: an address of it, its name before an id, else
    /// the one that knows the word.
    fn holder(&self, word: &str) -> anyhow::Result<String> {
        let sites = self.context.config.sites.iter();
        let url = url::Url::parse(word).ok();
        let mut of_address =
            sites.filter(|site| url.as_ref().is_some_and(|url| site.rules.in_scope(url)));
        if let (Some(site), None) = (of_address.next(), of_address.next()) {
            return Ok(site.name.clone());
        }
        let is_prefix = |name: &&String| {
            word.strip_prefix(name.as_str())
                .is_some_and(|it| it.starts_with(':'))
        };
        if let Some(name) = self.names.iter().find(is_prefix) {
            return Ok(name.clone());
        }
        let mut holders = Vec::new();
        for name in &self.names {
            let dir = self.context.config.archive_dir.join(name);
            let reader = Archive::open_for_reading(&dir).map_err(hinted)?;
            let found = reader.articles().resolve(word).map_err(hinted)?;
            if !matches!(found, Resolved::Nothing) {
                holders.push(name.clone());
            }
        }
        match holders.as_slice() {
            [one] => Ok(one.clone()),
            [] => Err(
                anyhow!("no archive of a site knows `{}`", terminal_safe(word))
                    .with_next_step("`hpnews list` prints the ids"),
            ),
            several => Err(
                anyhow!("`{}` may be of {}", terminal_safe(word), several.join(", "))
                    .with_next_step("write the whole address, or the whole id"),
            ),
        }
    }
}
