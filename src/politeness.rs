//! Placeholder: another room writes politeness; only `Turn` is here, so that `fetch` compiles.

/// Proof that a lane granted one request. Only the lane can make one.
#[derive(Debug)]
pub struct Turn(());

impl Turn {
    /// Granted by the lane alone.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "placeholder: the lane is not written here")
    )]
    pub(crate) fn granted() -> Self {
        Self(())
    }
}
