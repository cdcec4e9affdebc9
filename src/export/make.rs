//! The dump from an order: choose the runs, walk their articles, write files and metadata files.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use url::Url;

use super::coverage::{MonthCounts, not_live, runs};
use super::folder::Folder;
use super::part::TableFiles;
use super::rows::{self, ReadArticle, WantedParts};
use super::since::PreviousDump;
use super::{ExportError, ExportRequest, metadata};
use crate::dataset::{
    ChangelogCounts, Column, DataFile, Description, Missing, NotLive, Row, Table, Withholding,
    json_line,
};
use crate::digest::PartDigest;
use crate::published::Published;
use crate::redaction::{RedactedField, Withheld};
use crate::store::{DumpPlace, DumpedArticle, Reader, RunRow};
use crate::text::keys::{fold_accents, section_key};

/// Articles looked up at once.
const PAGE: u32 = 100;
/// What tells of looks alone: an article that was looked at again has not changed.
const OF_LOOKS: [&str; 2] = ["last_seen_at", "observations"];

/// What was exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The dump's folder.
    pub path: PathBuf,
    /// The data files.
    pub parts: Vec<DataFile>,
    /// Rows that could not be made.
    pub missing: Vec<Missing>,
    /// What was withheld.
    pub withheld: Withholding,
    /// What became of the articles since the earlier dump, where one was named.
    pub ledger: Option<ChangelogCounts>,
    /// The state it is of: the last run's stamp.
    pub state: String,
    /// A name of these very data.
    pub fingerprint: String,
}

impl Exported {
    /// Rows by table, in the order asked for.
    pub fn rows(&self) -> BTreeMap<Table, u64> {
        let mut rows = BTreeMap::new();
        for part in &self.parts {
            *rows.entry(part.table).or_default() += part.rows;
        }
        rows
    }
}

/// Makes a dump in `out`, which must not be there yet. `watch` hears how many articles of how
/// many are done, and may end it: then there is none, and nothing is left of what was made.
pub fn export(
    published: &Published,
    order: &ExportRequest,
    out: &Path,
    watch: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
) -> Result<Option<Exported>, ExportError> {
    let folder = Folder::beside(out, published.reader().home())?;
    let earlier = order
        .since_export
        .as_deref()
        .map(PreviousDump::open)
        .transpose()?;
    let reader = published.reader();
    let runs = runs(reader, order)?;
    let mut walk = ExportWalk::begin(published, order, &folder, &runs)?;
    if walk.all(watch)?.is_break() {
        return Ok(None);
    }
    let (mut dump, missing) = walk.end(&runs, not_live(published, &runs)?)?;
    let ledger = metadata::write(&folder, published, &mut dump, earlier)?;
    let done = Exported {
        path: out.to_path_buf(),
        parts: dump.parts,
        missing,
        withheld: dump.withheld,
        ledger,
        state: dump.state,
        fingerprint: dump.fingerprint,
    };
    folder.publish(out)?;
    Ok(Some(done))
}

struct ExportWalk<'a> {
    published: &'a Published,
    reader: &'a Reader,
    withheld: &'a Withheld,
    order: &'a ExportRequest,
    folder: &'a Folder,
    section: Option<String>,
    text: Option<String>,
    wanted: WantedParts,
    files: Vec<TableFiles>,
    coverage: MonthCounts,
    /// The portals that articles are of: name and home page.
    sites: BTreeMap<String, String>,
    held_back: Withholding,
    missing: Vec<Missing>,
}

impl<'a> ExportWalk<'a> {
    fn begin(
        published: &'a Published,
        order: &'a ExportRequest,
        folder: &'a Folder,
        runs: &[RunRow],
    ) -> Result<Self, ExportError> {
        let (reader, withheld) = (published.reader(), published.withheld());
        let mut stamps = reader.dump().adoptions(order.as_of)?;
        stamps.extend(runs.iter().map(|run| run.stamp.clone()));
        reader.dump().begin(&stamps)?;
        for article in withheld.articles() {
            if withheld.has_field(article, RedactedField::Published) {
                reader.dump().undate(article)?;
            }
        }
        let wants = |table| order.tables.iter().any(|(it, _)| *it == table);
        let files = order.tables.iter();
        let files = files.map(|(table, columns)| TableFiles::of(order, *table, columns));
        let mut walk = Self {
            published,
            reader,
            withheld,
            order,
            folder,
            section: order.section.as_deref().map(section_key),
            text: order.text.as_deref().map(fold_accents),
            wanted: WantedParts {
                all_versions: wants(Table::Snapshots),
                changes: wants(Table::Changes),
            },
            files: files.collect(),
            coverage: MonthCounts::of(runs, order.zone),
            sites: BTreeMap::new(),
            held_back: Withholding::default(),
            missing: Vec::new(),
        };
        if walk.wanted.changes {
            walk.take_changes(&stamps)?;
        }
        Ok(walk)
    }

    fn take_changes(&mut self, runs: &[String]) -> Result<(), ExportError> {
        for run in runs {
            match self.reader.changes_of(run) {
                Ok(changes) => self.reader.dump().add_changes(&changes)?,
                Err(error) => self.missing.push(Missing {
                    article_id: String::new(),
                    file: format!("changes/{run}.jsonl"),
                    tables: vec![Table::Changes.name().to_owned()],
                    cause: rows::cause(error)?,
                }),
            }
        }
        Ok(())
    }

    fn all(
        &mut self,
        watch: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, ExportError> {
        let range = (self.order.since, self.order.until);
        let total = self.reader.dump().size(range.0, range.1)?;
        let mut done = 0;
        let mut after: Option<DumpPlace> = None;
        loop {
            let page = self.reader.dump().page(after.as_ref(), range, PAGE)?;
            let Some(last) = page.last() else {
                return Ok(ControlFlow::Continue(()));
            };
            after = Some((last.dated, last.article_id.clone()));
            for article in &page {
                self.article(article)?;
            }
            done += page.len() as u64;
            if watch(done, total).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
    }

    fn article(&mut self, article: &DumpedArticle) -> Result<(), ExportError> {
        if self.withheld.has_whole(&article.article_id) || self.withheld.has_whole_at(&article.url)
        {
            return self.hold_back(article);
        }
        let mut damaged = Vec::new();
        let read = rows::read(
            self.reader,
            self.withheld,
            article,
            self.wanted,
            &mut damaged,
        )?;
        if !self.is_chosen(&read) {
            return Ok(());
        }
        self.note_damage(article, damaged);
        let period = self.order.split.period(article.dated, self.order.zone);
        for files in &mut self.files {
            let made = rows::rows(files.table, article, &read, self.withheld);
            for row in made {
                files.add(self.folder, &period, &row)?;
            }
        }
        self.coverage.count(article.dated, article.versions.len());
        self.note_site(article);
        self.count_parts(&read);
        let made = rows::rows(Table::Articles, article, &read, self.withheld);
        let print = made.first().map_or_else(|| "missing".to_owned(), print);
        self.reader.dump().note(&article.article_id, &print)?;
        Ok(())
    }

    /// By section and text of the newest version, as far as it is published. One that is
    /// damaged cannot be asked, and is told.
    fn is_chosen(&self, read: &ReadArticle) -> bool {
        let Some((snapshot, _)) = read.newest() else {
            return true;
        };
        let in_section = |wanted: &String| {
            let mut names = snapshot.categories.iter();
            names.any(|name| section_key(name) == *wanted)
        };
        let has = |wanted: &String| {
            let blocks = snapshot.body.iter().map(|block| block.text.as_str());
            let head = [snapshot.title.as_deref(), snapshot.lead.as_deref()];
            let mut texts = head.into_iter().flatten().chain(blocks);
            texts.any(|text| fold_accents(text).contains(wanted.as_str()))
        };
        self.section.as_ref().is_none_or(in_section) && self.text.as_ref().is_none_or(has)
    }

    /// Counts what is not published of an article that is withheld as a whole. A search for a
    /// text must not tell whether it has that text, so it is counted all the same.
    fn hold_back(&mut self, article: &DumpedArticle) -> Result<(), ExportError> {
        let nothing = Withheld::default();
        let read = rows::read(self.reader, &nothing, article, self.wanted, &mut Vec::new())?;
        self.held_back.articles += 1;
        for files in &self.files {
            let made = rows::rows(files.table, article, &read, &nothing);
            let count = self.held_back.rows.entry(files.table.name().to_owned());
            *count.or_default() += made.len() as u64;
        }
        Ok(())
    }

    /// A configuration may name portals that this archive never saw, and lack one that it did.
    fn note_site(&mut self, article: &DumpedArticle) {
        let site = rows::site(article);
        if self.sites.contains_key(site) {
            return;
        }
        let mut known = self.order.sites.iter();
        let home = match known.find(|(name, _)| name == site) {
            Some((_, home)) => home.clone(),
            None => Url::parse(&article.url)
                .and_then(|url| url.join("/"))
                .map_or_else(|_| String::new(), String::from),
        };
        self.sites.insert(site.to_owned(), home);
    }

    fn count_parts(&mut self, read: &ReadArticle) {
        if let Some((_, hidden)) = read.newest() {
            self.held_back.fields += hidden.fields.len() as u64;
            self.held_back.spans += hidden.spans;
            self.held_back.links += hidden.links;
        }
        self.held_back.articles_in_part += u64::from(read.in_part);
    }

    /// A file's name tells an address and a digest: of an article of which a part is withheld
    /// it is not told.
    fn note_damage(&mut self, article: &DumpedArticle, damaged: Vec<(String, String)>) {
        let in_part = self.withheld.names(&article.article_id);
        let newest = article.newest().map(|it| it.path.as_str());
        for (file, cause) in damaged {
            let of_newest = |table: Table| match table {
                Table::Snapshots => true,
                Table::Articles | Table::Images | Table::Links => newest == Some(file.as_str()),
                Table::Changes | Table::Observations => false,
            };
            let tables = self.files.iter().map(|files| files.table);
            let tables = tables.filter(|table| of_newest(*table));
            self.missing.push(Missing {
                article_id: article.article_id.clone(),
                tables: tables.map(|table| table.name().to_owned()).collect(),
                file: if in_part { String::new() } else { file },
                cause,
            });
        }
    }

    /// Ends the files. What the metadata files say, and what is missing.
    fn end(
        self,
        runs: &[RunRow],
        not_live: Vec<NotLive>,
    ) -> Result<(Description, Vec<Missing>), ExportError> {
        let mut parts = Vec::new();
        for files in self.files {
            parts.append(&mut files.end(self.folder)?);
        }
        let order = self.order;
        let begun = runs.iter().map(|run| run.started_at);
        let dump = Description {
            format: order.format,
            packing: order.packing,
            bom: order.bom,
            tables: order.tables.clone(),
            fingerprint: fingerprint(&parts),
            parts,
            sites: if self.sites.is_empty() {
                order.sites.clone()
            } else {
                self.sites.into_iter().collect()
            },
            not_live,
            zone: order.zone.to_string(),
            runs: begun.clone().min().zip(begun.max()),
            state: runs
                .last()
                .map_or_else(String::new, |run| run.stamp.clone()),
            run_count: runs.len(),
            choice: order.told(self.published),
            months: self.coverage.months(),
            missing: self.missing.clone(),
            withheld: self.held_back,
            contact: order.contact.clone(),
            software: order.software.clone(),
        };
        Ok((dump, self.missing))
    }
}

/// What an article's row says, but for its looks.
fn print(row: &Row) -> String {
    let columns = Table::Articles.columns().iter();
    let told = columns
        .zip(row)
        .filter(|(it, _)| !OF_LOOKS.contains(&it.name));
    let (columns, cells): (Vec<&Column>, Row) =
        told.map(|(column, cell)| (column, cell.clone())).unzip();
    let mut line = Vec::new();
    json_line(&mut line, &columns, &cells);
    short(&String::from_utf8_lossy(&line))
}

/// Over the digests of all data files.
fn fingerprint(parts: &[DataFile]) -> String {
    let sums: Vec<(&str, &str)> = parts
        .iter()
        .map(|part| (part.path.as_str(), part.sha256.as_str()))
        .collect();
    let whole = PartDigest::of(&sums);
    whole.as_str().trim_start_matches("sha256:")[..16].to_owned()
}

fn short(text: &str) -> String {
    let whole = PartDigest::of(&text);
    whole.as_str().trim_start_matches("sha256:")[..32].to_owned()
}
