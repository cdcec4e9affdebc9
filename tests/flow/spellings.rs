//! Addresses whose folded form is not there: they are asked as they were named.

use crate::wire::{Wire, article, list, not_found};

/// A site with one article at `path`, named as `discovered` by its home page; all else is 404.
fn site(path: &'static str, discovered: &'static str) -> Wire {
    let mut wire = Wire::site(move |asked| match asked.path.as_str() {
        "/" => list([discovered]),
        it if it == path => article("Cầu Lau"),
        _ => not_found(),
    });
    "[\"/tin/**\"]".clone_into(&mut wire.article);
    wire
}

#[test]
fn a_fold_that_leads_nowhere_is_undone() {
    for path in [
        // A headline that ends in the word, a server that knows the folder only.
        "/tin/chuyen-nha-may-dien/amp",
        "/tin/cau-lau.html/",
        "/tin/amp/",
    ] {
        let wire = site(path, path);
        let first = wire.run(&["crawl"]);
        assert!(first.err.contains("1 new"), "{path}: {}", first.err);
        first.exits(0, &[]);
        let asked = wire.paths_after(0);
        let times = asked.iter().filter(|it| *it == path).count();
        assert_eq!(times, 1, "{path}: {asked:?}");
        wire.run(&["completeness"]).exits(0, &[]);
        // Held at its own address, the folded one is another spelling of it.
        wire.run(&["crawl", "--full"])
            .exits(0, &["0 new · 0 changed · 1 unchanged"]);
        wire.run(&["verify", "--deep"]).exits(0, &[]);
    }
}

#[test]
fn what_is_not_there_in_any_spelling_is_asked_once_in_each() {
    for (discovered, requests) in [
        ("/tin/da-go.html", 1),
        ("/tin/da-go.html?utm_source=zalo&fbclid=x", 1),
        ("/tin/da-go.html?print=1", 2),
        ("/tin/da-go/amp", 2),
    ] {
        let wire = site("/tin/khac.html", discovered);
        wire.run(&["crawl"]).exits(0, &["0 new"]);
        let asked = wire.paths_after(0);
        let articles = asked.iter().filter(|it| it.starts_with("/tin/")).count();
        assert_eq!(articles, requests, "{discovered}: {asked:?}");
        wire.run(&["completeness"]).exits(1, &[]);
    }
}
