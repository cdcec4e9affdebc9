//! The frame of every page: where one is, where one can go, in which language.

use super::markup::Markup;
use super::refusal::Refusal;
use super::reply::PageReply;
use super::room::Room;
use super::visit::{Form, PageRequest};
use crate::report::Language;

/// The parts of the room that every page links to.
const PARTS: [(&str, &str, &str); 7] = [
    ("/", "Trang đầu", "Home"),
    ("/changes", "Sửa đổi", "Changes"),
    ("/gone", "Bị gỡ", "Removed"),
    ("/articles", "Bài viết", "Articles"),
    ("/search", "Tìm kiếm", "Search"),
    ("/statistics", "Thống kê", "Statistics"),
    ("/about", "Về kho này", "About"),
];

/// A page with its headline.
pub(super) struct RoomPage<'a> {
    pub(super) title: &'a str,
    /// Below the headline.
    pub(super) body: Markup,
    /// Other forms of the same page.
    pub(super) forms: &'a [Form],
    /// A feed of what is on it: its address and its name.
    pub(super) feed: Option<(&'a str, &'a str)>,
}

impl<'a> RoomPage<'a> {
    pub(super) fn new(title: &'a str, body: Markup) -> Self {
        Self {
            title,
            body,
            forms: &[],
            feed: None,
        }
    }

    pub(super) fn answer(self, visit: &PageRequest, room: &Room) -> PageReply {
        let mut out = Markup::new();
        out.raw("<!doctype html>\n");
        out.open("html", &[("lang", visit.language.tag())]);
        self.head(&mut out, visit, room);
        out.raw("<body>\n");
        let skip = visit.pick("Đến nội dung", "Skip to content");
        out.element("a", &[("class", "skip"), ("href", "#content")], skip);
        banner(&mut out, visit, room);
        out.raw("<main id=\"content\">\n");
        out.open("h1", &[]).bdi(self.title).close("h1");
        out.add(&self.body).close("main");
        self.footer(&mut out, visit);
        out.raw("</body>\n</html>\n");
        PageReply::html(out.into_string())
    }

    fn head(&self, out: &mut Markup, visit: &PageRequest, room: &Room) {
        out.raw(
            "<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"robots\" content=\"noindex\">\n\
             <link rel=\"stylesheet\" href=\"/style.css\">\n\
             <link rel=\"search\" type=\"application/opensearchdescription+xml\" \
             href=\"/opensearch.xml\">\n",
        );
        if let Some((href, name)) = self.feed {
            let feed = [
                ("rel", "alternate"),
                ("type", "application/atom+xml"),
                ("title", name),
                ("href", href),
            ];
            out.open("link", &feed);
        }
        let title = format!("{} · {}", self.title, room.name(visit.language));
        out.element("title", &[], &title).raw("</head>\n");
    }

    fn footer(&self, out: &mut Markup, visit: &PageRequest) {
        out.raw("<footer>\n");
        if !self.forms.is_empty() {
            out.raw("<p>")
                .text(visit.pick("Trang này ở dạng ", "This page as "));
            for (at, form) in self.forms.iter().enumerate() {
                let name = match form {
                    Form::Html => "HTML",
                    Form::Json => "JSON",
                    Form::Csv => "CSV",
                };
                out.raw(if at > 0 { " · " } else { "" });
                out.link(&visit.in_form(*form, &[]), name);
            }
            out.raw(" (")
                .link(&visit.href("/data", &[]), visit.pick("mô tả", "described"));
            out.raw(")</p>\n");
        }
        out.element("p", &[], visit.pick(
            "Kho lưu chỉ để đọc. Mỗi bài giữ mọi bản đã thấy, cùng bằng chứng của từng bản.",
            "A read-only archive. Each article keeps every version that was seen, with its evidence.",
        ));
        out.close("footer");
    }
}

/// A refusal as a page, or in the form that was asked for.
pub(super) fn refused(refusal: &Refusal, visit: &PageRequest, room: &Room) -> PageReply {
    let (said, next) = refusal.words(visit.language);
    // Not even the address that was asked is said again: it may name what is withheld.
    let visit = &visit.elsewhere();
    let answer = match visit.form {
        Form::Html => {
            let mut body = Markup::new();
            body.element("p", &[], next);
            super::parts::search_box(&mut body, visit, "");
            RoomPage::new(&said, body).answer(visit, room)
        }
        Form::Json | Form::Csv => {
            let object = serde_json::json!({"error": said, "next_step": next});
            PageReply::new("application/json; charset=utf-8", format!("{object}\n"))
        }
    };
    answer.of_status(refusal.status())
}

/// A refusal on the origin of pages as they were: the same for everybody, with the way to the room.
pub(super) fn not_replayed(refusal: &Refusal, room: &Room) -> PageReply {
    let language = room.config.report.language;
    let (said, next) = refusal.words(language);
    let mut out = Markup::new();
    out.raw("<!doctype html>\n");
    out.open("html", &[("lang", language.tag())]);
    out.raw("<head><meta charset=\"utf-8\">")
        .element("title", &[], &said);
    out.raw("</head>\n<body>\n")
        .element("h1", &[], &said)
        .element("p", &[], next);
    out.raw("\n<p>")
        .link(&room.address("/"), &room.name(language))
        .raw("</p>\n</body>\n</html>\n");
    PageReply::html(out.into_string()).of_status(refusal.status())
}

fn banner(out: &mut Markup, visit: &PageRequest, room: &Room) {
    out.raw("<header class=\"banner\">\n<p class=\"name\">");
    out.link(&visit.href("/", &[]), &room.name(visit.language));
    out.raw("</p>\n");
    let label = visit.pick("Các phần của kho", "Parts of the archive");
    out.open("nav", &[("aria-label", label)]).raw("<ul>\n");
    for (path, vi, en) in PARTS {
        let href = visit.href(path, &[]);
        let mut attributes = vec![("href", href.as_str())];
        if visit.path == path {
            attributes.push(("aria-current", "page"));
        }
        out.raw("<li>")
            .element("a", &attributes, visit.pick(vi, en));
        out.raw("</li>\n");
    }
    out.raw("</ul>\n</nav>\n");
    let (other, name) = match visit.language {
        Language::Vietnamese => (Language::English, "English"),
        Language::English => (Language::Vietnamese, "Tiếng Việt"),
    };
    let href = visit.with("lang", other.tag());
    let tag = other.tag();
    out.raw("<p class=\"language\">");
    out.element(
        "a",
        &[("href", &href), ("lang", tag), ("hreflang", tag)],
        name,
    );
    out.raw("</p>\n</header>\n");
}
