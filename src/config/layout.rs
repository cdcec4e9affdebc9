//! One archive for all sites, or one for each below a root.

use std::path::{Path, PathBuf};

use serde::Deserialize;

/// How archives lie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ArchiveLayout {
    /// One archive holds all sites.
    #[default]
    Single,
    /// A root holds an archive for each site, in a folder of its name.
    Site,
}

/// `hpnews.prom` → `hpnews-demo.prom`.
pub(super) fn beside(path: &Path, site: &str) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let ending = path.extension().map(|it| it.to_string_lossy());
    let ending = ending.map_or_else(String::new, |it| format!(".{it}"));
    path.with_file_name(format!("{stem}-{site}{ending}"))
}
