//! EDGE: full text over the current and past versions of every article, as Vietnamese is
//! searched for: accents as typed first, then without them (đ too), blind to tone placement
//! (hoà, hòa), in either normal form, with phrases, operators, fields and dates.
//!
//! The index is a file of its own, `search.sqlite`, derived from the snapshots: missing,
//! damaged or of another form it is made anew, and each search brings it up to date first, but
//! [`search_as_it_stands`]; so does each night ([`bring_up_to_date`]). It never changes anything
//! else of the archive, never fetches, and is never on a crawl's path: a search beside a running
//! crawl sees what the catalog holds by then.
//!
//! Words that are withheld are not in it: a change of the takedowns has what they touch, or
//! touched, indexed again.
//!
//! Words are syllables, and each pair of syllables side by side is a word too: there is no word
//! segmenter. Pairs make the index twice as large, and phrases of common syllables cheap
//! (`benches/search`).

mod aside;
mod ask;
mod compile;
mod error;
mod fill;
mod gather;
mod index;
mod query;
mod question;
mod snippet;
mod takedowns;
mod update;
mod words;

pub use error::SearchError;
use index::{LockAttempt, SearchIndex, Unusable};
pub use query::{Expr, Phrase, Query, QueryError, SearchField};
pub use question::{Answer, Hit, MANY, Question, SortOrder};
pub use snippet::{Marked, Snippet};
use update::Freshness;
pub use update::Unread;
pub use words::SpellingForm;

use crate::published::Published;
use crate::redaction::Withheld;
use crate::store::Reader;

/// What happens before an answer comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchStep {
    /// Versions are being indexed: so many of so many are done.
    Indexing {
        /// Done.
        done: usize,
        /// Of all.
        total: usize,
    },
    /// The index was damaged, of another form or of another archive, and is made anew.
    MadeAnew,
    /// The index could not be brought up to date (another process is at it, or the disk is
    /// read-only): what it holds is searched.
    Behind,
}

/// Brings the index up to date, and answers a question without what is withheld.
pub fn search(
    published: &Published,
    question: &Question,
    tell: &mut dyn FnMut(SearchStep),
) -> Result<Answer, SearchError> {
    answer(published, question, tell, false)
}

/// The same for the operator alone: what is withheld is read from the snapshots. The index stays
/// without it.
pub fn search_everything(
    published: &Published,
    question: &Question,
    tell: &mut dyn FnMut(SearchStep),
) -> Result<Answer, SearchError> {
    answer(published, question, tell, true)
}

/// Answers from the index as it stands, without what is withheld, and writes nothing: for servers.
/// Tells [`SearchStep::Behind`] when the archive holds more than the index. An index that is not
/// there, is another archive's or was made by other takedowns is [`SearchError::NotMade`].
pub fn search_as_it_stands(
    published: &Published,
    question: &Question,
    tell: &mut dyn FnMut(SearchStep),
) -> Result<Answer, SearchError> {
    let (reader, withheld) = (published.reader(), published.withheld());
    let path = || index::path(reader.home());
    let Ok(index) = SearchIndex::open(reader.home())? else {
        return Err(SearchError::NotMade { path: path() });
    };
    match update::freshness(&index, &reader.runs().read_in()?, withheld)? {
        Freshness::Fresh => {}
        Freshness::Behind => tell(SearchStep::Behind),
        Freshness::Foreign | Freshness::OtherTakedowns => {
            return Err(SearchError::NotMade { path: path() });
        }
    }
    let answer = ask::ask((reader, withheld), &index, question)?;
    Ok(published_answer(answer, withheld))
}

/// Brings the index up to date, or makes it, and asks nothing. Returns the versions that could
/// not be read. Tells [`SearchStep::Behind`] when it stays as it was.
pub fn bring_up_to_date(
    published: &Published,
    tell: &mut dyn FnMut(SearchStep),
) -> Result<Vec<Unread>, SearchError> {
    let unread = over_index(published, tell, |index| {
        index.run("see what was not read", update::unread)
    })?;
    Ok(published_unread(unread, published.withheld()))
}

fn published_answer(mut answer: Answer, withheld: &Withheld) -> Answer {
    answer.unread = published_unread(answer.unread, withheld);
    answer
}

fn published_unread(unread: Vec<Unread>, withheld: &Withheld) -> Vec<Unread> {
    let unread = unread.into_iter();
    unread.filter_map(|it| it.published(withheld)).collect()
}

fn answer(
    published: &Published,
    question: &Question,
    tell: &mut dyn FnMut(SearchStep),
    everything: bool,
) -> Result<Answer, SearchError> {
    let reader = published.reader();
    let withheld = published.withheld();
    over_index(published, tell, |index| {
        let answer = ask::ask((reader, withheld), index, question)?;
        if everything {
            return aside::ask(reader, index, question, answer);
        }
        Ok(published_answer(answer, withheld))
    })
}

/// Reads from an index as fresh as can be. One that proves damaged is made anew, once.
fn over_index<T>(
    published: &Published,
    tell: &mut dyn FnMut(SearchStep),
    read: impl Fn(&SearchIndex) -> Result<T, SearchError>,
) -> Result<T, SearchError> {
    let reader = published.reader();
    let once =
        |tell: &mut dyn FnMut(SearchStep)| read(&ready((reader, published.withheld()), tell)?);
    match once(tell) {
        Err(error) if error.is_damage() => {
            let LockAttempt::Here(lock) = index::lock(reader.home())? else {
                return Err(error);
            };
            tell(SearchStep::MadeAnew);
            index::discard(reader.home(), &lock)?;
            drop(lock);
            once(tell)
        }
        other => other,
    }
}

/// Makes the index anew from every snapshot, if there is one. Says whether there was.
pub fn remake(
    published: &Published,
    tell: &mut dyn FnMut(SearchStep),
) -> Result<bool, SearchError> {
    let reader = published.reader();
    let root = reader.home();
    if !index::path(root).exists() {
        return Ok(false);
    }
    let LockAttempt::Here(lock) = index::lock(root)? else {
        tell(SearchStep::Behind);
        return Ok(true);
    };
    index::discard(root, &lock)?;
    bring_up((reader, published.withheld()), &lock, tell)?;
    Ok(true)
}

/// An index as fresh as can be.
fn ready(
    (reader, withheld): (&Reader, &Withheld),
    tell: &mut dyn FnMut(SearchStep),
) -> Result<SearchIndex, SearchError> {
    let root = reader.home();
    let lengths = reader.runs().read_in()?;
    let (foreign, index, told) = match SearchIndex::open(root)? {
        Ok(index) => match update::freshness(&index, &lengths, withheld)? {
            Freshness::Fresh => return Ok(index),
            stale => {
                let told = stale != Freshness::OtherTakedowns;
                (stale == Freshness::Foreign, Some(index), told)
            }
        },
        Err(unusable) => (unusable == Unusable::OtherForm, None, true),
    };
    // What was indexed by other takedowns may tell what is withheld now: it is not asked.
    let usable = |index: Option<SearchIndex>| index.filter(|_| told);
    match (index::lock(root)?, index) {
        (LockAttempt::Here(lock), index) => {
            drop(index);
            if foreign {
                tell(SearchStep::MadeAnew);
                index::discard(root, &lock)?;
            }
            bring_up((reader, withheld), &lock, tell)
        }
        (locked, index) => match (usable(index), locked) {
            (Some(index), _) => {
                tell(SearchStep::Behind);
                Ok(index)
            }
            (None, LockAttempt::ReadOnly(error)) => Err(error),
            (None, _) => Err(SearchError::BeingMade {
                path: index::path(root),
            }),
        },
    }
}

fn bring_up(
    (reader, withheld): (&Reader, &Withheld),
    lock: &index::IndexLock,
    tell: &mut dyn FnMut(SearchStep),
) -> Result<SearchIndex, SearchError> {
    let index = SearchIndex::open_to_write(reader.home(), lock)?;
    update::update(reader, withheld, &index, lock, &mut |done, total| {
        tell(SearchStep::Indexing { done, total });
    })?;
    Ok(index)
}
