//! From what was heard to the site: hosts, civil time, sources, globs.
//!
//! Sends no request.

use url::Url;

use super::globs::{Globs, deduce};
use super::labelled::{self, LabelledUrls};
use super::markup::asks_for_a_password;
use super::probe::Probe;
use super::{Hindrance, Survey, SurveyNote, hosts};
use crate::address::RulesSource;
use crate::config::hosts_of;
use crate::record::Role;

impl Probe<'_, '_> {
    /// The site, or what stands before its articles.
    pub(super) fn conclude(mut self, is_site: bool) -> Result<Survey, Hindrance> {
        let home = self.home.asked.clone();
        let site = self.visit.site();
        let (akin, others) = hosts::split(&home, &self.heard.elsewhere(&site.rules));
        let articles = if is_site { self.articles() } else { Vec::new() };
        if articles.is_empty() && akin.is_empty() {
            let elsewhere = others.into_iter().map(|(host, _)| host).collect();
            return Err(self.nothing(elsewhere));
        }
        let others = others
            .into_iter()
            .map(|(host, count)| SurveyNote::Elsewhere { host, count });
        self.notes.extend(others);
        let sections: Vec<Url> = self
            .links
            .sections
            .iter()
            .filter(|it| !articles.contains(it))
            .cloned()
            .collect();
        let pages: Vec<Url> = self
            .links
            .pages
            .iter()
            .filter(|it| !articles.contains(it))
            .cloned()
            .collect();
        let globs = deduce(LabelledUrls {
            articles: &articles,
            sections: &sections,
            pages: &pages,
        });
        if globs.strays > 0 && !globs.article.is_empty() {
            self.notes.push(SurveyNote::Strays(globs.strays));
        }
        self.told.headlines = self.links.headlines.len();
        self.told.sections = sections.len();
        self.told.articles = articles.len();
        let mut hosts = hosts_of(&home);
        hosts.extend(akin);
        Ok(Survey {
            zone: self.clues.zone(&home),
            address: self.rules(globs, hosts, &articles),
            home,
            sources: self.sources,
            told: self.told,
            notes: self.notes,
            requests: self.visit.sent(),
        })
    }

    /// The rules of the site; of a WordPress also what every WordPress has.
    fn rules(&self, globs: Globs, hosts: Vec<String>, articles: &[Url]) -> RulesSource {
        let mut rules = RulesSource {
            hosts,
            article: globs.article,
            list: globs.list,
            keep_query: globs.keep_query,
            ..RulesSource::default()
        };
        if self.is_wordpress && !rules.article.is_empty() {
            for list in ["/page/*", "/category/**"] {
                let takes = labelled::roles(&[], &[list.to_owned()]);
                let known = rules.list.iter().any(|it| it == list);
                if !known && articles.iter().all(|it| takes(it) != Some(Role::List)) {
                    rules.list.push(list.to_owned());
                }
            }
            let ignore = [
                "/wp-*",
                "/wp-*/**",
                "/feed/**",
                "/**/feed/**",
                "/comments/**",
                "/author/**",
                "/tag/**",
            ];
            rules.ignore = ignore.map(str::to_owned).to_vec();
        }
        rules
    }

    /// What stands before the articles, where none is named.
    fn nothing(&self, elsewhere: Vec<String>) -> Hindrance {
        let url = self.home.exchange.url.clone();
        let links = &self.links;
        let is_bare = links.headlines.is_empty() && links.sections.is_empty();
        if !elsewhere.is_empty() {
            Hindrance::NoArticles { url, elsewhere }
        } else if asks_for_a_password(&self.home.html) {
            Hindrance::Login { url }
        } else if is_bare && self.home.html.contains("<script") {
            Hindrance::Script { url }
        } else {
            Hindrance::NoArticles { url, elsewhere }
        }
    }
}
