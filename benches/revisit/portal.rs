//! The simulated portal: when each article was published and edited, and what is admitted of
//! it. The policies never see this.
//!
//! Of 100,000 articles: a third are edited in their first two days, most of them once, some
//! until the text settles; a tenth get one late correction, mostly in the first weeks but with
//! a tail of years; 2 in 1,000 are standing pages (schedules, tables, "cập nhật liên tục"),
//! edited every few days to every two months for as long as they stand; of the others one in
//! twenty is touched in a year; and now and then one hand goes over many old articles at once (an
//! office has a new name). One edit in seven is silent: no source admits it.

/// Articles there are when the first night ends.
pub(crate) const ARTICLES: usize = 100_000;
/// Nights simulated.
pub(crate) const NIGHTS: u32 = 100;
/// Articles published a day.
const A_DAY: usize = 23;

/// Articles that one hand goes over at once.
const SWEPT: usize = 40;

/// One edit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edit {
    /// Days after the first night.
    pub(crate) at: f64,
    /// No source tells of it.
    pub(crate) silent: bool,
}

/// One article.
#[derive(Debug)]
pub(crate) struct Article {
    /// Days after the first night; negative: before.
    pub(crate) published: f64,
    /// In order, those after its first look only.
    pub(crate) edits: Vec<Edit>,
}

impl Article {
    /// The night it is first captured: the first, or the one after its publication.
    pub(crate) fn first_look(&self) -> f64 {
        self.published.max(0.0).ceil()
    }
}

/// `SplitMix64` (Steele, Lea and Flood, OOPSLA 2014).
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Uniform in 0..1.
    fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let bits = u32::try_from((z ^ (z >> 31)) >> 32).unwrap_or_default();
        f64::from(bits) / f64::from(u32::MAX)
    }

    fn waiting(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.share()).max(1e-12).ln()
    }

    fn of(&mut self, share: f64) -> bool {
        self.share() < share
    }
}

/// All articles of a portal that is one so-many-eth of the whole one, those of later nights
/// included.
pub(crate) fn portal(seed: u64, part: usize) -> Vec<Article> {
    let chance = &mut Chance::new(seed);
    let nights = usize::try_from(NIGHTS).unwrap_or_default();
    let (first, a_day) = (ARTICLES / part, A_DAY / part);
    let mut articles: Vec<Article> = (0..first + a_day * nights)
        .map(|number| article(chance, number, first, a_day))
        .collect();
    sweeps(chance, &mut articles[..first], SWEPT / part);
    for article in &mut articles {
        let first = article.first_look();
        article
            .edits
            .retain(|edit| edit.at > first && edit.at < f64::from(NIGHTS));
        article.edits.sort_by(|a, b| a.at.total_cmp(&b.at));
    }
    articles
}

#[expect(clippy::cast_precision_loss, reason = "far fewer articles than 2^52")]
fn article(chance: &mut Chance, number: usize, first: usize, a_day: usize) -> Article {
    let published = (number as f64 - first as f64 + chance.share()) / a_day as f64;
    let mut times = Vec::new();
    if chance.of(0.33) {
        let mut at = published;
        loop {
            at += chance.waiting(0.5);
            times.push(at);
            if chance.of(0.65) {
                break;
            }
        }
    }
    if chance.of(0.1) {
        // Pareto: half within a week, one in eight after more than three months.
        times.push(published + 2.0 * (1.0 - chance.share()).max(1e-9).powf(-1.0 / 0.55));
    }
    if chance.of(0.002) {
        // From every third day to every sixtieth.
        let every = 3.0 * 20_f64.powf(chance.share());
        repeat(chance, published, every, &mut times);
    }
    // One in twenty a year.
    repeat(chance, published, 20.0 * 365.0, &mut times);
    let edits = times.into_iter().map(|at| Edit {
        at,
        silent: chance.of(1.0 / 7.0),
    });
    Article {
        published,
        edits: edits.collect(),
    }
}

fn repeat(chance: &mut Chance, from: f64, every: f64, times: &mut Vec<f64>) {
    let mut at = from;
    loop {
        at += chance.waiting(every);
        if at > f64::from(NIGHTS) {
            return;
        }
        if at > 0.0 {
            times.push(at);
        }
    }
}

/// Every 25 days, so many neighbours of some old article, all within an hour.
fn sweeps(chance: &mut Chance, articles: &mut [Article], swept: usize) {
    let mut at = 10.0;
    while at < f64::from(NIGHTS) {
        let silent = chance.of(0.5);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a share of the articles is an index of one"
        )]
        let first = (chance.share() * (articles.len() - swept) as f64) as usize;
        for article in &mut articles[first..first + swept] {
            let at = at + chance.share() / 24.0;
            article.edits.push(Edit { at, silent });
        }
        at += 25.0;
    }
}
