//! A delivery in words and as data: what the receivers of [`notify`](crate::notify) get.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::json;

use super::{NightError, item, of_day};
use crate::config::Config;
use crate::notify::{Alarm, Delivery, Letter, NOTICE_SCHEMA, Notice};
use crate::published::Published;
use crate::record::{Change, Class};
use crate::report::{self, Language, Night, class_name};

/// Most changes shown in a letter: mail servers refuse what is too long.
const SHOWN: usize = 200;

/// Makes what a delivery says.
pub(super) fn notice(
    published: &Published,
    config: &Config,
    delivery: &Delivery,
    changes: Vec<Change>,
    alarms: Vec<Alarm>,
) -> Result<Notice, NightError> {
    let mut changes = changes;
    changes.sort_by(|a, b| (a.class, a.at, &a.url).cmp(&(b.class, b.at, &b.url)));
    let night = of_day(published, config, delivery.day)?;
    let mut items = Vec::new();
    for change in changes.iter().take(SHOWN) {
        items.extend(item(published, config, change.clone()));
    }
    let changes: Vec<Change> = changes
        .into_iter()
        .filter_map(|change| published.change(change))
        .collect();
    let mut night = Night {
        runs: delivery.runs.clone(),
        items,
        ..night.unwrap_or_else(|| empty(delivery))
    };
    night.coverage.drift = alarms
        .iter()
        .map(|alarm| format!("{}: {}", alarm.site, alarm.text))
        .collect();
    let language = config.report.language;
    let letter = Letter {
        subject: subject(&night, &changes, language),
        plain: report::markdown(&night, language),
        html: report::html(&night, language),
        language: language.tag(),
    };
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
        changes,
        letter,
    })
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
        coverage: json!(report::Coverage::default()),
        drift: Vec::new(),
        changes: Vec::new(),
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

fn empty(delivery: &Delivery) -> Night {
    Night {
        day: delivery.day,
        runs: Vec::new(),
        ended_at: None,
        missed: Vec::new(),
        coverage: report::Coverage::default(),
        items: Vec::new(),
    }
}

/// «hpnews 23/11/2026: 3 × Đã gỡ, 2 × Con số».
fn subject(night: &Night, changes: &[Change], language: Language) -> String {
    let mut classes: BTreeMap<Class, usize> = BTreeMap::new();
    for change in changes {
        *classes.entry(change.class).or_default() += 1;
    }
    let mut parts: Vec<String> = Vec::new();
    if !night.coverage.drift.is_empty() {
        let said = language.pick("một trang không như trước", "a site is not as it was");
        parts.push(said.to_owned());
    }
    for (class, count) in classes.iter().take(3) {
        parts.push(format!("{count} × {}", class_name(*class, language)));
    }
    let more: usize = classes.values().skip(3).sum();
    if more > 0 {
        parts.push(format!("{more} {}", language.pick("thay đổi khác", "more")));
    }
    if parts.is_empty() {
        parts.push(language.pick("không có thay đổi", "no changes").to_owned());
    }
    let mut subject = format!("hpnews {}: {}", language.day(night.day), parts.join(", "));
    if changes.len() > SHOWN {
        let all = language.number(changes.len() as u64);
        let said = language.pick("thay đổi đầu trong", "first changes of");
        // Writing to a String cannot fail.
        let _ = write!(subject, " ({SHOWN} {said} {all})");
    }
    subject
}
