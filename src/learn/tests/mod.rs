//! Small sites in the shapes that portals have, and what is learnt of them.

use chrono_tz::Asia::Ho_Chi_Minh;
use url::Url;

use super::*;
use crate::extract::{Page, PageVerdict, extract};
use crate::record::{Article, SourceMetadata};

mod redesigned;
mod shapes;
mod sound;

fn sample(path: &str, html: String) -> Sample {
    Sample {
        url: Url::parse("http://a.vn/")
            .and_then(|it| it.join(path))
            .expect("a URL"),
        html,
        source_metadata: SourceMetadata::default(),
        archived: None,
    }
}

/// Running text, another on each page.
fn text(number: usize) -> String {
    let one = |part: usize| {
        format!(
            "<p>Sáng {part}/4, Ủy ban nhân dân thành phố tổ chức hội nghị lần thứ {number}, nghe \
             báo cáo về {part} nhiệm vụ trọng tâm và kế hoạch của quý {number}.</p>"
        )
    };
    (1..5).map(one).collect()
}

/// The part of a page around its headline, by the article's number and title.
type Shape = fn(usize, &str) -> String;

#[test]
fn a_title_is_found_by_its_class_not_by_the_post_it_is_of() {
    let shapes: [(Shape, &str); 3] = [
        (
            |n, t| {
                format!(
                    "<article id=post-{n} class='post-{n} hentry'><h1 class='entry-title'>{t}</h1>"
                )
            },
            ".entry-title",
        ),
        (
            |n, t| format!("<div id=d{n}00 class=x{n}0a7b><h1>{t}</h1>"),
            "h1",
        ),
        (
            |n, t| format!("<div><h1>Cổng tin tức</h1><h1 class='News_title__a{n}B7x'>{t}</h1>"),
            "[class*=\"News_title__\"]",
        ),
    ];
    for (shape, wanted) in shapes {
        let page = |n: usize| {
            let title = format!("Hội nghị thứ {n} của thành phố Hải Phòng");
            let head = format!(
                "<html lang=vi><title>{title}</title><meta property=og:title content='{title}'><body>"
            );
            let date = "<time datetime='2023-04-05T08:30:00+07:00'>05/04/2023 08:30</time>";
            sample(
                &format!("/bai-{n}.html"),
                head + &shape(n + 7, &title) + date + &text(n),
            )
        };
        let samples: Vec<Sample> = (1..6).map(page).collect();
        let learned = learn(&samples, Ho_Chi_Minh);
        assert_eq!(learned.refused, vec![]);
        assert_eq!(learned.eras[0].layout.title, [wanted]);
    }
}

/// What a recipe reads of a page.
fn read(sample: &Sample, recipe: &Recipe) -> Article {
    let page = Page {
        html: &sample.html,
        url: &sample.url,
        source_metadata: &sample.source_metadata,
    };
    match extract(&page, recipe).verdict {
        PageVerdict::Article(article) => *article,
        other @ PageVerdict::NotArticle { .. } => panic!("{other:?}: {}", sample.url),
    }
}

fn compiled(learned: &Learned) -> Recipe {
    Recipe::compile(&learned.layouts(), Ho_Chi_Minh).expect("what is learnt compiles")
}
