//! Which fields a run's articles have, and that a field which falls is told aloud.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use hpnews::coverage::ArticleField;
use hpnews::crawl::RunReport;
use hpnews::store::Archive;

use crate::world::World;

static AHEAD: AtomicI64 = AtomicI64::new(0);

fn clock() -> DateTime<Utc> {
    Utc::now() + TimeDelta::seconds(AHEAD.load(Ordering::SeqCst))
}

/// One article in a theme that may not print a lead or a caption.
fn page(number: usize, without: &str) -> String {
    let lead =
        format!("<p class=sapo>Sapo của bài số {number}: phố Lau có cầu mới từ sáng nay.</p>");
    let caption = format!(
        "<figure><img src=/a{number}.jpg><figcaption>Cầu số {number}</figcaption></figure>"
    );
    let part = |name: &str, html: String| if without == name { String::new() } else { html };
    format!(
        "<!doctype html><html lang=vi><head><title>Phố {number}</title></head><body><main>\
         <h1>Phố Lau số {number} có cầu mới</h1><time datetime=\"2026-04-05T08:00:00+07:00\"></time>\
         {}<div class=body><p>Sáng nay phố số {number} có cầu mới, người dân hai bờ đi lại thuận \
         tiện hơn nhiều so với trước kia, không còn phải chờ đò qua sông nữa.</p>{}</div></main>\
         </body></html>",
        part("lead", lead),
        part("caption", caption)
    )
}

/// Serves articles from one number to another.
fn serve(world: &World, whole: usize, poorer: std::ops::Range<usize>, without: &str) {
    let mut pages: Vec<(String, String)> = Vec::new();
    for number in 0..poorer.end {
        let without = if number < whole { "" } else { without };
        pages.push((format!("/n/pho-{number}.html"), page(number, without)));
    }
    let links: Vec<String> = pages
        .iter()
        .map(|(path, _)| format!("<a href={path}>x</a>"))
        .collect();
    pages.push((
        "/".to_owned(),
        format!("<html><body>{}</body></html>", links.concat()),
    ));
    let pages: Vec<(&str, String)> = pages
        .iter()
        .map(|(path, it)| (path.as_str(), it.clone()))
        .collect();
    world.serve(&pages);
}

fn world() -> World {
    let mut world = World::of(&[]);
    let layout = "name = \"moi\"\nmatches = [\"main\"]\ntitle = [\"h1\"]\nbody = [\".body\"]\n\
                  lead = [\".sapo\"]\ncaption = [\"figcaption\"]\ndate = [\"time\"]\n";
    world.set_layouts(&[layout.parse().unwrap()]);
    // What rests is not asked: the new articles are a night of their own.
    world.set("revisit", "budget", "0 requests/night");
    world
}

fn fallen(report: &RunReport) -> Vec<&'static str> {
    let all = report
        .fields
        .iter()
        .flat_map(hpnews::coverage::SiteCoverage::fallen);
    all.map(|it| it.field.name()).collect()
}

#[test]
fn a_field_that_new_articles_lack_is_told_and_a_few_articles_prove_nothing() {
    for (without, new, want) in [
        ("lead", 8, &["lead"][..]),
        ("caption", 8, &["caption"]),
        ("lead", 2, &[]),
        ("", 8, &[]),
    ] {
        let world = world();
        serve(&world, 12, 0..12, "");
        let first = world.night(clock).unwrap();
        assert_eq!(fallen(&first), Vec::<&str>::new());
        let title = first.fields[0]
            .fields
            .iter()
            .find(|it| it.field == ArticleField::Title)
            .unwrap();
        assert_eq!((title.found, title.usual), (12, None));

        AHEAD.fetch_add(86_400, Ordering::SeqCst);
        serve(&world, 12, 12..12 + new, without);
        let second = world.night(clock).unwrap();
        assert_eq!(second.fields[0].articles, new as u64, "{without}");
        assert_eq!(fallen(&second), want, "{without} {new}");

        let said = world.run(&["status"]).out;
        assert_eq!(said.contains("!!"), !want.is_empty(), "{said}");
        assert!(said.contains("Fields"), "{said}");
        let summary = Archive::open_for_reading(&world.archive()).unwrap();
        let written = summary.read_summary(&second.run).unwrap().unwrap();
        let told = serde_json::to_value(&second.fields).unwrap();
        assert_eq!(written["fields"], told);
        drop(summary);
        world.run(&["reindex"]).exits(0, &[]);
        let reader = Archive::open_for_reading(&world.archive()).unwrap();
        assert_eq!(
            reader.observations().field_coverage(&second.run).unwrap(),
            second.fields
        );
        let night = world.run(&["report", "--format", "md"]).out;
        assert_eq!(night.contains("usually 100 %"), !want.is_empty(), "{night}");
    }
}
