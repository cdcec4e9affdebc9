//! The order of what is found.

use chrono::{DateTime, Utc};
use hpnews::search::{MANY, SortOrder};

use crate::scene::{Says, Scene, question, says};

fn dated(title: &'static str, body: &'static [&'static str], published: &'static str) -> Says {
    Says {
        published: Some(published),
        ..says(title, body)
    }
}

#[test]
fn relevance_date_and_title() {
    let scene = Scene::of(&[
        dated(
            "Đồ Sơn đón khách",
            &["Có cảng."],
            "2020-01-01T08:00:00+07:00",
        ),
        dated(
            "Cảng biển",
            &["Cảng, cảng và cảng."],
            "2015-01-01T08:00:00+07:00",
        ),
        dated("Đa Phúc", &["Xa cảng."], "2022-01-01"),
        dated("Dương Kinh", &["Gần cảng."], "2021-01-01T08:00:00+07:00"),
    ]);
    let order = |order| {
        let mut question = question("cảng");
        question.order = order;
        scene.numbers(&question)
    };
    assert_eq!(order(SortOrder::Rank)[0], 2, "the headline counts");
    assert_eq!(order(SortOrder::Date), [3, 4, 1, 2]);
    assert_eq!(order(SortOrder::Title), [2, 4, 3, 1]);
    let mut two = question("cảng");
    two.order = SortOrder::Date;
    two.limit = Some(2);
    assert_eq!(scene.numbers(&two), [3, 4]);
}

#[test]
fn with_recent_a_new_article_comes_before_an_old_one_that_says_the_same() {
    let body: &[&str] = &["Bến cảng mở cửa."];
    let scene = Scene::of(&[
        dated("Tin cảng", body, "2024-01-01T08:00:00+07:00"),
        dated("Tin cảng cảng", body, "2005-01-01T08:00:00+07:00"),
    ]);
    let now: DateTime<Utc> = "2024-02-01T00:00:00Z".parse().unwrap();
    let mut question = question("cảng");
    assert_eq!(scene.numbers(&question), [2, 1]);
    question.order = SortOrder::Recent(now);
    assert_eq!(scene.numbers(&question), [1, 2]);
}

#[test]
fn the_best_of_a_great_many_have_the_words_in_the_headline_and_then_are_the_newest() {
    // Titles and texts that nobody but the test keeps: leaked on purpose.
    let text = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let articles: Vec<Says> = (0..MANY + 6_000)
        .map(|n| Says {
            title: if n == 7_000 {
                "Hải Phòng hôm nay"
            } else {
                text(format!("Tin số {n}"))
            },
            published: Some(text(format!(
                "20{:02}-01-01T00:{:02}:00+07:00",
                10 + n / 1000,
                n % 60
            ))),
            ..says("", &["Thành phố Hải Phòng."])
        })
        .collect();
    let scene = Scene::of(&articles);
    let mut question = question("hải phòng");
    question.limit = Some(3);
    let (answer, _) = scene.ask(&question);
    assert!(answer.unranked && answer.found > MANY, "{}", answer.found);
    assert_eq!(
        answer.hits[0].snapshot.title.as_deref(),
        Some("Hải Phòng hôm nay")
    );
    assert_eq!(answer.hits[0].score, None);
    let years: Vec<String> = answer.hits[1..]
        .iter()
        .map(|hit| {
            hit.snapshot
                .published_at
                .unwrap()
                .format("%Y %M")
                .to_string()
        })
        .collect();
    assert_eq!(years, ["2017 59", "2017 59"]);
    question.limit = None;
    let (answer, _) = scene.ask(&question);
    assert_eq!((answer.hits.len(), answer.more), (MANY + 6_000, false));
    question.order = SortOrder::Date;
    question.limit = Some(1);
    let (answer, _) = scene.ask(&question);
    let newest = answer.hits[0].snapshot.published_at.unwrap();
    assert_eq!(newest.format("%Y %M").to_string(), "2017 59");
}
