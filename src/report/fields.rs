//! Which fields a run's articles have, in words.

use super::Language;
use super::words::field_name;
use crate::coverage::{Field, FieldShare, SiteCoverage};

/// The fields of a site's articles, each with how many of a hundred have it, and usually had:
/// «tiêu đề 100 (100) · sapo 8 (96)». Of few articles how many they are.
pub fn field_shares(site: &SiteCoverage, language: Language) -> String {
    let shares = site.fields.iter().map(|it| {
        let name = name(it.field, language);
        if !site.is_enough() {
            return format!("{name} {}/{}", it.found, site.articles);
        }
        let now = it.found * 100 / site.articles;
        match it.usual {
            Some(usual) => format!("{name} {now} ({usual})"),
            None => format!("{name} {now}"),
        }
    });
    shares.collect::<Vec<_>>().join(" · ")
}

/// The fields that fell, a sentence each.
pub fn fields_fallen(site: &SiteCoverage, language: Language) -> Vec<String> {
    let all = site.fallen();
    all.map(|it| sentence(site, it, language)).collect()
}

fn sentence(site: &SiteCoverage, share: &FieldShare, language: Language) -> String {
    let name = self::name(share.field, language);
    format!(
        "{}: {name}: {} {} ({} {} %)",
        site.site,
        language.pick("chỉ", "only"),
        match language {
            Language::Vietnamese => format!("{} trên {} bài có", share.found, site.articles),
            Language::English => format!("{} of {} articles have it", share.found, site.articles),
        },
        language.pick("mọi khi", "usually"),
        share.usual.unwrap_or_default()
    )
}

fn name(field: Field, language: Language) -> &'static str {
    let key = match field {
        Field::Caption => "captions",
        other => other.key(),
    };
    field_name(key, language)
}
