//! Figures of archives made by hand.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::*;
use crate::record::{CHANGE_SCHEMA, Change};
use crate::report::Language;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day of a test")
}

fn entry<'a>(
    id: &'a str,
    published: Option<NaiveDate>,
    sections: &'a [String],
) -> ArticleEntry<'a> {
    ArticleEntry {
        article_id: id,
        site: "thanhpho",
        published,
        sections,
        author: None,
        versions: 1,
        looks: 2,
        article_status: ArticleStatus::Live,
    }
}

fn change(id: &str, kind: ChangeKind) -> Change {
    let at = "2026-11-23T01:10:00+07:00".parse().expect("a time");
    Change {
        schema: CHANGE_SCHEMA.to_owned(),
        id: String::new(),
        run: "20261122T180000Z".to_owned(),
        at,
        last_seen_before: None,
        site: "thanhpho".to_owned(),
        article_id: id.to_owned(),
        url: "https://a.vn/".to_owned(),
        previous_url: None,
        title: None,
        categories: Vec::new(),
        kind,
        kinds: vec![kind],
        fields: Vec::new(),
        announced: None,
        backdated: false,
        figures: Vec::new(),
        files: Vec::new(),
        before: None,
        after: None,
        repeats: None,
        reason: None,
    }
}

/// As many articles each week as said, from a Monday on.
fn weekly(counts: &[u64]) -> BTreeMap<NaiveDate, u64> {
    let first = day("2023-01-02");
    let weeks = counts.iter().zip((0_u64..).step_by(7));
    weeks
        .filter(|(count, _)| **count > 0)
        .map(|(count, days)| (first + Days::new(days), *count))
        .collect()
}

fn thin_of(counts: &[u64]) -> Vec<(String, u64, u64)> {
    let days = weekly(counts);
    let until = day("2023-01-02") + Days::new(7 * counts.len() as u64 - 1);
    let found = thin::thin("thanhpho", &days, &BTreeMap::new(), Some(until));
    found
        .into_iter()
        .map(|it| (format!("{} {}", it.from, it.to), it.articles, it.usual))
        .collect()
}

#[test]
fn rates_are_of_those_that_were_looked_at_twice() {
    let sections = vec![
        "Kinh tế".to_owned(),
        "Cảng".to_owned(),
        "Kinh tế".to_owned(),
    ];
    let mut tally = FigureTally::default();
    tally.change(&change("a", ChangeKind::Number));
    tally.change(&change("a", ChangeKind::Typo));
    tally.change(&change("b", ChangeKind::Typographic));
    tally.change(&change("c", ChangeKind::Removed));
    tally.change(&change("not counted", ChangeKind::Body));
    let published = Some(day("2023-04-05"));
    tally.article(&entry("a", published, &sections));
    tally.article(&ArticleEntry {
        author: Some("Hải Yến"),
        ..entry("b", published, &sections[..1])
    });
    tally.article(&ArticleEntry {
        article_status: ArticleStatus::Removed,
        ..entry("c", Some(day("2023-06-30")), &[])
    });
    tally.article(&ArticleEntry {
        looks: 1,
        ..entry("d", None, &[])
    });
    let figures = tally.figures(None, &BTreeMap::new());
    let ArticleShare {
        articles,
        watched,
        edited,
        substantive,
        removed,
        ..
    } = figures.total;
    assert_eq!(
        [articles, watched, edited, substantive, removed],
        [4, 3, 2, 1, 1]
    );
    assert_eq!(figures.total.removal_rate(), Some(25.0));
    assert_eq!(
        [figures.undated, figures.unsectioned, figures.unsigned],
        [1, 2, 3]
    );
    let sections: Vec<(&str, u64)> = figures
        .sections
        .iter()
        .map(|it| (it.name.as_str(), it.share.articles))
        .collect();
    assert_eq!(
        sections,
        [("Kinh tế", 2), ("Cảng", 1)],
        "twice named is one section"
    );
    assert_eq!(figures.unit, PeriodUnit::Day, "86 days");
    assert_eq!(
        figures.periods.len(),
        87,
        "days without an article are told too"
    );
    let kinds: Vec<ChangeKind> = figures.kinds.iter().map(|it| it.0).collect();
    assert_eq!(
        kinds,
        [
            ChangeKind::Removed,
            ChangeKind::Number,
            ChangeKind::Typo,
            ChangeKind::Typographic
        ]
    );
    assert_eq!(ArticleShare::default().edit_rate(), None);
}

#[test]
fn one_impossible_date_brings_no_thousand_periods() {
    let mut tally = FigureTally::default();
    tally.article(&entry("a", Some(day("1900-01-01")), &[]));
    tally.article(&entry("b", Some(day("2023-04-05")), &[]));
    let until = BTreeMap::from([("thanhpho".to_owned(), day("2026-11-23"))]);
    let figures = tally.figures(Some(PeriodUnit::Day), &until);
    assert_eq!(figures.periods.len(), 2);
    assert!(figures.thin.is_empty(), "{:?}", figures.thin);
}

#[test]
fn periods_are_named_by_iso_8601_and_follow_each_other() {
    for (unit, of, name, next, last) in [
        (
            PeriodUnit::Day,
            "2024-02-28",
            "2024-02-28",
            "2024-02-29",
            "2024-02-28",
        ),
        (
            PeriodUnit::Month,
            "2023-12-31",
            "2023-12",
            "2024-01",
            "2023-12-31",
        ),
        (
            PeriodUnit::Month,
            "2024-02-10",
            "2024-02",
            "2024-03",
            "2024-02-29",
        ),
        (PeriodUnit::Year, "2023-04-05", "2023", "2024", "2023-12-31"),
    ] {
        let period = unit.of(day(of));
        assert_eq!(period.to_string(), name);
        assert_eq!(
            period.next().map(|it| it.to_string()).as_deref(),
            Some(next)
        );
        assert_eq!(period.last(), day(last));
    }
}

#[test]
fn a_hole_in_the_weeks_is_found_and_a_portal_that_grows_has_none() {
    let usual = [20, 22, 18, 21, 19, 20, 23, 17, 20, 20, 21, 19, 20];
    let hole = |weeks: &[u64]| [&usual[..], weeks, &usual[..]].concat();
    assert_eq!(
        thin_of(&hole(&[0, 3])),
        [("2023-04-03 2023-04-16".to_owned(), 3, 40)],
        "two weeks in one stretch"
    );
    assert_eq!(thin_of(&hole(&[0; 60])).len(), 1, "a hole of any length");
    assert_eq!(thin_of(&hole(&[9])), [], "chance");
    assert_eq!(thin_of(&[[2_u64; 20], [40; 20]].concat()), [], "grown");
    assert_eq!(thin_of(&[[40_u64; 20], [2; 20]].concat()), [], "shrunk");
    assert_eq!(
        thin_of(&[1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1]),
        [],
        "a quiet portal"
    );
    let ended = [&usual[..], &[0, 0]].concat();
    assert_eq!(thin_of(&ended).len(), 1, "nothing lately");
    assert_eq!(thin_of(&usual), []);
    assert_eq!(thin_of(&[5]), []);
}

#[test]
fn a_thin_stretch_tells_what_was_named_in_it_and_is_not_held() {
    let mut tally = FigureTally::default();
    let names: Vec<String> = (0..500).map(|at| at.to_string()).collect();
    let mut at = 0;
    for (monday, count) in weekly(&[&[20; 13][..], &[0], &[20; 6]].concat()) {
        for _ in 0..count {
            tally.article(&entry(&names[at], Some(monday), &[]));
            at += 1;
        }
    }
    tally.missed("thanhpho", Some(day("2023-04-05")), "http_404");
    tally.missed("thanhpho", Some(day("2023-05-05")), "never_asked");
    tally.missed("thanhpho", None, "http_404");
    let figures = tally.figures(None, &BTreeMap::new());
    let [thin] = &figures.thin[..] else {
        panic!("one stretch: {:?}", figures.thin)
    };
    assert_eq!((thin.from, thin.missed), (day("2023-04-03"), 1));
    assert_eq!(figures.missed.undated, 1);
    assert_eq!(figures.missed.reasons["http_404"], 2);
    let months: Vec<String> = figures
        .missed
        .months
        .keys()
        .map(ToString::to_string)
        .collect();
    assert_eq!(months, ["2023-04", "2023-05"]);
    let piped = text(&figures, &look(None));
    assert!(piped.contains("! 2023-04-03 – 2023-04-09  thanhpho: 0 articles, usually 20; 1 named"));
    assert!(svg(&figures, 5, Language::English).contains("url(#hatch)"));
}

fn look(columns: Option<usize>) -> TextStyle {
    TextStyle {
        columns,
        top: 2,
        language: Language::English,
    }
}

/// Three sections, one of them with a name that wants to be more.
fn hostile() -> Figures {
    let mut tally = FigureTally::default();
    let names = [
        "Chính trị",
        "<script>alert(1)</script>\u{202e}\u{1b}[31m & \"x\"\u{ffff}",
        "Một chuyên mục có tên rất dài, dài hơn mọi cột của bảng",
    ];
    for (at, name) in names.iter().enumerate() {
        for number in 0..=(2 - at) {
            let section = [(*name).to_owned()];
            let id = format!("{at}-{number}");
            tally.article(&entry(&id, Some(day("2023-04-05")), &section));
        }
    }
    tally.figures(Some(PeriodUnit::Month), &BTreeMap::new())
}

#[test]
fn bars_fill_the_terminal_and_leave_a_pipe_alone() {
    let figures = hostile();
    for columns in [20, 48, 60, 80, 200] {
        let shown = text(&figures, &look(Some(columns)));
        let table = shown.lines().skip(3);
        let widest = table.map(|line| line.chars().count()).max().unwrap_or(0);
        assert!(widest <= columns.clamp(46, 127), "{columns}: {shown}");
        assert_eq!(shown.contains('█'), columns >= 48, "{columns}: {shown}");
        assert!(!shown.contains(['\u{1b}', '\u{202e}']), "{shown}");
        assert!(shown.contains("… 1 more: --top 3"), "{shown}");
    }
    let piped = text(&figures, &look(None));
    assert!(!piped.contains(['█', '▏', '▌']), "{piped}");
    assert!(piped.contains("2023-04"), "{piped}");
}

#[test]
fn the_picture_has_no_script_and_says_all_in_words() {
    let drawn = svg(&hostile(), 15, Language::Vietnamese);
    let reader = &mut quick_xml::Reader::from_str(&drawn);
    loop {
        match reader.read_event().expect("well-formed XML") {
            quick_xml::events::Event::Eof => break,
            quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                assert_ne!(tag.name().as_ref(), "script");
                for attribute in tag.attributes() {
                    let key = attribute.expect("an attribute").key;
                    assert!(!key.as_ref().starts_with("on"));
                }
            }
            _ => {}
        }
    }
    for word in [
        "<desc id=\"desc\">",
        "2023-04: 6",
        "Chính trị: 3",
        "prefers-color-scheme:dark",
        "lang=\"vi\"",
        "&lt;script&gt;",
    ] {
        assert!(drawn.contains(word), "{word}: {drawn}");
    }
    assert!(!drawn.contains(['\u{1b}', '\u{202e}', '\u{ffff}']));
    assert!(!drawn.contains("href"), "nothing from outside");
}

#[test]
fn rows_name_their_kind_and_keep_their_counts() {
    let rows = rows(&hostile());
    let kinds: Vec<&str> = rows.iter().filter_map(|row| row["kind"].as_str()).collect();
    assert_eq!(
        kinds,
        ["total", "period", "site", "section", "section", "section"]
    );
    assert_eq!(rows[1]["period"], "2023-04");
    assert_eq!(rows[1]["unit"], "month");
    assert_eq!(rows[3]["name"], "Chính trị");
    assert_eq!(rows[3]["articles"], 3);
}

#[test]
fn an_empty_archive_has_figures_too() {
    let figures = FigureTally::default().figures(None, &BTreeMap::new());
    assert!(text(&figures, &look(Some(80))).starts_with("0 articles"));
    assert!(svg(&figures, 15, Language::English).ends_with("</svg>\n"));
    assert_eq!(rows(&figures).len(), 1);
}
