//! How a night, or a stage of it, ended.

use crate::crawl::RunEnding;

/// How a night ended, the better first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum PipelineEnding {
    /// All was done.
    #[default]
    Complete,
    /// With failures, gaps or findings.
    Incomplete,
    /// A stage could not run at all.
    Broken,
    /// Stopped by a signal; the next night goes on.
    Interrupted,
}

impl PipelineEnding {
    /// The exit code it stands for.
    pub fn code(self) -> u8 {
        match self {
            Self::Complete => 0,
            Self::Incomplete => 1,
            Self::Broken => 2,
            Self::Interrupted => 130,
        }
    }
}

impl From<RunEnding> for PipelineEnding {
    fn from(ending: RunEnding) -> Self {
        match ending {
            RunEnding::Complete => Self::Complete,
            RunEnding::Incomplete => Self::Incomplete,
            RunEnding::Interrupted => Self::Interrupted,
        }
    }
}
