//! The pages. Each file is one of them: what is asked for, and how it is shown.

mod about;
mod address;
mod article;
mod articles;
mod changes;
mod compare;
mod data;
mod evidence;
mod feeds;
mod history;
mod home;
mod search;
mod statistics;

use super::room::Make;

/// Every address of the room, and what makes its page.
pub(super) const ROUTES: &[(&str, Make)] = &[
    ("/", home::home),
    ("/changes", changes::changes),
    ("/changes.json", changes::changes),
    ("/changes.csv", changes::changes),
    ("/gone", changes::gone),
    ("/gone.json", changes::gone),
    ("/gone.csv", changes::gone),
    ("/articles", articles::articles),
    ("/articles.json", articles::articles),
    ("/articles.csv", articles::articles),
    ("/a/{id}", article::newest),
    ("/a/{id}/compare", compare::compare),
    ("/a/{id}/history", history::history),
    ("/a/{id}/history.json", history::history),
    ("/a/{id}/evidence", evidence::evidence),
    ("/a/{id}/evidence.json", evidence::evidence),
    ("/a/{id}/citation.bib", article::bibtex),
    ("/a/{id}/article.wacz", evidence::wacz),
    ("/a/{id}/{version}", article::version),
    ("/search", search::search),
    ("/search.json", search::search),
    ("/statistics", statistics::statistics),
    ("/statistics.json", statistics::statistics),
    ("/statistics.csv", statistics::statistics),
    ("/address", address::address),
    ("/about", about::about),
    ("/about.json", about::about),
    ("/data", data::data),
    ("/feeds/{feed}", feeds::feed),
    ("/opensearch.xml", data::opensearch),
];
