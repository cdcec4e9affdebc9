//! Which fields a run's articles have, in words.

use super::Language;
use super::words::field_name;
use crate::coverage::{ArticleField, FieldShare, RecipeChange, SiteCoverage};

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

/// What a new theme or recipe did to a field, in a sentence: «haiphong: nguồn tin: 212 trên 400 bài
/// không còn».
pub fn recipe_change(it: &RecipeChange, language: Language) -> String {
    let counts = [
        (it.lost, "không còn", "no longer have it"),
        (it.gained, "nay mới có", "have it now and had not"),
        (it.otherwise, "viết khác đi", "say it otherwise"),
    ];
    let parts = counts.into_iter().filter(|(count, ..)| *count > 0);
    let parts = parts.map(|(count, vi, en)| match language {
        Language::Vietnamese => format!("{count} trên {} bài {vi}", it.of),
        Language::English => format!("{count} of {} articles {en}", it.of),
    });
    let parts: Vec<String> = parts.collect();
    let name = field_name(it.field, language);
    let why = language.pick(
        "do giao diện hoặc công thức mới, không ai sửa bài",
        "the new theme or recipe does that, no editor did",
    );
    format!("{}: {name}: {} ({why})", it.site, parts.join(", "))
}

fn name(field: ArticleField, language: Language) -> &'static str {
    let key = match field {
        ArticleField::Caption => "captions",
        other => other.key(),
    };
    field_name(key, language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_recipe_did_is_a_line_a_field_in_both_languages() {
        for (field, [lost, gained, otherwise, of], vi, en) in [
            (
                "source",
                [212, 0, 0, 400],
                "nguồn tin: 212 trên 400 bài không còn (",
                "source: 212 of 400 articles no longer have it (",
            ),
            (
                "author",
                [3, 0, 57, 60],
                "tác giả: 3 trên 60 bài không còn, 57 trên 60 bài viết khác đi (",
                "author: 3 of 60 articles no longer have it, 57 of 60 articles say it otherwise (",
            ),
            (
                "lead",
                [0, 9, 0, 10],
                "sapo: 9 trên 10 bài nay mới có (",
                "lead: 9 of 10 articles have it now and had not (",
            ),
        ] {
            let change = RecipeChange {
                site: "tp".to_owned(),
                field,
                lost,
                gained,
                otherwise,
                of,
            };
            for (language, said) in [(Language::Vietnamese, vi), (Language::English, en)] {
                let line = recipe_change(&change, language);
                assert!(line.starts_with(&format!("tp: {said}")), "{line}");
            }
        }
    }
}
