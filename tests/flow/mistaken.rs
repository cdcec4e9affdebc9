//! A mistake in a site's recipe or globs: what needs no site goes on, what asks or reads one
//! does not, and what is withheld stays so.

use toml::Value;

use crate::world::World;

const SLUG: &str = "cang-nam-trieu-don-tau-chay-dien";

/// Commands that have no need of a site or its recipe.
const ASKING_NOBODY: [&[&str]; 8] = [
    &["status"],
    &["completeness"],
    &["feeds"],
    &["feeds", "--anew"],
    &["notify"],
    &["verify"],
    &["verify", "--deep"],
    &["reindex"],
];

/// Found with new users: one bad selector, and not even `list` ran.
#[test]
fn a_bad_selector_or_glob_keeps_nobody_from_the_archive() {
    let mut world = World::new();
    // Nothing waits for it, so it is not asked.
    world.set("notify", "webhook", "http://127.0.0.1:9/tin");
    world.run(&["crawl"]).exits(0, &[]);
    let it = world.truth_of(SLUG);
    let (url, title, layout) = (it.url.clone(), it.title.clone(), it.layout);
    let id = format!("demo:post-{}", it.post_id);
    let reading: [&[&str]; 6] = [
        &["list"],
        &["show", &id],
        &["history", &id],
        &["replay", &url],
        &["search", &title],
        &["changes"],
    ];
    let said = |world: &World| reading.map(|args| world.run(args).exits(0, &[]).out.clone());
    let sound = said(&world);
    let bad = |text: &str| Value::Array(vec![Value::String(text.to_owned())]);
    for (key, text, words) in [
        ("article", "/tin/[a", ["address.article", "`/tin/[a`"]),
        ("ignore", "góc", ["address.ignore", "begins with `/`"]),
        ("title", "h1[", [".title", "the `[` at character 3"]),
    ] {
        let table = match key {
            "title" => world.layout(layout),
            _ => world.site_table("address"),
        };
        let before = table.insert(key.to_owned(), bad(text));
        for args in [&["list"][..], &["search", &title], &["stats"], &["report"]]
            .into_iter()
            .chain(ASKING_NOBODY.iter().copied())
            .chain([
                &["why", &url][..],
                &["package", &url, "--out", &format!("{key}.wacz")],
            ])
        {
            let ran = world.run(args);
            // The portal names two addresses that it does not have.
            let code = i32::from(args == ["completeness"]);
            ran.exits(code, &["warning: ", "config.toml:", words[0], words[1]]);
            assert_eq!(ran.err.matches("config.toml:").count(), 1, "{}", ran.err);
        }
        for args in [
            &["crawl"][..],
            &["fetch", &url],
            &["reextract"],
            &["nightly"],
        ] {
            world
                .run(args)
                .exits(2, &["config.toml:", words[0], words[1]]);
        }
        if key != "title" {
            let table = world.site_table("address");
            match before {
                Some(before) => table.insert(key.to_owned(), before),
                None => table.remove(key),
            };
        }
    }
    assert_eq!(said(&world), sound);
    world
        .run(&["export", "--out", "dump"])
        .exits(0, &["warning: "]);
    takedowns_hold(&mut world, &url, &title, &id);
}

fn takedowns_hold(world: &mut World, url: &str, title: &str, id: &str) {
    let takedown =
        format!("[[article]]\nurl = \"{url}?utm_source=zalo\"\nreason = \"gỡ\"\non = 2025-06-01\n");
    std::fs::write(world.path("withhold.toml"), takedown).unwrap();
    let args = ["--json", "search", title];
    let held_back = |ran: &str| !ran.contains(id);
    assert!(held_back(&world.run(&args).out));
    world.run(&["replay", url]).exits(2, &[]);
    world.set("export", "withold", "withhold.toml");
    for args in [
        &args[..],
        &["replay", url],
        &["report"],
        &["export", "--out", "khac"],
    ] {
        world.run(args).exits(2, &["did you mean `withhold`?"]);
    }
}
