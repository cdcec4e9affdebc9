//! What this archive is: what it holds, what it leaves out, whom to ask.

use serde_json::json;

use crate::published::Published;
use crate::serve::markup::{Markup, text};
use crate::serve::page::RoomPage;
use crate::serve::refusal::Refusal;
use crate::serve::reply::PageReply;
use crate::serve::room::Room;
use crate::serve::visit::{Form, PageRequest};

pub(super) fn about(
    visit: &PageRequest,
    published: &Published,
    room: &Room,
) -> Result<PageReply, Refusal> {
    let facets = room.facets(published)?;
    let withheld = published.withheld().articles().count();
    let contact = room.config.identity.contact.as_deref();
    let sites: Vec<(&str, &str)> = room
        .config
        .sites
        .iter()
        .map(|it| (it.name.as_str(), it.home.as_str()))
        .collect();
    let runs = published.reader().runs().newest(u32::MAX)?;
    let began = runs.last().map(|it| it.started_at);
    if visit.form == Form::Json {
        return PageReply::json(&json!({
            "software": concat!("hpnews/", env!("CARGO_PKG_VERSION")),
            "contact": contact, "articles": facets.articles, "with_takedowns": withheld,
            "runs": runs.len(), "began": began,
            "sites": sites.iter().map(|(name, home)| json!({"name": name, "home": home})).collect::<Vec<_>>(),
        }));
    }
    let language = visit.language;
    let mut body = Markup::new();
    body.element("p", &[], visit.pick(
        "Kho này giữ bài của các cổng dưới đây: mọi bản đã thấy, câu trả lời nguyên vẹn của máy chủ, \
         và những gì đã đổi. Không có gì được đoán: chỗ nào không biết thì để trống và nói vì sao.",
        "This archive keeps the articles of the portals below: every version that was seen, the \
         server's answer as it came, and what changed. Nothing is guessed: what is not known is \
         left empty, with the reason.",
    ));
    body.raw("<dl>\n");
    for (name, home) in sites {
        let mut link = Markup::new();
        link.outward(home, home);
        body.fact(name, &link);
    }
    let zone = crate::pipeline::zone(&room.config);
    if let Some(began) = began {
        let began = language.time(began.with_timezone(&zone).fixed_offset());
        body.fact(visit.pick("Thu thập từ", "Crawled since"), &text(&began));
    }
    let number = |it: u64| text(&language.number(it));
    body.fact(visit.pick("Số đợt", "Crawls"), &number(runs.len() as u64));
    body.fact(visit.pick("Bài viết", "Articles"), &number(facets.articles));
    body.fact(
        visit.pick(
            "Bài có phần không công bố",
            "Articles withheld in whole or in part",
        ),
        &number(withheld as u64),
    );
    body.fact(
        visit.pick("Liên hệ", "Contact"),
        &text(contact.unwrap_or("—")),
    );
    body.raw("</dl>\n");
    body.element("h2", &[], visit.pick("Kiểm chứng", "How to verify"))
        .raw("\n");
    body.element("p", &[], visit.pick(
        "Mỗi bài có trang “Bằng chứng”: bản ghi WARC, mã băm SHA-256, và danh mục niêm phong của đợt ấy. \
         Ai có bản sao của kho thì kiểm được bằng sha256sum và công cụ WARC, không cần phần mềm này.",
        "Each article has a page “Evidence”: the WARC records, the SHA-256 digests, and the sealed \
         manifest of its run. Whoever holds a copy of the archive can check them with sha256sum and \
         any WARC tool, without this program.",
    ));
    let mut page = RoomPage::new(visit.pick("Về kho này", "About this archive"), body);
    page.forms = &[Form::Json];
    Ok(page.answer(visit, room))
}
