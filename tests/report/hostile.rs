//! What sites write has no power in any form of a report.

use hpnews::change::Side;
use hpnews::report::{
    Language, NightReport, PlainStyle, ReportedChange, atom, comparison, comparison_beside, html,
    markdown, plain, plan,
};
use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::scene;

fn night() -> NightReport {
    let mut night = scene::night();
    night.items = scene::hostile();
    night.coverage.drift = vec!["<script>trang</script>".to_owned()];
    night.runs = vec!["<script>".to_owned()];
    night
}

fn feed(items: &[ReportedChange]) -> String {
    let ledger: Vec<_> = items.iter().map(|item| item.change.clone()).collect();
    let plan = plan(&ledger, scene::at("2026-11-23T01:00:00+07:00"));
    let own: Vec<_> = plan[0]
        .entries
        .iter()
        .map(|it| items[it.position].clone())
        .collect();
    atom(
        &plan[0],
        &own,
        &scene::publisher(Some("https://kho.example.vn/")),
    )
}

/// Tags and their attributes' names and addresses, of something well formed.
fn tags(xml: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut reader = Reader::from_str(xml);
    let mut found = Vec::new();
    loop {
        match reader.read_event().expect("well formed") {
            Event::Start(tag) | Event::Empty(tag) => {
                let name = tag.name().as_ref().to_owned();
                let attributes = tag
                    .attributes()
                    .map(|it| it.expect("well formed"))
                    .map(|it| {
                        let key = it.key.as_ref().to_owned();
                        (key, it.value.into_owned())
                    })
                    .collect();
                found.push((name, attributes));
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

/// The body of a page, which is XHTML too.
fn body(page: &str) -> &str {
    let from = page.find("<body>").expect("a body");
    let to = page.find("</body>").expect("a body");
    &page[from..to + "</body>".len()]
}

#[test]
fn a_page_holds_no_tag_of_a_site_and_leads_to_the_web_only() {
    let items = scene::hostile();
    let pages = [
        html(&night(), Language::Vietnamese),
        comparison(&items[0], Language::English),
        comparison_beside(&items[0], Language::English),
        feed(&items),
    ];
    for page in &pages {
        let markup = if page.starts_with("<?xml") {
            page
        } else {
            body(page)
        };
        for (tag, attributes) in tags(markup) {
            assert!(
                !matches!(tag.as_str(), "script" | "img" | "i" | "b"),
                "{tag}"
            );
            for (name, value) in attributes {
                assert!(!name.starts_with("on"), "{name}={value}");
                if name == "href" {
                    let good = ["http://", "https://", "#"]
                        .iter()
                        .any(|it| value.starts_with(it));
                    assert!(good, "{value}");
                }
            }
        }
        assert!(
            !page.contains(['\u{202e}', '\u{0}', '\u{1b}']),
            "a character with power"
        );
        assert!(
            page.contains("⟨U+202E⟩") || page.contains("onmouseover"),
            "it is named instead"
        );
    }
    assert!(pages[0].len() < 200_000, "{} bytes", pages[0].len());
}

#[test]
fn markdown_of_a_site_is_text() {
    let text = markdown(&night(), Language::Vietnamese);
    assert!(!text.replace("\\]", "").contains("](javascript"), "{text}");
    assert!(!text.replace("\\<", "").contains("<script"), "{text}");
    assert!(!text.contains('\u{202e}'), "a line turned around");
    assert!(text.contains("\\<script\\>"), "{text}");
}

#[test]
fn a_terminal_is_not_moved() {
    for item in scene::hostile() {
        let look = PlainStyle {
            colour: false,
            columns: 100,
            side_by_side: false,
            language: Language::English,
        };
        let text = plain(&item, &look);
        assert!(!text.contains(['\u{1b}', '\u{202e}', '\0']), "{text}");
    }
}

proptest! {
    #[test]
    fn whatever_a_site_writes_the_feed_and_the_page_are_well_formed(
        title in any::<String>(), gone in any::<String>(), come in any::<String>(), url in any::<String>()
    ) {
        let mut item = scene::items()[0].clone();
        item.change.title = Some(title.clone());
        item.change.url = url;
        item.change.categories = vec![gone.clone()];
        item.change.announced = Some(come.clone());
        if let Some(difference) = &mut item.difference {
            for piece in difference.fields.iter_mut().flat_map(|it| &mut it.pieces) {
                piece.text.clone_from(match piece.side {
                    Side::Same => &title,
                    Side::Removed => &gone,
                    Side::Added => &come,
                });
            }
        }
        let mut night = scene::quiet();
        night.items = vec![item.clone()];
        tags(body(&html(&night, Language::English)));
        tags(&feed(&[item]));
        markdown(&night, Language::English);
    }
}
