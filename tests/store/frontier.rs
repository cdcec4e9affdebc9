//! What is due, and what is news.

use chrono::Duration;
use hpnews::record::{Hint, Named, Role, Teller};
use hpnews::store::{Among, Archive, Event, Outcome};

use super::scene::{
    HOST, SITE, article, at, captured, failed, local, named, open, options, page, url,
};

fn tell(archive: &mut Archive, named: Vec<Named>) {
    let site = SITE.to_owned();
    let event = Event::Named {
        at: at(1),
        site,
        from: None,
        named,
    };
    archive.commit(&event).unwrap();
}

fn modified(n: u32, seconds: i64) -> Named {
    let modified_at = Some(local(at(seconds)));
    let hint = Hint {
        modified_at,
        ..Hint::default()
    };
    Named {
        hint,
        ..named(&url(n), Role::Article, Teller::Sitemap)
    }
}

fn place(path: &str) -> String {
    format!("https://{HOST}/{path}")
}

#[test]
fn sources_then_articles_newest_first_then_pages_and_a_part_nobody_waits_for_last() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    archive.begin_run(&options(), at(0)).unwrap();
    tell(
        &mut archive,
        vec![
            named(&place("page"), Role::Page, Teller::Link),
            named(&url(1), Role::Article, Teller::Link),
            modified(2, -50),
            modified(3, -10),
            named(&place("list"), Role::List, Teller::Link),
            named(&place("feed"), Role::Feed, Teller::Link),
            named(&place("sitemap.xml"), Role::Sitemap, Teller::Robots),
            named(&place("wp-json"), Role::Rest, Teller::Link),
            named(&place("home"), Role::List, Teller::Seed),
            named(&place("part"), Role::Part, Teller::Page),
            named("https://other.vn/", Role::Page, Teller::Link),
        ],
    );
    assert_eq!(archive.pending_counts(Some(HOST)).unwrap().total(), 10);
    assert_eq!(archive.pending_counts(None).unwrap().total(), 11);
    assert_eq!(archive.hosts_pending().unwrap(), ["other.vn", HOST]);
    let mut order = Vec::new();
    while let Some(task) = archive.next_due(HOST, &Among::default(), at(2)).unwrap() {
        archive
            .commit(&captured(at(2), &task.url, task.role, Outcome::Read))
            .unwrap();
        order.push(task.url);
    }
    let mut wanted = ["home", "wp-json", "sitemap.xml", "feed", "list"]
        .map(place)
        .to_vec();
    wanted.extend([url(3), url(2), url(1), place("page"), place("part")]);
    assert_eq!(order, wanted);
}

#[test]
fn a_part_whose_first_page_was_read_comes_before_everything() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    archive.begin_run(&options(), at(0)).unwrap();
    let part = place("part");
    tell(
        &mut archive,
        vec![
            named(&url(1), Role::Article, Teller::Link),
            named(&place("home"), Role::List, Teller::Seed),
            named(&part, Role::Part, Teller::Page),
        ],
    );
    let kept = Outcome::PartKept {
        article_url: url(1),
        number: 1,
        of: vec![url(1), part.clone()],
        extracted: Box::new(article(1, 1)),
        page: Box::new(page(&url(1), 1, 1, at(1))),
    };
    archive
        .commit(&captured(at(1), &url(1), Role::Article, kept))
        .unwrap();
    let next = archive
        .next_due(HOST, &Among::default(), at(2))
        .unwrap()
        .unwrap();
    assert_eq!((next.url, next.role), (part, Role::Part));
}

#[test]
fn a_retry_waits_for_its_time_and_a_new_run_forgets_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    archive.begin_run(&options(), at(0)).unwrap();
    tell(
        &mut archive,
        vec![named(&url(1), Role::Article, Teller::List)],
    );
    archive
        .commit(&failed(at(2), &url(1), Some(at(60))))
        .unwrap();
    assert_eq!(
        archive.next_due(HOST, &Among::default(), at(59)).unwrap(),
        None
    );
    assert_eq!(
        archive.earliest_retry(HOST, &Among::default()).unwrap(),
        Some(at(60))
    );
    assert_eq!(archive.pending_counts(None).unwrap().retries, 1);
    let task = archive
        .next_due(HOST, &Among::default(), at(60))
        .unwrap()
        .unwrap();
    assert_eq!(
        (task.attempts, task.last.unwrap().outcome.as_str()),
        (1, "failed")
    );
    archive.commit(&failed(at(61), &url(1), None)).unwrap();
    assert_eq!(
        archive.next_due(HOST, &Among::default(), at(9999)).unwrap(),
        None
    );
    assert_eq!(
        archive.earliest_retry(HOST, &Among::default()).unwrap(),
        None
    );
    archive.finish_run("gaps", at(62)).unwrap();

    archive
        .begin_run(&options(), at(0) + Duration::days(1))
        .unwrap();
    let task = archive
        .next_due(HOST, &Among::default(), at(0))
        .unwrap()
        .unwrap();
    assert_eq!(task.attempts, 0);
    assert_eq!(task.last.unwrap().run, "20261123T200000Z");
}

#[test]
fn only_news_is_news() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    archive.begin_run(&options(), at(0)).unwrap();
    let first = modified(1, 0);
    let twice = [modified(1, 0), modified(1, 0)];
    assert_eq!(archive.unknown(&twice).unwrap(), [modified(1, 0)]);
    tell(&mut archive, vec![first.clone()]);
    let later = modified(1, 5);
    let number = Named {
        hint: Hint {
            post_id: Some(1),
            ..Hint::default()
        },
        ..first.clone()
    };
    let by_feed = Named {
        teller: Teller::Feed,
        ..first.clone()
    };
    let as_page = Named {
        role: Role::Page,
        ..first.clone()
    };
    let far = Named {
        hops: 3,
        ..first.clone()
    };
    for (named, news) in [
        (&first, false),
        (&modified(1, -5), false),
        (&as_page, false),
        (&far, false),
        (&later, true),
        (&number, true),
        (&by_feed, true),
        (&modified(2, 0), true),
    ] {
        let got = archive.unknown(std::slice::from_ref(named)).unwrap();
        assert_eq!(!got.is_empty(), news, "{named:?}");
    }
    tell(&mut archive, vec![later, number, by_feed]);
    let hint = archive
        .next_due(HOST, &Among::default(), at(2))
        .unwrap()
        .unwrap()
        .hint;
    assert_eq!(
        (hint.modified_at, hint.post_id),
        (Some(local(at(5))), Some(1))
    );
    let tellers: Vec<Teller> = archive
        .tellers(&url(1))
        .unwrap()
        .iter()
        .map(|t| t.teller)
        .collect();
    assert_eq!(tellers, [Teller::Feed, Teller::Sitemap]);
}

#[test]
fn a_page_may_turn_out_to_be_an_article() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    archive.begin_run(&options(), at(0)).unwrap();
    tell(&mut archive, vec![named(&url(1), Role::Page, Teller::Link)]);
    tell(
        &mut archive,
        vec![named(&url(1), Role::Article, Teller::Rest)],
    );
    tell(&mut archive, vec![named(&url(1), Role::List, Teller::Link)]);
    assert_eq!(
        archive
            .next_due(HOST, &Among::default(), at(2))
            .unwrap()
            .unwrap()
            .role,
        Role::Article
    );
}

/// A list names the section it is of; read after the article, it tells only that it was read.
#[test]
fn lists_add_their_sections_until_the_article_was_looked_at() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    archive.begin_run(&options(), at(0)).unwrap();
    let said = |teller: Teller, categories: &[&str], lead: Option<&str>| Named {
        hint: Hint {
            categories: categories.iter().map(|it| (*it).to_owned()).collect(),
            lead: lead.map(str::to_owned),
            ..Hint::default()
        },
        ..named(&url(1), Role::Article, teller)
    };
    let known = |archive: &Archive| {
        let hint = archive.hint_of(&url(1)).unwrap();
        (hint.categories.join(", "), hint.lead)
    };
    tell(
        &mut archive,
        vec![said(Teller::List, &["Kinh tế"], Some("Sáng nay."))],
    );
    tell(&mut archive, vec![said(Teller::List, &["Thời sự"], None)]);
    let lead = Some("Sáng nay.".to_owned());
    assert_eq!(
        known(&archive),
        ("Kinh tế, Thời sự".to_owned(), lead.clone())
    );

    let gone = captured(at(5), &url(1), Role::Article, Outcome::HttpError);
    archive.commit(&gone).unwrap();
    tell(
        &mut archive,
        vec![said(Teller::List, &["Xã hội"], Some("Chiều nay."))],
    );
    assert_eq!(
        known(&archive),
        ("Kinh tế, Thời sự".to_owned(), lead.clone())
    );
    tell(&mut archive, vec![said(Teller::Rest, &["Xã hội"], None)]);
    assert_eq!(known(&archive), ("Xã hội".to_owned(), lead));
}

/// A host may be of several sites, and of two schemes with a robots.txt each.
#[test]
fn what_is_due_is_looked_for_among_the_sites_and_origins_that_are_asked() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    archive.begin_run(&options(), at(0)).unwrap();
    let tell = |archive: &mut Archive, site: &str, url: &str| {
        let named = vec![named(url, Role::Article, Teller::List)];
        let (at, site, from) = (at(1), site.to_owned(), None);
        let event = Event::Named {
            at,
            site,
            from,
            named,
        };
        archive.commit(&event).unwrap();
    };
    tell(&mut archive, "viet", "http://cong.vn/bai-1.html");
    tell(&mut archive, "viet", "https://cong.vn/bai-2.html");
    tell(&mut archive, "anh", "https://cong.vn/en/3.html");
    let strings = |words: &[&str]| words.iter().map(|&it| it.to_owned()).collect();
    for (sites, aside, due) in [
        (&[][..], &[][..], Some("http://cong.vn/bai-1.html")),
        (&["anh"], &[], Some("https://cong.vn/en/3.html")),
        (&["khac"], &[], None),
        (
            &["viet"],
            &["http://cong.vn"],
            Some("https://cong.vn/bai-2.html"),
        ),
        (&["viet"], &["http://cong.vn", "https://cong.vn"], None),
        (
            &["anh", "viet"],
            &["http://cong.v"],
            Some("http://cong.vn/bai-1.html"),
        ),
    ] {
        let among = Among {
            sites: strings(sites),
            aside: strings(aside),
        };
        let task = archive.next_due("cong.vn", &among, at(2)).unwrap();
        assert_eq!(task.map(|it| it.url).as_deref(), due, "{among:?}");
    }
}
