//! What is withheld, for the operator alone: an index in memory over the snapshots that are not
//! in the lasting one as they are.

use std::collections::HashSet;

use super::fill::{VersionText, put_rows, put_words};
use super::index::SearchIndex;
use super::takedowns::touched;
use super::update::Unread;
use super::{Answer, Question, SearchError, ask};
use crate::redaction::Withheld;
use crate::store::Reader;

/// Puts what is found in withheld words before what is found without them.
pub(super) fn ask(
    reader: &Reader,
    index: &SearchIndex,
    question: &Question,
    mut found: Answer,
) -> Result<Answer, SearchError> {
    let versions = index.run("see what is withheld", touched)?;
    let all = Withheld::default();
    let aside = SearchIndex::in_memory()?;
    let mut paths = HashSet::new();
    aside.write("index what is withheld", |connection| {
        for (id, new) in (1..).zip(versions) {
            match reader.read_snapshot(&new.path) {
                Ok(snapshot) => {
                    if let VersionText::Words(words, _) = VersionText::of(snapshot, &all) {
                        put_words(connection, id, &words)?;
                        put_rows(connection, id, &new, words.title.as_deref())?;
                    }
                }
                Err(error) => found.unread.push(Unread {
                    article_id: new.article_id.clone(),
                    cause: Some(error.to_string()),
                }),
            }
            paths.insert((new.article_id, new.path));
        }
        Ok(())
    })?;
    let mut answer = ask::ask((reader, &all), &aside, question)?;
    let articles: HashSet<&String> = paths.iter().map(|(article, _)| article).collect();
    let own = found.hits.len();
    found.hits.retain(|hit| {
        let shown = articles.contains(&hit.snapshot.article_id) && hit.path.is_empty();
        !shown
    });
    answer.found += found.found - (own - found.hits.len());
    answer.hits.append(&mut found.hits);
    answer.hits.truncate(question.limit.unwrap_or(usize::MAX));
    answer.more |= found.more;
    answer.unranked |= found.unranked;
    answer.unread.append(&mut found.unread);
    answer.indexed = answer.indexed.max(found.indexed);
    Ok(answer)
}
