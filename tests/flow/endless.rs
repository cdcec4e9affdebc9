//! Lists without end: a server that has a page for every number.

use std::collections::BTreeSet;

use crate::wire::{Wire, article, list, not_found};

/// The articles on a page of a list of three.
fn links(page: usize) -> Vec<String> {
    (0..3)
        .map(|it| format!("/bai-{}.html", page * 3 + it))
        .collect()
}

#[test]
fn an_empty_or_repeating_page_ends_a_list() {
    // What a server answers to a page behind the third, …
    type Behind = fn(usize) -> Vec<String>;
    let cases: [(&str, Behind); 4] = [
        ("the last one again", |_| links(2)),
        ("the first one again", |_| links(0)),
        ("an empty one", |_| Vec::new()),
        ("two in turn", |page| links(page % 2)),
    ];
    for (case, behind) in cases {
        // … by each way of numbering.
        for pages in ["/tin/trang-", "/tin?page=", "/tin?start="] {
            let mut wire = Wire::site(move |asked| {
                let page = match asked.path.strip_prefix(pages) {
                    Some(number) => number.parse::<usize>().unwrap() - 1,
                    None if asked.path == "/" => 0,
                    None if asked.path.starts_with("/bai-") => return article(&asked.path),
                    None => return not_found(),
                };
                let mut all = if page < 3 { links(page) } else { behind(page) };
                all.push(format!("{pages}{}", page + 2));
                list(all)
            });
            wire.lists = "[\"/\", \"/tin*\", \"/tin/**\"]".to_owned();
            for night in 1..=3 {
                let seen = wire.requests().len();
                wire.run(&["crawl"]).exits(0, &[]);
                let lists = wire.paths_after(seen);
                let lists = lists.iter().filter(|it| it.starts_with(pages)).count();
                assert!(
                    lists <= 6,
                    "{case}, {pages}, night {night}: {lists} pages asked"
                );
            }
            let asked: BTreeSet<String> = wire.paths_after(0).into_iter().collect();
            for page in 0..3 {
                for link in links(page) {
                    assert!(asked.contains(&link), "{case}, {pages}: {link}");
                }
            }
        }
    }
}
