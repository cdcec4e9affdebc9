//! A redesign between two nights: every class and id has another name.

use std::collections::BTreeSet;

use serde_json::Value;

use super::expect::expected;
use super::scene::Scene;
use super::theme::told_in_all;

/// Renames every class and id of every page, as a redesign would.
const REDESIGN: &str = r#"<?php
if (PHP_SAPI !== 'cli') ob_start(function ($html) {
  if (stripos($html, '<html') === false) return $html;
  return preg_replace_callback('/\b(class|id)=(["\'])([^"\']*)\2/', function ($m) {
    return $m[1] . '=' . $m[2] . preg_replace('/\S+/', 'n-$0', $m[3]) . $m[2];
  }, $html);
});
"#;

/// The plugin, taken away at the end however the test ends: the portal is others' too.
struct Redesign(std::path::PathBuf);

impl Drop for Redesign {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.0) {
            eprintln!("{}: {error}", self.0.display());
        }
    }
}

/// The layouts as they would be repaired: the old ones stay, for the old pages.
fn mended(layouts: &str) -> String {
    let mut text = String::new();
    for line in layouts.lines() {
        let mut quoted = false;
        let mut bracket = 0_u32;
        let mut previous = ' ';
        let label = line.starts_with("labels");
        for (at, c) in line.char_indices() {
            if c == '"' && previous != '\\' {
                quoted = !quoted;
            }
            bracket = match c {
                '[' if quoted => bracket + 1,
                ']' if quoted => bracket.saturating_sub(1),
                _ => bracket,
            };
            text.push(c);
            let next = line[at + c.len_utf8()..].chars().next();
            if quoted
                && !label
                && bracket == 0
                && matches!(c, '.' | '#')
                && next.is_some_and(char::is_alphabetic)
            {
                text.push_str("n-");
            }
            previous = c;
        }
        text.push('\n');
    }
    ["print", "amp", "moi", "cu"]
        .iter()
        .fold(text, |text, name| {
            text.replace(
                &format!("name = \"{name}\""),
                &format!("name = \"{name}-n\""),
            )
        })
}

#[test]
fn a_redesign_is_told_as_one_and_floods_nobody() {
    let Some(scene) = Scene::new("a_redesign_is_told_as_one_and_floods_nobody") else {
        return;
    };
    let content = scene.portal.truth.with_file_name("data/wp-content");
    let plugins = content.join("mu-plugins");
    scene.budget("60 requests/night");
    scene.night(0);
    let kinds = ["headline_change", "paragraph_added", "caption_changed"];
    let edits = scene.mutate(6, &kinds, 1);
    std::fs::create_dir_all(&plugins).expect("the folder can be made");
    let redesign = Redesign(plugins.join("redesign.php"));
    std::fs::write(&redesign.0, REDESIGN).expect("the plugin can be written");
    let night = scene.night(1);
    let mend = format!(
        "{}\n{}",
        std::fs::read_to_string(scene.config()).expect("it is readable"),
        mended(include_str!("../../fixtures/portal/layouts.toml"))
    );
    std::fs::write(scene.config(), mend).expect("the configuration can be written");
    let reread = scene.run(1, &["reextract"]);
    let after = scene.night(2);
    drop(redesign);

    eprintln!("{}", night.talk);
    eprintln!("{}", String::from_utf8_lossy(&reread.stderr));
    assert_eq!(night.code, 1, "a redesign is no quiet night");
    assert!(
        night.report["drift"]
            .as_array()
            .is_some_and(|it| !it.is_empty()),
        "no alarm: {}",
        night.report
    );
    assert_eq!(
        night.changes,
        Vec::<Value>::new(),
        "a redesign changes no article"
    );
    let told = told_in_all(&scene);
    let articles: BTreeSet<String> = edits
        .iter()
        .filter(|item| !expected(item, 1).is_empty())
        .map(|item| format!("portal:post-{}", item["id"]))
        .collect();
    let of: BTreeSet<String> = told
        .iter()
        .filter_map(|change| change["article_id"].as_str().map(str::to_owned))
        .collect();
    assert_eq!(
        of, articles,
        "the night's edits, all of them, and nothing else: {told:#?}"
    );
    assert_eq!(told.len(), articles.len(), "each is told once");
    for item in &edits {
        for expected in expected(item, 0) {
            assert!(
                told.iter()
                    .any(|it| it["article_id"] == expected.article.as_str() && expected.is(1, it)),
                "{item} is not told as {expected:?}: {told:#?}"
            );
        }
    }
    assert!(
        after.report["drift"].as_array().is_none_or(Vec::is_empty),
        "the mended recipe fits: {}",
        after.report
    );
}
