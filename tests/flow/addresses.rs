//! Portals whose addresses need what others may drop: none is taken for the list at its path, and none is asked where it is not.

use std::collections::BTreeSet;

use crate::handmade::{article, held, list, missed, text};
use crate::world::World;

struct Case {
    article: &'static str,
    lists: &'static [&'static str],
    kept_parameters: &'static [&'static str],
    articles: [&'static str; 2],
    /// A list among them, which leads to the second article.
    section: &'static str,
}

const CASES: [Case; 4] = [
    // WordPress without permalinks (fault 36).
    Case {
        article: "/?*p=[0-9]*",
        lists: &["/", "/?cat=*"],
        kept_parameters: &["cat"],
        articles: ["/?p=1", "/?p=2"],
        section: "/?cat=4",
    },
    Case {
        article: "/?page_id=*",
        lists: &["/"],
        kept_parameters: &["page_id", "muc"],
        articles: ["/?page_id=2", "/?page_id=31"],
        section: "/?muc=4",
    },
    Case {
        article: "/index.php?*view=article*",
        lists: &["/", "/index.php"],
        kept_parameters: &["option", "view", "id"],
        articles: [
            "/index.php?option=com_content&view=article&id=5",
            "/index.php?option=com_content&view=article&id=6",
        ],
        section: "/index.php?option=com_content&view=category&id=5",
    },
    Case {
        article: "/Portal/Detail.aspx?*ContentID=*",
        lists: &["/", "/Portal/**"],
        kept_parameters: &["ContentID", "MenuID"],
        articles: [
            "/Portal/Detail.aspx?MenuID=3&ContentID=91",
            "/Portal/Detail.aspx?ContentID=92",
        ],
        section: "/Portal/Default.aspx?MenuID=3",
    },
];

#[test]
fn articles_that_differ_in_their_query_alone_are_all_kept() {
    for case in CASES {
        let [one, other] = case.articles;
        let mut world = World::of(&[
            (one, article("Kè sông Lau", &text("kè sông Lau", 3), "")),
            (other, article("Đê biển Gò", &text("đê biển Gò", 5), "")),
            (case.section, list(&[other])),
            ("/", list(&[one, case.section])),
        ]);
        world.admit_only("article", case.article);
        world.admit_only("list", "/khong-co");
        for glob in case.lists {
            world.admit("list", glob);
        }
        for name in case.kept_parameters {
            world.keep_query(name);
        }
        world.run(&["crawl"]).exits(0, &[]);
        let articles: BTreeSet<_> = case.articles.map(str::to_owned).into();
        assert_eq!(held(&world), articles);
        assert_eq!(missed(&world), BTreeSet::new(), "{}", case.article);
    }
}

/// Without URL rewriting `/index.php/` is part of every address (WordPress on IIS, Joomla): the
/// address without it does not exist.
#[test]
fn what_stands_behind_index_php_is_asked_as_it_is_named() {
    for (glob, articles) in [
        (
            "/index.php/tin-tuc/*",
            ["/index.php/tin-tuc/5-ke", "/index.php/tin-tuc/6-de"],
        ),
        (
            "/index.php/20*/*/*",
            ["/index.php/2026/03/ke/", "/index.php/2026/04/de/"],
        ),
        (
            "/portal/index.php/**/*.html",
            ["/portal/index.php/a/ke.html", "/portal/index.php/b/de.html"],
        ),
    ] {
        let [one, other] = articles;
        let mut world = World::of(&[
            (one, article("Kè sông Lau", &text("kè sông Lau", 3), "")),
            (other, article("Đê biển Gò", &text("đê biển Gò", 5), "")),
            ("/", list(&[one, other])),
        ]);
        world.admit_only("article", glob);
        world.run(&["crawl"]).exits(0, &[]);
        let articles: BTreeSet<_> = articles.map(str::to_owned).into();
        assert_eq!(held(&world), articles, "{glob}");
        assert_eq!(missed(&world), BTreeSet::new(), "{glob}");
    }
}
