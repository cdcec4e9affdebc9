//! What is said of every change, whatever the form of the report: its facts as lines, its
//! differences in groups, its order.

use super::fields::{field_shares, recipe_change};
use super::reason::localize_reason;
use super::words::{field_name, kind_name, place_name};
use super::{Language, NightReport, ReportedChange};
use crate::change::FieldDifference;
use crate::record::{Change, ChangeKind, ReplacedFile};

/// One line about a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fact {
    /// What it is about.
    pub(super) label: &'static str,
    /// What is said.
    pub(super) said: FactLine,
}

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FactLine {
    /// Words of ours, or of the site.
    Words(String),
    /// An address.
    Address(String),
    /// A file below the archive.
    File(String),
}

/// Everything known of a change but its differences, in the order it is read.
pub(super) fn facts(item: &ReportedChange, language: Language) -> Vec<Fact> {
    let change = &item.change;
    let pick = |vi, en| language.pick(vi, en);
    let mut facts = vec![
        address(pick("Địa chỉ", "Address"), &change.url),
        words(pick("Thấy lúc", "Seen"), seen(change, language)),
    ];
    if let Some(previous) = &change.previous_url {
        facts.insert(1, address(pick("Địa chỉ cũ", "Address before"), previous));
    }
    if let Some(room) = &item.room {
        facts.push(address(pick("Phòng đọc", "Reading room"), room));
    }
    if !change.categories.is_empty() {
        let sections = change.categories.join(", ");
        facts.push(words(pick("Chuyên mục", "Sections"), sections));
    }
    if !change.fields.is_empty() {
        let fields: Vec<&str> = change
            .fields
            .iter()
            .map(|field| field_name(field, language))
            .collect();
        facts.push(words(pick("Phần đã sửa", "Fields"), fields.join(", ")));
    }
    for it in &change.files {
        facts.extend(replaced(it, language));
    }
    if let Some(reason) = &change.reason {
        facts.push(words(
            pick("Căn cứ", "Because"),
            localize_reason(reason, language),
        ));
    }
    if let Some(manner) = manner(change, language) {
        facts.push(words(pick("Cách sửa", "Manner"), manner));
    }
    if change.backdated {
        let said = pick(
            "ngày đăng bị lùi lại",
            "the publication time was moved back",
        );
        facts.push(words(pick("Lùi ngày", "Backdated"), said.to_owned()));
    }
    if let Some(earlier) = &change.repeats {
        let label = pick("Trở lại như", "Says again what");
        facts.push(file(label, earlier));
    }
    if let Some(before) = &change.before {
        facts.push(file(pick("Bản trước", "Snapshot before"), before));
    }
    if let Some(after) = &change.after {
        facts.push(file(pick("Bản sau", "Snapshot after"), after));
    }
    facts
}

/// A file that was replaced: which, and both captures of it.
fn replaced(file: &ReplacedFile, language: Language) -> Vec<Fact> {
    let mut facts = vec![address(
        language.pick("Tệp bị thay", "File replaced"),
        &file.url,
    )];
    if let Some(title) = &file.title {
        facts.push(words(language.pick("Tên tệp", "Its name"), title.clone()));
    }
    for (vi, en, of) in [
        ("Tệp cũ", "File before", &file.before),
        ("Tệp mới", "File after", &file.after),
    ] {
        let said = format!(
            "{} · {} · {} @ {}",
            language.time(of.captured_at),
            of.payload,
            of.warc.file,
            of.warc.offset
        );
        facts.push(self::file(language.pick(vi, en), &said));
    }
    facts
}

fn words(label: &'static str, text: String) -> Fact {
    Fact {
        label,
        said: FactLine::Words(text),
    }
}

fn address(label: &'static str, url: &str) -> Fact {
    Fact {
        label,
        said: FactLine::Address(url.to_owned()),
    }
}

fn file(label: &'static str, path: &str) -> Fact {
    Fact {
        label,
        said: FactLine::File(path.to_owned()),
    }
}

/// Between which two looks it happened.
pub(super) fn seen(change: &Change, language: Language) -> String {
    let at = language.time(change.at);
    match change.last_seen_before {
        Some(before) => format!(
            "{} {} {} {at}",
            language.pick("xảy ra giữa", "happened between"),
            language.time(before),
            language.pick("và", "and")
        ),
        None => at,
    }
}

/// Whether readers of the article are told; `None` for a change of standing.
pub(super) fn manner(change: &Change, language: Language) -> Option<String> {
    if change.kind.is_status() || change.kind.is_low() {
        return None;
    }
    Some(match &change.announced {
        Some(words) => format!("{}: «{words}»", language.pick("có báo", "announced")),
        None => language
            .pick(
                "lặng lẽ, bài không nói gì",
                "silent: the article does not say so",
            )
            .to_owned(),
    })
}

/// Differences that are read together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DifferenceGroup {
    /// The article's own words.
    Text,
    /// Pictures, videos, captions, files.
    Media,
    /// Where its text leads.
    Links,
}

impl DifferenceGroup {
    /// Its heading.
    pub(super) fn name(self, language: Language) -> &'static str {
        match self {
            Self::Text => language.pick("Chữ trong bài", "Text"),
            Self::Media => language.pick(
                "Ảnh, video, chú thích và tệp",
                "Pictures, videos, captions and files",
            ),
            Self::Links => language.pick("Liên kết", "Links"),
        }
    }

    fn of(field: &str) -> Self {
        match field {
            "images" | "attachments" | "embeds" => Self::Media,
            "links" => Self::Links,
            _ => Self::Text,
        }
    }
}

/// An item's differences by group; no empty group.
pub(super) fn groups(item: &ReportedChange) -> Vec<(DifferenceGroup, Vec<&FieldDifference>)> {
    let fields = item.difference.iter().flat_map(|it| &it.fields);
    let all: Vec<&FieldDifference> = fields.collect();
    [
        DifferenceGroup::Text,
        DifferenceGroup::Media,
        DifferenceGroup::Links,
    ]
    .into_iter()
    .map(|group| {
        let own = all
            .iter()
            .filter(|it| DifferenceGroup::of(it.field) == group);
        (group, own.copied().collect::<Vec<_>>())
    })
    .filter(|(_, own)| !own.is_empty())
    .collect()
}

/// Where a difference stands, where it stood, and of what kind it is, for a person.
pub(super) fn place(difference: &FieldDifference, language: Language) -> String {
    let mut place = place_name(difference.field, difference.index, language);
    let kind = kind_name(difference.kind, language);
    let same = kind == place;
    if let Some(before) = difference.moved_from {
        let stood = language.pick("trước ở chỗ", "stood at");
        place = format!("{place} ({stood} {})", before + 1);
    }
    if same {
        place
    } else {
        format!("{place} · {kind}")
    }
}

/// The items by kind, the most serious first; within one in the order they were seen. The
/// order is total, so the same items always make the same report.
pub(super) fn by_class(items: &[ReportedChange]) -> Vec<(ChangeKind, Vec<&ReportedChange>)> {
    let mut sorted: Vec<&ReportedChange> = items.iter().collect();
    sorted.sort_by(|a, b| {
        let key = |it: &ReportedChange| (it.change.kind, it.change.at);
        key(a)
            .cmp(&key(b))
            .then_with(|| a.change.url.cmp(&b.change.url))
            .then_with(|| a.change.id.cmp(&b.change.id))
    });
    let mut kinds: Vec<(ChangeKind, Vec<&ReportedChange>)> = Vec::new();
    for item in sorted {
        match kinds.last_mut() {
            Some((kind, items)) if *kind == item.change.kind => items.push(item),
            _ => kinds.push((item.change.kind, vec![item])),
        }
    }
    kinds
}

/// The coverage of a night as lines: what was looked at first, then what was not.
pub(super) fn coverage(night: &NightReport, language: Language) -> Vec<(&'static str, String)> {
    let pick = |vi, en| language.pick(vi, en);
    let coverage = &night.coverage;
    let removed = count(night, ChangeKind::is_status);
    let changed = count(night, |kind| !kind.is_status());
    let mut lines = vec![
        (
            pick("Đã xem", "Seen"),
            format!(
                "{} ({})",
                language.counted(coverage.seen, "bài", "article"),
                language.counted(coverage.new, "bài mới", "new one"),
            ),
        ),
        (
            pick("Nội dung đã sửa", "Changed"),
            language.counted(changed, "bài", "change"),
        ),
        (
            pick("Gỡ, dời, hiện lại", "Removed, moved, restored"),
            language.counted(removed, "bài", "change"),
        ),
        (
            pick("Bị chặn", "Blocked"),
            language.counted(coverage.blocked, "lượt hỏi", "request"),
        ),
    ];
    let missing: u64 = coverage.not_seen.values().sum();
    let mut not_seen = language.counted(missing, "bài", "article");
    if missing > 0 {
        let causes: Vec<String> = coverage
            .not_seen
            .iter()
            .map(|(cause, count)| {
                let name = super::words::cause_name(cause, language);
                format!("{} × {name}", language.number(*count))
            })
            .collect();
        not_seen = format!("{not_seen}: {}", causes.join("; "));
    }
    lines.push((pick("KHÔNG xem được", "NOT seen"), not_seen));
    lines.push((
        pick("Chưa tới lượt", "Not due"),
        language.counted(coverage.dormant, "bài", "article"),
    ));
    lines.push((
        pick("Đã hỏi", "Asked"),
        language.counted(coverage.requests, "lượt", "request"),
    ));
    lines.extend(only_counted(night, language));
    for it in &coverage.recipe {
        let label = pick("Giao diện, công thức", "Theme, recipe");
        lines.push((label, recipe_change(it, language)));
    }
    for site in &coverage.fields {
        let shares = field_shares(site, language);
        let usual = pick("trên 100 bài (mọi khi)", "of 100 articles (usually)");
        let of = if site.is_enough() { usual } else { "" };
        lines.push((
            pick("Các trường", "Fields"),
            format!("{} {of}: {shares}", site.site).replace(" :", ":"),
        ));
    }
    lines
}

fn count(night: &NightReport, wanted: impl Fn(ChangeKind) -> bool) -> u64 {
    let items = night.items.iter();
    let shown = items.filter(|it| wanted(it.change.kind)).count();
    let more = night.more.iter().filter(|(kind, _)| wanted(**kind));
    (shown + more.map(|(_, count)| count).sum::<usize>()) as u64
}

/// What is only counted, and where it is shown.
fn only_counted(night: &NightReport, language: Language) -> Option<(&'static str, String)> {
    let counts: Vec<String> = night
        .more
        .iter()
        .map(|(kind, count)| {
            let count = language.number(*count as u64);
            format!("{count} × {}", kind_name(*kind, language))
        })
        .collect();
    let label = language.pick("Không hiện ở đây", "Not shown here");
    let said = format!("{}: hpnews report {}", counts.join("; "), night.day);
    (!counts.is_empty()).then_some((label, said))
}

/// Nights on which nothing ran: each by name while they are few.
pub(super) fn missed(night: &NightReport, language: Language) -> Option<String> {
    let (first, last) = (night.missed.first()?, night.missed.last()?);
    let days: Vec<String> = night.missed.iter().map(|day| language.day(*day)).collect();
    let count = language.counted(night.missed.len() as u64, "đêm", "night");
    let which = if days.len() <= 7 {
        days.join(", ")
    } else {
        format!("{} – {}", language.day(*first), language.day(*last))
    };
    Some(format!(
        "{count} {}: {which}",
        language.pick(
            "không chạy, đêm nay xem bù",
            "did not run; this one caught up"
        ),
    ))
}
