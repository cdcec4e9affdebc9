//! A delivery in words and as data: what the receivers of [`notify`](crate::notify) get.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::json;

use super::NightError;
use super::ledger::{PublishedChanges, of_runs};
use crate::config::Config;
use crate::notify::{Alarm, Delivery, Letter, NOTICE_SCHEMA, Notice, NoticedChange};
use crate::published::Published;
use crate::record::{Change, ChangeKind};
use crate::report::{self, Language, NightReport, change_address, kind_name};

/// Most changes shown in a letter, …
const SHOWN: usize = 200;
/// … and most bytes of its two forms: mail servers refuse what is too long. What carries them
/// makes a third more of them.
const ROOM: usize = 66_000;

/// Makes what a delivery says.
pub(super) fn notice(
    published: &Published,
    config: &Config,
    delivery: &Delivery,
    changes: Vec<Change>,
    alarms: Vec<Alarm>,
) -> Result<Notice, NightError> {
    let mut changes = changes;
    changes.sort_by(|a, b| (a.kind, a.at, &a.url).cmp(&(b.kind, b.at, &b.url)));
    let mut runs = published.reader().runs().newest(u32::MAX)?;
    runs.reverse();
    runs.retain(|run| delivery.runs.contains(&run.stamp));
    let mut night = of_runs(published, config, delivery.day, &runs)?;
    night.runs.clone_from(&delivery.runs);
    let changes: Vec<Change> = changes
        .into_iter()
        .filter_map(|change| published.change(change))
        .collect();
    let mut shown = PublishedChanges::new(published, config);
    for change in changes.iter().take(SHOWN) {
        night.items.extend(shown.item(change.clone()));
    }
    for change in changes.iter().skip(SHOWN) {
        *night.more.entry(change.kind).or_default() += 1;
    }
    night.coverage.drift = alarms
        .iter()
        .map(|alarm| format!("{}: {}", alarm.site, alarm.text))
        .collect();
    let letter = letter(&mut night, &changes, config.report.language);
    Ok(Notice {
        schema: NOTICE_SCHEMA,
        archive: config.report.tag.clone(),
        delivery: delivery.id.clone(),
        test: false,
        day: delivery.day,
        runs: delivery.runs.clone(),
        missed: night.missed,
        coverage: json!(night.coverage),
        drift: alarms,
        changes: noticed(changes, config),
        includes_withheld: night.includes_withheld,
        letter,
    })
}

/// The changes, each with its place in the reading room.
fn noticed(changes: Vec<Change>, config: &Config) -> Vec<NoticedChange> {
    let base = config.serve.base.as_ref();
    let noticed = |change| NoticedChange {
        room: base.map(|base| change_address(base.as_str(), &change)),
        change,
    };
    changes.into_iter().map(noticed).collect()
}

/// A message that tells nothing, to try the way to a receiver.
pub(super) fn trial(config: &Config, delivery: &Delivery) -> Notice {
    let language = config.report.language;
    let subject = language.pick(
        "hpnews: thư thử, không có gì xảy ra",
        "hpnews: a test message, nothing happened",
    );
    let text = language.pick(
        "Thư này chỉ để thử đường gửi. Nếu bạn đọc được nó, các thông báo sau mỗi đêm sẽ tới.",
        "This message only tries the way. If you can read it, the notices after each night will come.",
    );
    Notice {
        schema: NOTICE_SCHEMA,
        archive: config.report.tag.clone(),
        delivery: delivery.id.clone(),
        test: true,
        day: delivery.day,
        runs: Vec::new(),
        missed: Vec::new(),
        coverage: json!(report::NightCoverage::default()),
        drift: Vec::new(),
        changes: Vec::new(),
        includes_withheld: false,
        letter: Letter {
            subject: subject.to_owned(),
            plain: format!("{text}\n"),
            html: format!(
                "<!doctype html><html lang=\"{}\"><meta charset=\"utf-8\"><title>hpnews</title><p>{text}</p></html>",
                language.tag()
            ),
            language: language.tag(),
        },
    }
}

/// The letter, with as many changes in full as there is room for; the others are counted.
fn letter(night: &mut NightReport, changes: &[Change], language: Language) -> Letter {
    loop {
        let plain = report::markdown(night, language);
        let html = report::html(night, language);
        let shown = night.items.len();
        if plain.len() + html.len() <= ROOM || shown == 0 {
            return Letter {
                subject: subject(night, changes, language),
                plain,
                html,
                language: language.tag(),
            };
        }
        for item in night.items.split_off(shown * 3 / 4) {
            *night.more.entry(item.change.kind).or_default() += 1;
        }
    }
}

/// «hpnews 23/11/2026: 3 × Đã gỡ, 2 × Con số».
fn subject(night: &NightReport, changes: &[Change], language: Language) -> String {
    let mut kinds: BTreeMap<ChangeKind, usize> = BTreeMap::new();
    for change in changes {
        *kinds.entry(change.kind).or_default() += 1;
    }
    let mut parts: Vec<String> = Vec::new();
    if !night.coverage.drift.is_empty() {
        let said = language.pick("một trang không như trước", "a site is not as it was");
        parts.push(said.to_owned());
    }
    for (kind, count) in kinds.iter().take(3) {
        parts.push(format!("{count} × {}", kind_name(*kind, language)));
    }
    let more: usize = kinds.values().skip(3).sum();
    if more > 0 {
        parts.push(format!("{more} {}", language.pick("thay đổi khác", "more")));
    }
    if parts.is_empty() {
        parts.push(language.pick("không có thay đổi", "no changes").to_owned());
    }
    let mut subject = format!("hpnews {}: {}", language.day(night.day), parts.join(", "));
    if !night.more.is_empty() {
        let all = language.number(changes.len() as u64);
        let said = language.pick("thay đổi đầu trong", "first changes of");
        // Writing to a String cannot fail.
        let _ = write!(subject, " ({} {said} {all})", night.items.len());
    }
    subject
}
