//! Versions that were seen and are not held: their files are gone, or were when the catalog was
//! made.

use super::cells::{all, count, statement};
use super::queries::Articles;
use crate::store::{Gone, StoreError};

/// Outcomes of a look that saw the article.
const SEEN: &str = "('stored', 'unchanged', 'part_kept')";

impl Articles<'_> {
    /// Visits path, bytes and run of every snapshot row, in the order of their paths.
    pub(in crate::store) fn each_snapshot_of(
        self,
        mut visit: impl FnMut(&str, u64, &str),
    ) -> Result<(), StoreError> {
        self.catalog.run("list the snapshots", |connection| {
            let sql = "SELECT path, bytes, run FROM snapshot ORDER BY path";
            let mut query = connection.prepare(sql)?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                let (path, run) = (row.get_ref(0)?.as_str()?, row.get_ref(2)?.as_str()?);
                visit(path, count(row, 1)?, run);
            }
            Ok(())
        })
    }

    /// The length a snapshot's file had, and the run that made it; `None` when it has no row.
    pub(in crate::store) fn snapshot_of(
        self,
        path: &str,
    ) -> Result<Option<(u64, String)>, StoreError> {
        self.catalog.run("look up a snapshot", |connection| {
            let sql = "SELECT bytes, run FROM snapshot WHERE path = ?";
            let mut query = statement(connection, sql)?;
            Ok(all(&mut query, [path], |row| Ok((count(row, 0)?, row.get(1)?)))?.pop())
        })
    }

    /// Addresses (site and URL) of articles whose last look saw them and whose newest version
    /// is not held: it is among `lost`, or has no row at all.
    pub fn without_version(self, lost: &[Gone]) -> Result<Vec<(String, String)>, StoreError> {
        self.catalog.run("list what is lost", |connection| {
            // An article none of whose versions has a row; one whose last look saw a text that
            // no version of it has.
            let sql = format!(
                "SELECT site, url FROM address
                 WHERE role IN ('article', 'page') AND alias_of IS NULL AND last_outcome IN {SEEN}
                   AND NOT EXISTS (SELECT 1 FROM article_url WHERE article_url.url = address.url)
                   AND NOT EXISTS (SELECT 1 FROM part WHERE part.url = address.url)
                 UNION
                 SELECT article.site, article.url FROM article JOIN address USING (url)
                 WHERE last_outcome IN {SEEN} AND NOT EXISTS
                   (SELECT 1 FROM snapshot WHERE snapshot.article_id = article.article_id
                    AND content = (SELECT content FROM observation
                                   WHERE observation.article_id = article.article_id
                                   ORDER BY at DESC LIMIT 1))
                 ORDER BY 1, 2"
            );
            let pair = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
            let mut found = all(&mut *statement(connection, &sql)?, [], pair)?;
            let sql = format!(
                "SELECT article.site, article.url FROM article JOIN address USING (url)
                 WHERE newest = ? AND last_outcome IN {SEEN}"
            );
            for gone in lost {
                found.extend(all(&mut *statement(connection, &sql)?, [&gone.path], pair)?);
            }
            found.sort();
            found.dedup();
            Ok(found)
        })
    }
}
