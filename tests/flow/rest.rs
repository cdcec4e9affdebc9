//! WordPress REST as a second witness: what it says in short stands where the page gives nothing,
//! and is kept as evidence like all else.

use hpnews::demo::InjectedFault;
use hpnews::record::{Origin, Snapshot};

use crate::handmade::{article, text};
use crate::nights::EDITED;
use crate::truth::dump;
use crate::world::{World, snapshots};

const POSTS: &str = "/wp-json/wp/v2/posts";

/// The demo portal without recipe, one of whose pages prints no lead.
fn world() -> World {
    let mut world = World::new();
    world.without_layouts();
    let page = article("Bến Lau đón tàu chạy điện", &text("bến Lau", 7), "");
    let path = format!("/{EDITED}.html");
    world
        .portal
        .fault(&path, InjectedFault::Html(page), usize::MAX);
    world
}

fn versions(world: &World) -> Vec<Snapshot> {
    let kept = snapshots(&world.archive()).into_values();
    let mut kept: Vec<_> = kept.filter(|it| it.url.contains(EDITED)).collect();
    kept.sort_by_key(|it| it.captured_at);
    kept
}

#[test]
fn what_the_page_does_not_print_rest_says_and_both_can_be_read_again() {
    let world = world();
    world.run(&["crawl"]).exits(0, &[]);
    let truth = world.truth_of(EDITED);
    let [version] = &versions(&world)[..] else {
        panic!("one version");
    };
    assert_eq!(version.lead.as_ref(), Some(&truth.lead));
    assert_eq!(version.fields["lead"].origin, Origin::Rest);
    assert_eq!(version.title.as_deref(), Some("Bến Lau đón tàu chạy điện"));
    let gap = version.gaps.iter().find(|gap| gap.field == "title");
    let gap = &gap.expect("the two headlines differ").reason;
    assert!(gap.contains(&truth.title), "{gap}");
    let source_metadata = &version.provenance.pages[0].source_metadata;
    assert_eq!(source_metadata.title.as_ref(), Some(&truth.title));

    let asked = world.asked();
    let posts = asked.iter().filter(|(path, _)| path.starts_with(POSTS));
    assert_eq!(posts.map(|(_, times)| times).sum::<usize>(), 1);
    world.run(&["verify", "--deep"]).exits(0, &[]);
    world.run(&["reextract", "--dry-run"]).exits(0, &[]);
    let rows = dump(&world.archive());
    world.run(&["reindex"]).exits(0, &["0 damaged"]);
    assert_eq!(dump(&world.archive()), rows);
}

#[test]
fn what_rest_says_only_later_is_no_edit() {
    let mut world = world();
    // Whoever else tells of leads.
    for source in ["lists", "feeds"] {
        world.set("discover", source, false);
    }
    world.portal.fault(POSTS, InjectedFault::Status(401), 1);
    world.run(&["crawl"]).exits(0, &[]);
    assert_eq!(versions(&world)[0].lead, None);
    world.run(&["crawl", "--full"]).exits(0, &[]);
    let [_, later] = &versions(&world)[..] else {
        panic!("what is known now is kept");
    };
    assert_eq!(later.lead, Some(world.truth_of(EDITED).lead));
    assert_eq!(world.changes_of(&later.provenance.run), []);
}

/// Archives from when less was asked know the collection by other addresses.
#[test]
fn an_older_archive_asks_for_more_and_not_for_less_too() {
    let world = world();
    world.run(&["crawl"]).exits(0, &[]);
    let archive = world.archive();
    for path in std::fs::read_dir(archive.join("runs")).unwrap() {
        let path = path.unwrap().path();
        if path.extension().is_some_and(|it| it == "jsonl") {
            let journal = std::fs::read_to_string(&path).unwrap();
            std::fs::write(&path, journal.replace(",title,excerpt", "")).unwrap();
        }
    }
    std::fs::remove_file(archive.join("catalog.sqlite")).unwrap();
    world.run(&["reindex"]).exits(0, &["0 damaged"]);
    for args in [&["crawl"][..], &["crawl", "--full"]] {
        let seen = world.portal.requests().len();
        world.run(args).exits(0, &[]);
        let asked = world.requests_after(seen);
        let posts: Vec<_> = asked
            .iter()
            .filter(|it| it.path.starts_with(POSTS))
            .collect();
        assert!(!posts.is_empty());
        for it in posts {
            assert!(it.path.contains(",title,excerpt"), "{}", it.path);
        }
    }
}

/// A page that says nothing before a script runs, and one that is empty.
const SHELL: &str = "<!doctype html><html lang=\"vi\"><head><title>Cổng</title></head><body>\
    <div id=\"root\"></div><script src=\"/app.js\"></script></body></html>";
const EMPTY: &str = "<!doctype html><html lang=\"vi\"><head><title>Cổng</title></head><body>\
    <header>Cổng thông tin</header><footer>Bản quyền</footer></body></html>";

#[test]
fn where_the_page_gives_nothing_rest_does_as_evidence() {
    for page in [SHELL, EMPTY] {
        let mut world = World::new();
        world.without_layouts();
        let path = format!("/{EDITED}.html");
        world
            .portal
            .fault(&path, InjectedFault::Html(page.to_owned()), usize::MAX);
        world.run(&["crawl"]).exits(0, &[]);
        let truth = world.truth_of(EDITED);
        let [version] = &versions(&world)[..] else {
            panic!("one version");
        };
        assert_eq!(version.title.as_ref(), Some(&truth.title));
        assert_eq!(
            version.published_at.map(|it| it.to_rfc3339()),
            Some(truth.published_at.to_rfc3339())
        );
        let said: Vec<&str> = version.body.iter().map(|it| it.text.as_str()).collect();
        for block in &truth.body {
            assert!(
                said.contains(&block.text.as_str()),
                "{} in {said:?}",
                block.text
            );
        }
        for field in ["title", "body", "published_at"] {
            assert_eq!(version.fields[field].origin, Origin::Rest, "{field}");
        }
        let gap = version.gaps.iter().find(|gap| gap.field == "body");
        assert!(gap.expect("it is told").reason.contains("REST does"));
        let pages = &version.provenance.pages;
        assert_eq!(pages.len(), 2, "both are cited");
        assert!(pages[1].url.contains("/wp/v2/posts/"), "{}", pages[1].url);
        world.run(&["verify", "--deep"]).exits(0, &[]);
        world.run(&["reextract", "--dry-run"]).exits(0, &[]);
        let rows = dump(&world.archive());
        world.run(&["reindex"]).exits(0, &["0 damaged"]);
        assert_eq!(dump(&world.archive()), rows);
        world
            .run(&["crawl", "--full"])
            .exits(0, &["0 new · 0 changed"]);
    }
}

#[test]
fn where_rest_gives_nothing_either_the_page_is_no_article() {
    for fault in [
        InjectedFault::Status(401),
        InjectedFault::Status(404),
        InjectedFault::Html("<p>".to_owned()),
    ] {
        let mut world = World::new();
        world.without_layouts();
        let path = format!("/{EDITED}.html");
        world
            .portal
            .fault(&path, InjectedFault::Html(SHELL.to_owned()), usize::MAX);
        let content = format!("{POSTS}/{}", world.truth_of(EDITED).post_id);
        world.portal.fault(&content, fault.clone(), usize::MAX);
        world.run(&["crawl"]);
        assert!(versions(&world).is_empty(), "{fault:?}: an empty article");
        let missed = world.run(&["--json", "completeness"]).json();
        let reason = missed
            .iter()
            .find(|it| it["url"].as_str().is_some_and(|it| it.ends_with(&path)));
        let reason = reason.unwrap_or_else(|| panic!("{fault:?}: {missed:?}"));
        let cause = reason["reason"].as_str();
        assert!(
            matches!(cause, Some("empty" | "part_kept")),
            "{fault:?}: {reason}"
        );
    }
}
