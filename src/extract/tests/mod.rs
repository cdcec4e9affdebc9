//! One trap a test, each a small page: what the tests share.

use chrono_tz::Asia::Ho_Chi_Minh;
use url::Url;

use super::*;
use crate::record::{Article, SourceMetadata};

mod around;
mod blocks;
mod drawn;
mod head;
mod kinds;
mod names;
mod own;
mod pages;
mod signed;
mod stated;
mod times;

const URL: &str = "http://a.vn/tin/bai.html";

fn recipe() -> Recipe {
    let list = |it: &[&str]| it.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
    let layout = LayoutSource {
        name: "thử".into(),
        matches: list(&["article"]),
        title: list(&["h1"]),
        date: list(&[".date"]),
        lead: list(&[".lead"]),
        body: list(&[".body"]),
        strip: list(&[".ad"]),
        byline: list(&[".body > p.by"]),
        author: list(&[".author"]),
        source: list(&[".source"]),
        category: list(&[".path a"]),
        related: list(&[".more li", ".more > a"]),
        labels: list(&["Nguồn tin", "Nguồn"]),
        ..LayoutSource::default()
    };
    Recipe::compile(&[layout], Ho_Chi_Minh).expect("it compiles")
}

fn read_with(html: &str, recipe: &Recipe, source_metadata: &SourceMetadata) -> Article {
    let url = Url::parse(URL).expect("a URL");
    match extract(
        &Page {
            html,
            url: &url,
            source_metadata,
        },
        recipe,
    )
    .verdict
    {
        PageVerdict::Article(article) => *article,
        other @ PageVerdict::NotArticle { .. } => panic!("{other:?}: {html}"),
    }
}

fn read(inner: &str) -> Article {
    let html = format!("<html lang=vi-VN><article><h1>Tiêu đề</h1>{inner}</article>");
    read_with(&html, &recipe(), &SourceMetadata::default())
}

fn generic(html: &str) -> Extracted {
    let url = Url::parse(URL).expect("a URL");
    let source_metadata = SourceMetadata::default();
    extract(
        &Page {
            html,
            url: &url,
            source_metadata: &source_metadata,
        },
        &Recipe::generic(Ho_Chi_Minh),
    )
}

fn texts(article: &Article) -> Vec<&str> {
    article.body.iter().map(|it| it.text.as_str()).collect()
}

fn gap(article: &Article, field: &str) -> String {
    let gaps = article.gaps.iter().filter(|it| it.field == field);
    gaps.map(|it| it.reason.as_str())
        .collect::<Vec<_>>()
        .join("; ")
}

fn hint(at: &str) -> SourceMetadata {
    let published_at = Some(at.parse().expect("RFC 3339"));
    SourceMetadata {
        published_at,
        ..SourceMetadata::default()
    }
}

const BODY: &str = "<div class='entry-content'><p>Sáng 5/4/2021, thành phố tổ chức hội nghị tổng kết công tác \
    năm, triển khai nhiệm vụ trọng tâm.</p><p>Dự hội nghị có 120 đại biểu.</p></div>";
