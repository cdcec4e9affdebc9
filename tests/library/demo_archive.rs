// A small archive to read: two crawls of the demo portal, with one headline edited between
// them. Made with the library alone, so that the documentation's examples can include it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use hpnews::config::{Config, Overrides, UserFile};
use hpnews::crawl::{CrawlSetup, Plan, Stop, crawl, open_options};
use hpnews::demo::{Portal, PortalOptions};
use hpnews::lane::Lanes;
use hpnews::store::Archive;

/// The folder that holds `archive/`; removed when dropped.
pub(crate) fn demo_archive() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime starts");
    runtime.block_on(async {
        let options = PortalOptions {
            slow: Duration::ZERO,
            ..PortalOptions::default()
        };
        let portal = Portal::start(options)
            .await
            .expect("a loopback port is free");
        night(&portal, folder.path()).await;
        let url = portal.truth()[0].url.clone();
        portal.edit(|site| {
            let newest = site.stories.iter().map(|it| it.modified).max();
            let story = site.stories.iter_mut().find(|it| url.ends_with(&it.path()));
            let story = story.expect("the first article of the truth is a story");
            story.title.push_str(": những điều cần biết");
            story.modified = newest.expect("there are stories") + chrono::TimeDelta::seconds(60);
        });
        night(&portal, folder.path()).await;
    });
    folder
}

async fn night(portal: &Portal, folder: &Path) {
    let text = portal.config();
    let file = UserFile {
        name: "the demo's configuration",
        text: &text,
    };
    let config = Config::parse(Some(file), &Overrides::default()).expect("it is valid");
    let archive = Archive::open(&folder.join("archive"), &open_options(&config));
    let (_hand, stop) = Stop::new();
    crawl(CrawlSetup {
        archive: archive.expect("the archive opens"),
        config: Arc::new(config),
        lanes: Lanes::open(&folder.join("lanes")).expect("the lanes open"),
        intermediates: std::collections::BTreeMap::new(),
        plan: Plan::default(),
        clock: chrono::Utc::now,
        stop,
        watch: Box::new(|_| ()),
    })
    .await
    .expect("the crawl ends");
}
