//! Figures as one SVG picture: no script, no outside file, light and dark, all of it also in
//! words (`desc`).

use std::fmt::Write as _;

use super::text::rate;
use super::{ArticleShare, FigureGroup, Figures};
use crate::report::Language;
use crate::text::terminal_safe;

const WIDTH: f64 = 960.0;
const MARGIN: f64 = 56.0;
/// Height of the columns.
const PLOT: f64 = 240.0;
/// From one row of a bar chart to the next.
const ROW: f64 = 26.0;
/// Where the bars of a row begin.
const BARS: f64 = 320.0;
/// The longest bar: what is said after it takes up to 300.
const LONGEST: f64 = 330.0;
/// Characters of a label: 13 px letters are 7 px wide on average.
const LABEL: usize = 36;
/// Most labels below the columns.
const TICKS: usize = 12;

/// Contrast of each text with its ground is 4.5:1 or more, in both.
const STYLE: &str = "\
text{font:13px 'Noto Sans','Segoe UI',Roboto,Arial,sans-serif;fill:#1a1a1a}
.ground{fill:#fff}.head{font-size:18px;font-weight:600}.sub{font-size:15px;font-weight:600}
.soft{fill:#5a5f66}.bar{fill:#0b4fa8}.line{stroke:#d5d9de}.loud{fill:#7a3d00}.thin{stroke:#7a3d00}
@media (prefers-color-scheme:dark){text{fill:#e7e9ec}.ground{fill:#15171a}.soft{fill:#a3a9b1}
.bar{fill:#8fbcff}.line{stroke:#3a3f46}.loud{fill:#ffd9a3}.thin{stroke:#ffd9a3}}
";

/// The picture: articles by period with the thin weeks hatched, then the largest `top`
/// sections and authors.
pub fn svg(figures: &Figures, top: usize, language: Language) -> String {
    let pick = |vi, en| language.pick(vi, en);
    let title = pick("Kho bài viết bằng con số", "The archive in figures");
    let mut y = 40.0;
    let mut body = format!("<text class=\"head\" x=\"{MARGIN}\" y=\"{y}\">{title}</text>\n");
    y += 24.0;
    let _ = writeln!(
        body,
        "<text class=\"soft\" x=\"{MARGIN}\" y=\"{y}\">{}</text>",
        said(&figures.total, language)
    );
    if !figures.periods.is_empty() {
        y = columns(&mut body, figures, y + 44.0, language);
    }
    let panels = [
        (pick("Chuyên mục", "Sections"), &figures.sections),
        (pick("Tác giả", "Authors"), &figures.authors),
    ];
    for (heading, groups) in panels {
        if !groups.is_empty() {
            y = bars(&mut body, heading, groups, (top, y + 48.0), language);
        }
    }
    let height = y + 32.0;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"title desc\" \
         lang=\"{}\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\">\n\
         <title id=\"title\">{title}</title>\n<desc id=\"desc\">{}</desc>\n\
         <style>{STYLE}</style>\n\
         <defs><pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
         patternTransform=\"rotate(45)\"><path class=\"thin\" d=\"M0 0V6\" stroke-width=\"2\" \
         stroke-opacity=\".6\"/></pattern></defs>\n\
         <rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n{body}</svg>\n",
        language.tag(),
        words(figures, top, language),
    )
}

fn said(share: &ArticleShare, language: Language) -> String {
    let pick = |vi, en| language.pick(vi, en);
    format!(
        "{} {} · {} {} · {} {}",
        language.number(share.articles),
        pick("bài", "articles"),
        rate(share.edit_rate(), language),
        pick("bị sửa", "edited"),
        rate(share.removal_rate(), language),
        pick("bị gỡ", "removed"),
    )
}

/// Everything the picture shows, in words.
fn words(figures: &Figures, top: usize, language: Language) -> String {
    let pick = |vi, en| language.pick(vi, en);
    let mut out = format!("{}.\n", said(&figures.total, language));
    let row =
        |name: String, share: &ArticleShare| format!("{name}: {}", language.number(share.articles));
    let periods: Vec<String> = figures
        .periods
        .iter()
        .map(|(period, share)| row(period.to_string(), share))
        .collect();
    let _ = writeln!(
        out,
        "{}: {}.",
        pick("Ngày đăng", "Published"),
        periods.join(", ")
    );
    let panels = [
        (pick("Chuyên mục", "Sections"), &figures.sections),
        (pick("Tác giả", "Authors"), &figures.authors),
    ];
    for (heading, groups) in panels {
        let rows: Vec<String> = groups
            .iter()
            .take(top)
            .map(|group| row(safe(&group.name), &group.share))
            .collect();
        let _ = writeln!(out, "{heading}: {}.", rows.join(", "));
    }
    for thin in &figures.thin {
        let _ = writeln!(
            out,
            "{} {}–{} ({}): {}, {} {}.",
            pick("Ít bài bất thường:", "Suspiciously few articles:"),
            language.day(thin.from),
            language.day(thin.to),
            safe(&thin.site),
            thin.articles,
            pick("thường là", "usually"),
            thin.usual,
        );
    }
    out
}

/// One column a period, from `y` down. Returns where it ends.
fn columns(body: &mut String, figures: &Figures, y: f64, language: Language) -> f64 {
    let most = figures
        .periods
        .iter()
        .map(|it| it.1.articles)
        .max()
        .unwrap_or(0);
    let top = nice(most);
    let (floor, across) = (y + 20.0 + PLOT, WIDTH - 2.0 * MARGIN);
    let step = across / decimal(figures.periods.len() as u64);
    let heading = language.pick("Số bài theo ngày đăng", "Articles by publication date");
    let _ = writeln!(
        body,
        "<text class=\"sub\" x=\"{MARGIN}\" y=\"{y}\">{heading}</text>"
    );
    lines(body, (floor, top), language);
    let every = figures.periods.len().div_ceil(TICKS).max(1);
    for (at, (period, share)) in figures.periods.iter().enumerate() {
        let x = MARGIN + step * decimal(at as u64);
        let height = PLOT * decimal(share.articles) / decimal(top);
        if figures.holds_thin(*period) {
            let _ = writeln!(
                body,
                "<rect fill=\"url(#hatch)\" x=\"{x:.2}\" y=\"{:.2}\" width=\"{step:.2}\" \
                 height=\"{PLOT}\"/>",
                floor - PLOT
            );
        }
        let _ = writeln!(
            body,
            "<rect class=\"bar\" x=\"{:.2}\" y=\"{:.2}\" width=\"{:.2}\" height=\"{height:.2}\">\
             <title>{period}: {}</title></rect>",
            x + step * 0.1,
            floor - height,
            step * 0.8,
            said(share, language)
        );
        if at % every == 0 {
            let _ = writeln!(
                body,
                "<text class=\"soft\" x=\"{x:.2}\" y=\"{:.2}\">{period}</text>",
                floor + 20.0
            );
        }
    }
    if figures.thin.is_empty() {
        return floor + 20.0;
    }
    legend(body, floor, language);
    floor + 45.0
}

/// Nothing, half and all of `top`, above the floor.
fn lines(body: &mut String, (floor, top): (f64, u64), language: Language) {
    for part in 0..=2_u64 {
        let at = floor - PLOT * decimal(part) / 2.0;
        let _ = writeln!(
            body,
            "<path class=\"line\" d=\"M{MARGIN} {at}H{}\"/><text class=\"soft\" x=\"{}\" \
             y=\"{}\" text-anchor=\"end\">{}</text>",
            WIDTH - MARGIN,
            MARGIN - 8.0,
            at + 4.0,
            language.number(top * part / 2)
        );
    }
}

/// What the hatching means.
fn legend(body: &mut String, floor: f64, language: Language) {
    let _ = writeln!(
        body,
        "<rect fill=\"url(#hatch)\" x=\"{MARGIN}\" y=\"{}\" width=\"24\" height=\"14\"/>\
         <text class=\"loud\" x=\"{}\" y=\"{}\">{}</text>",
        floor + 33.0,
        MARGIN + 32.0,
        floor + 45.0,
        language.pick(
            "có tuần ít bài bất thường",
            "holds a week with suspiciously few articles"
        )
    );
}

/// One bar a group. Returns where it ends.
fn bars(
    body: &mut String,
    heading: &str,
    groups: &[FigureGroup],
    (top, y): (usize, f64),
    language: Language,
) -> f64 {
    let most = groups.iter().map(|it| it.share.articles).max().unwrap_or(0);
    let _ = writeln!(
        body,
        "<text class=\"sub\" x=\"{MARGIN}\" y=\"{y}\">{heading}</text>"
    );
    let mut at = y;
    for group in groups.iter().take(top) {
        at += ROW;
        let long = LONGEST * decimal(group.share.articles) / decimal(most.max(1));
        let _ = writeln!(
            body,
            "<text x=\"{}\" y=\"{at}\" text-anchor=\"end\">{}</text>\
             <rect class=\"bar\" x=\"{BARS}\" y=\"{}\" width=\"{long:.2}\" height=\"16\"/>\
             <text class=\"soft\" x=\"{:.2}\" y=\"{at}\">{}</text>",
            BARS - 8.0,
            label(&group.name),
            at - 13.0,
            BARS + long + 8.0,
            said(&group.share, language)
        );
    }
    at
}

/// A round number that is even and no less: 2, 4, 10, 20, 40, 100, ….
fn nice(most: u64) -> u64 {
    let mut step = 1_u64;
    loop {
        for factor in [2, 4, 6, 8, 10] {
            let top = step.saturating_mul(factor);
            if top >= most {
                return top;
            }
        }
        step = step.saturating_mul(10);
    }
}

/// A name cut to the room there is.
fn label(name: &str) -> String {
    if name.chars().nth(LABEL).is_none() {
        return safe(name);
    }
    let kept: String = name.chars().take(LABEL - 1).collect();
    safe(&format!("{kept}…"))
}

/// What a site wrote, without power in XML 1.0.
fn safe(text: &str) -> String {
    terminal_safe(text)
        .replace(['\u{fffe}', '\u{ffff}'], "")
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of articles and periods are far below 2^52"
)]
fn decimal(count: u64) -> f64 {
    count as f64
}
