//! One archive of those that a dump is made of, article by article in the order of their dates.

use std::collections::VecDeque;

use super::coverage::runs;
use super::{ExportError, ExportRequest};
use crate::published::Published;
use crate::redaction::{RedactedField, Withheld};
use crate::store::{DumpPlace, DumpedArticle, Reader, RunRow};

/// Articles looked up at once.
const PAGE: u32 = 100;

/// One archive of those that are dumped, and how far it is.
pub(super) struct DumpSource<'a> {
    pub(super) published: &'a Published,
    pub(super) reader: &'a Reader,
    pub(super) withheld: &'a Withheld,
    pub(super) runs: Vec<RunRow>,
    /// Its runs, and what was adopted beside them.
    pub(super) stamps: Vec<String>,
    /// Articles that were looked up and not dumped yet.
    pub(super) page: VecDeque<DumpedArticle>,
    pub(super) after: Option<DumpPlace>,
}

impl<'a> DumpSource<'a> {
    pub(super) fn begin(
        published: &'a Published,
        order: &ExportRequest,
    ) -> Result<Self, ExportError> {
        let (reader, withheld) = (published.reader(), published.withheld());
        let runs = runs(reader, order)?;
        let mut stamps = reader.dump().adoptions(order.as_of)?;
        stamps.extend(runs.iter().map(|run| run.stamp.clone()));
        reader.dump().begin(&stamps)?;
        for article in withheld.articles() {
            if withheld.has_field(article, RedactedField::Published) {
                reader.dump().undate(article)?;
            }
        }
        Ok(Self {
            published,
            reader,
            withheld,
            runs,
            stamps,
            page: VecDeque::new(),
            after: None,
        })
    }

    /// Where its next article stands; `None` when all are done.
    pub(super) fn next(&mut self, order: &ExportRequest) -> Result<Option<DumpPlace>, ExportError> {
        if self.page.is_empty() {
            let range = (order.since, order.until);
            let page = self.reader.dump().page(self.after.as_ref(), range, PAGE)?;
            self.page = page.into();
        }
        let next = self.page.front();
        Ok(next.map(|it| (it.dated, it.article_id.clone())))
    }
}
