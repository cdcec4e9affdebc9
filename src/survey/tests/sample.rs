//! Which pages are learnt from.

use chrono::{DateTime, TimeDelta};

use crate::record::{DiscoveredUrl, DiscoverySource, Role, SourceMetadata};
use crate::survey::sample::{section, windows};

fn discovered(path: &str, source_metadata: SourceMetadata) -> DiscoveredUrl {
    DiscoveredUrl {
        url: format!("https://cong.example{path}"),
        role: Role::Article,
        source: DiscoverySource::Sitemap,
        hops: 0,
        source_metadata,
    }
}

fn firsts<'n>(windows: &[Vec<&'n DiscoveredUrl>]) -> Vec<&'n DiscoveredUrl> {
    windows
        .iter()
        .filter_map(|it| it.first().copied())
        .collect()
}

#[test]
fn pages_are_of_all_years_sections_and_shapes() {
    let began = DateTime::parse_from_rfc3339("2016-01-01T08:00:00+07:00").unwrap();
    let sections = ["Chính trị", "Kinh tế", "Văn hóa", "Thông báo"];
    let mut all: Vec<DiscoveredUrl> = (0..300_u16)
        .map(|it| {
            let source_metadata = SourceMetadata {
                published_at: Some(began + TimeDelta::days(i64::from((it * 7) % 300) * 8)),
                // Most are of one section.
                categories: vec![
                    sections[usize::from(it % 10 == 0) * usize::from(it / 10 % 4)].to_owned(),
                ],
                ..SourceMetadata::default()
            };
            discovered(&format!("/tin-{it}.html"), source_metadata)
        })
        .collect();
    all.extend((0..6).map(|it| discovered(&format!("/video/{it}00"), SourceMetadata::default())));
    let windows = windows(&all, 16);
    let picked = firsts(&windows);
    assert!((16..=18).contains(&picked.len()), "{}", picked.len());
    let year = |it: &&DiscoveredUrl| {
        it.source_metadata
            .published_at
            .map(|it| it.format("%Y").to_string())
    };
    let years: std::collections::BTreeSet<_> = picked.iter().filter_map(year).collect();
    assert_eq!(years.len(), 7, "{years:?}");
    let of: std::collections::BTreeSet<_> = picked.iter().filter_map(|it| section(it)).collect();
    assert_eq!(of.len(), 4, "{of:?}");
    assert_eq!(
        picked
            .iter()
            .filter(|it| it.url.contains("/video/"))
            .count(),
        2
    );
}

#[test]
fn where_little_is_told_it_is_half_of_the_pages() {
    let lead = |told: bool| told.then(|| "Sáng nay, thành phố khai mạc lễ hội.".to_owned());
    let all: Vec<DiscoveredUrl> = (0..100)
        .map(|it| {
            let lead = lead(!(5..95).contains(&it));
            discovered(
                &format!("/tin-{it}.html"),
                SourceMetadata {
                    lead,
                    ..SourceMetadata::default()
                },
            )
        })
        .collect();
    let told = |all: &[DiscoveredUrl], wanted: usize| {
        let windows = windows(all, wanted);
        let picked = firsts(&windows);
        (
            picked.len(),
            picked
                .iter()
                .filter(|it| it.source_metadata.lead.is_some())
                .count(),
        )
    };
    assert_eq!(told(&all, 12), (12, 6));
    assert_eq!(told(&all[..6], 12), (6, 5), "no more than there are");
    assert_eq!(told(&all[5..95], 12), (12, 0));
}
