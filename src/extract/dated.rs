//! Publication and modification times.
//!
//! Only what is marked as such is read: a recipe's selector, structured data, a `<time>`
//! of the article, what discovery was told. Never prose, never the page header's "today".

use chrono::{DateTime, FixedOffset, Offset};
use ego_tree::NodeId;
use scraper::ElementRef;

use super::fields::Reader;
use super::gather::attr;
use super::recipe::Field;
use super::visible;
use crate::record::Origin;
use crate::text::{self, dates};
use dates::{Precision, Printed};

/// A time and where it stood.
struct Found {
    at: Printed,
    origin: Origin,
    selector: String,
    confidence: f32,
    /// The text of the element it stands in, where that is no selector's.
    printed: Option<String>,
}

impl Reader<'_> {
    /// Fills `published_at`, `published_date`, `published_text`, `published_offset_assumed`.
    pub(super) fn published(&mut self) {
        self.published_moment();
        let at = self.article.published_at;
        self.article.published_date = at.map(|at| at.date_naive());
    }

    fn published_moment(&mut self) {
        let printed = self.printed(Field::Date, "published_at");
        let mut best = printed.or_else(|| self.machine_published());
        if let Some(day) = best.as_ref().filter(|it| it.at.precision == Precision::Day) {
            best = self.finer(day).or(best);
        }
        match (best, self.page.hint.published_at) {
            (Some(found), told) => self.take_published(found, told),
            (None, Some(told)) => {
                self.article.published_at = Some(self.civil(told));
                self.set("published_at", Origin::Hint, None, 0.7);
            }
            (None, None) => self.gap("published_at", "no publication time was found".into()),
        }
    }

    fn take_published(&mut self, found: Found, told: Option<DateTime<FixedOffset>>) {
        if self.article.published_text.is_none() {
            self.article.published_text = found.printed;
        }
        if found.at.weekday_disagrees {
            let printed = self.article.published_text.clone().unwrap_or_default();
            let reason = format!("the weekday is not that of the date: “{printed}”");
            self.gap("published_at", reason);
        }
        let told = told.map(|told| self.civil(told));
        if let Some((here, assumed)) = dates::in_zone(&found.at, self.recipe.zone) {
            self.article.published_at = Some(here);
            self.article.published_offset_assumed = assumed;
            self.set(
                "published_at",
                found.origin,
                Some(&found.selector),
                found.confidence,
            );
            if let Some(told) = told.filter(|told| (here - *told).num_seconds().abs() >= 60) {
                let reason = format!("the page says {here}, discovery was told {told}");
                self.gap("published_at", reason);
            }
            return;
        }
        let day = found.at.civil.date();
        match told {
            // Both name the day, only discovery was told the time.
            Some(told) if told.date_naive() == day => {
                self.article.published_at = Some(told);
                self.set("published_at", Origin::Hint, None, 0.7);
            }
            Some(told) => {
                let reason = format!("the page gives the day {day}, discovery was told {told}");
                self.gap("published_at", reason);
            }
            None => self.gap("published_at", format!("the page gives only the day {day}")),
        }
    }

    /// Fills `modified_at`.
    pub(super) fn modified(&mut self) {
        let printed = self.printed(Field::Modified, "modified_at");
        let linked = || {
            machine(
                self.linked.modified.as_deref()?,
                Origin::JsonLd,
                "dateModified",
                0.9,
            )
        };
        let meta = || {
            let keys = ["article:modified_time", "og:updated_time"];
            keys.iter()
                .find_map(|key| machine(self.found.meta(key)?, Origin::Meta, key, 0.8))
        };
        let item = || self.item_time("dateModified");
        let time = || self.time_element(|class| class.contains(&"updated"));
        let best = printed
            .or_else(linked)
            .or_else(meta)
            .or_else(item)
            .or_else(time);
        let instant = best.and_then(|it| Some((dates::in_zone(&it.at, self.recipe.zone)?.0, it)));
        if let Some((at, found)) = instant {
            self.article.modified_at = Some(at);
            self.set(
                "modified_at",
                found.origin,
                Some(&found.selector),
                found.confidence,
            );
        } else if let Some(told) = self.page.hint.modified_at {
            self.article.modified_at = Some(self.civil(told));
            self.set("modified_at", Origin::Hint, None, 0.7);
        }
    }

    /// The date a recipe's selector shows. The text is kept even where it is no date.
    fn printed(&mut self, field: Field, name: &str) -> Option<Found> {
        let layout = self.layout?;
        let mut unread: Option<String> = None;
        for &number in layout.selectors(field) {
            for element in self.found.hits(number) {
                let machine = attr(*element, "datetime").or_else(|| attr(*element, "content"));
                let text = self.unlabelled(&visible::text(*element));
                let text = text
                    .or_else(|| machine.map(text::clean))
                    .unwrap_or_default();
                if text.is_empty() {
                    continue;
                }
                let read = dates::parse(&text).ok();
                let read = read.or_else(|| dates::parse_machine(machine?.trim()).ok());
                if read.is_some() && field == Field::Date {
                    self.article.published_text = Some(text.clone());
                }
                if let Some(at) = read {
                    let selector = self.recipe.table.text(number).to_owned();
                    let confidence = 1.0;
                    return Some(Found {
                        at,
                        origin: Origin::Selector,
                        selector,
                        confidence,
                        printed: None,
                    });
                }
                unread.get_or_insert(text);
            }
        }
        if field == Field::Date
            && let Some((text, label)) = self.labelled(&layout.date_labels)
            && let Some(at) = dates::parse(&text).ok()
        {
            self.article.published_text = Some(text);
            let (origin, selector, confidence) = (Origin::Selector, label, 0.8);
            return Some(Found {
                at,
                origin,
                selector,
                confidence,
                printed: None,
            });
        }
        if let Some(text) = unread {
            self.gap(name, format!("the printed date cannot be read: “{text}”"));
            if field == Field::Date {
                self.article.published_text = Some(text);
            }
        }
        None
    }

    /// The text behind one of the labels, where it is nothing but figures and marks, and
    /// the label it was. What prose says after the same words is no date line.
    fn labelled(&self, labels: &[String]) -> Option<(String, String)> {
        let body = self.found.body.filter(|_| !labels.is_empty())?;
        for node in body.descendants() {
            let Some(text) = node.value().as_text().map(|it| text::clean(it)) else {
                continue;
            };
            let Some(label) = labels.iter().find(|it| text.starts_with(it.as_str())) else {
                continue;
            };
            let parents = node.ancestors().filter_map(ElementRef::wrap).take(2);
            let wholes = parents.map(|it| visible::text(it));
            for whole in [text.clone()].into_iter().chain(wholes) {
                let date = whole
                    .strip_prefix(label.as_str())
                    .unwrap_or_default()
                    .trim();
                let figures = date
                    .chars()
                    .all(|it| it.is_ascii_digit() || " /:-|.,".contains(it));
                let beside = ElementRef::wrap(node.parent()?).is_none_or(aside);
                if figures && (8..=30).contains(&date.len()) && !beside {
                    return Some((date.to_owned(), label.clone()));
                }
            }
        }
        None
    }

    fn machine_published(&self) -> Option<Found> {
        let linked = machine(
            self.linked.published.as_deref().unwrap_or_default(),
            Origin::JsonLd,
            "datePublished",
            0.9,
        );
        let meta = || {
            let keys = [
                "article:published_time",
                "datePublished",
                "pubdate",
                "DC.date.issued",
            ];
            keys.iter()
                .find_map(|key| machine(self.found.meta(key)?, Origin::Meta, key, 0.8))
        };
        let item = || self.item_time("datePublished");
        let time = || {
            let published = |class: &[&str]| {
                ["entry-date", "published", "pubdate", "dt-published"]
                    .iter()
                    .any(|it| class.contains(it))
            };
            self.time_element(published)
        };
        linked.or_else(meta).or_else(item).or_else(time)
    }

    /// A printed day is sharpened by a machine's time of the same civil day.
    fn finer(&self, day: &Found) -> Option<Found> {
        let finer = self.machine_published()?;
        let (at, _) = dates::in_zone(&finer.at, self.recipe.zone)?;
        let better = at.date_naive() == day.at.civil.date();
        better.then_some(finer)
    }

    fn item_time(&self, prop: &str) -> Option<Found> {
        let mut items = self.found.items.iter().filter(|(it, element)| {
            it.split_ascii_whitespace().any(|it| it == prop) && !aside(*element)
        });
        let (_, element) = items.next()?;
        let value = attr(*element, "content").or_else(|| attr(*element, "datetime"));
        let text = value.map_or_else(|| visible::text(*element), text::clean);
        machine(&text, Origin::Microdata, prop, 0.8).or_else(|| {
            let at = dates::parse(&text).ok()?;
            Some(Found {
                at,
                origin: Origin::Microdata,
                selector: prop.into(),
                confidence: 0.8,
                printed: None,
            })
        })
    }

    /// A `<time>` with one of these classes (or `pubdate`), of the page's one article.
    fn time_element(&self, wanted: impl Fn(&[&str]) -> bool) -> Option<Found> {
        let mut found: Option<(Found, NodeId)> = None;
        for time in &self.found.times {
            let class: Vec<&str> = attr(*time, "class")
                .unwrap_or_default()
                .split_whitespace()
                .collect();
            let pubdate = attr(*time, "pubdate").is_some() && wanted(&["pubdate"]);
            if !(wanted(&class) || pubdate) {
                continue;
            }
            let Some(home) = home(*time) else { continue };
            let Some(value) = attr(*time, "datetime") else {
                continue;
            };
            let read = machine(value, Origin::TimeElement, "time[datetime]", 0.8);
            let Some(mut read) = read else { continue };
            read.printed = Some(visible::text(*time)).filter(|it| !it.is_empty());
            match &found {
                // Two articles, two times: a list, where neither is the page's.
                Some((_, known)) if *known != home => return None,
                Some(_) => {}
                None => found = Some((read, home)),
            }
        }
        found.map(|(found, _)| found)
    }

    /// The same instant in the site's civil time.
    fn civil(&self, at: DateTime<FixedOffset>) -> DateTime<FixedOffset> {
        let there = at.with_timezone(&self.recipe.zone);
        let offset = there.offset().fix();
        at.with_timezone(&offset)
    }
}

fn machine(text: &str, origin: Origin, key: &str, confidence: f32) -> Option<Found> {
    let at = dates::parse_machine(text.trim()).ok()?;
    Some(Found {
        at,
        origin,
        selector: key.to_owned(),
        confidence,
        printed: None,
    })
}

/// Whether an element stands beside the article: in a list, a sidebar, a related box.
fn aside(element: ElementRef<'_>) -> bool {
    element.ancestors().filter_map(ElementRef::wrap).any(|it| {
        let class = attr(it, "class").unwrap_or_default();
        matches!(it.value().name(), "li" | "aside" | "nav")
            || ["related", "sidebar", "widget", "comment"]
                .iter()
                .any(|word| class.contains(word))
                && !matches!(it.value().name(), "body" | "html" | "article" | "main")
    })
}

/// The `<article>` a time stands in, or else the `<main>`.
fn home(time: ElementRef<'_>) -> Option<NodeId> {
    if aside(time) {
        return None;
    }
    let up = || time.ancestors().filter_map(ElementRef::wrap);
    let is =
        |name: &str| up().find(|it| it.value().name() == name || attr(*it, "role") == Some(name));
    is("article").or_else(|| is("main")).map(|it| it.id())
}
