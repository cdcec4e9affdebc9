//! Where in the user's file a value of a site stands.
//!
//! Pure. Never reads a value: what is in force was decided before.

use std::fmt;

use toml_edit::{Document, Item, TableLike, Value};

use super::input::UserFile;

/// A place in a file, both numbers from 1, as editors count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePosition {
    /// As the user gave it.
    pub file: String,
    /// Line.
    pub line: usize,
    /// Character of the line.
    pub column: usize,
}

impl fmt::Display for FilePosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// The entry `value` of the site's `key`; where that is not written, the nearest above it that is.
pub(super) fn of(
    file: UserFile<'_>,
    site: usize,
    key: &str,
    value: Option<&str>,
) -> Option<FilePosition> {
    let document = Document::parse(file.text).ok()?;
    let sites = document.as_table().get("site")?;
    let at = match sites {
        Item::ArrayOfTables(tables) => {
            let table = tables.get(site)?;
            below(table, key, value).or(table.span()?.start.into())
        }
        _ => sites.span().map(|span| span.start),
    }?;
    let before = file.text.get(..at)?;
    let line = before.rsplit('\n').next().unwrap_or_default();
    Some(FilePosition {
        file: file.name.to_owned(),
        line: before.matches('\n').count() + 1,
        column: line.chars().count() + 1,
    })
}

/// A table of an array of tables goes by its `name`, as in what `hpnews config` prints.
fn below(table: &dyn TableLike, key: &str, value: Option<&str>) -> Option<usize> {
    table.iter().find_map(|(name, item)| {
        let rest = after(key, name)?;
        let deeper = match item {
            Item::ArrayOfTables(tables) => tables.iter().find_map(|table| {
                let name = table.get("name").and_then(Item::as_str)?;
                let rest = after(rest, name)?;
                below(table, rest, value).or(Some(table.span()?.start))
            }),
            Item::Value(Value::Array(entries)) => {
                let is_meant = |entry: &&Value| value.is_some() && entry.as_str() == value;
                let entry = entries.iter().find(is_meant)?;
                Some(entry.span()?.start)
            }
            _ => item
                .as_table_like()
                .and_then(|table| below(table, rest, value)),
        };
        deeper.or(Some(item.span()?.start))
    })
}

fn after<'a>(key: &'a str, name: &str) -> Option<&'a str> {
    let rest = key.strip_prefix(name)?;
    if rest.is_empty() {
        Some(rest)
    } else {
        rest.strip_prefix('.')
    }
}
