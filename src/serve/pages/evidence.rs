//! What proves an article: records, digests, manifests, and how anybody verifies them; and all of
//! it as one package.

use std::path::Path;

use serde_json::{Value, json};

use crate::package::{
    PackageError, PackageFormat, PackageRequest, SegmentHeaders, Selection, Subject, pack,
};
use crate::published::Published;
use crate::record::{Snapshot, WarcLocation};
use crate::report::article_path;
use crate::serve::markup::{Markup, text};
use crate::serve::page::RoomPage;
use crate::serve::parts;
use crate::serve::refusal::Refusal;
use crate::serve::reply::PageReply;
use crate::serve::room::Room;
use crate::serve::subject::{PublishedArticle, version_stamp};
use crate::serve::visit::{Form, PageRequest};
use crate::store::{Scratch, VersionRow};

pub(super) fn evidence(
    visit: &PageRequest,
    published: &Published,
    room: &Room,
) -> Result<PageReply, Refusal> {
    let subject = subject(visit, published)?;
    let mut versions = Vec::new();
    for row in &subject.versions {
        let shown = PublishedArticle::read(published, row)?;
        // Digests and names of files confirm a guess of what is not shown.
        let is_whole = shown.hidden.is_nothing();
        versions.push((row, is_whole.then_some(shown.snapshot)));
    }
    if visit.form == Form::Json {
        let versions: Vec<Value> = versions
            .iter()
            .map(|(row, it)| object(row, it.as_ref()))
            .collect();
        return PageReply::json(&json!({"article_id": subject.id, "versions": versions}));
    }
    let mut body = Markup::new();
    body.raw("<p>").link(
        &visit.href(&article_path(&subject.id), &[]),
        visit.pick("Bài viết", "The article"),
    );
    body.raw("</p>\n");
    for (number, (row, snapshot)) in versions.iter().enumerate().rev() {
        let heading = format!("{} {}", visit.pick("Bản", "Version"), number + 1);
        body.element("h2", &[], &heading)
            .raw("\n<p class=\"soft\">");
        parts::time(&mut body, row.captured_at, visit.language);
        body.raw("</p>\n");
        match snapshot {
            Some(snapshot) => proof(&mut body, visit, row, snapshot),
            None => {
                body.element("p", &[("class", "empty")], visit.pick(
                    "Một phần của bản này không công bố, nên mã băm của nó cũng không.",
                    "A part of this version is not published, and so its digests are not either.",
                ));
            }
        }
    }
    how(&mut body, visit);
    let newest = PublishedArticle::read(published, subject.newest()?)?;
    let title = parts::title(newest.snapshot.title.as_deref(), visit);
    let title = format!("{}: {title}", visit.pick("Bằng chứng", "Evidence"));
    let mut page = RoomPage::new(&title, body);
    page.forms = &[Form::Json];
    Ok(page.answer(visit, room))
}

fn subject(visit: &PageRequest, published: &Published) -> Result<PublishedArticle, Refusal> {
    PublishedArticle::asked(visit, published)
}

fn manifest(row: &VersionRow) -> String {
    format!("manifests/{}.json", row.run)
}

fn object(row: &VersionRow, snapshot: Option<&Snapshot>) -> Value {
    let Some(it) = snapshot else {
        return json!({"version": version_stamp(row), "captured_at": row.captured_at, "withheld": true});
    };
    let records: Vec<Value> = it.provenance.pages.iter().map(|page| json!({
        "url": page.url, "captured_at": page.captured_at, "payload": page.payload, "warc": page.warc,
    })).collect();
    json!({
        "version": version_stamp(row), "captured_at": row.captured_at, "withheld": false,
        "snapshot": row.path, "digests": it.digests, "records": records,
        "run": row.run, "manifest": manifest(row),
    })
}

fn proof(out: &mut Markup, visit: &PageRequest, row: &VersionRow, snapshot: &Snapshot) {
    out.raw("<dl>\n");
    out.fact(
        visit.pick("Mã băm nội dung", "Content digest"),
        &code(&snapshot.digests.content.to_string()),
    );
    out.fact(visit.pick("Tệp", "File"), &code(&row.path));
    out.fact(
        visit.pick("Danh mục niêm phong", "Manifest"),
        &code(&manifest(row)),
    );
    for page in &snapshot.provenance.pages {
        out.fact(
            visit.pick("Địa chỉ đã hỏi", "Address asked"),
            &text(&page.url),
        );
        out.fact(
            visit.pick("Mã băm câu trả lời", "Payload digest"),
            &code(&page.payload.to_string()),
        );
        if let Some(place) = &page.warc {
            out.fact(
                visit.pick("Bản ghi WARC", "WARC record"),
                &code(&said(place)),
            );
        }
    }
    out.raw("</dl>\n");
}

fn said(place: &WarcLocation) -> String {
    format!(
        "{} @ {} + {} · {}",
        place.file, place.offset, place.length, place.record_id
    )
}

fn code(said: &str) -> Markup {
    let mut out = Markup::new();
    out.element("code", &[], said);
    out
}

fn how(out: &mut Markup, visit: &PageRequest) {
    out.element("h2", &[], visit.pick("Tự kiểm chứng", "Verify it yourself"))
        .raw("\n<ol>\n");
    for (vi, en) in [
        (
            "Tải gói WACZ của bài: nó mang bản ghi của máy chủ nguyên vẹn, mở được bằng ReplayWeb.page.",
            "Download the article's WACZ: it carries the server's records whole, and opens in ReplayWeb.page.",
        ),
        (
            "So SHA-256 của phần thân trong bản ghi với “Mã băm câu trả lời”.",
            "Compare the SHA-256 of the record's body with the payload digest.",
        ),
        (
            "Có bản sao của kho: `sha256sum -c` với danh mục niêm phong của đợt, rồi `hpnews verify`.",
            "With a copy of the archive: `sha256sum -c` with the run's manifest, then `hpnews verify`.",
        ),
    ] {
        out.element("li", &[], visit.pick(vi, en)).raw("\n");
    }
    out.raw("</ol>\n");
}

/// One article with all its versions as a WACZ file. The same article gives the same bytes.
pub(super) fn wacz(
    visit: &PageRequest,
    published: &Published,
    room: &Room,
) -> Result<PageReply, Refusal> {
    let subject = subject(visit, published)?;
    let newest = subject.newest()?;
    let order = PackageRequest {
        choice: Selection {
            subject: Subject::Article(subject.id.clone()),
            since: None,
            until: None,
            name: subject.id.clone(),
        },
        form: PackageFormat::Wacz,
        software: crate::crawl::SOFTWARE.to_owned(),
        operator: room.config.identity.contact.clone(),
        now: newest.captured_at.to_utc(),
        is_kept: false,
    };
    let bytes = packed(published, &order, &room.segments).map_err(|error| match error {
        // Every record of it holds what a takedown names.
        PackageError::Nothing { .. } => Refusal::Withheld,
        error => {
            tracing::warn!("{}: no package: {error}", subject.id);
            Refusal::Fault
        }
    })?;
    let name = format!("{}.wacz", subject.id);
    Ok(PageReply::new("application/wacz", bytes).saved_as(&name))
}

/// The file's bytes; the folder it was made in is gone.
#[expect(
    clippy::disallowed_methods,
    reason = "a file of this process, outside the archive"
)]
fn packed(
    published: &Published,
    order: &PackageRequest,
    headers: &SegmentHeaders,
) -> Result<Vec<u8>, PackageError> {
    let failed = |action, path: &Path| {
        let path = path.to_path_buf();
        move |source| PackageError::Disk {
            action,
            path,
            source,
        }
    };
    let scratch = Scratch::new().map_err(failed("make a folder in", Path::new("$TMPDIR")))?;
    let out = scratch.path().join("article.wacz");
    pack(published, order, &out, headers)?;
    std::fs::read(&out).map_err(failed("read", &out))
}
