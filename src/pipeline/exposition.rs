//! Figures as Prometheus reads them (text exposition format 0.0.4), for `node_exporter`'s textfile
//! collector.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

use super::NightError;

/// A text of gauges, each under `hpnews_` and its name.
#[derive(Debug, Default)]
pub struct Exposition(pub(super) String);

impl Exposition {
    fn head(&mut self, name: &str, help: &str) {
        // Writing to a String cannot fail.
        let _ = writeln!(
            self.0,
            "# HELP hpnews_{name} {help}\n# TYPE hpnews_{name} gauge"
        );
    }

    /// One figure.
    pub fn one(&mut self, name: &str, help: &str, value: u64) {
        self.head(name, help);
        let _ = writeln!(self.0, "hpnews_{name} {value}");
    }

    /// One figure by the values of a label; nothing where there are none.
    pub fn many(&mut self, name: &str, help: &str, label: &str, values: &BTreeMap<String, u64>) {
        if values.is_empty() {
            return;
        }
        self.head(name, help);
        for (key, value) in values {
            let key = key
                .replace('\\', "\\\\")
                .replace('"', "\\\"")
                .replace('\n', "\\n");
            let _ = writeln!(self.0, "hpnews_{name}{{{label}=\"{key}\"}} {value}");
        }
    }

    /// Writes the file in one step, readable for all.
    pub fn write_to(&self, path: &Path) -> Result<(), NightError> {
        let failed = |source| NightError::Metrics {
            path: path.to_path_buf(),
            source,
        };
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let mut builder = tempfile::Builder::new();
        // The collector reads `*.prom` only, and often as another user.
        builder.prefix(".hpnews-");
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
        let mut file = builder.tempfile_in(folder).map_err(failed)?;
        file.write_all(self.0.as_bytes())
            .and_then(|()| file.as_file().sync_all())
            .map_err(failed)?;
        file.persist(path).map_err(|error| failed(error.error))?;
        Ok(())
    }
}
