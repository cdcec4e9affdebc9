//! Shipping beside a crawl: every few seconds, on a thread of its own.

use std::path::PathBuf;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;

use chrono::{DateTime, Utc};

use super::{RemoteWriter, Shipped, ShippingError, join};
use crate::bucket::Bucket;
use crate::config::BucketSettings;

/// Which archive is shipped, and where.
#[derive(Clone, Debug)]
pub struct ShippingOrder {
    /// The bucket.
    pub bucket: Bucket,
    /// How often, and what the folder notes of it.
    pub settings: BucketSettings,
    /// The archive's name there.
    pub site: String,
    /// Its folder. Opened for writing before, so that what a kill left is put right.
    pub dir: PathBuf,
    /// The wall clock.
    pub clock: fn() -> DateTime<Utc>,
}

impl ShippingOrder {
    /// Fences out whoever wrote before.
    pub fn writer(&self) -> Result<RemoteWriter, ShippingError> {
        let remote = join(&self.bucket, &self.settings, &self.site, &self.dir)?;
        let epoch = remote.epoch() + 1;
        let mut writer = remote.fence(epoch, (self.clock)())?;
        writer.prepare(&self.dir)?;
        Ok(writer)
    }

    fn ship(&self, writer: &mut Option<RemoteWriter>) -> Result<Shipped, ShippingError> {
        let writer = match writer {
            Some(writer) => writer,
            none => none.insert(self.writer()?),
        };
        let mut shipped = writer.seal(&self.dir, (self.clock)())?;
        shipped += writer.ship(&self.dir, (self.clock)())?;
        Ok(shipped)
    }
}

/// A thread that ships until it is told to end.
#[derive(Debug)]
pub struct ShippingThread {
    order: ShippingOrder,
    end: Sender<()>,
    thread: JoinHandle<ThreadEnd>,
}

/// Its writer, where the bucket was reached, and what it shipped.
type ThreadEnd = (Option<RemoteWriter>, Result<Shipped, ShippingError>);

impl ShippingThread {
    /// Begins. A bucket that cannot be reached is told and tried again. `lost` is called once where
    /// another writer took over, or nothing will ever be shipped, so that the crawl stops.
    pub fn begin(
        order: ShippingOrder,
        lost: impl FnOnce() + Send + 'static,
    ) -> Result<Self, ShippingError> {
        let mut writer = match order.writer() {
            Ok(writer) => Some(writer),
            Err(error) if error.is_passing() => {
                tell_away(&error);
                None
            }
            Err(error) => return Err(error),
        };
        let (end, ended) = mpsc::channel();
        let ordered = order.clone();
        let thread = std::thread::spawn(move || {
            let (mut sum, mut is_away) = (Shipped::default(), writer.is_none());
            while ended.recv_timeout(order.settings.ship) == Err(RecvTimeoutError::Timeout) {
                match order.ship(&mut writer) {
                    Ok(shipped) => {
                        sum += shipped;
                        is_away = false;
                    }
                    Err(error) if error.is_passing() => {
                        if !is_away {
                            tell_away(&error);
                        }
                        is_away = true;
                    }
                    Err(error) => {
                        lost();
                        return (writer, Err(error));
                    }
                }
            }
            (writer, Ok(sum))
        });
        Ok(Self {
            order: ordered,
            end,
            thread,
        })
    }

    /// Ends it, and ships the rest.
    pub fn end(self) -> Result<Shipped, ShippingError> {
        // The thread may have ended by itself.
        let _ = self.end.send(());
        let (mut writer, shipped) = match self.thread.join() {
            Ok(ended) => ended,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        let mut sum = shipped?;
        sum += self.order.ship(&mut writer)?;
        Ok(sum)
    }
}

fn tell_away(error: &ShippingError) {
    tracing::warn!("{error}; what is written stays on this disk until the bucket answers");
}
