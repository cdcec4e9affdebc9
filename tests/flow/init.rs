//! `hpnews init URL`: from an address to a configuration, whatever is at the address.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::handmade::{article, text};
use crate::server::{Answer, Asked, Server};
use crate::world::Ended;

/// A machine with nothing on it but a fast pace, and a site.
struct Newcomer {
    server: Server,
    dir: TempDir,
}

const FAST: &str = "# của tôi\n[politeness]\nrate = \"100/s\"\nlatency_factor = 0\n";

impl Newcomer {
    fn at(answer: impl Fn(&Asked, &str) -> Answer + Send + Sync + 'static) -> Self {
        let server = Server::start(2, move |asked, names| {
            let host = &names[asked.host];
            if asked.host == 1 {
                // Another host, that has nothing.
                return Answer::new(404, "text/html", "<title>404</title>");
            }
            match asked.target.as_str() {
                "/sang-may-khac" => Answer::to(&format!("http://{}/", names[1])),
                _ => answer(asked, host),
            }
        });
        let newcomer = Self {
            server,
            dir: tempfile::tempdir().expect("a temporary folder"),
        };
        std::fs::write(newcomer.file(), FAST).expect("it can be written");
        newcomer
    }

    fn file(&self) -> PathBuf {
        self.dir.path().join("config.toml")
    }

    fn config(&self) -> String {
        std::fs::read_to_string(self.file()).expect("it is there")
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.server.authorities()[0])
    }

    fn run(&self, args: &[&str]) -> Ended {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hpnews"));
        command
            .args(args)
            .current_dir(self.dir.path())
            .env("HPNEWS_STATE", self.dir.path().join("state"))
            .env("HPNEWS_LANG", "en")
            .env_remove("HPNEWS_CONTACT")
            .env_remove("HPNEWS_ARCHIVE")
            .env_remove("HPNEWS_CONFIG")
            .stdin(Stdio::null());
        Ended::of(command.output())
    }

    fn init(&self, path: &str) -> Ended {
        self.run(&["init", &self.url(path)])
    }

    /// Everything that lies in the folder.
    fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.dir.path()).expect("it is readable");
        let names = entries.map(|it| {
            it.expect("readable")
                .file_name()
                .to_string_lossy()
                .into_owned()
        });
        let mut names: Vec<String> = names.filter(|it| it != "state").collect();
        names.sort();
        names
    }
}

fn html(body: &str) -> Answer {
    Answer::html(format!(
        "<!doctype html><html><head><title>Trang</title></head><body>{body}</body></html>"
    ))
}

fn nothing() -> Answer {
    Answer::new(
        404,
        "text/html",
        "<!doctype html><title>404</title><h1>Không tìm thấy trang</h1>",
    )
}

/// A site of six articles and a menu.
fn site(asked: &Asked) -> Answer {
    let matters = [
        "kè sông Lạch Tray",
        "đê biển Cát Hải",
        "cầu Rào cũ",
        "bến Bính",
        "đường Lê Hồng Phong",
        "hồ An Biên",
    ];
    let title = |matter: &str| format!("Bắt đầu sửa chữa {matter} trong tuần này");
    pages(
        asked,
        "vi",
        ["Tin", "Văn bản"],
        &matters.map(|it| (title(it), text(it, 3))),
    )
}

/// The same in French, without any offset in its times.
fn french(asked: &Asked) -> Answer {
    let matters = [
        "le pont du port",
        "la digue nord",
        "la vieille gare",
        "le marché couvert",
    ];
    let of = |it: &str| {
        let said = format!(
            "<p>Les travaux sur {it} ont commencé lundi matin et dureront douze jours, a indiqué la \
             mairie dans un communiqué publié dimanche soir.</p><p>La circulation sera déviée, et \
             les commerces de {it} resteront ouverts pendant toute la durée du chantier.</p>"
        );
        (
            format!("Les travaux ont commencé sur {it} lundi matin"),
            said,
        )
    };
    pages(asked, "fr", ["Actualités", "Documents"], &matters.map(of))
}

fn pages(
    asked: &Asked,
    lang: &str,
    [news, papers]: [&str; 2],
    articles: &[(String, String)],
) -> Answer {
    let address = |number: usize| format!("/bai/sua-{number}0.html");
    if asked.target == "/" {
        let link = |(number, (title, _)): (usize, &(String, String))| {
            format!("<li><a href=\"{}\">{title}</a></li>", address(number))
        };
        let items: Vec<String> = articles.iter().enumerate().map(link).collect();
        return Answer::html(format!(
            "<!doctype html><html lang=\"{lang}\"><head><title>Cổng</title></head><body><nav>\
             <a href=\"/\">⌂</a><a href=\"/muc/tin\">{news}</a><a href=\"/muc/van-ban\">{papers}</a>\
             </nav><ul>{}</ul></body></html>",
            items.concat()
        ));
    }
    let found = (0..articles.len()).find(|it| asked.target == address(*it));
    found.map_or_else(nothing, |it| {
        let page = article(&articles[it].0, &articles[it].1, "");
        let page = page.replace("+07:00", "");
        Answer::html(page.replace("lang=\"vi\"", &format!("lang=\"{lang}\"")))
    })
}

#[test]
fn an_address_becomes_a_site_behind_what_is_in_the_file() {
    let new = Newcomer::at(|asked, _| site(asked));
    let ended = new.init("/");
    ended.exits(
        0,
        &[
            "Asia/Ho_Chi_Minh",
            "Vietnamese",
            "/*/*.html",
            "report",
            "recipe learn",
        ],
    );
    let config = new.config();
    assert!(config.starts_with(FAST), "what was there stays: {config}");
    assert!(
        config.contains("# Civil time of its dates: its pages are in Vietnamese."),
        "{config}"
    );
    assert_eq!(new.files(), ["config.toml"], "nothing else is left");
    new.run(&["crawl"]).exits(0, &["6 new"]);
    // Asked again it is known, and nothing is asked or changed.
    let seen = new.server.requests().len();
    new.init("/").exits(2, &["has it as site", "recipe learn"]);
    assert_eq!((new.server.requests().len(), new.config()), (seen, config));
}

#[test]
fn a_new_file_has_every_key_and_only_this_site() {
    let new = Newcomer::at(|asked, _| site(asked));
    std::fs::remove_file(new.file()).expect("it was there");
    let url = new.url("/");
    let with = [
        "--contact",
        "ten@example.vn",
        "init",
        &url,
        "moi.toml",
        "--tag",
        "example.vn,2026-11-30",
    ];
    new.run(&with).exits(0, &["--config moi.toml recipe learn"]);
    assert_eq!(new.files(), ["moi.toml"]);
    let text = std::fs::read_to_string(new.dir.path().join("moi.toml")).expect("it is there");
    for line in [
        "contact = \"ten@example.vn\"\n",
        "tag = \"example.vn,2026-11-30\"\n",
        "[politeness]\n# One lane a host",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert_eq!(text.matches("[[site]]").count(), 1, "{text}");
    let shown = new.run(&["--config", "moi.toml", "config"]);
    shown.exits(0, &[]);
    assert!(!shown.out.contains("thanhphohaiphong"), "{}", shown.out);
    // Never over what is there.
    std::fs::write(new.file(), "[[site]\n").expect("it can be written");
    new.init("/").exits(2, &["config.toml"]);
    assert_eq!(new.config(), "[[site]\n");
}

#[test]
fn what_is_printed_is_not_written() {
    let new = Newcomer::at(|asked, _| site(asked));
    let url = new.url("/");
    let shown = new.run(&["init", &url, "--print"]);
    shown.exits(0, &["addresses tried: 6"]);
    assert!(
        shown.out.starts_with(FAST) && shown.out.contains("[[site]]"),
        "{}",
        shown.out
    );
    assert_eq!(new.config(), FAST);
}

/// No host outside this machine is asked, or even looked up, before there is a contact; and
/// nobody is prompted where nobody sits.
#[test]
fn a_public_host_is_not_asked_without_a_contact() {
    let new = Newcomer::at(|asked, _| site(asked));
    for args in [
        &["init", "https://khong-co.example.invalid/"][..],
        &["init", "https://khong-co.example.invalid/", "khac.toml"],
        &[
            "--contact",
            "khong phai mail",
            "init",
            "https://khong-co.example.invalid/",
        ],
    ] {
        new.run(args).exits(2, &["contact"]);
    }
    assert_eq!(
        (new.files(), new.config()),
        (vec!["config.toml".to_owned()], FAST.to_owned())
    );
}

/// Whatever the address leads to: the exit code, what is said, and whether a site was written.
#[test]
fn bad_input_says_what_was_found_and_what_to_try() {
    type Site = fn(&Asked, &str) -> Answer;
    let robots: Site = |asked, _| match asked.target.as_str() {
        "/robots.txt" => Answer::new(200, "text/plain", "User-agent: *\nDisallow: /\n"),
        _ => site(asked),
    };
    let unwell: Site = |asked, _| match asked.target.as_str() {
        "/robots.txt" => Answer::new(503, "text/html", "Quá tải"),
        _ => site(asked),
    };
    let pdf: Site = |asked, _| match asked.target.as_str() {
        "/quyet-dinh.pdf" => Answer::new(200, "application/pdf", "%PDF-1.7"),
        _ => site(asked),
    };
    let only_pdf: Site = |asked, _| match asked.target.as_str() {
        "/robots.txt" => nothing(),
        _ => Answer::new(200, "application/pdf", "%PDF-1.7"),
    };
    let login: Site = |asked, _| match asked.target.as_str() {
        "/" => html("<form><h1>Đăng nhập</h1><input name=u><input type=\"password\"></form>"),
        _ => nothing(),
    };
    let script: Site = |asked, _| match asked.target.as_str() {
        "/" => html("<div id=\"app\"></div><script src=\"/app.js\"></script>"),
        _ => nothing(),
    };
    let empty: Site = |asked, _| match asked.target.as_str() {
        "/" => html("<h1>Cổng đang xây dựng</h1><p><a href=\"/lien-he\">Liên hệ</a></p>"),
        _ => nothing(),
    };
    let gone: Site = |_, _| nothing();
    let vietnamese: Site = |asked, _| site(asked);
    let french: Site = |asked, _| french(asked);
    let elsewhere: Site = |asked, names| match asked.target.as_str() {
        "/" => Answer::to(&format!("http://{names}/sang-may-khac")),
        _ => nothing(),
    };
    let endless: Site = |asked, _| match asked.target.as_str() {
        "/robots.txt" => nothing(),
        _ => Answer::to("/"),
    };
    for (what, site, path, code, words) in [
        (
            "robots.txt forbids",
            robots,
            "/",
            2,
            &["may not be asked", "obeys robots.txt"][..],
        ),
        (
            "robots.txt is ill",
            unwell,
            "/",
            2,
            &["503", "robots.txt", "try again later"],
        ),
        (
            "a PDF",
            pdf,
            "/quyet-dinh.pdf",
            0,
            &["application/pdf", "home page of its host", "/*/*.html"],
        ),
        (
            "nothing but a PDF",
            only_pdf,
            "/a.pdf",
            2,
            &["application/pdf", "home page"],
        ),
        (
            "a login",
            login,
            "/",
            2,
            &["it is a login", "never logs in"],
        ),
        (
            "a single-page app",
            script,
            "/",
            2,
            &["a script draws it", "runs no scripts"],
        ),
        (
            "a home without articles",
            empty,
            "/",
            2,
            &["no article", "a section with news"],
        ),
        ("404", gone, "/", 2, &["404", "home page"]),
        (
            "404 on a site",
            vietnamese,
            "/khong-co",
            0,
            &["404", "home page of its host"],
        ),
        (
            "an article",
            vietnamese,
            "/bai/sua-10.html",
            0,
            &["it is an article", "home page of its host"],
        ),
        (
            "another language",
            french,
            "/",
            1,
            &["UTC", "ASSUMED", "time_zone = \"UTC\""],
        ),
        (
            "another host, that has nothing",
            elsewhere,
            "/",
            2,
            &["404"],
        ),
        ("a redirect to itself", endless, "/", 2, &["without end"]),
    ] {
        let new = Newcomer::at(site);
        let ended = new.init(path);
        assert_eq!(ended.code, Some(code), "{what}: {}", ended.err);
        for word in words {
            assert!(
                ended.err.contains(word),
                "{what}: `{word}` is not in: {}",
                ended.err
            );
        }
        let written = new.config() != FAST;
        assert_eq!(written, code != 2, "{what}: {}", new.config());
        assert_eq!(new.files(), ["config.toml"], "{what}");
        assert_eq!(
            ended.err.contains("hint: "),
            code == 2,
            "{what}: {}",
            ended.err
        );
        let sent = new.server.requests().len();
        assert!(sent <= 10, "{what}: {sent} requests");
        if code == 2 {
            assert!(
                ended.err.contains("nothing was written"),
                "{what}: {}",
                ended.err
            );
        }
    }
}

#[test]
fn a_host_that_is_down_is_said_to_be_so() {
    let new = Newcomer::at(|asked, _| site(asked));
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .expect("a port")
        .local_addr()
        .expect("bound");
    let url = format!("http://{free}/");
    new.run(&["init", &url])
        .exits(2, &["robots.txt", "nothing was written", "hint: "]);
    assert_eq!(new.config(), FAST);
}

/// Pages to learn from are not to be had: why is said, and nothing is written.
#[test]
fn learning_from_a_site_that_is_shut_says_why() {
    type Site = fn(&Asked, &str) -> Answer;
    let forbidden: Site = |asked, _| match asked.target.as_str() {
        "/robots.txt" => Answer::new(200, "text/plain", "User-agent: *\nDisallow: /\n"),
        _ => site(asked),
    };
    let gone: Site = |_, _| nothing();
    for (answer, words) in [
        (forbidden, ["robots.txt line 2", "Disallow: /"]),
        (gone, ["404", "no list"]),
    ] {
        let new = Newcomer::at(answer);
        let site = format!(
            "{FAST}[[site]]\nname = \"thu\"\nhome = \"{}\"\n",
            new.url("/")
        );
        std::fs::write(new.file(), &site).expect("it can be written");
        new.run(&["recipe", "learn", "thu", "--write"])
            .exits(2, &words);
        assert_eq!(new.config(), site);
        assert!(new.server.requests().len() <= 20);
    }
}

#[test]
fn what_went_wrong_is_said_in_vietnamese_too() {
    let new = Newcomer::at(|_, _| nothing());
    let url = new.url("/");
    let ended = new.run(&["--lang", "vi", "init", &url]);
    ended.exits(
        2,
        &["lỗi", "máy chủ trả lời 404", "không ghi gì", "trang chủ"],
    );
}
