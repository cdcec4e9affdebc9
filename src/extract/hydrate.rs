//! Fields of a page that a script draws, from the article in its data.

use scraper::Html;

use super::body::{self, Marks};
use super::reader::FieldReader;
use super::reading::BodyReading;
use super::stated::Stated;
use crate::record::Origin;
use crate::text::dates::TimeLabel;

/// What is read is said to come from there.
const KEY: &str = "data of the page's script";

impl FieldReader<'_> {
    /// Title, lead and body of a page whose data holds its article.
    pub(super) fn hydrate(&mut self) {
        let Some(article) = self.hydrated.take() else {
            return;
        };
        let place = (Origin::Embedded, Some(KEY), 0.8);
        self.set("title", place.0, place.1, place.2);
        self.article.title = Some(article.title.clone());
        let html = Html::parse_fragment(&article.html);
        let mut reading = BodyReading::default();
        body::read(
            html.root_element(),
            &Marks::default(),
            self.base,
            &mut reading,
        );
        if !reading.is_empty() {
            self.set("body", place.0, place.1, place.2);
        }
        self.take(reading, false);
        let first = self.article.body.first().map(|it| it.text.as_str());
        let lead = article.lead.as_deref();
        if let Some(lead) = lead.filter(|lead| Some(*lead) != first && self.part == 1) {
            self.article.lead = Some(lead.to_owned());
            self.set("lead", place.0, place.1, place.2);
        }
        if let Some(author) = article.author.as_deref().and_then(|it| self.person(it)) {
            self.article.author = Some(author);
            self.set("author", place.0, place.1, place.2);
        }
        if self.article.categories.is_empty() && !article.sections.is_empty() {
            self.article.categories.clone_from(&article.sections);
            self.set("categories", place.0, place.1, place.2);
        }
        self.hydrated = Some(article);
    }

    /// The times that such data states.
    pub(super) fn hydrated_times(&self) -> Vec<Stated> {
        let article = self.hydrated.iter();
        let times = article.flat_map(|it| {
            let published = it
                .published
                .as_deref()
                .map(|it| (TimeLabel::Publication, it));
            let modified = it.modified.as_deref().map(|it| (TimeLabel::Update, it));
            [published, modified]
        });
        let times = times.flatten();
        let read = times.map(|(of, text)| self.machine(of, text, Origin::Embedded, KEY, 0.8));
        read.collect()
    }
}
