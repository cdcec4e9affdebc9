//! Finding, ordering and showing.
//!
//! The order of relevance: accents as typed before others; words side by side before words
//! apart; then BM25. A word that is in very many articles says next to nothing about any of
//! them, and does not weigh. When a query finds more than [`MANY`], or has no other words,
//! those with the words in the headline come first, and then the newest.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::SearchError;
use super::compile::{compile, in_titles, side_by_side, single, telling, wanted};
use super::gather::{Blocks, Enough, FoundVersion, VersionFilter, common, gather, score};
use super::index::SearchIndex;
use super::query::Expr;
use super::question::{Answer, Hit, MANY, Question, SortOrder};
use super::snippet::{WantedWords, snippet, title};
use super::update::{Unread, VersionDetail, cards, unread};
use super::words::SpellingForm;
use crate::change::ArticleStatus;
use crate::redaction::Withheld;
use crate::store::{Reader, StoreError};
use crate::text::collation_key;

/// A year-old article counts half the way from its own score to [`OLD`] of it.
const HALF_LIFE_US: f64 = 365.25 * 86_400e6;
/// The share of its score that the oldest article keeps.
const OLD: f64 = 0.2;

/// A version found, before it is read.
#[derive(Clone, Copy, Debug)]
struct Match {
    id: i64,
    form: SpellingForm,
    score: Option<f64>,
}

/// Versions in their order.
#[derive(Debug, Default)]
struct Ordered {
    found: Vec<Match>,
    more: bool,
    unranked: bool,
}

struct Asking<'a> {
    connection: &'a Connection,
    question: &'a Question,
    bounds: VersionFilter,
    blocks: Blocks,
}

/// Asks an index.
pub(super) fn ask(
    (reader, withheld): (&Reader, &Withheld),
    index: &SearchIndex,
    question: &Question,
) -> Result<Answer, SearchError> {
    let bounds = bounds(reader, question)?;
    let (order, mut answer) = index.run("search", |connection| {
        // One state of the index for all of it.
        let transaction = connection.unchecked_transaction()?;
        let asking = Asking {
            blocks: Blocks::of(&transaction, &bounds)?,
            connection: &transaction,
            question,
            bounds,
        };
        let mut ordered = match question.order {
            SortOrder::Rank | SortOrder::Recent(_) => asking.by_rank()?,
            SortOrder::Date => asking.by_date()?,
            SortOrder::Title => asking.by_title()?,
        };
        let sql = "SELECT coalesce(max(id), 0) FROM doc";
        let indexed: i64 = transaction.query_row(sql, [], |row| row.get(0))?;
        let answer = Answer {
            hits: Vec::new(),
            found: ordered.found.len(),
            more: ordered.more,
            unranked: ordered.unranked,
            unread: unread(&transaction)?,
            indexed: indexed.cast_unsigned(),
        };
        ordered.found.truncate(question.limit.unwrap_or(usize::MAX));
        let mut cards = cards(&transaction, ordered.found.iter().map(|it| it.id))?;
        let order: Vec<(Match, VersionDetail)> = ordered
            .found
            .into_iter()
            .filter_map(|it| Some((it, cards.remove(&it.id)?)))
            .collect();
        Ok((order, answer))
    })?;
    show((reader, withheld), question, order, &mut answer);
    Ok(answer)
}

fn bounds(reader: &Reader, question: &Question) -> Result<VersionFilter, StoreError> {
    let articles = if question.removed {
        let gone = reader
            .articles()
            .article_status_at(ArticleStatus::Removed)?;
        Some(serde_json::Value::from(gone).to_string())
    } else {
        None
    };
    Ok(VersionFilter {
        since_us: question.since.map(|at| at.timestamp_micros()),
        until_us: question.until.map(|at| at.timestamp_micros()),
        past: question.past,
        changed: question.changed,
        articles,
    })
}

/// Reads what was found. A file that cannot be read is named, and the others are shown.
fn show(
    (reader, withheld): (&Reader, &Withheld),
    question: &Question,
    order: Vec<(Match, VersionDetail)>,
    answer: &mut Answer,
) {
    let wanted = [SpellingForm::Exact, SpellingForm::Folded].map(|form| WantedWords {
        form,
        phrases: wanted(question.query.expr(), form),
    });
    for (found, card) in order {
        let wanted = match found.form {
            SpellingForm::Exact => &wanted[0],
            SpellingForm::Folded => &wanted[1],
        };
        let read = reader.read_snapshot(&card.path);
        match read.map(|snapshot| withheld.published(snapshot)) {
            Ok(None) => {}
            Ok(Some((snapshot, hidden))) => answer.hits.push(Hit {
                title: title(&snapshot, wanted),
                snippet: snippet(&snapshot, wanted),
                // A file is named by its address and its digest.
                path: if hidden.is_nothing() && !withheld.names(&snapshot.article_id) {
                    card.path
                } else {
                    String::new()
                },
                snapshot,
                current: card.current,
                form: found.form,
                score: found.score,
            }),
            Err(error) => answer.unread.push(Unread {
                article_id: card.article_id,
                cause: Some(error.to_string()),
            }),
        }
    }
}

impl Asking<'_> {
    fn gather(
        &self,
        form: SpellingForm,
        expr: &Expr,
        enough: Enough,
        most: Option<usize>,
    ) -> rusqlite::Result<super::gather::FoundVersions> {
        let expression = compile(expr, form);
        let asked = (form, expression.as_str());
        gather(
            self.connection,
            asked,
            &self.bounds,
            &self.blocks,
            enough,
            most,
        )
    }

    fn ids(
        &self,
        form: SpellingForm,
        expr: Option<Expr>,
        most: Option<usize>,
    ) -> rusqlite::Result<HashSet<i64>> {
        let Some(expr) = expr else {
            return Ok(HashSet::new());
        };
        let found = self.gather(form, &expr, Enough::All, most)?;
        Ok(found.rows.iter().map(|row| row.id).collect())
    }

    fn by_rank(&self) -> rusqlite::Result<Ordered> {
        let mut exact = self.ranked(SpellingForm::Exact)?;
        let limit = self.question.limit.unwrap_or(usize::MAX);
        if self.question.exact || exact.more {
            return Ok(exact);
        }
        if exact.found.len() >= limit {
            // Nobody has counted those with other accents.
            exact.more = true;
            return Ok(exact);
        }
        let held: HashSet<i64> = exact.found.iter().map(|it| it.id).collect();
        let folded = self.ranked(SpellingForm::Folded)?;
        let others = folded.found.into_iter();
        exact
            .found
            .extend(others.filter(|it| !held.contains(&it.id)));
        exact.more = folded.more;
        exact.unranked |= folded.unranked;
        Ok(exact)
    }

    /// What is found in one form, the most relevant first: with the words side by side, and
    /// then, where that does not fill the page, apart.
    fn ranked(&self, form: SpellingForm) -> rusqlite::Result<Ordered> {
        let expr = self.question.query.expr();
        let mut ordered = Ordered::default();
        if let Some(beside) = side_by_side(expr) {
            ordered = self.ranked_part(form, &beside)?;
            if self
                .question
                .limit
                .is_some_and(|limit| ordered.found.len() >= limit)
            {
                ordered.more = true;
                return Ok(ordered);
            }
        }
        let held: HashSet<i64> = ordered.found.iter().map(|it| it.id).collect();
        let apart = self.ranked_part(form, expr)?;
        let others = apart.found.into_iter();
        ordered
            .found
            .extend(others.filter(|it| !held.contains(&it.id)));
        ordered.more = apart.more;
        ordered.unranked |= apart.unranked;
        Ok(ordered)
    }

    fn ranked_part(&self, form: SpellingForm, expr: &Expr) -> rusqlite::Result<Ordered> {
        let limit = self.question.limit;
        let enough = limit.map_or(Enough::All, |limit| Enough::Many(limit.max(MANY + 1)));
        let mut gathered = self.gather(form, expr, enough, None)?;
        let rows = &mut gathered.rows;
        let unranked = rows.len() > MANY;
        let telling = if unranked {
            None
        } else {
            self.telling(form, expr)?
        };
        if let Some(telling) = &telling {
            score(self.connection, (form, &compile(telling, form)), rows)?;
            if let SortOrder::Recent(now) = self.question.order {
                for row in rows.iter_mut() {
                    row.score *= recency(*row, now);
                }
            }
            rows.sort_by(|a, b| {
                let newest = |row: &FoundVersion| Reverse((row.dated_us, row.id));
                b.score.total_cmp(&a.score).then(newest(a).cmp(&newest(b)))
            });
        } else {
            let headlines = self.ids(form, in_titles(expr), Some(gathered.blocks))?;
            rows.sort_by_key(|row| Reverse((headlines.contains(&row.id), row.dated_us, row.id)));
        }
        let found = rows.iter().map(|row| Match {
            id: row.id,
            form,
            score: telling.as_ref().map(|_| row.score),
        });
        Ok(Ordered {
            found: found.collect(),
            more: !gathered.complete,
            unranked,
        })
    }

    /// The words that weigh; `None` where all are in very many articles.
    fn telling(&self, form: SpellingForm, expr: &Expr) -> rusqlite::Result<Option<Expr>> {
        let common = common(self.connection, form, single(expr, form))?;
        Ok(telling(expr, form, &common))
    }

    /// Everything that is found in either form, as `enough` says.
    fn either(
        &self,
        enough: Enough,
    ) -> rusqlite::Result<(Vec<(FoundVersion, SpellingForm)>, bool)> {
        let expr = self.question.query.expr();
        let exact = self.gather(SpellingForm::Exact, expr, enough, None)?;
        let mut complete = exact.complete;
        let mut found: HashMap<i64, (FoundVersion, SpellingForm)> = HashMap::new();
        if !self.question.exact {
            let folded = self.gather(SpellingForm::Folded, expr, enough, None)?;
            complete &= folded.complete;
            found.extend(
                folded
                    .rows
                    .into_iter()
                    .map(|row| (row.id, (row, SpellingForm::Folded))),
            );
        }
        found.extend(
            exact
                .rows
                .into_iter()
                .map(|row| (row.id, (row, SpellingForm::Exact))),
        );
        Ok((found.into_values().collect(), complete))
    }

    fn by_date(&self) -> rusqlite::Result<Ordered> {
        let enough = self.question.limit.map_or(Enough::All, Enough::Newest);
        let (mut found, complete) = self.either(enough)?;
        found.sort_by_key(|(row, _)| Reverse((row.dated_us, row.id)));
        Ok(Ordered {
            found: found.into_iter().map(unscored).collect(),
            more: !complete,
            unranked: false,
        })
    }

    fn by_title(&self) -> rusqlite::Result<Ordered> {
        let (found, _) = self.either(Enough::All)?;
        let cards = cards(self.connection, found.iter().map(|(row, _)| row.id))?;
        let mut keyed: Vec<_> = found
            .into_iter()
            .map(|(row, form)| {
                let title = cards.get(&row.id).and_then(|card| card.title.as_deref());
                let key = collation_key(title.unwrap_or_default());
                ((key, Reverse(row.dated_us), row.id), (row, form))
            })
            .collect();
        keyed.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(Ordered {
            found: keyed.into_iter().map(|it| unscored(it.1)).collect(),
            ..Ordered::default()
        })
    }
}

fn unscored((row, form): (FoundVersion, SpellingForm)) -> Match {
    Match {
        id: row.id,
        form,
        score: None,
    }
}

/// How much of its score an article keeps at its age.
fn recency(row: FoundVersion, now: DateTime<Utc>) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "an age in years needs no microseconds"
    )]
    let age = (now.timestamp_micros() - row.dated_us).max(0) as f64;
    OLD + (1.0 - OLD) * (-age / HALF_LIFE_US).exp2()
}
