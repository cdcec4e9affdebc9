//! HTTP as it comes: answers that no standard foresees, and whose meaning is plain.

use std::collections::BTreeSet;

use crate::wire::{Wire, answer, article, html, list, not_found};
use crate::world::urls_kept;

/// The article under another head.
fn under(head: &str, name: &str) -> Vec<u8> {
    let whole = article(name);
    let end = whole.windows(4).position(|it| it == b"\r\n\r\n").unwrap();
    answer(200, head, &whole[end + 4..])
}

/// Found in review: a word that is no coding, and a line that is no header, cost the page.
#[test]
fn pages_under_odd_heads_are_kept() {
    const HTML: &str = "Content-Type: text/html; charset=utf-8\r\n";
    let notice = "<br />\r\n<b>Notice</b>:  Undefined index: tin in <b>/a.php</b> on line 3\r\n";
    let heads = [
        ("none", format!("{HTML}Content-Encoding: none\r\n")),
        (
            "utf-8",
            format!("{HTML}Content-Encoding: UTF-8\r\nContent-Encoding: 8bit\r\n"),
        ),
        ("la", format!("{HTML}Content-Encoding: tiếng-việt\r\n")),
        (
            "dong-lac",
            format!("{HTML}P3P CP=\"x\"\r\nX-Powered-By: PHP\r\n"),
        ),
        ("hai-dong-dau", format!("HTTP/1.1 200 OK\r\n{HTML}")),
        ("canh-bao-php", format!("Server: x\r\n{notice}{HTML}")),
        (
            "gap-dong",
            format!("X-Dai: mot\r\n\thai\r\nlac\r\n ba\r\n{HTML}"),
        ),
        (
            "thieu-cham-phay",
            "Content-Type: text/html charset=utf-8\r\n".to_owned(),
        ),
        ("thieu-loai", "Content-Type: charset=utf-8\r\n".to_owned()),
        (
            "hai-loai",
            "Content-Type: text/html, text/html\r\n".to_owned(),
        ),
        ("loai-sai", "Content-Type: html\r\n".to_owned()),
    ];
    let names = heads.clone().map(|(name, _)| format!("/{name}.html"));
    let all = names.clone();
    let wire = Wire::site(move |asked| {
        let path = asked.path.as_str();
        let own = heads
            .iter()
            .find(|(name, _)| path == format!("/{name}.html"));
        match own {
            Some((name, head)) => under(head, name),
            None if path == "/" => list(&all),
            None => not_found(),
        }
    });
    wire.run(&["crawl"]).exits(0, &[]);
    let want: BTreeSet<String> = names
        .iter()
        .map(|it| format!("http://{}{it}", wire.authority(0)))
        .collect();
    assert_eq!(urls_kept(&wire.archive()), want);
    wire.run(&["verify", "--deep"]).exits(0, &[]);
}

/// A page with a refresh in its head.
fn refreshing(content: &str, name: &str) -> Vec<u8> {
    let page = String::from_utf8(article(name)).unwrap();
    let (_, page) = page.split_once("\r\n\r\n").unwrap();
    let meta = format!("<meta http-equiv=\"Refresh\" content=\"{content}\"><title>");
    html(page.replacen("<title>", &meta, 1))
}

/// What sends its reader on at once is a redirect; what reloads itself is the page it is.
#[test]
fn a_refresh_is_a_redirect_where_it_leaves_no_time_to_read() {
    let wire = Wire::site(|asked| match asked.path.as_str() {
        "/" => html(
            "<!doctype html><meta http-equiv=refresh content='0;url=/trang-chu.aspx'>\
             <title>Cổng</title><a href='/o-trang-dau.html'>Tin</a>",
        ),
        "/trang-chu.aspx" => list([
            "/da-chuyen.html",
            "/chuyen-cham.html",
            "/tu-nap.html",
            "/tu-nap-them.html",
            "/dau-thu.html",
        ]),
        "/da-chuyen.html" => refreshing("0; url='/moi/da-chuyen.html'", "đã chuyển"),
        "/chuyen-cham.html" => refreshing("300; url=/", "chuyển chậm"),
        "/tu-nap.html" => refreshing("3", "tự nạp"),
        "/tu-nap-them.html" => refreshing("1;URL=/tu-nap-them.html?lan=2", "tự nạp thêm"),
        "/dau-thu.html" => answer(
            200,
            "Content-Type: text/html\r\nRefresh: 1;url=/moi/dau-thu.html\r\n",
            "<p>Đang chuyển…</p>",
        ),
        path if path.starts_with("/moi/") || path == "/o-trang-dau.html" => article(path),
        _ => not_found(),
    });
    wire.run(&["crawl"]).exits(0, &[]);
    let want = [
        "/chuyen-cham.html",
        "/moi/da-chuyen.html",
        "/moi/dau-thu.html",
        "/o-trang-dau.html",
        "/tu-nap-them.html",
        "/tu-nap.html",
    ];
    let want = want.map(|it| format!("http://{}{it}", wire.authority(0)));
    assert_eq!(urls_kept(&wire.archive()), BTreeSet::from(want));
    assert!(!wire.paths_after(0).iter().any(|it| it.contains("lan=2")));
}

/// A record of a WARC file with this head over an article.
fn record(url: &str, head: &str, body: &str) -> Vec<u8> {
    let block = format!("{head}\r\n\r\n{body}");
    let header = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n\
         WARC-Date: 2020-05-01T00:00:00Z\r\n\
         WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{:012}>\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n",
        url.len(),
        block.len()
    );
    format!("{header}{block}\r\n\r\n").into_bytes()
}

/// The same in other tools' files; and what cannot be read is told, with its place.
#[test]
fn records_under_odd_heads_are_imported_and_unread_ones_told() {
    let wire = Wire::site(|_| not_found());
    let page = String::from_utf8(article("cũ")).unwrap();
    let (_, page) = page.split_once("\r\n\r\n").unwrap();
    let address = |n: usize| format!("http://{}/{}.html", wire.authority(0), "a".repeat(n));
    let heads = [
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: none",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: binary",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nP3P CP=\"x\"",
        "HTTP/1.1 200 OK\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html charset=utf-8",
        "HTTP 200 Document follows\r\nContent-Type: text/html",
        "HTTP/1.0 200 OK\r\n<b>Notice</b>: x in <b>/a.php</b>\r\nContent-Type: html",
    ];
    let records = heads.iter().enumerate();
    let records = records.map(|(n, head)| record(&address(n + 1), head, page));
    let good: Vec<u8> = records.flatten().collect();
    let file = wire.archive().with_file_name("cu.warc");
    std::fs::write(&file, &good).unwrap();
    wire.run(&["import", file.to_str().unwrap()])
        .exits(0, &["6 new"]);

    let packed = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: compress";
    let bad = record(&address(20), packed, page);
    let file = wire.archive().with_file_name("nen.warc");
    std::fs::write(&file, [good.as_slice(), &bad].concat()).unwrap();
    let place = format!("nen.warc, byte {}", good.len());
    wire.run(&["import", file.to_str().unwrap()])
        .exits(1, &[&place, "is not read", "compress"]);
}
