//! `hpnews why`: when an address was last seen, when it is next due, and for what reason.

use anyhow::anyhow;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};

use super::args::{Global, Why};
use super::context::{Context, Hint};
use super::crawl::{now, store_error};
use super::summary::line;
use super::talk::Lang;
use super::{exit, fetch, moment, talk, which};
use crate::change::Standing;
use crate::config::Config;
use crate::crawl::{NextLook, next_look};
use crate::report::because;
use crate::store::{Archive, DueReason, DueRow, Reader, Revisitable, Told};
use crate::text::terminal_safe;

/// What the archive knows of when an address is asked.
struct Known {
    url: String,
    /// `None` of an article that was imported, and that no crawl has heard of.
    asked: Option<DueRow>,
    tellers: Vec<Told>,
    article: Option<Revisitable>,
    next: Option<NextLook>,
}

pub(super) fn run(global: &Global, args: &Why) -> anyhow::Result<u8> {
    let context = Context::for_reading(global)?;
    let reader = Archive::open_for_reading(&context.config.archive_dir).map_err(store_error)?;
    let known = known(&reader, &context, &args.address)?;
    if global.json {
        talk::json_line(&data(&known))?;
    } else {
        let zone = moment::zone(&context.config);
        talk::data(&text(&known, zone, context.talk.lang))?;
    }
    Ok(exit::COMPLETE)
}

fn known(reader: &Reader, context: &Context, word: &str) -> anyhow::Result<Known> {
    let found = which::known(reader, word, context.talk)?;
    let word = found.as_ref().map_or(word, |(_, word)| word);
    let article = match &found {
        Some((id, _)) => reader.revisitable_article(id).map_err(store_error)?,
        None => None,
    };
    let url = match &article {
        Some(article) => article.url.clone(),
        None => address(reader, &context.config, word)?,
    };
    let asked = reader.due_of(&url).map_err(store_error)?;
    if asked.is_none() && found.is_none() {
        return Err(
            anyhow!("nobody has named `{}` to this archive", terminal_safe(word))
                .context_hint("`hpnews list` prints the articles; `hpnews crawl` looks for more"),
        );
    }
    let next = article
        .as_ref()
        .map(|article| next_look(article, &context.config.revisit, now()));
    Ok(Known {
        tellers: reader.tellers(&url).map_err(store_error)?,
        url,
        asked,
        article,
        next,
    })
}

/// An address that is no article's, as the catalog writes it.
fn address(reader: &Reader, config: &Config, word: &str) -> anyhow::Result<String> {
    if reader.due_of(word).map_err(store_error)?.is_some() {
        return Ok(word.to_owned());
    }
    Ok(fetch::site_of(config, word).map_or_else(|_| word.to_owned(), |(_, url)| url.into()))
}

fn data(known: &Known) -> Value {
    let article = known.article.as_ref().map(|it| {
        json!({
            "article_id": it.article_id, "standing": it.standing, "dated": it.dated,
            "first_look": it.first_look, "last_look": it.last_look, "looks": it.looks,
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
        "woken": asked.and_then(|it| Some((it.reason?, it))).map(|(reason, it)| json!({
            "reason": reason, "detail": it.detail, "at": it.at,
        })),
        "next": next,
        "named_by": known.tellers.iter().map(|it| talk::word(&it.teller)).collect::<Vec<_>>(),
    })
}

fn text(known: &Known, zone: Tz, lang: Lang) -> String {
    let mut out = String::new();
    let mut put = |vi: &str, en: &str, text: &str| line(&mut out, lang.pick(vi, en), text);
    put("Địa chỉ", "Address", &terminal_safe(&known.url));
    let civil = |at: DateTime<Utc>| at.with_timezone(&zone).format("%d/%m/%Y %H:%M").to_string();
    if let Some(article) = &known.article {
        let standing = format!("{} ({})", article.article_id, standing(article, lang));
        put("Bài viết", "Article", &standing);
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
        let detail = because(detail, lang.of_reports());
        let woken = format!("{at} · {}: {}", why(reason, lang), terminal_safe(&detail));
        put("Vì sao hỏi", "Last reason", &woken);
    }
    put("Lần tới", "Next due", &next_due(known, civil, lang));
    let tellers: Vec<String> = known
        .tellers
        .iter()
        .map(|it| talk::word(&it.teller))
        .collect();
    put("Ai nêu", "Named by", &tellers.join(", "));
    out
}

fn next_due(known: &Known, civil: impl Fn(DateTime<Utc>) -> String, lang: Lang) -> String {
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

fn standing(article: &Revisitable, lang: Lang) -> &'static str {
    match article.standing {
        Standing::Live => lang.pick("còn", "live"),
        Standing::Missing => lang.pick("vắng", "missing"),
        Standing::Removed => lang.pick("đã gỡ", "removed"),
        Standing::Unlisted => lang.pick("không còn trong danh sách", "unlisted"),
    }
}

fn why(reason: DueReason, lang: Lang) -> &'static str {
    match reason {
        DueReason::Source => lang.pick("nguồn mỗi đêm", "source of every night"),
        DueReason::Turn => lang.pick("tới lượt", "its turn"),
        DueReason::NextPage => lang.pick("trang tiếp theo", "next page"),
        DueReason::Hint => lang.pick("được báo đã sửa", "hint"),
        DueReason::Unlisted => lang.pick("danh sách không còn nêu", "not listed"),
        DueReason::Confirm => lang.pick("xác nhận vắng mặt", "confirm"),
        DueReason::Control => lang.pick("đối chứng", "control"),
        DueReason::Schedule => lang.pick("theo lịch", "schedule"),
        DueReason::Retry => lang.pick("đã thất bại, thử lại", "it failed before"),
        DueReason::Lost => lang.pick("bản lưu đã mất", "its snapshot is lost"),
        DueReason::File => lang.pick("tệp có còn như cũ", "is the file still the same"),
        DueReason::Full => lang.pick("hỏi tất cả", "everything"),
    }
}
