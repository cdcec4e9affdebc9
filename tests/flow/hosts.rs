//! What was promised to hosts that write their wishes in other ways than the standards': each
//! is held against the clock and the requests of the host itself.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{TimeDelta, Utc};

use crate::wire::{Asked, Wire, answer, article, html, list, not_found};

const ROBOTS: &str = "/robots.txt";

fn robots(body: impl AsRef<[u8]>) -> Vec<u8> {
    answer(200, "Content-Type: text/plain\r\n", body)
}

/// No two requests that follow each other came closer.
#[track_caller]
fn spaced(requests: &[Asked], least: Duration) {
    for pair in requests.windows(2) {
        let gap = pair[1].at.saturating_sub(pair[0].at);
        assert!(gap >= least, "{gap:?} in {pair:?}");
    }
}

/// Found in review: "4.0" was taken for no header at all.
#[test]
fn a_retry_after_is_obeyed_however_it_is_written() {
    let date = |moment: chrono::DateTime<Utc>| moment.to_rfc2822().replace("+0000", "GMT");
    let slow = Utc::now() - TimeDelta::hours(1);
    let own_clock = format!(
        "Date: {}\r\nRetry-After: {}\r\n",
        date(slow),
        date(slow + TimeDelta::seconds(2))
    );
    let heads = [
        "Retry-After: 1.2\r\n",
        "Retry-After: \"2\"\r\n",
        "Retry-After: 2s\r\n",
        "Retry-After: 0, 2\r\n",
        "Retry-After: 1\r\nRetry-After: 2\r\nRetry-After: 0\r\n",
        // Its clock is slow: by ours that moment is long past.
        &own_clock,
    ]
    .map(str::to_owned);
    let wires = heads.map(|head| {
        let busy = head.clone();
        let wire = Wire::site(move |asked| match asked.path.as_str() {
            "/" => list(["/cau-moi.html"]),
            "/cau-moi.html" if asked.before == 0 => answer(429, &busy, ""),
            "/cau-moi.html" => article("Đông Khê"),
            _ => not_found(),
        });
        (head, wire)
    });
    std::thread::scope(|scope| {
        for (head, wire) in &wires {
            scope.spawn(move || {
                wire.run(&["crawl"]).exits(0, &["1 new"]);
                let requests = wire.requests();
                let [.., refused, again] = requests.as_slice() else {
                    panic!("{requests:?}");
                };
                assert_eq!(refused.path, again.path, "{head}");
                let gap = again.at.saturating_sub(refused.at);
                assert!(gap >= Duration::from_secs(2), "{head}: again after {gap:?}");
            });
        }
    });
}

/// Two sites on one server. The one names a pause, the other has no robots.txt: asked after the
/// first's, that said "no pause" for both.
#[test]
fn sites_of_one_server_share_a_lane_and_the_longest_pause() {
    let mut wire = Wire::sites(2, |asked| match (asked.site, asked.path.as_str()) {
        (0, ROBOTS) => robots("User-agent: *\nCrawl-delay: 0.7\n"),
        (_, "/") => list(["/mot.html", "/hai.html"]),
        (_, ROBOTS) => not_found(),
        (_, path) => article(path),
    });
    wire.of_site = "lane = \"may-chu-chung\"".to_owned();
    wire.run(&["crawl"]).exits(0, &["4 new"]);
    let requests = wire.requests();
    let after_robots = requests
        .iter()
        .position(|it| it.site == 0 && it.path == ROBOTS)
        .expect("it was asked");
    let bound = &requests[after_robots..];
    assert!(bound.iter().any(|it| it.site == 1), "both were under way");
    spaced(bound, Duration::from_millis(695));
}

#[test]
fn a_host_of_two_sites_cannot_have_two_lanes() {
    let mut wire = Wire::site(|_| not_found());
    let authority = wire.authority(0);
    let other = format!(
        "[[site]]\nname = \"khac\"\nhome = \"http://{authority}/\"\ntime_zone = \"Asia/Ho_Chi_Minh\"\n\
         lane = \"rieng\"\n[site.address]\nhosts = [\"{authority}\"]\n"
    );
    wire.settings += &other;
    wire.run(&["crawl"])
        .exits(2, &["lane", "a host has one lane"]);
    assert!(wire.requests().is_empty());
}

/// Obeyed to the letter by leaving the host, and said; patience is the operator's.
#[test]
fn a_crawl_delay_longer_than_a_run_waits_leaves_the_host() {
    let mut wire = Wire::site(|asked| match asked.path.as_str() {
        ROBOTS => robots("User-agent: *\nCrawl-delay: 1000\n"),
        _ => list(["/mot.html"]),
    });
    let words = ["left for the next run", "robots.txt asks for 1000 s"];
    wire.run(&["crawl"]).exits(1, &words);
    wire.run(&["crawl"]).exits(1, &words);
    assert_eq!(wire.paths_after(0), [ROBOTS]);
    let url = format!("http://{}/mot.html", wire.authority(0));
    wire.run(&["fetch", &url]).exits(2, &words[1..]);
    assert_eq!(wire.paths_after(0), [ROBOTS]);
    wire.settings = wire
        .settings
        .replace("[politeness]", "[politeness]\npatience = \"1s\"");
    wire.run(&["crawl"]).exits(1, &words);
    assert_eq!(wire.paths_after(0), [ROBOTS]);
}

/// Found in review: what was remembered of a robots.txt in Latin-1 forbade nothing.
#[test]
fn a_robots_txt_forbids_the_same_in_every_encoding_and_process() {
    let text = "User-agent: *\nDisallow: /báo/\nSitemap: so-do.xml\n";
    let utf16 = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect();
    let marked: Vec<u8> = [b"\xff\xfe".to_vec(), utf16(u16::to_le_bytes)].concat();
    let latin: Vec<u8> = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let long = [
        latin.clone(),
        vec![b'#'; 600_000],
        b"\nDisallow: /dai/\n".to_vec(),
    ]
    .concat();
    let bodies = [
        ("UTF-8", text.as_bytes().to_vec()),
        ("Latin-1", latin),
        ("UTF-16LE, marked", marked),
        ("UTF-16BE", utf16(u16::to_be_bytes)),
        ("beyond 500 KiB", long),
    ];
    for (name, body) in bodies {
        let is_long = body.len() > 500_000;
        let one_byte = std::str::from_utf8(&body).is_err() && !body.contains(&0);
        let wire = Wire::site(move |asked| match asked.path.as_str() {
            ROBOTS => robots(&body),
            "/" => list(["/b%E1o/mot.html", "/b%C3%A1o/hai.html", "/dai/ba.html"]),
            "/so-do.xml" => answer(
                200,
                "Content-Type: application/xml\r\n",
                "<urlset><url><loc>/tin/bon.html</loc></url></urlset>",
            ),
            path if path.contains('.') => article(path),
            _ => not_found(),
        });
        wire.run(&["crawl", "--limit", "1"]).exits(0, &["robots"]);
        wire.run(&["crawl"]).exits(0, &["robots"]);
        wire.run(&["crawl", "--full"]).exits(0, &["robots"]);
        let asked: BTreeSet<String> = wire.paths_after(0).into_iter().collect();
        let mut want = BTreeSet::from([ROBOTS, "/", "/so-do.xml", "/tin/bon.html"]);
        if !is_long {
            want.insert("/dai/ba.html");
        }
        // Addresses are in UTF-8, unless the file itself shows that the portal's are not.
        if !one_byte {
            want.insert("/b%E1o/mot.html");
        }
        assert_eq!(
            asked,
            want.into_iter().map(str::to_owned).collect(),
            "{name}"
        );
        let robots = wire.paths_after(0).into_iter().filter(|it| it == ROBOTS);
        assert_eq!(robots.count(), 1, "{name}: it was remembered");
    }
}

#[test]
fn a_challenge_in_place_of_robots_txt_means_no_and_a_page_not_found_means_yes() {
    let trick = "<html><script>document.cookie='a=1';location.reload()</script></html>";
    let captcha = "<html><title>Xác minh bạn là người</title><p>Nhập mã captcha</p></html>";
    let missing = "<html><title>404</title><h1>Không tìm thấy trang</h1></html>";
    for (status, body, crawled) in [
        (200, trick, false),
        (200, captcha, false),
        (403, captcha, false),
        (200, missing, true),
        (403, missing, true),
    ] {
        let mut wire = Wire::site(move |asked| match asked.path.as_str() {
            ROBOTS => answer(status, "Content-Type: text/html\r\n", body),
            "/" => list(["/mot.html"]),
            path => article(path),
        });
        wire.settings += "max_attempts = 1\n";
        let ended = wire.run(&["crawl"]);
        if crawled {
            ended.exits(0, &["1 new"]);
        } else {
            ended.exits(1, &["left for the next run", "challenge page"]);
            wire.run(&["crawl"]).exits(1, &["challenge page"]);
            let asked = wire.paths_after(0);
            assert_eq!(
                asked,
                [ROBOTS, ROBOTS],
                "asked again in another run, and nothing else"
            );
        }
    }
}

/// The pause of a Crawl-delay holds after its robots.txt was redirected, too.
#[test]
fn a_redirected_robots_txt_binds_the_origin_it_was_asked_of() {
    let wire = Wire::site(|asked| match asked.path.as_str() {
        ROBOTS => answer(302, "Location: /tep/robots-that.txt\r\n", ""),
        "/tep/robots-that.txt" => {
            robots("User-agent: *\nCrawl-delay: 0.4\nDisallow: /kin/\nSitemap: so-do.xml\n")
        }
        "/tep/so-do.xml" => html("<urlset><url><loc>/kin/mot.html</loc></url></urlset>"),
        "/" => list(["/kin/hai.html", "/ba.html"]),
        path => article(path),
    });
    for _ in 0..2 {
        wire.run(&["crawl", "--full"]).exits(0, &["2 × robots"]);
    }
    let asked = wire.paths_after(0);
    assert!(!asked.iter().any(|it| it.starts_with("/kin/")), "{asked:?}");
    assert_eq!(asked.iter().filter(|it| *it == ROBOTS).count(), 1);
    spaced(&wire.requests()[1..], Duration::from_millis(395));
}
