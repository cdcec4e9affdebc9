//! The configuration of one archive below a root.

use anyhow::anyhow;

use super::args::Global;
use super::next_step::NextStep;
use crate::config::{ArchiveLayout, Config};
use crate::store::is_archive;

/// Makes a configuration that of one archive below its root, where that is what is asked for.
/// `is_named`: by a flag or the environment, not by the configuration.
pub(super) fn enter(config: &mut Config, global: &Global, is_named: bool) {
    if config.layout != ArchiveLayout::Site {
        return;
    }
    if let Some(site) = &global.member {
        return config.enter(site);
    }
    let dir = config.archive_dir.clone();
    if is_named
        && is_archive(&dir)
        && let (Some(root), Some(name)) = (dir.parent(), dir.file_name())
    {
        config.archive_dir = root.to_path_buf();
        config.enter(&name.to_string_lossy());
    }
}

/// Below a root an archive takes in nothing of other sites.
pub(super) fn keep_own(config: &mut Config) -> anyhow::Result<()> {
    if config.root.is_none() {
        return Ok(());
    }
    let dir = &config.archive_dir;
    let name = dir.file_name().unwrap_or_default().to_string_lossy();
    let own = config.sites.iter().filter(|site| site.name == name);
    let own: Vec<_> = own.cloned().collect();
    if own.is_empty() {
        let said = anyhow!("no site of the configuration is called `{name}`, as its archive is");
        return Err(said.with_next_step("give the folder the name of its site"));
    }
    config.sites = own;
    Ok(())
}
