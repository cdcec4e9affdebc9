//! How often an average article is edited at each age.
//!
//! Never looks at the article itself: what it did is in `rate`.
//!
//! The shape, a rate that falls steeply over the first days and has a long tail, is what those
//! who watched news edits found and built on: newsdiffs checks an article again after 15
//! minutes when it is new and after 30 days when it is old, and in NewsEdits (Spangher et al.,
//! NAACL 2022: 4.6 million versions of 1.2 million articles) most revisions fall into an
//! article's first days. The height is an assumption, lower than theirs, since an office's
//! portal is edited less than a newspaper: .6 edits in the life of an article and .3 more each
//! year. It orders articles nobody knows yet; their own looks soon weigh more.

/// Edits a day at age 0, the steady ones apart.
const AT_FIRST: f64 = 0.6;
/// Days after which the rate has fallen to about a third.
const SCALE: f64 = 0.5;
/// Edits a day at any age.
const STEADY: f64 = 0.3 / 365.0;

/// Edits a day at an age in days.
pub(super) fn a_day(age: f64) -> f64 {
    let stretched = 1.0 + age / SCALE;
    AT_FIRST / (stretched * stretched.sqrt()) + STEADY
}

/// Edits expected between two ages in days: the integral of [`a_day`].
pub(super) fn between(from: f64, to: f64) -> f64 {
    let remaining = |age: f64| 2.0 * AT_FIRST * SCALE / (1.0 + age / SCALE).sqrt();
    remaining(from) - remaining(to) + STEADY * (to - from)
}
