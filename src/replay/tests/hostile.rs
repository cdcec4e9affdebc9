//! Pages and style sheets written to get out of the archive.

use std::cell::RefCell;

use proptest::prelude::*;
use url::Url;

use super::{View, at, css, page, seen, with};
use crate::extract;

/// Addresses outside the archive that a rewritten document still leads to, as another archive
/// would see them.
pub(super) fn led_to(text: &str, write: impl Fn(&str, &View<'_>) -> String) -> Vec<String> {
    let url = Url::parse("https://archive.invalid/").unwrap();
    let found = RefCell::new(Vec::new());
    write(
        text,
        &View {
            at: at("19990101000000"),
            url: &url,
            allowed: &|it| {
                if it.host_str() != Some("archive.invalid")
                    || !it.path().starts_with("/web/20230425010203")
                {
                    found.borrow_mut().push(it.to_string());
                }
                true
            },
            held: &|_| true,
        },
    );
    found.into_inner()
}

/// Attributes that are words and no addresses.
const WORDS: [&str; 9] = [
    "alt",
    "class",
    "content",
    "id",
    "name",
    "placeholder",
    "rel",
    "title",
    "value",
];

/// What a browser could still run, fetch or follow outside the archive, scripts on or off.
pub(super) fn escapes(html: &str) -> Vec<String> {
    let mut found = led_to(html, |text, view| page(text, view, ""));
    for tree in [extract::tree(html), extract::tree_without_scripts(html)] {
        let tree = tree.expect("what is written is no deeper than what was read");
        for element in tree.tree.nodes().filter_map(|it| it.value().as_element()) {
            if matches!(
                element.name(),
                "script" | "base" | "noscript" | "template" | "applet"
            ) {
                found.push(element.name().to_owned());
            }
            for (name, value) in element.attrs() {
                let name = name.to_ascii_lowercase();
                let value: String = value.chars().filter(|it| *it > ' ').collect();
                let value = value.to_ascii_lowercase();
                let leads = [
                    "http:",
                    "https:",
                    "//",
                    "\\\\",
                    "/\\",
                    "javascript:",
                    "vbscript:",
                    "data:text",
                    "ftp:",
                ];
                let is_word = WORDS.contains(&name.as_str())
                    || name.starts_with("data-")
                    || name.starts_with("xmlns");
                let leads = !is_word && leads.iter().any(|it| value.starts_with(it));
                if leads
                    || name.starts_with("on")
                    || matches!(&*name, "srcdoc" | "http-equiv" | "ping")
                {
                    found.push(format!("{} {name}={value}", element.name()));
                }
            }
        }
    }
    found
}

/// Scripts, addresses and markup that reads one way here and another way there.
const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "<ScRipt src=//x.vn/x.js></sCript >",
    "<script/x>alert(1)</script",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror\n=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img \"\"\"><script>alert(1)</script>\">",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)//",
    "<svg><script>alert(1)</script></svg>",
    "<svg><script href=//x.vn/x.js />",
    "<body onload=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>",
    "<a href='&#1;javascript:alert(1)'>x</a>",
    "<a href=vbscript:x>x</a>",
    "<a href=data:text/html,x>x</a>",
    "<a href=//x.vn\\@y.vn>x</a>",
    "<a href=\\\\x.vn>x</a>",
    "<a href='/\\x.vn'>x</a>",
    "<a href='http:x.vn'>x</a>",
    "<form action=javascript:alert(1)><input type=submit formaction=//x.vn>",
    "<isindex action=//x.vn>",
    "<math><a xlink:href=javascript:alert(1)>x",
    "<math href=//x.vn>x</math>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math><mtext><table><mglyph><style><math><table id=\"</table>\"><img src onerror=alert(1)\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<noscript><!--</noscript><img src=x onerror=alert(1)>-->",
    "<noembed><img title=\"</noembed><img src onerror=alert(1)>\">",
    "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\">",
    "<title><a title=\"</title><img src=x onerror=alert(1)>\">",
    "<textarea><a title=\"</textarea><img src=x onerror=alert(1)>\">",
    "<select><style></select><img src=x onerror=alert(1)></style>",
    "<template><script>alert(1)</script></template>",
    "<div><template shadowrootmode=open><img src=//x.vn onerror=x></template></div>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--!><img src=x onerror=alert(1)>",
    "<![CDATA[><img src=x onerror=alert(1)>]]>",
    "<svg><![CDATA[</svg><img src=x onerror=alert(1)>]]>",
    "<?xml-stylesheet href=//x.vn/x.css?>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<base href=//x.vn/>",
    "<base href=javascript:alert(1)//>",
    "<meta http-equiv=refresh content='0;url=//x.vn'>",
    "<link rel=stylesheet href=//x.vn/x.css>",
    "<link rel=dns-prefetch href=//x.vn>",
    "<link rel=import href=//x.vn>",
    "<style>@import'//x.vn/x.css';</style>",
    "<style>@im\\port '\\/\\/x.vn/x.css';</style>",
    "<style>p{b:url(//x.vn)}",
    "<style>p{b:url(\"</style><img src=x onerror=alert(1)>\")}</style>",
    "<style>a{b:image-set('//x.vn/a' 1x)}</style>",
    "<p style=\"background:url('//x.vn/a.png')\">",
    "<p style='b:u\\rl(//x.vn)'>",
    "<p style='b:url(/*)'>",
    "<p style='b:url(\\'//x.vn\n'>",
    "<img srcset='//x.vn/a 1x, javascript:x 2x'>",
    "<img src=x srcset=',,//x.vn/a(,)b 1x'>",
    "<table background=//x.vn/x><td background=javascript:x>",
    "<object data=javascript:alert(1) classid=x codebase=//x.vn>",
    "<embed src=//x.vn/x.swf>",
    "<applet code=x archive=//x.vn/x.jar>",
    "<video src=//x.vn poster=//x.vn><track src=//x.vn><source src=//x.vn srcset=//x.vn>",
    "<audio src=//x.vn/a>",
    "<svg><use xlink:href='//x.vn/x.svg#x'/><image href=//x.vn/x /><feImage href=//x.vn />",
    "<svg><animate attributeName=href values=javascript:alert(1) /><set attributeName=onmouseover to=alert(1) />",
    "<svg><a><animate attributeName=href to=javascript:alert(1)></animate></a>",
    "<svg><rect fill=url(//x.vn/#a) style=fill:url(//x.vn)>",
    "<svg><style>@import '//x.vn/x.css';</style><foreignObject><iframe src=//x.vn></foreignObject>",
    "<frameset onload=alert(1)><frame src=javascript:alert(1)>",
    "<html manifest=//x.vn onclick=x><head profile=//x.vn>",
    "<input type=image src=//x.vn autofocus onfocus=alert(1)>",
    "<button formaction=javascript:alert(1)>",
    "<bgsound src=//x.vn>",
    "<a href=//x.vn ping=//x.vn attributionsrc=//x.vn>",
    "<blockquote cite=//x.vn><q cite=javascript:x>",
    "<body background=//x.vn>",
    "<table><tr><td></tr><a href=//x.vn><table>",
    "<b><p><i></b></p><a href=x><a href=//x.vn>",
    "</p></br><p><table><p><svg><desc></svg>",
    "<pre>\n\n\n",
    "<textarea>\r\n&#13;x",
    "\0<p\0 on\0click=x>",
    "<p/on=x onx=y =z \"=w>",
    "&lt;script&gt;&amp;lt;",
    "<a href='/web/20230425010203/javascript:x'>",
    "<a href='/web/20230425010203/https:/x.vn'>",
    "<a href='/web/20230425010203im_///x.vn'>",
    "văn bản",
    "</",
    "<",
    "\"",
    "'",
    "-->",
    "]]>",
    "</style>",
    "</noscript>",
    "</svg>",
    "</math>",
    "</table>",
];

#[test]
fn no_hostile_page_gets_through_alone() {
    for html in HOSTILE {
        let written = seen(html);
        assert_eq!(escapes(&written), Vec::<String>::new(), "{html}\n{written}");
        assert_eq!(seen(&written), written, "{html}");
    }
}

proptest! {
    #[test]
    fn no_hostile_page_gets_through(parts in prop::collection::vec(prop::sample::select(HOSTILE), 2..9)) {
        let html = parts.concat();
        let written = seen(&html);
        prop_assert_eq!(escapes(&written), Vec::<String>::new(), "{}\n{}", html, written);
        prop_assert_eq!(seen(&written), written, "{}", html);
    }

    #[test]
    fn no_hostile_style_sheet_gets_through(text in "(url\\(|@import |image-set\\(|var\\(|'|\"|\\)|;|\\{|\\}|\\\\|//x\\.vn|a|/\\*|\\*/| |\n){1,30}") {
        let written = with(|view| css(&text, view));
        prop_assert_eq!(led_to(&written, css), Vec::<String>::new(), "{}\n{}", text, written);
        prop_assert_eq!(with(|view| css(&written, view)), written, "{}", text);
    }
}
