//! `hpnews recipe adopt`: the recipe that was learnt when pages no longer fitted is written into
//! the configuration, beside the site's own layouts. Nothing else in the file changes.

use std::path::Path;

use anyhow::anyhow;

use crate::cli::args::Global;
use crate::cli::context::{self, Context};
use crate::cli::next_step::{NextStep as _, hinted};

use crate::cli::{console, exit};
use crate::config::{Config, Overrides, Placing, Site, UserFile, layouts_text, with_layouts};
use crate::coverage::in_a_line;
use crate::crawl::proposed;
use crate::store::{Archive, ProposalRow, Reader};
use crate::text::terminal_safe;

pub(super) fn run(global: &Global, only: Option<&str>) -> anyhow::Result<u8> {
    let context = Context::new(global)?;
    let config = &context.config;
    if let Some(name) = only
        && config.site(name).is_none()
    {
        return Err(anyhow!("no site is called \"{name}\"")
            .with_next_step("`hpnews config` shows the sites"));
    }
    let reader = Archive::open_for_reading(&config.archive_dir).map_err(hinted)?;
    let taken = chosen(&reader, config, only)?;
    let Some(path) = context::config_file(global) else {
        return Err(
            anyhow!("there is no configuration file to write the recipe into")
                .with_next_step("`hpnews init` writes one; then again `hpnews recipe adopt`"),
        );
    };
    let mut text = read(&path)?;
    for (site, proposal) in &taken {
        let placing = if proposal.in_front {
            Placing::InFront
        } else {
            Placing::Behind
        };
        text = with_layouts(&text, &site.name, &proposal.layouts, placing)?;
    }
    // What could not be read again is not written.
    let name = path.display().to_string();
    let file = UserFile {
        name: &name,
        text: &text,
    };
    Config::parse(Some(file), &Overrides::default())?;
    write(&path, &text)?;
    for (site, proposal) in &taken {
        tell(&context, &path, site, proposal)?;
    }
    Ok(exit::COMPLETE)
}

/// The proposals to take. Refuses one whose site has another recipe by now.
fn chosen<'a>(
    reader: &Reader,
    config: &'a Config,
    only: Option<&str>,
) -> anyhow::Result<Vec<(&'a Site, ProposalRow)>> {
    let mut taken = Vec::new();
    let all = reader.sites().proposals(None).map_err(hinted)?;
    let sites = config.sites.iter();
    for site in sites.filter(|it| only.is_none_or(|only| only == it.name)) {
        if let Some(proposal) = proposed(reader, site).map_err(hinted)? {
            taken.push((&**site, proposal));
        } else if let Some(old) = all.iter().find(|it| it.site == site.name)
            && only.is_some()
        {
            return Err(anyhow!(
                "the recipe of \"{}\" has changed since run {} learnt another for it",
                site.name,
                old.run
            )
            .with_next_step(
                "`hpnews reextract` reads the pages that wait with the recipe in force; what \
                 still does not fit, the next crawl learns from anew",
            ));
        }
    }
    if taken.is_empty() {
        return Err(
            anyhow!("no recipe is proposed for the ones in force").with_next_step(
                "one is learnt at the end of a crawl that finds a site redesigned; \
             `hpnews status` shows it",
            ),
        );
    }
    Ok(taken)
}

fn tell(context: &Context, path: &Path, site: &Site, proposal: &ProposalRow) -> anyhow::Result<()> {
    let (console, lang) = (context.console, context.console.lang);
    if console.json {
        return console::json_line(proposal);
    }
    console::data(&layouts_text(&proposal.layouts))?;
    let said = format!(
        "{} {}: {} {}\n  {}\n{}",
        site.name,
        lang.pick(
            "đã nhận công thức, ghi vào",
            "the recipe is taken, written into"
        ),
        path.display(),
        lang.pick(
            "(thêm vào các bố cục đã có; phần còn lại giữ nguyên)",
            "(added to the layouts that are there; nothing else is changed)"
        ),
        in_a_line(&proposal.fields),
        lang.pick(
            "Tiếp theo: `hpnews reextract` đọc lại các trang đang chờ",
            "Next: `hpnews reextract` reads the pages that wait"
        ),
    );
    console.say(&terminal_safe(&said));
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the command line is where the user's files are read"
)]
fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path)
        .map_err(|error| anyhow!("cannot read {}: {error}", path.display()))
}

/// As a whole or not at all.
#[expect(
    clippy::disallowed_methods,
    reason = "the command line is where the user's files are written"
)]
fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    let beside = path.with_extension("toml.new");
    std::fs::write(&beside, text)
        .and_then(|()| std::fs::rename(&beside, path))
        .map_err(|error| {
            anyhow!("cannot write {}: {error}", path.display())
                .with_next_step("nothing was changed; repair the folder's permissions")
        })
}
