//! `withhold.toml` and what it means in one archive.

use std::path::PathBuf;

use super::ExportError;
use super::error::failed;
use super::folder::read_if_there;
use crate::config::Config;
use crate::store::{Reader, Resolved};
use crate::withhold::{Takedown, Takedowns, Withheld};

/// A takedown whose article the archive does not hold: nothing of it can go out, but the
/// address may be misspelt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// The article as the line names it.
    pub subject: String,
}

/// What is withheld of an archive. A missing file withholds nothing, unless the configuration
/// names one; a file that cannot be read is an error, never nothing.
pub fn withheld(reader: &Reader, config: &Config) -> Result<(Withheld, Vec<Unknown>), ExportError> {
    let mut withheld = Withheld::default();
    let mut unknown = Vec::new();
    let Some((path, text)) = list(reader, config)? else {
        return Ok((withheld, unknown));
    };
    for takedown in Takedowns::parse(&path.display().to_string(), &text)?.list {
        let articles = articles(reader, &takedown)?;
        if takedown.names_an_article() && articles.is_empty() {
            unknown.push(Unknown {
                subject: takedown.subject().to_owned(),
            });
        }
        let mut addresses = Vec::new();
        for article in &articles {
            addresses.append(&mut reader.addresses_of(article)?);
        }
        withheld.add(&takedown, articles, addresses);
    }
    Ok((withheld, unknown))
}

/// The file in force, and its text: as the configuration has it, and else the one beside the
/// archive. Who exports from another folder with `--archive` alone has no configuration there,
/// and the takedowns hold all the same.
fn list(reader: &Reader, config: &Config) -> Result<Option<(PathBuf, String)>, ExportError> {
    let own = config.export.withhold.clone();
    let mut places = vec![own.clone()];
    if !config.export.withhold_is_named {
        places.extend(
            own.file_name()
                .map(|name| reader.dir().join("..").join(name)),
        );
    }
    for path in places {
        if let Some(text) = read_if_there(&path).map_err(failed("read", &path))? {
            return Ok(Some((path, text)));
        }
    }
    if config.export.withhold_is_named {
        let error = std::io::Error::new(
            std::io::ErrorKind::NotFound,
            "it is not there, but `export.withhold` names it",
        );
        return Err(failed("read", &own)(error));
    }
    Ok(None)
}

/// The articles a takedown stands for: the one it names, and those that say or said the same
/// word for word (portals post an article again under a `-2`).
fn articles(reader: &Reader, takedown: &Takedown) -> Result<Vec<String>, ExportError> {
    let mut found = Vec::new();
    for word in [&takedown.article_id, &takedown.url].into_iter().flatten() {
        // The beginning of a name is not enough here.
        if let Resolved::Article(id) = reader.resolve(word)?
            && (takedown.article_id.as_deref() == Some(id.as_str())
                || takedown.url.as_ref() == Some(word))
        {
            found.append(&mut reader.copies_of(&id)?);
            found.push(id);
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}
