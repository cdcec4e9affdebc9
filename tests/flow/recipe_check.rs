//! `recipe check` on many pages: what the crawl would store, what looks wrong, and what is no
//! page.

use serde_json::Value;

use crate::world::World;

fn field<'a>(lines: &'a [Value], name: &str) -> &'a Value {
    let found = lines.iter().find(|it| it["field"] == name);
    found.unwrap_or_else(|| panic!("no {name} in {lines:?}"))
}

/// A page in a theme that prints a counter and a menu inside its only element.
fn page(number: usize, views: usize) -> String {
    format!(
        "<!doctype html><html lang=vi><head><title>Phố {number}</title></head><body><main>\
         <h1>Phố Lau số {number} có cầu mới</h1><time datetime=\"2026-04-0{number}T08:00:00+07:00\">\
         0{number}/04/2026</time><p>Sáng nay phố số {number} có cầu mới, người dân hai bờ đi lại \
         thuận tiện hơn nhiều so với trước kia, không còn phải chờ đò.</p>\
         <p>Công trình dài 12{number} m, do nhân dân trong phường cùng góp sức làm nên.</p>\
         <p>QR CODE</p></main><p class=tg>Minh Trang - {views} lượt xem</p></body></html>"
    )
}

fn portal() -> World {
    portal_without_dates_on(0)
}

fn portal_without_dates_on(undated: usize) -> World {
    let mut world = World::of(&[]);
    let pages = (1..6).map(|it| {
        let mut page = page(it, 1200 + it);
        if it <= undated {
            let (from, to) = (page.find("<time").unwrap(), page.find("</time>").unwrap());
            page.replace_range(from..to + "</time>".len(), "");
        }
        (format!("/n/pho-{it}.html"), page)
    });
    let pages: Vec<(String, String)> = pages.collect();
    let links: Vec<String> = pages
        .iter()
        .map(|(path, _)| format!("<a href=\"{path}\">{path}</a> "))
        .collect();
    let links = links.concat();
    let home = format!("<!doctype html><html><body><h1>Cổng</h1>{links}</body></html>");
    let mut all: Vec<(&str, String)> = pages
        .iter()
        .map(|(path, it)| (path.as_str(), it.clone()))
        .collect();
    all.push(("/", home));
    world.serve(&all);
    let layout = "name = \"moi\"\nmatches = [\"main\"]\ntitle = [\"h1\"]\nbody = [\"main\"]\n\
                  date = [\"time\"]\nauthor = [\".tg\"]\n";
    world.set_layouts(&[layout.parse().unwrap()]);
    world
}

#[test]
fn the_furniture_and_counter_a_crawl_would_store_are_named_before_it_does() {
    let world = portal();
    let asked = world.run(&["--json", "recipe", "check", "--sample", "5"]);
    asked.exits(0, &[]);
    let lines = asked.json();
    assert_eq!(lines.len(), 11, "a line a field");
    assert_eq!(field(&lines, "title")["found"], 5);
    assert_eq!(field(&lines, "title")["different"], 5);
    assert_eq!(field(&lines, "date")["origins"][0]["selector"], "time");
    let warned = |name: &str, kind: &str| {
        let warnings = field(&lines, name)["warnings"].as_array().unwrap();
        let found = warnings.iter().find(|it| it["kind"] == kind);
        found.map(|it| it["line"].as_str().unwrap().to_owned())
    };
    assert_eq!(warned("body", "furniture").as_deref(), Some("QR CODE"));
    let counter = warned("author", "counter").unwrap();
    assert!(counter.ends_with("lượt xem"), "{counter}");
    assert_eq!(warned("title", "furniture"), None);
    assert!(!world.archive().exists());

    let text = world.run(&["recipe", "check", "--sample", "5"]);
    for part in [
        "found 5/5 · 5 different values",
        "selector h1",
        "! many articles",
        "counter",
    ] {
        assert!(text.out.contains(part), "`{part}` in {}", text.out);
    }
    assert!(!text.out.contains("0 ×"), "{}", text.out);
}

#[test]
fn what_is_held_is_read_and_no_address_asked() {
    let world = portal();
    world.run(&["crawl"]).exits(0, &[]);
    let asked = world.portal.requests().len();
    let site = world.config().sites[0].name.clone();
    let lines = world.run(&["--json", "recipe", "check", &site]).json();
    assert_eq!(field(&lines, "title")["pages"], 5);
    assert_eq!(world.portal.requests().len(), asked);
}

#[test]
fn an_answer_that_is_no_page_is_named_with_its_status() {
    let world = portal();
    let good = world.url("/n/pho-1.html");
    let gone = world.url("/n/khong-co.html");
    let pdf = world.path("van-ban.pdf");
    std::fs::write(&pdf, b"%PDF-1.7 \x00\x01").unwrap();
    let pdf = pdf.to_str().unwrap();
    for (pages, code, words) in [
        (&[gone.as_str()][..], 2, "404"),
        (&[pdf], 2, "no HTML"),
        (&[good.as_str(), gone.as_str()], 1, "404"),
        (&[gone.as_str(), pdf], 2, "404"),
    ] {
        let args = [&["recipe", "check"], pages].concat();
        let ended = world.run(&args);
        assert_eq!(
            ended.code,
            Some(code),
            "{pages:?}\n{}\n{}",
            ended.out,
            ended.err
        );
        let said = format!("{}{}", ended.out, ended.err);
        assert!(said.contains(words) && said.contains("no page"), "{said}");
    }
}

#[test]
fn a_field_that_every_article_has_and_a_tenth_lacks_ends_with_one() {
    for (undated, code) in [(0, 0), (1, 1), (5, 1)] {
        let world = portal_without_dates_on(undated);
        let ended = world.run(&["recipe", "check", "--sample", "5"]);
        assert_eq!(
            ended.code,
            Some(code),
            "{undated}\n{}\n{}",
            ended.out,
            ended.err
        );
        let told = format!("found {}/5", 5 - undated);
        assert!(ended.out.contains(&told), "{}", ended.out);
    }
}
