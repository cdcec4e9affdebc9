//! `hpnews why`: when an address was last seen, when it is next due, and for what reason.

use anyhow::anyhow;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};

use super::args::{Global, WhyArgs};
use super::clock::now;
use super::context::Context;
use super::labelled::line;
use super::next_step::{NextStep, hinted};
use super::{console, exit, moment, which};
use crate::change::ArticleStatus;
use crate::crawl::NextLook;
use crate::reading::{AskingFacts, asking_facts};
use crate::report::{Language, localize_reason};
use crate::store::{Archive, Reader, Revisitable, ScheduleReason};
use crate::text::terminal_safe;

pub(super) fn run(global: &Global, args: &WhyArgs) -> anyhow::Result<u8> {
    let context = Context::for_reading(global)?;
    let reader = Archive::open_for_reading(&context.config.archive_dir).map_err(hinted)?;
    let known = known(&reader, &context, &args.address)?;
    if global.json {
        console::json_line(&data(&known))?;
    } else {
        let zone = moment::zone(&context.config);
        console::data(&text(&known, zone, context.console.lang))?;
    }
    Ok(exit::COMPLETE)
}

fn known(reader: &Reader, context: &Context, word: &str) -> anyhow::Result<AskingFacts> {
    let found = which::known(reader, word, context.console)?;
    let (id, word) = match &found {
        Some((id, word)) => (Some(id.as_str()), word.as_str()),
        None => (None, word),
    };
    let facts = asking_facts(reader, &context.config, (id, word), now()).map_err(hinted)?;
    facts.ok_or_else(|| {
        anyhow!("nobody has named `{}` to this archive", terminal_safe(word))
            .with_next_step("`hpnews list` prints the articles; `hpnews crawl` looks for more")
    })
}

fn data(known: &AskingFacts) -> Value {
    let article = known.article.as_ref().map(|it| {
        json!({
            "article_id": it.article_id, "article_status": it.article_status, "dated": it.dated,
            "first_look": it.first_look, "last_look": it.last_look, "observations": it.looks,
            "changes": it.changes, "last_change": it.last_change,
        })
    });
    let next = known.next.as_ref().map(|next| match next {
        NextLook::EveryNight => json!({"reason": "confirm", "at": null}),
        NextLook::Removed(at) => json!({"reason": "confirm", "at": at}),
        NextLook::Scheduled(due) => json!({
            "reason": "schedule", "at": due.at, "worth": due.worth, "edits_a_day": due.rate,
            "detail": due.reason,
        }),
    });
    let asked = known.asked.as_ref();
    json!({
        "url": known.url, "state": asked.map(|it| &it.state), "article": article,
        "scheduled": asked.and_then(|it| Some((it.reason?, it))).map(|(reason, it)| json!({
            "reason": reason, "detail": it.detail, "at": it.at,
        })),
        "next": next,
        "named_by": known.discovery_sources.iter().map(|it| console::word(&it.source)).collect::<Vec<_>>(),
    })
}

fn text(known: &AskingFacts, zone: Tz, lang: Language) -> String {
    let mut out = String::new();
    let mut put = |vi: &str, en: &str, text: &str| line(&mut out, lang.pick(vi, en), text);
    put("Địa chỉ", "Address", &terminal_safe(&known.url));
    let civil = |at: DateTime<Utc>| at.with_timezone(&zone).format("%d/%m/%Y %H:%M").to_string();
    if let Some(article) = &known.article {
        let article_status = format!("{} ({})", article.article_id, article_status(article, lang));
        put("Bài viết", "Article", &article_status);
        let looks = format!(
            "{} · {} {} · {} {}",
            civil(article.last_look),
            article.looks,
            lang.pick("lần thấy", "looks that saw it"),
            article.changes,
            lang.pick("lần đã sửa", "edits"),
        );
        put("Lần cuối", "Last look", &looks);
    }
    if let Some(asked) = &known.asked
        && let Some(reason) = asked.reason
    {
        let at = asked.at.map(civil).unwrap_or_default();
        let detail = asked.detail.as_deref().unwrap_or_default();
        let detail = localize_reason(detail, lang);
        let scheduled = format!("{at} · {}: {}", why(reason, lang), terminal_safe(&detail));
        put("Vì sao hỏi", "Last reason", &scheduled);
    }
    put("Lần tới", "Next due", &next_due(known, civil, lang));
    let discovery_sources: Vec<String> = known
        .discovery_sources
        .iter()
        .map(|it| console::word(&it.source))
        .collect();
    put("Ai nêu", "Named by", &discovery_sources.join(", "));
    out
}

fn next_due(
    known: &AskingFacts,
    civil: impl Fn(DateTime<Utc>) -> String,
    lang: Language,
) -> String {
    let state = known.asked.as_ref().map(|it| it.state.as_str());
    match (&known.next, state) {
        (_, None) => lang
            .pick(
                "khi có nguồn nhắc tới: bài được nhập, chưa lần thu thập nào gặp",
                "when a source speaks of it: it was imported, and no crawl has heard of it",
            )
            .to_owned(),
        (_, Some("pending")) => lang
            .pick("lần thu thập tới: đang chờ", "the next crawl: it waits")
            .to_owned(),
        (None, _) => lang
            .pick(
                "khi tới lượt hoặc khi có nguồn nhắc tới; `hpnews crawl --full` hỏi tất cả",
                "in its turn or when a source speaks of it; `hpnews crawl --full` asks all",
            )
            .to_owned(),
        (Some(NextLook::EveryNight), _) => lang
            .pick(
                "đêm tới: xác nhận vắng mặt",
                "next night: to confirm its absence",
            )
            .to_owned(),
        (Some(NextLook::Removed(at)), _) => format!(
            "{} · {}",
            civil(*at),
            lang.pick(
                "đã bị gỡ, xem lại mỗi tháng",
                "removed, looked for once a month"
            )
        ),
        (Some(NextLook::Scheduled(due)), _) => format!(
            "{} · {} {:.4} {} · {:.1} % {}",
            civil(due.at),
            lang.pick("theo lịch, ước", "by schedule, about"),
            due.rate,
            lang.pick("lần sửa/ngày", "edits a day"),
            due.worth * 100.0,
            lang.pick(
                "khả năng đã sửa mà chưa thấy",
                "likely to have an unseen edit"
            ),
        ),
    }
}

fn article_status(article: &Revisitable, lang: Language) -> &'static str {
    match article.article_status {
        ArticleStatus::Live => lang.pick("còn", "live"),
        ArticleStatus::Missing => lang.pick("vắng", "missing"),
        ArticleStatus::Removed => lang.pick("đã gỡ", "removed"),
        ArticleStatus::Unlisted => lang.pick("không còn trong danh sách", "unlisted"),
    }
}

fn why(reason: ScheduleReason, lang: Language) -> &'static str {
    match reason {
        ScheduleReason::Source => lang.pick("nguồn mỗi đêm", "source of every night"),
        ScheduleReason::Turn => lang.pick("tới lượt", "its turn"),
        ScheduleReason::NextPage => lang.pick("trang tiếp theo", "next page"),
        ScheduleReason::Modified => lang.pick("được báo đã sửa", "modified"),
        ScheduleReason::Unlisted => lang.pick("danh sách không còn nêu", "not listed"),
        ScheduleReason::Confirm => lang.pick("xác nhận vắng mặt", "confirm"),
        ScheduleReason::Control => lang.pick("đối chứng", "control"),
        ScheduleReason::Schedule => lang.pick("theo lịch", "schedule"),
        ScheduleReason::Retry => lang.pick("đã thất bại, thử lại", "it failed before"),
        ScheduleReason::Lost => lang.pick("bản lưu đã mất", "its snapshot is lost"),
        ScheduleReason::File => lang.pick("tệp có còn như cũ", "is the file still the same"),
        ScheduleReason::Full => lang.pick("hỏi tất cả", "everything"),
    }
}
