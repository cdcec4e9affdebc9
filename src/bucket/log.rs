//! The log of one site: read in order, and written to by one writer at a time.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use super::entry::{LogContent, LogEntry, SCHEMA};
use super::{Bucket, BucketError, Created};
use crate::digest::hex;

/// Entries asked for at once: reading one after the other takes a round trip each.
const WINDOW: u64 = 64;

/// A site's log, as far as it was read.
#[derive(Debug)]
pub struct SiteLog {
    bucket: Bucket,
    site: String,
    /// Number of the entry that comes next.
    next: u64,
    /// Digest of the entry before it.
    previous: Option<String>,
    /// The highest epoch there was.
    epoch: u64,
    /// This writer's epoch; 0 before it has fenced.
    own: u64,
    /// An entry that was sent and not answered: it may stand there.
    unanswered: Option<LogEntry>,
}

impl SiteLog {
    /// Of a site, with nothing read yet.
    pub fn of(bucket: &Bucket, site: &str) -> Self {
        Self {
            bucket: bucket.clone(),
            site: site.to_owned(),
            next: 1,
            previous: None,
            epoch: 0,
            own: 0,
            unanswered: None,
        }
    }

    /// The bucket.
    pub fn bucket(&self) -> &Bucket {
        &self.bucket
    }

    /// The site.
    pub fn site(&self) -> &str {
        &self.site
    }

    /// The highest epoch that was read.
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// Number of the entry that comes next.
    pub fn next(&self) -> u64 {
        self.next
    }

    /// Key of the entry that comes next.
    pub fn next_key(&self) -> String {
        self.entry_key(self.next)
    }

    /// A key of the site's folder, below the bucket's prefix.
    pub fn key(&self, below: &str) -> String {
        format!("sites/{}/{below}", self.site)
    }

    /// Reads every entry that was not read yet, each against the one before it.
    pub fn read_on(&mut self) -> Result<Vec<LogEntry>, BucketError> {
        let (mut found, mut window) = (Vec::new(), 1);
        loop {
            let asked = self.next..self.next + window;
            let texts = self.texts(asked.clone())?;
            for (number, text) in asked.zip(texts) {
                let Some(text) = text else {
                    return Ok(found);
                };
                found.push(self.take(number, &text)?);
            }
            window = WINDOW;
        }
    }

    /// Begins to write: from this entry on no lower epoch is heard. Gives what was written
    /// meanwhile. Refused where an epoch was as high.
    pub fn fence(&mut self, epoch: u64, at: DateTime<Utc>) -> Result<Vec<LogEntry>, BucketError> {
        let mut found = Vec::new();
        loop {
            found.extend(self.read_on()?);
            if self.epoch >= epoch {
                return Err(self.fenced(self.epoch, epoch));
            }
            let entry = self.entry(LogContent::Fence, epoch, at);
            // A writer that is not fenced out yet may be quicker; what it wrote then counts.
            if self.put(&entry)? == Created::Ours {
                self.own = epoch;
                return Ok(found);
            }
        }
    }

    /// Acknowledges objects that are in the bucket. After an error that may pass
    /// [`settle`](Self::settle) tells what came of it.
    pub fn append(
        &mut self,
        content: LogContent,
        at: DateTime<Utc>,
    ) -> Result<LogEntry, BucketError> {
        let entry = self.entry(content, self.own, at);
        self.unanswered = Some(entry.clone());
        self.settle()?;
        Ok(entry)
    }

    /// Sends again what was sent and not answered, and gives it once it is acknowledged.
    pub fn settle(&mut self) -> Result<Option<LogEntry>, BucketError> {
        let Some(entry) = self.unanswered.clone() else {
            return Ok(None);
        };
        if let Created::Taken(theirs) = self.put(&entry)? {
            let theirs = parse(&self.entry_key(entry.number), &theirs)?;
            return Err(self.fenced(theirs.epoch, self.own));
        }
        self.unanswered = None;
        Ok(Some(entry))
    }

    fn entry(&self, content: LogContent, epoch: u64, at: DateTime<Utc>) -> LogEntry {
        LogEntry {
            schema: SCHEMA.to_owned(),
            number: self.next,
            epoch,
            at,
            previous: self.previous.clone(),
            content,
        }
    }

    fn put(&mut self, entry: &LogEntry) -> Result<Created, BucketError> {
        let key = self.entry_key(entry.number);
        let text = serde_json::to_vec(entry).map_err(|error| damaged(&key, error.to_string()))?;
        let created = self.bucket.create(&key, text.clone())?;
        if created == Created::Ours {
            self.take(entry.number, &text)?;
        }
        Ok(created)
    }

    /// The next entry, checked and taken as read.
    fn take(&mut self, number: u64, text: &[u8]) -> Result<LogEntry, BucketError> {
        let key = self.entry_key(number);
        let entry = parse(&key, text)?;
        if entry.number != number || entry.previous != self.previous {
            return Err(damaged(&key, "it does not follow the entry before it"));
        }
        if entry.epoch < self.epoch {
            return Err(damaged(&key, "its writer was fenced out before it"));
        }
        self.epoch = entry.epoch;
        self.next = number + 1;
        self.previous = Some(hex(&Sha256::digest(text)));
        Ok(entry)
    }

    fn texts(&self, numbers: std::ops::Range<u64>) -> Result<Vec<Option<Vec<u8>>>, BucketError> {
        if numbers.end - numbers.start == 1 {
            return Ok(vec![self.bucket.read(&self.entry_key(numbers.start))?]);
        }
        let keys = numbers.map(|number| self.entry_key(number));
        self.bucket.read_each(keys)
    }

    fn entry_key(&self, number: u64) -> String {
        self.key(&format!("log/{number:010}.json"))
    }

    fn fenced(&self, by_epoch: u64, epoch: u64) -> BucketError {
        BucketError::Fenced {
            site: self.site.clone(),
            by_epoch,
            epoch,
        }
    }
}

fn parse(key: &str, text: &[u8]) -> Result<LogEntry, BucketError> {
    let entry: LogEntry =
        serde_json::from_slice(text).map_err(|error| damaged(key, error.to_string()))?;
    if entry.schema != SCHEMA {
        let cause = format!("its schema is {:?}, expected {SCHEMA:?}", entry.schema);
        return Err(damaged(key, cause));
    }
    Ok(entry)
}

fn damaged(key: &str, cause: impl Into<String>) -> BucketError {
    BucketError::Damaged {
        key: key.to_owned(),
        cause: cause.into(),
    }
}
