//! The reading commands on an archive that a crawl has made.

use serde_json::Value;

use crate::world::World;

const SLUG: &str = "cang-nam-trieu-don-tau-chay-dien";

/// A world that was crawled once.
fn crawled() -> World {
    let world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    world
}

fn objects(world: &World, args: &[&str]) -> Vec<Value> {
    let args = [&["--json"], args].concat();
    world.run(&args).exits(0, &[]).json()
}

#[test]
fn list_show_and_status_tell_what_is_there_as_text_and_as_json() {
    let world = crawled();
    let truth = world.portal.truth();
    let rows = objects(&world, &["list"]);
    let urls: Vec<&str> = rows.iter().filter_map(|row| row["url"].as_str()).collect();
    let want: Vec<&str> = truth.iter().map(|it| it.url.as_str()).collect();
    let (mut sorted, mut known) = (urls.clone(), want.clone());
    sorted.sort_unstable();
    known.sort_unstable();
    assert_eq!(sorted, known);
    assert_eq!(urls[0], want[0], "newest first");
    for row in &rows {
        let file = row["file"].as_str().unwrap();
        assert!(world.archive().join(file).is_file(), "{file}");
    }
    let text = world.run(&["list", "--limit", "2"]);
    assert_eq!(text.out.lines().count(), 2);
    assert!(text.out.contains(&truth[0].title), "{}", text.out);
    let section = ["list", "--section", "Kinh tế", "--since", "2025-05-27"];
    let some = objects(&world, &section);
    assert_eq!(some.len(), 1);
    assert_eq!(some[0]["url"], world.truth_of(SLUG).url);

    let it = world.truth_of(SLUG);
    let id = format!("demo:post-{}", it.post_id);
    for name in [it.url.as_str(), &id] {
        let shown = objects(&world, &["show", name]);
        assert_eq!(shown[0]["article_id"], id, "by {name}");
        assert_eq!(shown[0]["title"], it.title);
        let text = world.run(&["show", name]);
        text.exits(0, &[]);
        assert!(text.out.contains(&it.url), "{}", text.out);
    }
    let several = world.run(&["show", "demo:post-41"]);
    several.exits(2, &["may be", &id]);
    world
        .run(&["show", "demo:post-9"])
        .exits(2, &["no article"]);

    let status = &objects(&world, &["status"])[0];
    assert_eq!(status["articles"], truth.len());
    assert_eq!(status["snapshots"], truth.len());
    assert_eq!(status["last_run"]["exit"], "complete");
    let text = world.run(&["status"]);
    assert!(text.out.contains("complete"), "{}", text.out);
}

#[test]
fn show_takes_the_beginning_of_an_id_that_no_other_has() {
    let world = World::new();
    world
        .portal
        .edit(|site| site.stories.retain(|it| it.slug == SLUG));
    world.run(&["crawl"]).exits(0, &[]);
    let shown = objects(&world, &["show", "demo:"]);
    assert_eq!(shown[0]["url"], world.truth_of(SLUG).url);
}

#[test]
fn fetch_and_recipe_check_read_one_page_and_store_nothing() {
    let world = World::new();
    let it = world.truth_of(SLUG);
    let fetched = objects(&world, &["fetch", &it.url]);
    assert_eq!(fetched.len(), 1);
    assert_eq!(fetched[0]["title"], it.title);
    assert_eq!(fetched[0]["body"].as_array().unwrap().len(), it.body.len());
    let pretty = world.run(&["fetch", &it.url]);
    let pretty: Value = serde_json::from_str(&pretty.out).unwrap();
    assert_eq!(pretty["lead"], it.lead);
    let home = world.url("/");
    world.run(&["fetch", &home]).exits(1, &["no article"]);
    let gone = world.url("/tin-da-go-bo.html");
    world.run(&["fetch", &gone]).exits(1, &["404"]);

    let checked = world.run(&["recipe", "check", &it.url]);
    checked.exits(0, &[]);
    for word in ["layout moi", "h1.title-detail", &it.title] {
        assert!(checked.out.contains(word), "`{word}`: {}", checked.out);
    }
    let layouts = &objects(&world, &["recipe", "check", &it.url])[0]["layouts"];
    let chosen = |layout: &&Value| layout["chosen"] == true;
    let chosen: Vec<_> = layouts.as_array().unwrap().iter().filter(chosen).collect();
    assert_eq!(chosen.len(), 1);
    assert_eq!(chosen[0]["name"], "moi");
    assert!(!world.archive().exists());
}

#[test]
fn control_characters_of_a_title_never_reach_the_terminal() {
    let world = World::new();
    world.portal.edit(|site| {
        let story = site.story_mut(SLUG).unwrap();
        story.title = "Tin\u{1b}[31m đỏ\u{7}\u{9b}2J \u{202e}ngược".to_owned();
    });
    world.run(&["-v", "crawl"]).exits(0, &[]);
    let it = world.truth_of(SLUG);
    let calm = |c: char| c == '\n' || c == '\t' || !(c.is_control() || c == '\u{202e}');
    let commands: [&[&str]; 9] = [
        &["list"],
        &["show", &it.url],
        &["recipe", "check", &it.url],
        &["--json", "list"],
        &["--json", "show", &it.url],
        &["fetch", &it.url],
        &["--json", "fetch", &it.url],
        &["--json", "recipe", "check", &it.url],
        &["-vv", "crawl", "--full"],
    ];
    for command in commands {
        let ended = world.run(command);
        ended.exits(0, &[]);
        let strange: Vec<char> = ended
            .out
            .chars()
            .chain(ended.err.chars())
            .filter(|c| !calm(*c))
            .collect();
        assert!(strange.is_empty(), "{command:?} printed {strange:?}");
    }
    assert!(world.run(&["list"]).out.contains("đỏ"));
}
