//! What a site writes has no power in the room: stored XSS in every field and address, strings
//! made to break programs, pages that are broken, huge or nested without end.

use std::collections::BTreeMap;
use std::path::Path;

use scraper::Html;

use crate::reader::{OpenRoom, Page};
use crate::world::{World, files};

/// Ends every context it may stand in, and then runs; every wall that falls sets the title.
const EVIL: &str = "Bài</title></textarea></style>--><script>document.title='RAN'</script>\
    <img src=\"//ngoai.example/x.png\" onerror=\"document.title='RAN'\">\
    \"' onload='document.title=1' x=\"<svg onload=document.title='RAN'>";
/// Turned around, hidden, combined without end, and words of no space.
const NAUGHTY: &str = "\u{202e}nga\u{202c}\u{2066}\u{200b}\u{feff}\u{1}\u{1b}[31m \u{0}Z\u{351}\u{351}\u{351} 田\u{fffd}👩‍👩‍👧 ٱلْ";

/// `"`, `'`, `<` and `>` in an address, as a browser writes it.
const QUOTED: &str = "/n/%22onmouseover='alert(1)'%3E%3Cscript%3E.html";

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;").replace('"', "&quot;")
}

/// An article that says `word` in every field, as text, around markup that runs by itself.
fn article(word: &str, body: &str) -> String {
    let word = escaped(word);
    format!(
        r#"<!DOCTYPE html><html lang="vi" onclick="document.title='RAN'"><head><meta charset="utf-8"><base href="{{base}}/">
<title>{word}</title><script>document.title='RAN'</script><meta http-equiv="refresh" content="900;url=http://ngoai.example/">
<link rel="stylesheet" href="http://ngoai.example/a.css"><style>@import "//ngoai.example/b.css"; body {{ background: url(http://ngoai.example/c.png) }}</style>
<meta name="author" content="{word}"></head><body onload="document.title='RAN'"><main><article class="detail-post">
<nav class="breadcrumb"><span class="cat"><a href="/category/x">{word}</a></span></nav>
<h1 class="title-detail">{word}</h1><div class="meta-tools"><span class="date-detail">Thứ Tư, 05/04/2023 17:15</span></div>
<div class="content-detail"><p><strong>{word}</strong></p><p>Thành phố Hải Phòng có một đoạn văn đủ dài để được đọc là thân bài. {word}</p>
<figure><img src="/wp-content/uploads/2023/04/%22onerror='x.jpg" alt="{word}"><figcaption>{word}</figcaption></figure>
<p><a href="javascript:document.title='RAN'">{word}</a> <iframe srcdoc="&lt;script&gt;top.document.title='RAN'&lt;/script&gt;"></iframe>
<object data="http://ngoai.example/d.swf"></object><svg><script>document.title='RAN'</script></svg>
<img src="x" onerror="document.title='RAN'"><a href="data:text/html,&lt;script&gt;">x</a></p>
{body}<p class="tac-gia"><strong>{word}</strong></p></div>
<div class="dinh-kem"><a href="/f/%22onclick='x%3E.pdf">{word}</a> <a href="javascript:document.title='RAN'">{word}.pdf</a></div>
<div class="utility"><div class="source"><span class="val">{word}</span></div></div>
<div class="other-news"><ul><li><a href="{QUOTED}">{word}</a> (04/04/2023)</li><li><a href="javascript:alert(1)">{word}</a></li></ul></div>
</article></main></body></html>"#
    )
}

/// The portal's pages, as they were on one of two days.
fn pages(day: &str) -> Vec<(&'static str, String)> {
    let said = |text: &str| article(&format!("{text} {day}"), "");
    let word = "ố".repeat(40_000);
    let long = format!("<p>{word} {day}</p><p>{}</p>", "Hải Phòng ".repeat(100_000));
    let deep = "<div>".repeat(100_000);
    let broken = said("Vỡ")
        .replace("</div>", "<div")
        .replace("</p>", "</p <table><tr>");
    vec![
        ("/n/xss.html", said(EVIL)),
        (QUOTED, said(&format!("{EVIL} Nháy"))),
        ("/n/chuoi-la.html", said(NAUGHTY)),
        ("/n/khong-dau-cach.html", said(&"Ж".repeat(50_000))),
        ("/n/rat-dai.html", article("Rất dài", &long)),
        (
            "/n/rat-sau.html",
            article("Rất sâu", &format!("{deep}Đáy {day}")),
        ),
        ("/n/vo.html", broken),
        (
            "/n/cut.html",
            said(&format!("{EVIL} Cụt"))
                .replace("</article></main></body></html>", "<!-- <a href=\""),
        ),
    ]
}

/// Two nights of it, between which every article changed.
fn two_nights() -> World {
    let mut world = World::new();
    for source in ["rest", "sitemaps", "feeds"] {
        world.set("discover", source, false);
    }
    world.set("serve", "requests_per_minute", 0);
    world.admit_only("article", "/n/*.html");
    for day in ["hôm qua", "hôm nay"] {
        let pages = pages(day);
        let links = pages
            .iter()
            .map(|(path, _)| format!("<li><a href=\"{path}\">Bài</a></li>"));
        let home = format!(
            "<!DOCTYPE html><html><body><ul>{}</ul></body></html>",
            links.collect::<String>()
        );
        let home = [("/", home)];
        world.serve(&[&home[..], &pages].concat());
        let ended = world.run(&["crawl", "--full"]);
        assert!(matches!(ended.code, Some(0 | 1)), "{}", ended.err);
    }
    world.run(&["feeds"]).exits(0, &[]);
    world.run(&["search", "x"]).exits(0, &[]);
    world
}

/// Asserts that a page runs nothing and leads to no script.
fn harmless(address: &str, page: &Page) {
    let text = page.text();
    assert!(
        !text.to_lowercase().contains("<script"),
        "{address}: a script"
    );
    for node in Html::parse_document(&text).tree.nodes() {
        let Some(element) = node.value().as_element() else {
            continue;
        };
        for (name, value) in element.attrs() {
            let at = format!("{address}: <{} {name}={value:.200}>", element.name());
            assert!(!name.to_lowercase().starts_with("on"), "{at}");
            // What a reader typed stands in a box, and leads nowhere.
            let follows = matches!(name, "href" | "src" | "action" | "formaction" | "data");
            let value: String = value.chars().filter(|it| *it > ' ').collect();
            let value = value.to_lowercase();
            let runs = value.starts_with("javascript:") || value.starts_with("data:text");
            assert!(!(follows && runs) && name != "srcdoc", "{at}");
        }
    }
}

/// Addresses of the room that nobody was led to.
fn asked_by_hand() -> Vec<String> {
    let odd = [
        EVIL,
        NAUGHTY,
        "\"",
        "'",
        "*",
        "a*",
        "NEAR(",
        "a AND OR",
        "(((",
        "-",
        "\0",
        "%",
        "../../etc/passwd",
        "javascript:alert(1)",
        "http://[",
        "http://a/\u{202e}",
        "9999999999999999999999",
        "-1",
    ];
    let mut paths = vec![
        "/%00".to_owned(),
        "/%ff%fe".to_owned(),
        "//".to_owned(),
        "/a/".to_owned(),
    ];
    for odd in odd {
        let odd: String = url::form_urlencoded::byte_serialize(odd.as_bytes()).collect();
        for (path, name) in [
            ("/search", "q"),
            ("/search.json", "q"),
            ("/address", "url"),
            ("/articles", "section"),
            ("/articles", "after"),
            ("/articles", "year"),
            ("/changes", "since"),
            ("/changes.csv", "after"),
            ("/gone", "after"),
            ("/statistics", "lang"),
        ] {
            paths.push(format!("{path}?{name}={odd}"));
        }
        let odd = odd.replace('+', "%20");
        for path in [
            "/a/",
            "/feeds/",
            "/web/2026/",
            "/web/timemap/link/",
            "/a/demo:post-1/",
        ] {
            paths.push(format!("{path}{odd}"));
        }
    }
    paths.push(format!("/search?q={}", "%E1%BB%91".repeat(7_000)));
    paths.push(format!("/search?q={}", "a+".repeat(20_000)));
    paths
}

/// Where an archive is wanted for a browser, it is left there: its configuration beside it.
fn kept(world: &World) {
    let Some(dir) = std::env::var_os("HPNEWS_KEEP_HOSTILE") else {
        return;
    };
    let dir = Path::new(&dir);
    for path in files(&world.archive()) {
        let target = dir
            .join("archive")
            .join(path.strip_prefix(world.archive()).unwrap());
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::copy(&path, target).unwrap();
    }
    std::fs::copy(world.path("config.toml"), dir.join("config.toml")).unwrap();
}

#[test]
fn what_a_site_writes_has_no_power_in_the_room() {
    let world = two_nights();
    kept(&world);
    let room = OpenRoom::of(&world, &[]);
    let articles = room.get("/articles.json").json();
    let articles = articles["articles"].as_array().unwrap();
    // What is nested without end is kept as it came, and no article.
    assert_eq!(articles.len(), pages("").len() - 1);
    let mut starts = vec!["/".to_owned(), "/data".to_owned()];
    starts.extend(asked_by_hand());
    for (path, _) in pages("") {
        let url: String =
            url::form_urlencoded::byte_serialize(world.url(path).as_bytes()).collect();
        starts.push(format!("/address?url={url}"));
    }
    let starts: Vec<&str> = starts.iter().map(String::as_str).collect();
    let walked: BTreeMap<String, Page> = room.walk(&starts);
    let (mut seen, mut replayed, mut told) = (0, 0, 0);
    for (address, page) in &walked {
        assert!(
            page.status < 500,
            "{address}: {} {:.400}",
            page.status,
            page.text()
        );
        // Lines that are too long come to no page.
        if matches!(page.status, 414 | 431) {
            assert!(page.body.is_empty(), "{address:.200}");
            continue;
        }
        assert_eq!(
            page.header("x-content-type-options"),
            "nosniff",
            "{address}: {}",
            page.status
        );
        let policy = page.header("content-security-policy");
        if !page.header("content-type").starts_with("text/html") {
            continue;
        }
        if address.contains("id_/") {
            assert!(policy.starts_with("sandbox;"), "{address}: {policy}");
            continue;
        }
        harmless(address, page);
        assert!(policy.contains("default-src 'none'"), "{address}: {policy}");
        let text = page.text();
        if address.contains(&room.replay) {
            replayed += usize::from(page.status == 200);
            continue;
        }
        let unseen = text
            .chars()
            .find(|it| ('\u{202a}'..='\u{202e}').contains(it) || (*it < ' ' && *it != '\n'));
        assert_eq!(unseen, None, "{address}");
        told += usize::from(text.contains("&lt;script&gt;document.title"));
        seen += 1;
    }
    println!("{seen} pages of the room, {replayed} as they were, {told} tell of a script");
    assert!(
        seen > 500 && replayed >= 2 * pages("").len() && told > 200,
        "{seen} {replayed} {told}"
    );
    assert_eq!(room.get("/healthz").status, 200);
}
