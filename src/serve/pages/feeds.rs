//! The feeds, made of the changes as they are published now.

use crate::pipeline::PublishedChanges;
use crate::published::{Audience, Published};
use crate::report::{Publisher, ReportedChange, atom, change_address};
use crate::serve::refusal::Refusal;
use crate::serve::reply::PageReply;
use crate::serve::room::Room;
use crate::serve::visit::PageRequest;

pub(super) fn feed(
    visit: &PageRequest,
    published: &Published,
    room: &Room,
) -> Result<PageReply, Refusal> {
    let asked = visit.pieces.first().map_or("", String::as_str);
    let told = room.ledger.told(published)?;
    let file = format!("feeds/{asked}");
    let planned = told.feeds.iter().find(|it| it.file == file);
    let mut feed = planned.ok_or(Refusal::Unknown)?.clone();
    let mut shown = PublishedChanges::new(published, &room.config);
    let mut items = Vec::new();
    let address = room.address("/");
    feed.entries.retain(|entry| {
        let item = told
            .all
            .get(entry.position)
            .and_then(|it| shown.item(it.clone()));
        let is_published = item.is_some();
        items.extend(item.map(|item| ReportedChange {
            room: Some(change_address(&address, &item.change)),
            ..item
        }));
        is_published
    });
    let by = Publisher {
        tag: room.config.report.tag.clone(),
        base: url::Url::parse(&address).ok(),
        language: visit.language,
        includes_withheld: published.scope() == Audience::Everything,
    };
    Ok(PageReply::new(
        "application/atom+xml; charset=utf-8",
        atom(&feed, &items, &by),
    ))
}
