//! A recipe for pages that no longer fit, learnt from what is archived of the same articles.
//!
//! Proposes, never takes: a person does. Never proposes what finds fewer than half of the
//! headlines and bodies that are known.

use url::Url;

use super::CrawlError;
use super::fit::RecipeFit;
use super::pages::{first_page, of_capture};
use super::run::CrawlRun;
use super::sample::html_of;
use crate::config::Site;
use crate::coverage::ProposedField;
use crate::extract::{self, Page, PageVerdict};
use crate::learn::{self, FieldCoverage, LabelField, Learned, Sample};
use crate::store::{DriftRow, DriftedCapture, Event, ProposalRow, Reader, StoreError};

/// Pages learnt from: more teach nothing new, and take time at the end of a night.
const MOST: usize = 40;

/// Fewer prove nothing.
const FEWEST: usize = 3;

/// The recipe that is proposed for a site whose pages do not fit: one that was learnt before,
/// or now, from all pages that wait.
pub(super) fn propose(
    run: &CrawlRun,
    site: &Site,
    alarm: &DriftRow,
) -> Result<Option<ProposalRow>, CrawlError> {
    let before = proposed(&run.archive(), site)?;
    if before.as_ref().is_some_and(|it| it.run == run.row.stamp) {
        return Ok(before);
    }
    let samples = samples(&run.archive(), site)?;
    if samples.len() < FEWEST {
        return Ok(before);
    }
    let learned = learn::learn(&samples, site.zone);
    let fields = fields(&learned);
    let layouts = learned.layouts();
    let is_same = before
        .as_ref()
        .is_some_and(|it| it.layouts == layouts && it.fields == fields);
    if layouts.is_empty() || !is_of_use(&fields) || is_same {
        return Ok(before);
    }
    run.commit(&Event::Proposed {
        at: run.now(),
        site: site.name.clone(),
        recipe: alarm.recipe.clone(),
        layouts,
        in_front: is_misread(site, &samples),
        fields,
    })?;
    Ok(proposed(&run.archive(), site)?)
}

/// The newest proposal that answers the recipe in force.
pub fn proposed(reader: &Reader, site: &Site) -> Result<Option<ProposalRow>, StoreError> {
    let mut all = reader.sites().proposals(None)?;
    all.retain(|it| it.site == site.name && it.recipe == *site.recipe.digest());
    Ok(all.pop())
}

/// The pages that wait, each with what its article said before it; spread over all of them.
fn samples(reader: &Reader, site: &Site) -> Result<Vec<Sample>, StoreError> {
    let held = reader.sites().drifted_captures(&site.name, None)?;
    let step = held.len().div_ceil(MOST).max(1);
    let mut samples = Vec::new();
    for held in held.iter().step_by(step) {
        samples.extend(sample(reader, site, held)?);
    }
    Ok(samples)
}

fn sample(
    reader: &Reader,
    site: &Site,
    held: &DriftedCapture,
) -> Result<Option<Sample>, StoreError> {
    let row = first_page(reader, held)?;
    let pages = of_capture(reader, site, &row, held.source_metadata.clone());
    let Some((_, capture)) = pages.ok().and_then(|pages| pages.into_iter().next()) else {
        return Ok(None);
    };
    let Ok(html) = html_of(&capture) else {
        return Ok(None);
    };
    let archived = match &held.article_id {
        Some(article_id) => {
            let mut versions = reader.articles().versions(article_id)?;
            versions.retain(|it| it.superseded.is_none() && it.captured_at < held.capture.at);
            let path = versions.pop().map(|it| it.path);
            path.and_then(|path| reader.read_snapshot(&path).ok())
        }
        None => None,
    };
    Ok(Some(Sample {
        url: Url::parse(&held.article_url).unwrap_or(capture.url),
        html,
        source_metadata: held.source_metadata.clone(),
        archived: archived.map(|it| it.article()),
    }))
}

/// Whether layouts that are there fit pages which wait: they read them, and not well. Else what
/// is learnt stands behind them, and pages of their theme are read as before.
fn is_misread(site: &Site, samples: &[Sample]) -> bool {
    let fitted = samples.iter().filter(|it| {
        let page = Page {
            html: &it.html,
            url: &it.url,
            source_metadata: &it.source_metadata,
        };
        match extract::extract(&page, &site.recipe).verdict {
            PageVerdict::Article(article) => RecipeFit::from(&*article).has_layout(),
            PageVerdict::NotArticle { .. } => false,
        }
    });
    fitted.count() * 10 > samples.len()
}

/// The figures of all eras together.
fn fields(learned: &Learned) -> Vec<ProposedField> {
    let all = LabelField::ALL.iter().map(|field| {
        let of = learned.eras.iter().flat_map(|era| &era.coverage);
        let of: Vec<&FieldCoverage> = of.filter(|it| it.field == *field).collect();
        let sum = |count: fn(&FieldCoverage) -> usize| of.iter().map(|it| count(it) as u64).sum();
        ProposedField {
            field: field.as_str().to_owned(),
            pages: sum(|it| it.pages),
            found: sum(|it| it.found),
            known: sum(|it| it.labelled),
            agreed: sum(|it| it.agreed),
        }
    });
    all.collect()
}

fn is_of_use(fields: &[ProposedField]) -> bool {
    let needed = [LabelField::Title, LabelField::Body].map(LabelField::as_str);
    let mut needed = fields
        .iter()
        .filter(|it| needed.contains(&it.field.as_str()));
    needed.all(|it| it.known == 0 || it.agreed * 2 >= it.known)
}
