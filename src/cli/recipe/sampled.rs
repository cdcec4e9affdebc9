//! The pages that a recipe is learnt from: those that a site's sources name, or those given.

use std::sync::Arc;

use anyhow::anyhow;

use super::load;
use crate::cli::args::{CheckArgs, LearnArgs};
use crate::cli::clock::now;
use crate::cli::context::Context;
use crate::cli::next_step::{NextStep as _, hinted};
use crate::cli::runtime::{intermediates, runtime, state_dir};
use crate::config::Site;
use crate::crawl;
use crate::crawl::CrawlError;
use crate::lane::Lanes;
use crate::learn::Sample;
use crate::survey::{self, SurveySetup};

/// Pages of one site.
pub(super) struct SampledSite {
    pub(super) site: Arc<Site>,
    pub(super) samples: Vec<Sample>,
    /// What could not be had, and why.
    pub(super) missed: Vec<(String, String)>,
    /// Requests sent, where they were counted.
    pub(super) requests: Option<usize>,
}

/// The pages that the arguments name.
pub(super) fn of(context: &Context, args: &LearnArgs) -> anyhow::Result<SampledSite> {
    let config = &context.config;
    let enabled = || config.sites.iter().filter(|it| it.enabled);
    let only = || {
        let mut enabled = enabled();
        enabled.next().filter(|_| enabled.next().is_none())
    };
    let named = match args.pages.as_slice() {
        [] => Some(only().ok_or_else(|| {
            let names: Vec<&str> = enabled().map(|it| it.name.as_str()).collect();
            anyhow!(
                "no site is named, and there are several: {}",
                names.join(", ")
            )
            .with_next_step("name one: `hpnews recipe learn SITE`")
        })?),
        [one] => config.site(one),
        _ => None,
    };
    match named {
        Some(site) => asked(context, site),
        None => given(context, args),
    }
}

/// Pages that the site's own sources name.
fn asked(context: &Context, site: &Arc<Site>) -> anyhow::Result<SampledSite> {
    let lanes = Lanes::open(&state_dir()?.join("lanes"))
        .map_err(|error| hinted(CrawlError::from(error)))?;
    let setup = SurveySetup {
        config: &context.config,
        lanes: &lanes,
        clock: now,
    };
    let pem = intermediates(&context.config)?.remove(&site.name);
    let sampled = runtime()?
        .block_on(survey::sample(setup, site, pem))
        .map_err(hinted)?;
    let missed = sampled.missed.into_iter();
    Ok(SampledSite {
        site: Arc::clone(site),
        samples: sampled.samples,
        missed: missed.map(|(url, why)| (url.to_string(), why)).collect(),
        requests: Some(sampled.requests),
    })
}

/// Pages that the user gives; with addresses, the home page too, which is no article and must
/// not be taken for one.
fn given(context: &Context, args: &LearnArgs) -> anyhow::Result<SampledSite> {
    let check = CheckArgs {
        pages: args.pages.clone(),
        site: args.site.clone(),
        sample: None,
    };
    let mut loaded = load::load(context, &check)?;
    let Some(site) = loaded.first().map(|it| Arc::clone(&it.site)) else {
        return Err(anyhow!("no page was given").with_next_step("give addresses of articles"));
    };
    if let Some(other) = loaded.iter().find(|it| it.site.name != site.name) {
        return Err(anyhow!(
            "the pages are of two sites: \"{}\" and \"{}\"",
            site.name,
            other.site.name
        )
        .with_next_step("learn of one site at a time"));
    }
    let is_address = |it: &String| it.starts_with("http://") || it.starts_with("https://");
    if args.pages.iter().any(is_address) {
        let home = CheckArgs {
            pages: vec![site.home.to_string()],
            ..check
        };
        loaded.extend(load::load(context, &home)?);
    }
    let (mut samples, mut missed) = (Vec::new(), Vec::new());
    for page in loaded {
        let read = page.pages.and_then(|pages| {
            let first = pages.into_iter().next().ok_or("it was read from no page")?;
            let html = crawl::html_of(&first.1).map_err(|it| it.reason)?;
            Ok(Sample {
                url: first.1.url,
                html,
                source_metadata: first.0.source_metadata,
                archived: None,
            })
        });
        match read {
            Ok(sample) => samples.push(sample),
            Err(why) => missed.push((page.name, why)),
        }
    }
    Ok(SampledSite {
        site,
        samples,
        missed,
        requests: None,
    })
}
