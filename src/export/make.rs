//! The dump from an order: choose the runs, walk their articles, write files and metadata files.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use url::Url;

use super::coverage::{MonthCounts, not_live};
use super::folder::Folder;
use super::part::TableFiles;
use super::rows::{self, ReadArticle, WantedParts};
use super::since::PreviousDump;
use super::source::DumpSource;
use super::{ExportError, ExportRequest, metadata};
use crate::dataset::{
    ChangelogCounts, Column, DataFile, Description, Missing, NotLive, Row, Table, Withholding,
    json_line,
};
use crate::digest::PartDigest;
use crate::published::Published;
use crate::redaction::Withheld;
use crate::store::{DumpPlace, DumpedArticle, Reader, RunRow};
use crate::text::keys::{fold_accents, section_key};

/// Progress is told after so many articles.
const EVERY: u64 = 100;
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

/// Makes a dump of one archive, or of those below a root, in `out`, which must not be there yet. Rows
/// stand in the same order as if one archive held all. `watch` hears how many articles of how
/// many are done, and may end it: then there is none, and nothing is left of what was made.
pub fn export(
    archives: &[Published],
    order: &ExportRequest,
    out: &Path,
    watch: &mut dyn FnMut(u64, u64) -> ControlFlow<()>,
) -> Result<Option<Exported>, ExportError> {
    let homes = archives.iter().map(|it| it.reader().home());
    let folder = Folder::beside(out, homes)?;
    let earlier = order
        .since_export
        .as_deref()
        .map(PreviousDump::open)
        .transpose()?;
    let mut sources = Vec::with_capacity(archives.len());
    for published in archives {
        sources.push(DumpSource::begin(published, order)?);
    }
    let mut not_live_of_all = Vec::new();
    for source in &sources {
        not_live_of_all.append(&mut not_live(source.published, &source.runs)?);
    }
    not_live_of_all.sort_by(|a, b| a.name.cmp(&b.name));
    let mut walk = ExportWalk::begin(sources, order, &folder)?;
    if walk.all(watch)?.is_break() {
        return Ok(None);
    }
    let (mut dump, missing) = walk.end(not_live_of_all)?;
    let ledger = metadata::write(&folder, archives, &mut dump, earlier)?;
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
    sources: Vec<DumpSource<'a>>,
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
        sources: Vec<DumpSource<'a>>,
        order: &'a ExportRequest,
        folder: &'a Folder,
    ) -> Result<Self, ExportError> {
        let runs: Vec<RunRow> = sources.iter().flat_map(|it| it.runs.clone()).collect();
        let wants = |table| order.tables.iter().any(|(it, _)| *it == table);
        let files = order.tables.iter();
        let files = files.map(|(table, columns)| TableFiles::of(order, *table, columns));
        let mut walk = Self {
            sources,
            order,
            folder,
            section: order.section.as_deref().map(section_key),
            text: order.text.as_deref().map(fold_accents),
            wanted: WantedParts {
                all_versions: wants(Table::Snapshots),
                changes: wants(Table::Changes),
            },
            files: files.collect(),
            coverage: MonthCounts::of(&runs, order.zone),
            sites: BTreeMap::new(),
            held_back: Withholding::default(),
            missing: Vec::new(),
        };
        if walk.wanted.changes {
            walk.take_changes()?;
        }
        Ok(walk)
    }

    fn take_changes(&mut self) -> Result<(), ExportError> {
        let of_each = |it: &DumpSource<'a>| {
            let reader = it.reader;
            it.stamps
                .iter()
                .map(move |run| (reader, run.clone()))
                .collect::<Vec<_>>()
        };
        for (reader, run) in self.sources.iter().flat_map(of_each) {
            match reader.changes_of(&run) {
                Ok(changes) => reader.dump().add_changes(&changes)?,
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
        let (mut total, mut done) = (0, 0);
        for source in &self.sources {
            total += source
                .reader
                .dump()
                .size(self.order.since, self.order.until)?;
        }
        while let Some((place, at)) = self.next()? {
            let source = &mut self.sources[at];
            source.after = Some(place);
            let (reader, withheld) = (source.reader, source.withheld);
            if let Some(article) = source.page.pop_front() {
                self.article(reader, withheld, &article)?;
            }
            done += 1;
            if (done % EVERY == 0 || done == total) && watch(done, total).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// The first article of all archives that is not dumped yet, and which of them has it.
    fn next(&mut self) -> Result<Option<(DumpPlace, usize)>, ExportError> {
        let mut first: Option<(DumpPlace, usize)> = None;
        for (at, source) in self.sources.iter_mut().enumerate() {
            let next = source.next(self.order)?.map(|place| (place, at));
            first = first.into_iter().chain(next).min();
        }
        Ok(first)
    }

    fn article(
        &mut self,
        reader: &Reader,
        withheld: &Withheld,
        article: &DumpedArticle,
    ) -> Result<(), ExportError> {
        if withheld.has_whole(&article.article_id) || withheld.has_whole_at(&article.url) {
            return self.hold_back(reader, article);
        }
        let mut damaged = Vec::new();
        let read = rows::read(reader, withheld, article, self.wanted, &mut damaged)?;
        if !self.is_chosen(&read) {
            return Ok(());
        }
        self.note_damage(withheld, article, damaged);
        let period = self.order.split.period(article.dated, self.order.zone);
        for files in &mut self.files {
            let made = rows::rows(files.table, article, &read, withheld);
            for row in made {
                files.add(self.folder, &period, &row)?;
            }
        }
        self.coverage.count(article.dated, article.versions.len());
        self.note_site(article);
        self.count_parts(&read);
        let made = rows::rows(Table::Articles, article, &read, withheld);
        let print = made.first().map_or_else(|| "missing".to_owned(), print);
        // The first one keeps the list of all.
        self.sources[0]
            .reader
            .dump()
            .note(&article.article_id, &print)?;
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
    fn hold_back(&mut self, reader: &Reader, article: &DumpedArticle) -> Result<(), ExportError> {
        let nothing = Withheld::default();
        let read = rows::read(reader, &nothing, article, self.wanted, &mut Vec::new())?;
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
    fn note_damage(
        &mut self,
        withheld: &Withheld,
        article: &DumpedArticle,
        damaged: Vec<(String, String)>,
    ) {
        let in_part = withheld.names(&article.article_id);
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
    fn end(self, not_live: Vec<NotLive>) -> Result<(Description, Vec<Missing>), ExportError> {
        let mut runs: Vec<&RunRow> = self.sources.iter().flat_map(|it| &it.runs).collect();
        runs.sort_by(|a, b| a.stamp.cmp(&b.stamp));
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
            choice: order.told(self.sources[0].published),
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
