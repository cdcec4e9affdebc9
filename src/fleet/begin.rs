//! Before a worker takes anything: its folder is its own, the database and the bucket are this
//! fleet's.

use std::path::Path;
use std::time::Duration;

use super::beside::beside;
use super::error::FleetError;
use super::remote::FleetBucket;
use super::setup::FleetSetup;
use super::step::FleetStep;
use super::table::LeaseTable;
use crate::shipping::ShippingError;

/// Looks at the database and the bucket, once both answer.
pub(super) async fn begin(setup: &FleetSetup) -> Result<(LeaseTable, FleetBucket), FleetError> {
    let mut is_told = false;
    loop {
        match both(setup).await {
            Err(error) if error.is_passing() && !setup.stop.asked() => {
                if !is_told {
                    let cause = error.to_string();
                    (setup.watch)(FleetStep::DatabaseAway { cause });
                    is_told = true;
                }
                tokio::time::sleep(Duration::from_secs(2)).await;
            }
            begun => return begun,
        }
    }
}

async fn both(setup: &FleetSetup) -> Result<(LeaseTable, FleetBucket), FleetError> {
    let refused = |cause: String| FleetError::Bucket { cause };
    let settings = setup.config.bucket.clone();
    let settings = settings.ok_or_else(|| refused("[bucket] url is empty".to_owned()))?;
    let table = LeaseTable::open(&setup.database, setup.config.fleet.lease).await?;
    let asked = setup.bucket.clone();
    let found = beside(move || Ok(asked.id().map_err(ShippingError::from)?)).await?;
    match (table.bucket(None).await?, found) {
        (Some(id), Some(found)) if id == found => {
            table.drain(Some(&setup.worker), false).await?;
            let bucket = setup.bucket.clone();
            Ok((
                table,
                FleetBucket {
                    bucket,
                    settings,
                    id,
                },
            ))
        }
        (None, _) => Err(refused(
            "this fleet has none yet; `hpnews fleet init` enters it".to_owned(),
        )),
        (Some(id), found) => Err(refused(format!(
            "{} is {}, this fleet's is {id}",
            settings.place,
            found.as_deref().unwrap_or("nobody's"),
        ))),
    }
}

/// One worker a folder: two would put each other's archives aside.
#[expect(
    clippy::disallowed_methods,
    reason = "a worker owns the folder that its sites' archives lie in"
)]
pub(super) fn lock(root: &Path) -> Result<std::fs::File, FleetError> {
    let path = root.join(".worker.lock");
    let failed = |source| FleetError::Local {
        what: format!("be the one worker of {}", root.display()),
        source,
    };
    std::fs::create_dir_all(root).map_err(failed)?;
    let file = std::fs::File::create(&path).map_err(failed)?;
    file.try_lock().map_err(|error| failed(error.into()))?;
    Ok(file)
}
