//! What ships an archive while a night goes on.

use std::sync::{Arc, Mutex, PoisonError};

use super::console::Console;
use super::next_step::hinted;
use super::shipping;
use crate::pipeline::{self, PipelineEnding, PipelineOutcome, PipelineSetup, PipelineStep};
use crate::shipping::ShippingThread;

/// Whether it could begin; `None` before it was tried.
type BegunShipping = Option<anyhow::Result<Option<ShippingThread>>>;

/// One archive's night, with its shipping beside it. That begins when the night has opened the
/// archive, and put right what a killed writer left. Where it cannot begin, the night stops.
pub(super) async fn nightly(
    setup: PipelineSetup,
    console: Console,
) -> anyhow::Result<PipelineOutcome> {
    let (hand, stop) = shipping::own_stop(setup.stop);
    let begun = Arc::new(Mutex::new(BegunShipping::None));
    let (config, dir) = (Arc::clone(&setup.config), setup.dir.clone());
    let (watch, begins) = (setup.watch, Arc::clone(&begun));
    let heard = move |step: &PipelineStep<'_>| {
        watch(step);
        let mut begun = begins.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(step, PipelineStep::Recovered(_)) && begun.is_none() {
            let tried = shipping::begin_now(&config, &dir, hand.clone(), console);
            if tried.is_err() {
                // A night that has ended no longer listens.
                let _ = hand.send(true);
            }
            *begun = Some(tried);
        }
    };
    let setup = PipelineSetup {
        stop,
        watch: Arc::new(heard),
        ..setup
    };
    let outcome = pipeline::nightly(setup).await.map_err(hinted);
    let begun = begun.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Some(thread) = begun.transpose()?.flatten() else {
        return outcome;
    };
    let is_whole = shipping::told(shipping::end_of(thread).await?, console)?;
    let mut outcome = outcome?;
    if !is_whole {
        outcome.ending = outcome.ending.max(PipelineEnding::Incomplete);
    }
    Ok(outcome)
}
