//! Globs deduced from what portals of many systems name.

use super::urls;
use crate::address::{Rules, RulesSource};
use crate::record::Role;
use crate::survey::globs::{Globs, deduce};
use crate::survey::labelled::LabelledUrls;

/// One system: its name, articles, sections, further pages, the globs that must come out, and
/// addresses that nobody named: articles, then lists or others.
struct Portal {
    name: &'static str,
    articles: &'static [&'static str],
    sections: &'static [&'static str],
    pages: &'static [&'static str],
    article: &'static [&'static str],
    keep: Option<&'static [&'static str]>,
    unseen: &'static [&'static str],
    others: &'static [&'static str],
}

const PORTALS: &[Portal] = &[
    Portal {
        name: "WordPress, slug.html",
        articles: &[
            "/khai-mac-le-hoi.html",
            "/hop-hdnd-2.html",
            "/thong-bao.html",
        ],
        sections: &["/category/chinh-tri", "/category/kinh-te", "/gioi-thieu"],
        pages: &["/page/2", "/page/40"],
        article: &["/*.html"],
        keep: None,
        unseen: &["/le-ra-quan.html"],
        others: &["/category/xa-hoi", "/page/3", "/category/chinh-tri/page/2"],
    },
    Portal {
        name: "WordPress, year and month",
        articles: &["/2023/11/le-hoi/", "/2024/01/hop-bao/", "/2019/05/ra-quan/"],
        sections: &["/category/tin-tuc/", "/category/van-ban/"],
        pages: &["/page/2/"],
        article: &["/20*/*/*"],
        keep: None,
        unseen: &["/2021/12/tong-ket/"],
        others: &["/category/van-hoa/", "/page/9/"],
    },
    Portal {
        name: "WordPress, the headline alone",
        articles: &[
            "/khai-mac-le-hoi-hoa-phuong-do/",
            "/hop-hdnd-thanh-pho-ky-12/",
            "/trao-huy-hieu-dang-dot-2/",
        ],
        sections: &["/tin-tuc/", "/lien-he/", "/category/chinh-tri/"],
        pages: &["/page/2/"],
        article: &["/*-*-*"],
        keep: None,
        unseen: &["/ra-quan-don-dep-ve-sinh/"],
        others: &["/page/3/", "/tin-tuc/"],
    },
    Portal {
        name: "WordPress without permalinks",
        articles: &["/?p=12", "/?p=19", "/?p=26"],
        sections: &["/?cat=2", "/?page_id=4"],
        pages: &["/?paged=2"],
        article: &["/?p=*"],
        keep: Some(&["p", "cat", "page_id", "paged"]),
        unseen: &["/?p=999"],
        others: &["/?paged=9", "/?cat=3"],
    },
    Portal {
        name: "a detail page that the query keys",
        articles: &[
            "/Portal/Detail.aspx?Organization=SXD&MenuID=19237&ContentID=154916",
            "/Portal/Detail.aspx?Organization=SXD&MenuID=19237&ContentID=154901",
            "/Portal/Detail.aspx?Organization=UBND&MenuID=7&ContentID=12",
        ],
        sections: &["/Portal/Default.aspx?Organization=SXD&MenuID=19237"],
        pages: &["/Portal/Default.aspx?Organization=SXD&MenuID=19237&page=2"],
        article: &["/Portal/Detail.aspx?*ContentID=*"],
        keep: Some(&["Organization", "MenuID", "ContentID", "page"]),
        unseen: &["/Portal/Detail.aspx?Organization=SVH&MenuID=3&ContentID=9"],
        others: &["/Portal/Default.aspx?MenuID=5"],
    },
    Portal {
        name: "a component that shows lists and articles",
        articles: &[
            "/index.php?option=com_content&view=article&id=12",
            "/index.php?option=com_content&view=article&id=19",
        ],
        sections: &["/index.php?option=com_content&view=category&id=3"],
        pages: &[],
        article: &["/index.php?*view=article*"],
        keep: Some(&["option", "view", "id"]),
        unseen: &["/index.php?option=com_content&view=article&id=99"],
        others: &["/index.php?option=com_content&view=category&id=4"],
    },
    Portal {
        name: "Liferay",
        articles: &[
            "/web/hai-an/tin-tuc/-/asset_publisher/khai-mac-4711?redirect=%2Fweb%2Fhai-an",
            "/web/hai-an/tin-tuc/-/asset_publisher/tong-ket-4733?redirect=%2Fweb%2Fhai-an",
        ],
        sections: &["/web/hai-an/tin-tuc", "/web/hai-an/van-ban"],
        pages: &["/web/hai-an/tin-tuc?_101_INSTANCE_cur=2"],
        article: &["/web/hai-an/*/-/asset_publisher/*-[0-9]*"],
        keep: None,
        unseen: &["/web/hai-an/van-ban/-/asset_publisher/quyet-dinh-99"],
        others: &["/web/hai-an/tin-tuc?_101_INSTANCE_cur=7"],
    },
    Portal {
        name: "SharePoint",
        articles: &[
            "/tin-tuc/Pages/khai-mac.aspx",
            "/tin-tuc/Pages/tong-ket-nam.aspx",
            "/thong-bao/Pages/lich-cat-dien.aspx",
        ],
        sections: &[
            "/tin-tuc/Pages/default.aspx",
            "/thong-bao/Pages/default.aspx",
        ],
        pages: &["/tin-tuc/Pages/default.aspx?Page=2"],
        article: &["/*/*/*-*.aspx"],
        keep: None,
        unseen: &["/van-hoa/Pages/le-hoi.aspx"],
        others: &[
            "/tin-tuc/Pages/default.aspx?Page=9",
            "/van-hoa/Pages/default.aspx",
        ],
    },
    Portal {
        name: "a newspaper",
        articles: &[
            "/le-hoi-hoa-phuong-post123456.html",
            "/cang-lach-huyen-don-tau-post123999.html",
            "/mua-lon-o-thuy-nguyen-post124555.html",
        ],
        sections: &["/thoi-su.html", "/kinh-te.html", "/van-hoa-xa-hoi.html"],
        pages: &["/thoi-su/trang-2.html"],
        article: &["/*[0-9].html"],
        keep: None,
        unseen: &["/tau-moi-ve-ben-cang-post1.html"],
        others: &["/thoi-su.html", "/thoi-su/trang-5.html"],
    },
    Portal {
        name: "numbers alone",
        articles: &["/node/12", "/node/345", "/node/77"],
        sections: &["/tin-tuc", "/gioi-thieu"],
        pages: &["/tin-tuc?page=2"],
        article: &["/node/[0-9]*"],
        keep: None,
        unseen: &["/node/9"],
        others: &["/tin-tuc?page=4"],
    },
    Portal {
        name: "sections with siblings",
        articles: &["/tin-tuc/748448-khai-mac", "/tin-tuc/748450-tong-ket"],
        sections: &["/tin-tuc", "/van-ban"],
        pages: &["/tin-tuc?start=10"],
        article: &["/*/[0-9]*-*"],
        keep: None,
        unseen: &["/van-ban/12-quyet-dinh"],
        others: &["/van-ban?start=20"],
    },
    Portal {
        name: "folders in Vietnamese, at several depths",
        articles: &["/tin-t%E1%BB%A9c/a-b.htm", "/tin-t%E1%BB%A9c/2024/c-d.htm"],
        sections: &["/tin-t%E1%BB%A9c"],
        pages: &[],
        article: &["/**/*.htm"],
        keep: None,
        unseen: &["/%C4%91%E1%BA%A3ng/x.htm"],
        others: &["/tin-t%E1%BB%A9c"],
    },
];

#[test]
fn globs_are_general_and_take_no_list() {
    for portal in PORTALS {
        let [articles, sections, pages] =
            [portal.articles, portal.sections, portal.pages].map(urls);
        let Globs {
            article,
            list,
            keep_query,
            strays,
        } = deduce(LabelledUrls {
            articles: &articles,
            sections: &sections,
            pages: &pages,
        });
        let name = portal.name;
        assert_eq!(article, portal.article, "{name}, beside {list:?}");
        let keep: Option<Vec<&str>> = keep_query
            .as_ref()
            .map(|it| it.iter().map(String::as_str).collect());
        assert_eq!(keep.as_deref(), portal.keep, "{name}");
        assert_eq!(strays, 0, "{name}");
        let rules = Rules::compile(&RulesSource {
            article,
            list: list.clone(),
            keep_query,
            hosts: vec!["cong.haiphong.example".to_owned()],
            ..RulesSource::default()
        });
        let rules = rules.expect("the globs can be read");
        let role = |url: &url::Url| {
            let url = rules
                .canonical(None, url.as_str())
                .expect("it is of the site");
            rules.role(&url)
        };
        for url in articles.iter().chain(&urls(portal.unseen)) {
            assert_eq!(role(url), Some(Role::Article), "{name}: {url} {list:?}");
        }
        for url in sections
            .iter()
            .chain(&pages)
            .chain(&urls(portal.others))
            .chain(&urls(&["/"]))
        {
            assert_eq!(role(url), Some(Role::List), "{name}: {url} {list:?}");
        }
    }
}

/// Where a section is written like an article, no glob is better than one that takes both.
#[test]
fn no_glob_is_written_that_takes_a_list_for_an_article() {
    let sections: Vec<String> = (0..80).map(|it| format!("/chuyen-muc-{it}")).collect();
    let sections: Vec<&str> = sections.iter().map(String::as_str).collect();
    let found = deduce(LabelledUrls {
        articles: &urls(&["/a-b", "/c-d", "/e-f"]),
        sections: &urls(&sections),
        pages: &[],
    });
    assert_eq!(found.article, Vec::<String>::new());
    assert_eq!(found.strays, 3);
}
