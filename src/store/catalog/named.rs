//! Which addresses lead to which article, for those who look one up in another spelling.

use super::cells::{all, statement};
use super::queries::Articles;
use crate::store::StoreError;

impl Articles<'_> {
    /// Every address that leads, or led, to an article, or that its page alone names as its own,
    /// with the article's name.
    pub fn article_addresses(self) -> Result<Vec<(String, String)>, StoreError> {
        self.catalog.run("look up addresses", |connection| {
            let sql = "SELECT url, article_id FROM article_url
                       UNION SELECT url, article_id FROM snapshot
                       UNION SELECT address.url, article_id FROM article_url
                         JOIN address ON alias_of = article_url.url
                       UNION SELECT url, min(article_id) FROM claim
                         WHERE url NOT IN (SELECT url FROM article_url)
                         GROUP BY url HAVING count(*) = 1";
            all(&mut *statement(connection, sql)?, [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
        })
    }
}
