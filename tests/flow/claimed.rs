//! Pages that name as their own an address which was never read: the article is found by it, and
//! what is withheld stays so.

use crate::import::{TEXT, article, import, on};
use crate::import_foreign::{DAY, LATER, http, is_whole, lines, record};
use crate::world::World;

/// A capture of `/{name}.html` whose page names another address.
fn naming(world: &World, id: &str, (name, date): (&str, &str), other: &str) -> String {
    let link = format!("<link rel=\"canonical\" href=\"{other}\">");
    let html = article(name, TEXT).replace("<title>", &format!("{link}<title>"));
    record("response", &lines(world, id, name, date), &http(&html))
}

#[test]
fn an_article_is_found_by_the_address_that_its_page_names() {
    let world = World::new();
    let (other, asked) = (world.url("/mot.html"), world.url("/mot-fb.html"));
    let one = naming(&world, "a", ("mot-fb", DAY), &other);
    let two = naming(&world, "b", ("mot-fb", LATER), &other);
    let fragment = naming(&world, "a", ("mot-fb", DAY), &format!("{other}#dau"));
    for (case, file) in [
        ("one look (fault-14)", one.clone()),
        ("two looks", format!("{one}{two}")),
        ("with a fragment", fragment),
    ] {
        let archive = is_whole(&world, case, &[("a.warc", file.into())], 0, &["1 new"]);
        for _ in ["as it was made", "as it is made again"] {
            for command in ["show", "why", "history", "replay"] {
                let answer = on(&world, &archive, &[command, &other]);
                answer.exits(0, &["no article was read at this address", &asked]);
                let own = on(&world, &archive, &[command, &asked]);
                assert_eq!(answer.out, own.out, "{case}: {command}");
                assert!(!own.err.contains("no article"), "{case}: {command}");
            }
            on(&world, &archive, &["reindex"]).exits(0, &["0 damaged"]);
        }
    }
}

#[test]
fn an_address_that_is_another_s_or_that_several_pages_name_is_not_mistaken() {
    let world = World::new();
    let other = world.url("/hai.html");
    let one = naming(&world, "a", ("mot", DAY), &other);
    let own = record(
        "response",
        &lines(&world, "b", "hai", DAY),
        &http(&article(
            "Bài hai",
            "Hôm qua, xã Gò mở lớp bơi miễn phí cho trẻ em ven sông.",
        )),
    );
    let three = naming(&world, "c", ("ba", DAY), &other);
    let held = format!("{one}{own}").into_bytes();
    let held = is_whole(&world, "held", &[("a.warc", held)], 0, &["2 new"]);
    let shown = on(&world, &held, &["show", &other]);
    shown.exits(0, &[]);
    assert!(shown.out.contains("Bài hai"), "{}", shown.out);
    assert!(!shown.err.contains("no article"), "{}", shown.err);
    let several = format!("{one}{three}").into_bytes();
    let several = is_whole(&world, "several", &[("a.warc", several)], 0, &["2 new"]);
    on(&world, &several, &["show", &other]).exits(2, &["may be", "write more"]);
    on(&world, &several, &["replay", &other]).exits(2, &["never captured"]);
}

#[test]
fn what_is_withheld_is_not_shown_by_the_address_that_its_page_names() {
    let world = World::new();
    let (other, asked) = (world.url("/mot.html"), world.url("/mot-fb.html"));
    let path = world.path("a.warc");
    let file = naming(&world, "a", ("mot-fb", DAY), &other);
    std::fs::write(&path, file).unwrap();
    let archive = world.archive();
    import(&world, &archive, &[], &[&path]).exits(0, &["1 new"]);
    for discovered in [&asked, &other] {
        let takedown =
            format!("[[article]]\nurl = \"{discovered}\"\nreason = \"yêu cầu\"\non = 2026-11-23\n");
        std::fs::write(world.path("withhold.toml"), takedown).unwrap();
        for url in [&asked, &other] {
            let answer = on(&world, &archive, &["replay", url]);
            answer.exits(2, &["it is withheld"]);
            let says_where = answer.err.contains("mot-fb") && url == &other;
            assert!(!says_where, "{discovered}: {}", answer.err);
            let operator = ["replay", "--include-withheld", url];
            on(&world, &archive, &operator).exits(0, &[]);
        }
    }
}
