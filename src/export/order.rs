//! What is asked for.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::ExportError;
use crate::dataset::{Column, FileCompression, Format, Table};
use crate::published::{Audience, Published};

/// How a table is split into files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// One file.
    None,
    /// One a month of the articles' dates.
    Month,
    /// One a year.
    Year,
}

impl Split {
    /// The period of an article's date.
    pub(super) fn period(self, dated: DateTime<Utc>, zone: Tz) -> String {
        let form = match self {
            Self::None => return String::new(),
            Self::Month => "%Y-%m",
            Self::Year => "%Y",
        };
        dated.with_timezone(&zone).format(form).to_string()
    }
}

/// A dump that is asked for.
#[derive(Clone, Debug)]
pub struct ExportRequest {
    /// The tables and their columns, in order (see [`choose_columns`]).
    pub tables: Vec<(Table, Vec<&'static Column>)>,
    /// Form.
    pub format: Format,
    /// Compression.
    pub packing: FileCompression,
    /// Files.
    pub split: Split,
    /// Whether CSV files begin with a byte order mark.
    pub bom: bool,
    /// Only what runs that began until then learned.
    pub as_of: Option<DateTime<Utc>>,
    /// Only articles dated at or after, …
    pub since: Option<DateTime<Utc>>,
    /// … and before.
    pub until: Option<DateTime<Utc>>,
    /// Only articles in a section of this name, however it is spelt.
    pub section: Option<String>,
    /// Only articles with this text in title, lead or body; accents and case do not matter.
    pub text: Option<String>,
    /// Say what changed since the dump in this folder.
    pub since_export: Option<PathBuf>,
    /// The zone of civil days.
    pub zone: Tz,
    /// The portals that are configured: name and home page.
    pub sites: Vec<(String, String)>,
    /// Whom to write to.
    pub contact: Option<String>,
    /// Tool and version.
    pub software: String,
    /// The choice in words, for the card.
    pub choice: Vec<String>,
}

impl ExportRequest {
    /// The choice as the metadata files tell it: a word that was looked for may be one that is withheld.
    pub(super) fn told(&self, published: &Published) -> Vec<String> {
        let mut choice = self.choice.clone();
        for text in &mut choice {
            published.withheld().redact_text(text);
        }
        if published.scope() == Audience::Everything {
            choice.push("include-withheld (takedowns are not applied)".to_owned());
        }
        choice
    }
}

/// The columns that names stand for, in the order of the tables: `title`, or `articles.title`.
/// No name means all columns. A table that is left without a column is an error too.
pub fn choose_columns(
    tables: &[Table],
    names: &[String],
) -> Result<Vec<(Table, Vec<&'static Column>)>, ExportError> {
    let fits = |table: Table, column: &Column, name: &str| match name.split_once('.') {
        Some((owner, rest)) => owner == table.name() && rest == column.name,
        None => name == column.name,
    };
    for name in names {
        let known = tables
            .iter()
            .any(|table| table.columns().iter().any(|it| fits(*table, it, name)));
        if !known {
            return Err(unknown(tables, name));
        }
    }
    let mut chosen = Vec::new();
    for table in tables {
        let wanted = |column: &&Column| {
            names.is_empty() || names.iter().any(|name| fits(*table, column, name))
        };
        let columns: Vec<&'static Column> = table.columns().iter().filter(wanted).collect();
        if columns.is_empty() {
            return Err(unknown(&[*table], &names.join(",")));
        }
        chosen.push((*table, columns));
    }
    Ok(chosen)
}

fn unknown(tables: &[Table], name: &str) -> ExportError {
    let of = |table: &Table| {
        let names: Vec<&str> = table.columns().iter().map(|it| it.name).collect();
        format!("{table}: {}", names.join(", "))
    };
    let known: Vec<String> = tables.iter().map(of).collect();
    ExportError::Column {
        name: name.to_owned(),
        known: known.join("; "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_chosen_by_name_and_unknown_ones_name_the_known() {
        let both = [Table::Articles, Table::Images];
        let names = |list: &[&str]| list.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let chosen = choose_columns(&both, &names(&["images.url", "article_id"])).unwrap();
        let shown: Vec<Vec<&str>> = chosen
            .iter()
            .map(|(_, columns)| columns.iter().map(|it| it.name).collect())
            .collect();
        assert_eq!(shown, [vec!["article_id"], vec!["article_id", "url"]]);
        assert_eq!(
            choose_columns(&both, &[]).unwrap()[0].1.len(),
            Table::Articles.columns().len()
        );
        let error = choose_columns(&both, &names(&["titel"]))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("titel") && error.contains("articles: article_id"),
            "{error}"
        );
        let error = choose_columns(&both, &names(&["title"]))
            .unwrap_err()
            .to_string();
        assert!(error.contains("images: article_id"), "{error}");
    }
}
