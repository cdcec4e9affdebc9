//! Sites and sections by the name that a person gives. One that is not there is a mistake, and
//! never an empty answer.

use std::collections::BTreeSet;

use anyhow::anyhow;

use super::next_step::{NextStep, hinted};
use crate::config::Config;
use crate::store::Reader;
use crate::text::keys::section_key;
use crate::text::terminal_safe;

/// How many names are told instead of one that is not there.
const NEAREST: usize = 5;

/// Asks that a site is configured, or that the archive has articles of it.
pub(super) fn site(config: &Config, reader: &Reader, name: Option<&str>) -> anyhow::Result<()> {
    let Some(name) = name else { return Ok(()) };
    let mut known: BTreeSet<String> = reader
        .articles()
        .sites()
        .map_err(hinted)?
        .into_iter()
        .collect();
    known.extend(config.sites.iter().map(|site| site.name.clone()));
    if known.contains(name) {
        return Ok(());
    }
    Err(unknown("site", name, known))
}

/// Asks that some version of an article is in a section of this name, in whatever spelling.
pub(super) fn section(reader: &Reader, name: Option<&str>) -> anyhow::Result<()> {
    section_of(&[reader], name)
}

/// The same of several archives.
pub(super) fn section_of(readers: &[&Reader], name: Option<&str>) -> anyhow::Result<()> {
    let Some(name) = name else { return Ok(()) };
    let key = section_key(name);
    let mut known = Vec::new();
    for reader in readers {
        known.extend(reader.articles().section_names().map_err(hinted)?);
    }
    if known.iter().any(|it| section_key(it) == key) {
        return Ok(());
    }
    Err(unknown("section", name, known))
}

/// A name that is not there. It may be in the archive of another site.
#[derive(Debug)]
pub(super) struct NoSuchName(String);

impl std::fmt::Display for NoSuchName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NoSuchName {}

/// The error, with the names that are written most alike.
pub(super) fn unknown(
    what: &str,
    name: &str,
    known: impl IntoIterator<Item = String>,
) -> anyhow::Error {
    let key = section_key(name);
    let distance = |it: &String| strsim::levenshtein(&section_key(it), &key);
    let mut near: Vec<(usize, String)> = known.into_iter().map(|it| (distance(&it), it)).collect();
    near.sort();
    near.truncate(NEAREST);
    let near: Vec<String> = near.into_iter().map(|(_, it)| format!("`{it}`")).collect();
    let hint = match near.as_slice() {
        [] => format!("this archive has no {what} yet: `hpnews status` tells what it holds"),
        names => format!("there is {}", terminal_safe(&names.join(", "))),
    };
    let error = anyhow!("no {what} is called `{}`", terminal_safe(name)).with_next_step(&hint);
    NoSuchName(error.to_string()).into()
}
