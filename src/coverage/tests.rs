//! Tables: what is counted, what looks wrong, and what is a fall.

use chrono::NaiveDate;

use super::*;
use crate::record::{Article, Block, BlockKind, Image, SourceMetadata};

fn article(number: usize, body: &[&str]) -> Article {
    let block = |text: &&str| Block {
        kind: BlockKind::Paragraph,
        text: (*text).to_owned(),
    };
    Article {
        title: Some(format!("Cầu Bến Lau thông xe, nhịp {number}")),
        published_date: NaiveDate::from_ymd_opt(2026, 4, 5),
        body: body.iter().map(block).collect(),
        ..Article::default()
    }
}

fn checks(articles: &[Article], hint: &SourceMetadata, missed: usize) -> Vec<FieldCheck> {
    let read = |stored| CheckedPage {
        stored,
        printed: stored,
        source_metadata: hint,
    };
    check(&articles.iter().map(read).collect::<Vec<_>>(), missed, &[])
}

fn of(field: ArticleField, checks: &[FieldCheck]) -> &FieldCheck {
    checks.iter().find(|it| it.field == field).unwrap()
}

#[test]
fn a_field_is_counted_on_all_pages_and_missing_on_more_than_a_tenth_is_short() {
    let mut articles: Vec<Article> = (0..20).map(|it| article(it, &["Sáng nay."])).collect();
    for (without, missed, short) in [(0, 0, false), (2, 0, false), (3, 0, true), (0, 3, true)] {
        for it in &mut articles {
            it.published_date = NaiveDate::from_ymd_opt(2026, 4, 5);
        }
        for it in articles.iter_mut().take(without) {
            it.published_date = None;
        }
        let found = checks(&articles, &SourceMetadata::default(), missed);
        let date = of(ArticleField::Date, &found);
        assert_eq!(date.found, 20 - without);
        assert_eq!(date.pages, 20 + missed);
        assert_eq!(date.is_short(), short, "{without} {missed}");
        assert_eq!(of(ArticleField::Title, &found).different, 20);
        assert_eq!(of(ArticleField::Title, &found).examples.len(), 3);
    }
}

#[test]
fn furniture_and_counters_of_a_body_are_warned_of_and_its_own_lines_are_not() {
    let numbered: Vec<String> = (0..4).map(|it| format!("Lượt xem: 1.20{it}")).collect();
    let own: Vec<String> = (0..4).map(|it| format!("Nhịp {it} dài 120 m.")).collect();
    let bodies = |more: &'static str| -> Vec<Article> {
        let all = own.iter().enumerate();
        all.map(|(at, line)| article(at, &[line, more])).collect()
    };
    let counted = |at: usize| article(at, &[&own[at], &numbered[at]]);
    for (articles, furniture, counter) in [
        (bodies("QR CODE"), Some("QR CODE"), None),
        (bodies("In trang"), Some("In trang"), None),
        ((0..4).map(counted).collect(), None, Some("Lượt xem: 1.200")),
        (
            (0..4).map(|it| article(it, &[&own[it]])).collect(),
            None,
            None,
        ),
    ] {
        let found = checks(&articles, &SourceMetadata::default(), 0);
        let said = &of(ArticleField::Body, &found).warnings;
        let line = |wanted: fn(&Warning) -> Option<&String>| said.iter().find_map(wanted);
        let shared = line(|it| match it {
            Warning::Furniture { line, .. } => Some(line),
            _ => None,
        });
        let ticking = line(|it| match it {
            Warning::Counter { line, .. } => Some(line),
            _ => None,
        });
        assert_eq!(shared.map(String::as_str), furniture);
        assert_eq!(ticking.map(String::as_str), counter);
    }
}

#[test]
fn a_number_that_ticks_between_two_looks_is_a_counter_and_a_new_figure_in_a_sentence_is_not() {
    for (was, is, ticks) in [
        ("👁 1.204", "👁 1.311", true),
        ("Đọc 12", "Đọc 14", true),
        ("Đọc 12", "Đọc 12", false),
        (
            "Bão làm đổ 12 cây trên các tuyến đường ven sông Lau đêm qua.",
            "Bão làm đổ 14 cây trên các tuyến đường ven sông Lau đêm qua.",
            false,
        ),
    ] {
        let (was, is) = (article(0, &["Sáng.", was]), article(0, &["Sáng.", is]));
        let read = CheckedPage {
            stored: &is,
            printed: &is,
            source_metadata: &SourceMetadata::default(),
        };
        let found = check(&[read], 0, &[(&was, &is)]);
        let warned = !of(ArticleField::Body, &found).warnings.is_empty();
        assert_eq!(warned, ticks, "{:?}", is.body);
    }
}

#[test]
fn what_rest_says_otherwise_is_told_and_other_marks_are_not() {
    let hint = |title: &str| SourceMetadata {
        title: Some(title.to_owned()),
        ..SourceMetadata::default()
    };
    for (told, otherwise) in [
        ("CẦU BẾN LAU – thông xe, nhịp 0", false),
        ("Cầu Bến Lau ngừng thi công", true),
        ("Tin nổi bật", true),
    ] {
        let found = checks(&[article(0, &["Sáng."])], &hint(told), 0);
        let warned = !of(ArticleField::Title, &found).warnings.is_empty();
        assert_eq!(warned, otherwise, "{told}");
    }
}

#[test]
fn one_value_on_all_pages_is_warned_of() {
    let mut articles: Vec<Article> = (0..3).map(|it| article(it, &["Sáng."])).collect();
    for it in &mut articles {
        it.author = Some("Cổng thông tin".to_owned());
    }
    let found = checks(&articles, &SourceMetadata::default(), 0);
    assert_eq!(of(ArticleField::Author, &found).warnings, [Warning::Same]);
    assert_eq!(of(ArticleField::Title, &found).warnings, []);
}

#[test]
fn a_share_falls_only_where_chance_does_not_explain_it() {
    let run = |articles: u64, leads: u64| {
        let mut run = RunCoverage::default();
        let mut with = article(0, &["Sáng."]);
        run.add(ArticleField::held(&with), articles - leads);
        with.lead = Some("Sapo.".to_owned());
        with.images.push(Image {
            caption: Some("Ảnh".to_owned()),
            ..Image::default()
        });
        run.add(ArticleField::held(&with), leads);
        run
    };
    let usual = [run(100, 90), run(40, 37), run(3, 0)];
    for (now, fell) in [
        (run(100, 88), false),
        (run(100, 40), true),
        (run(12, 4), true),
        (run(12, 9), false),
        (run(4, 0), false),
        (run(0, 0), false),
    ] {
        let told = held_against("tp", &now, &usual);
        let fallen: Vec<&str> = told.fallen().map(|it| it.field.name()).collect();
        let want: &[&str] = if fell { &["lead", "caption"] } else { &[] };
        assert_eq!(fallen, want, "{now:?}");
    }
    let first = held_against("tp", &run(50, 1), &[]);
    assert_eq!(first.fallen().count(), 0, "nothing is usual yet");
    assert_eq!(first.fields[0].usual, None);
}
