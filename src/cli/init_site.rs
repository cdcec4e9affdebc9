//! `hpnews init URL`: asks a site what it is and writes its `[[site]]`, into a new configuration
//! or behind what is in one. Nothing is written unless the whole can be read again.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::PathBuf;

use anyhow::anyhow;
use url::Url;

use super::args::{Global, InitArgs};
use super::clock::now;
use super::console::Console;
use super::context::{self};
use super::next_step::{NextStep, hinted};
use super::runtime::{runtime, state_dir};
use super::written::{self, Over};
use super::{console, exit, hindered, surveyed};
use crate::config::{self, Config, Draft, Overrides, Site, Source, UserFile, WriteError};
use crate::crawl::CrawlError;
use crate::lane::Lanes;
use crate::report::Language;
use crate::survey::{Survey, SurveySetup, Surveyed, site_name, survey};

/// The tag that the default has, which is nobody's.
const NO_TAG: &str = "hpnews.invalid";

pub(super) fn run(global: &Global, args: &InitArgs, target: &str) -> anyhow::Result<u8> {
    let console = context::console(global);
    let url = Url::parse(target).map_err(|error| {
        anyhow!("cannot ask `{target}`: {error}").with_next_step("write the address of a site")
    })?;
    if let Some(tag) = &args.tag {
        check_tag(tag)?;
    }
    let mut file = ConfigTarget::open(global, args)?;
    file.refuse_known(&url)?;
    file.have_contact(&url, console)?;
    let config = file.config()?;
    let lanes = Lanes::open(&state_dir()?.join("lanes"))
        .map_err(|error| hinted(CrawlError::from(error)))?;
    let setup = SurveySetup {
        config: &config,
        lanes: &lanes,
        clock: now,
    };
    console.say(&format!(
        "{} {url} …",
        console.lang.pick("Đang hỏi", "Asking")
    ));
    let Surveyed { outcome, requests } =
        runtime()?.block_on(survey(setup, &url)).map_err(hinted)?;
    let survey = outcome.map_err(|hindrance| hindered::hindered(&hindrance, requests, console))?;
    file.refuse_known(&survey.home)?;
    let tag = match &args.tag {
        Some(tag) => Some(tag.clone()),
        None if file.has_tag()? => None,
        None => ask_tag(console),
    };
    let name = file.free_name(&survey.home)?;
    let text = file.with(&survey, &name, tag.as_deref())?;
    finish(&file, args, &survey, &name, &text, console)
}

/// Writes or prints the configuration, and says what it holds and what it lacks.
fn finish(
    file: &ConfigTarget,
    args: &InitArgs,
    survey: &Survey,
    name: &str,
    text: &str,
    console: Console,
) -> anyhow::Result<u8> {
    let written = file.parse(text)?;
    console.say(surveyed::text(survey, console.lang).trim_end());
    let lacks = surveyed::Lacks {
        contact: written.identity.contact.is_none(),
        tag: written.report.tag.starts_with(NO_TAG),
    };
    console.say(surveyed::lacking(survey, lacks, console.lang).trim_end());
    let path = file.path.display();
    if args.print {
        console::data(text)?;
    } else {
        let over = if file.text.is_some() || args.force {
            Over::Replace
        } else {
            Over::Never
        };
        written::write(&file.path, text, over).map_err(|error| {
            anyhow!("cannot write {path}: {error}")
                .with_next_step("give another FILE behind the address; `--print` only shows")
        })?;
        let says = console.lang.pick("Đã ghi trang", "Wrote site");
        let into = console.lang.pick("vào", "into");
        console.say(&format!("{says} \"{name}\" {into} {path}."));
    }
    let config = if path.to_string() == "config.toml" {
        String::new()
    } else {
        format!(" --config {path}")
    };
    let next = console.lang.pick("Việc tiếp theo", "Next");
    console.say(&format!(
        "{next}: hpnews{config} recipe learn {name} --write"
    ));
    Ok(if surveyed::is_whole(survey) {
        exit::COMPLETE
    } else {
        exit::INCOMPLETE
    })
}

/// The configuration to write into.
struct ConfigTarget {
    path: PathBuf,
    /// What it holds; `None` where it is to be made.
    text: Option<String>,
    overrides: Overrides,
    /// A contact that the file does not have yet.
    contact: Option<String>,
}

impl ConfigTarget {
    #[expect(
        clippy::disallowed_methods,
        reason = "the command line is where the user's file is read"
    )]
    fn open(global: &Global, args: &InitArgs) -> anyhow::Result<Self> {
        let path = args.file.clone().or_else(|| global.config.clone());
        let path = path.unwrap_or_else(|| PathBuf::from("config.toml"));
        let text = match std::fs::read_to_string(&path) {
            Ok(_) if args.force => None,
            Ok(text) => Some(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => {
                return Err(anyhow!("cannot read {}: {error}", path.display())
                    .with_next_step("give another FILE behind the address"));
            }
        };
        let file = Self {
            overrides: context::overrides(global),
            contact: None,
            path,
            text,
        };
        file.config()?;
        Ok(file)
    }

    fn parse(&self, text: &str) -> anyhow::Result<Config> {
        let name = self.path.display().to_string();
        let user = UserFile { name: &name, text };
        Config::parse(Some(user), &self.overrides).map_err(hinted)
    }

    /// What is in force before the site is added.
    fn config(&self) -> anyhow::Result<Config> {
        self.parse(self.text.as_deref().unwrap_or_default())
    }

    /// The sites the file itself has.
    fn sites(&self) -> anyhow::Result<Vec<std::sync::Arc<Site>>> {
        let text = self.text.as_deref().unwrap_or_default();
        let has_own = text
            .parse::<toml::Table>()
            .is_ok_and(|it| it.contains_key("site"));
        Ok(if has_own {
            self.config()?.sites
        } else {
            Vec::new()
        })
    }

    /// A host has one site.
    fn refuse_known(&self, url: &Url) -> anyhow::Result<()> {
        let known = self.sites()?.into_iter().find(|it| it.rules.in_scope(url));
        match known {
            None => Ok(()),
            Some(site) => Err(anyhow!(
                "cannot add {url}: {} has it as site \"{}\"",
                self.path.display(),
                site.name
            )
            .with_next_step(&format!(
                "`hpnews recipe learn {}` learns how its pages are read",
                site.name
            ))),
        }
    }

    fn free_name(&self, home: &Url) -> anyhow::Result<String> {
        let sites = self.sites()?;
        let taken: Vec<&str> = sites.iter().map(|it| it.name.as_str()).collect();
        Ok(site_name(home, &taken))
    }

    /// Before the first request to a public host its owner must be able to reach somebody.
    fn have_contact(&mut self, url: &Url, console: Console) -> anyhow::Result<()> {
        self.contact = self
            .overrides
            .contact
            .as_ref()
            .map(|(contact, _)| contact.clone());
        let site = Site::of_home("survey", url).map_err(hinted)?;
        if site.on_loopback() || self.config()?.identity.contact.is_some() {
            return Ok(());
        }
        let question = console.lang.pick(
            "E-mail hoặc trang (https://…) để chủ trang liên hệ với bạn: ",
            "Your e-mail or page (https://…), by which the site's owner can reach you: ",
        );
        while let Some(contact) = ask(question)? {
            match config::check_contact(&contact) {
                Ok(()) => {
                    self.overrides.contact = Some((contact.clone(), Source::Flag("--contact")));
                    self.contact = Some(contact);
                    return Ok(());
                }
                Err(error) => console.complain(&error.to_string()),
            }
        }
        let host = url.host_str().unwrap_or_default().to_owned();
        Err(hinted(CrawlError::NoContact { host }))
    }

    /// Whether the file has a tag of its own.
    fn has_tag(&self) -> anyhow::Result<bool> {
        Ok(!self.config()?.report.tag.starts_with(NO_TAG))
    }

    /// The file's text with the site in it, and with contact and tag where it has none.
    fn with(&self, survey: &Survey, name: &str, tag: Option<&str>) -> anyhow::Result<String> {
        let zone_known = surveyed::zone_known(&survey.zone.1, Language::English);
        let draft = Draft {
            name,
            home: &survey.home,
            zone: survey.zone.0.name(),
            zone_known: &zone_known,
            sources: &survey.sources,
            address: &survey.address,
            tried: survey.told.articles,
        };
        let wrong = |error: WriteError| {
            anyhow!("cannot write {}: {error}", self.path.display())
                .with_next_step("`--print` only shows what would be written")
        };
        let mut text = match &self.text {
            None => draft.whole(),
            Some(text) => config::with_site(text, name, &draft.text()),
        }
        .map_err(wrong)?;
        let own = self.text.as_deref().unwrap_or_default();
        let says_contact = Config::parse(
            Some(UserFile {
                name: "",
                text: own,
            }),
            &Overrides::default(),
        )
        .is_ok_and(|it| it.identity.contact.is_some());
        if let Some(contact) = self.contact.as_deref().filter(|_| !says_contact) {
            text = config::with_text(&text, "identity", "contact", contact).map_err(wrong)?;
        }
        if let Some(tag) = tag {
            text = config::with_text(&text, "report", "tag", tag).map_err(wrong)?;
        }
        Ok(text)
    }
}

/// A line from who sits there; `None` where nobody does, or nothing was said.
fn ask(question: &str) -> anyhow::Result<Option<String>> {
    let (stdin, mut stderr) = (io::stdin(), io::stderr());
    if !stdin.is_terminal() || !stderr.is_terminal() {
        return Ok(None);
    }
    stderr.write_all(question.as_bytes())?;
    stderr.flush()?;
    let mut line = String::new();
    stdin.lock().read_line(&mut line)?;
    let line = line.trim();
    Ok((!line.is_empty()).then(|| line.to_owned()))
}

fn ask_tag(console: Console) -> Option<String> {
    let question = console.lang.pick(
        "Tên kho trong các bản tin Atom, giữ mãi (tên miền của bạn và một ngày bạn giữ nó, ví dụ \
         example.vn,2026; Enter để bỏ qua): ",
        "The archive's name in its feeds, for good (a host of yours and a day you held it, such as \
         example.vn,2026; Enter leaves it): ",
    );
    while let Ok(Some(tag)) = ask(question) {
        match check_tag(&tag) {
            Ok(()) => return Some(tag),
            Err(error) => console.complain(&error.to_string()),
        }
    }
    None
}

/// An authority and a date of RFC 4151: `example.vn,2026-11-30`.
fn check_tag(tag: &str) -> anyhow::Result<()> {
    let good = tag.split_once(',').is_some_and(|(authority, date)| {
        let plain = |it: char| it.is_ascii_alphanumeric() || ".-@_".contains(it);
        let numbers: Vec<&str> = date.split('-').collect();
        let digits = |text: &&str| text.bytes().all(|it| it.is_ascii_digit());
        let lengths: Vec<usize> = numbers.iter().map(|it| it.len()).collect();
        authority.contains('.')
            && authority.chars().all(plain)
            && numbers.iter().all(digits)
            && matches!(lengths.as_slice(), [4] | [4, 2] | [4, 2, 2])
    });
    if good && !tag.starts_with(NO_TAG) {
        return Ok(());
    }
    Err(
        anyhow!("cannot use the tag `{tag}`: it is no host and day (RFC 4151)").with_next_step(
            "a host of yours and a day on which you held it: example.vn,2026-11-30",
        ),
    )
}
