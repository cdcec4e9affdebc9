//! Placeholder until the store has its own.
use serde::{Deserialize, Serialize};
/// m
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// p
    pub previous: Option<Previous>,
    /// f
    pub files: Vec<Sealed>,
}
/// p
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Previous {
    /// f
    pub file: String,
    /// s
    pub sha256: String,
}
/// s
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sealed {
    /// p
    pub path: String,
    /// b
    pub bytes: u64,
    /// s
    pub sha256: String,
    /// r
    pub reason: Option<String>,
}
/// The run a segment is of, by its name, or its index's.
pub fn run_of_segment(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next()?;
    let stem = name
        .strip_suffix(".warc.gz")
        .or_else(|| name.strip_suffix(".cdxj"))?;
    let mut parts = stem.rsplitn(3, '-');
    parts.next()?.parse::<u32>().ok()?;
    let run = parts.next()?;
    parts.next().map(|_| run)
}
