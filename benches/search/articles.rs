//! A city portal's articles, made up: the same ones every time.
//!
//! Syllables as frequent as Zipf has it, joined to words of one to three, so that some pairs
//! are common and most are not; names, sums, dates and document numbers among them.

use std::path::Path;

use chrono::{DateTime, Duration, FixedOffset, NaiveDate};
use hpnews::digest::{ContentDigest, PartDigest, PayloadDigest};
use hpnews::record::{
    Article, Block, BlockKind, Cause, Digests, Image, Provenance, SNAPSHOT_SCHEMA, Snapshot,
    SourceMetadata, SourcePage,
};
use serde_json::json;

const HOST: &str = "thanhphohaiphong.gov.vn";
const SITE: &str = "thanhphohaiphong";
/// Two-syllable words, and how many of the commonest syllables stand alone.
const WORDS: usize = 24_000;

const ONSETS: [&str; 26] = [
    "", "b", "c", "ch", "d", "đ", "g", "gi", "h", "kh", "l", "m", "n", "ng", "nh", "ph", "qu", "r",
    "s", "t", "th", "tr", "v", "x", "k", "p",
];
const RIMES: [&str; 30] = [
    "a", "an", "ang", "anh", "ao", "ay", "ăn", "âm", "ân", "âu", "ây", "e", "en", "ê", "ên", "i",
    "inh", "o", "oa", "ong", "ô", "ôi", "ông", "ơ", "ơi", "u", "uy", "ung", "ươn", "ương",
];
const TONES: [&str; 6] = ["", "\u{300}", "\u{309}", "\u{303}", "\u{301}", "\u{323}"];
const SECTIONS: [&str; 8] = [
    "Chính trị",
    "Kinh tế",
    "Văn hóa – Xã hội",
    "Giáo dục",
    "Y tế",
    "Giao thông",
    "An ninh – Quốc phòng",
    "Thể thao",
];
const NAMES: [&str; 8] = [
    "Hồng Thanh",
    "Mai Lan",
    "Nguyễn Hùng",
    "Trần Thu Hằng",
    "Đỗ Quyên",
    "Lê Dũng",
    "Phạm Hoà",
    "Vũ Thuỷ",
];
const PLACES: [&str; 8] = [
    "thành phố Hải Phòng",
    "quận Ngô Quyền",
    "huyện Thủy Nguyên",
    "cầu Nguyễn Trãi",
    "đường Hồ Sen",
    "cảng Lạch Huyện",
    "Đồ Sơn",
    "UBND thành phố",
];

/// The numbers of `splitmix64`.
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Less than `sides`.
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        let sides = u64::try_from(sides).expect("no more sides than numbers");
        usize::try_from(self.next() % sides).expect("it is less than `sides`")
    }

    /// Less than `ranks`, the low ones as Zipf has it: 1/(rank + 1).
    fn zipf(&mut self, ranks: usize) -> usize {
        let share = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        let rank = ((ranks as f64 + 1.0).ln() * share).exp() - 1.0;
        (rank as usize).min(ranks - 1)
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.roll(of.len())]
    }
}

/// What articles are made of.
#[derive(Debug)]
pub(crate) struct Portal {
    words: Vec<String>,
}

impl Portal {
    pub(crate) fn new() -> Self {
        use unicode_normalization::UnicodeNormalization;
        let mut syllables = Vec::new();
        for tone in TONES {
            for rime in RIMES {
                for onset in ONSETS {
                    let (head, tail) = rime.split_at(rime.chars().next().map_or(0, char::len_utf8));
                    syllables.push(
                        format!("{onset}{head}{tone}{tail}")
                            .nfc()
                            .collect::<String>(),
                    );
                }
            }
        }
        let mut dice = Dice::new(7);
        for at in (1..syllables.len()).rev() {
            syllables.swap(at, dice.roll(at + 1));
        }
        let mut words: Vec<String> = Vec::with_capacity(WORDS);
        while words.len() < WORDS {
            let count = [1, 2, 2, 2, 2, 3][dice.roll(6)];
            let word: Vec<&str> = (0..count)
                .map(|_| syllables[dice.zipf(syllables.len())].as_str())
                .collect();
            words.push(word.join(" "));
        }
        Self { words }
    }

    /// A word, a common one more likely.
    pub(crate) fn word(&self, dice: &mut Dice) -> &str {
        &self.words[dice.zipf(WORDS)]
    }

    fn text(&self, dice: &mut Dice, words: usize) -> String {
        let mut text = String::new();
        for number in 0..words {
            if number > 0 {
                text.push_str(if dice.roll(12) == 0 { ", " } else { " " });
            }
            match dice.roll(40) {
                0 => text.push_str(dice.one(&PLACES)),
                1 => text.push_str(&format!(
                    "{}.{:03} tỷ đồng",
                    1 + dice.roll(9),
                    dice.roll(1000)
                )),
                2 => text.push_str(&format!("ngày {}/{}", 1 + dice.roll(28), 1 + dice.roll(12))),
                3 => text.push_str(dice.one(&NAMES)),
                _ => text.push_str(self.word(dice)),
            }
        }
        let first = text.chars().next().map_or(0, char::len_utf8);
        text[..first].to_uppercase() + &text[first..] + "."
    }

    /// Article `n` of `all`, oldest first.
    pub(crate) fn snapshot(&self, n: usize, all: usize) -> Snapshot {
        let dice = &mut Dice::new(0x5EED_0000 + n as u64);
        let published = published(n, all);
        let document = format!("{}/{}/QĐ-UBND", 1 + n % 4000, published.format("%Y"));
        let paragraphs = 5 + dice.roll(5);
        let mut body: Vec<Block> = (0..paragraphs)
            .map(|_| {
                let length = 20 + dice.roll(20);
                paragraph(self.text(dice, length))
            })
            .collect();
        body.push(paragraph(format!(
            "Theo Quyết định số {document} của UBND thành phố."
        )));
        let images = vec![Image {
            url: format!("https://{HOST}/anh/{n}.jpg"),
            caption: Some(self.text(dice, 8)),
            credit: None,
            alt: None,
        }];
        let article = Article {
            layout: "post".to_owned(),
            title: Some(self.text(dice, 7)),
            lead: Some(self.text(dice, 20)),
            published_at: Some(published),
            published_date: Some(published.date_naive()),
            body,
            images,
            author: Some(dice.one(&NAMES).to_owned()),
            categories: vec![dice.one(&SECTIONS).to_owned()],
            ..Article::default()
        };
        whole(n, article)
    }
}

fn paragraph(text: String) -> Block {
    Block {
        kind: BlockKind::Paragraph,
        text,
    }
}

/// Spread over twenty years.
fn published(n: usize, all: usize) -> DateTime<FixedOffset> {
    let begin = NaiveDate::from_ymd_opt(2006, 1, 1).expect("a day");
    let begin = begin.and_hms_opt(0, 0, 0).expect("a midnight").and_utc();
    let minutes =
        20 * 365 * 24 * 60 * i64::try_from(n).expect("few") / i64::try_from(all).expect("few");
    let zone = FixedOffset::east_opt(7 * 3600).expect("an offset");
    (begin + Duration::minutes(minutes)).with_timezone(&zone)
}

fn whole(n: usize, article: Article) -> Snapshot {
    let url = format!("https://{HOST}/bai-{n}.html");
    let zone = FixedOffset::east_opt(7 * 3600).expect("an offset");
    let begun: DateTime<FixedOffset> = "2026-11-20T00:00:00+07:00".parse().expect("a time");
    let captured_at = begun + Duration::seconds(i64::try_from(n).expect("few"));
    let payload = PayloadDigest::of(url.as_bytes());
    Snapshot {
        schema: SNAPSHOT_SCHEMA.to_owned(),
        article_id: format!("{SITE}:post-{n}"),
        previous_urls: Vec::new(),
        site: SITE.to_owned(),
        duplicate_of: None,
        captured_at: captured_at.with_timezone(&zone),
        digests: Digests {
            content: ContentDigest::of(&article.content_form()),
            title: PartDigest::of(&article.title),
            body: PartDigest::of(&article.body),
            captions: PartDigest::of(&json!([])),
            related: PartDigest::of(&json!([])),
            payload: payload.clone(),
        },
        provenance: Provenance {
            run: "20261119T170000Z".to_owned(),
            software: "hpnews/bench".to_owned(),
            extractor: 1,
            previous: None,
            cause: Cause::Crawl,
            recipe: PartDigest::of(&"bench"),
            pages: vec![SourcePage {
                url: url.clone(),
                captured_at,
                payload,
                warc: None,
                source_metadata: SourceMetadata::default(),
            }],
        },
        url,
        layout: article.layout,
        title: article.title,
        published_at: article.published_at,
        published_date: article.published_date,
        published_text: None,
        published_offset_assumed: true,
        modified_at: None,
        lead: article.lead,
        body: article.body,
        images: article.images,
        author: article.author,
        source: None,
        categories: article.categories,
        attachments: Vec::new(),
        links: Vec::new(),
        embeds: Vec::new(),
        related: Vec::new(),
        language: Some("vi".to_owned()),
        fields: article.fields,
        times: Vec::new(),
        gaps: Vec::new(),
    }
}

/// Writes the articles as an archive's files, without the catalog, which `reindex` makes.
pub(crate) fn write(portal: &Portal, dir: &Path, all: usize) -> std::io::Result<()> {
    std::fs::create_dir_all(dir)?;
    std::fs::write(
        dir.join("archive.json"),
        "{\"format\": 1, \"tool\": \"hpnews/bench\"}\n",
    )?;
    for n in 0..all {
        let snapshot = portal.snapshot(n, all);
        let folder = format!(
            "snapshots/{}/{HOST}",
            snapshot.captured_at.format("%Y/%m/%d")
        );
        let folder = dir.join(folder);
        std::fs::create_dir_all(&folder)?;
        let name = format!("bai-{n}--{}.json", snapshot.digests.content.short());
        let mut text = serde_json::to_string_pretty(&snapshot)?;
        text.push('\n');
        std::fs::write(folder.join(name), text)?;
    }
    Ok(())
}
