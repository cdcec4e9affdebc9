//! A bucket that can be asked: its server, its credentials, its limits.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder, S3ConditionalPut};
use object_store::{ClientOptions, RetryConfig};

use super::BucketError;
use crate::config::BucketPlace;

/// Longest that a small request may take: a server that was cut off is told from a slow one.
const QUICK: Duration = Duration::from_secs(20);

/// Longest that a large PUT may take: 256 MiB at 300 kB/s.
const BULK: Duration = Duration::from_secs(900);

/// What opens a bucket. Never shown.
#[derive(Clone)]
pub struct BucketSecrets {
    access_key_id: String,
    secret_access_key: String,
    session_token: Option<String>,
}

impl fmt::Debug for BucketSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BucketSecrets(…)")
    }
}

impl BucketSecrets {
    /// From the environment, as `variable` reads it: `AWS_ACCESS_KEY_ID`,
    /// `AWS_SECRET_ACCESS_KEY`, and `AWS_SESSION_TOKEN` where there is one.
    pub fn from(variable: impl Fn(&str) -> Option<String>) -> Result<Self, BucketError> {
        let given = |name: &str| variable(name).filter(|value| !value.is_empty());
        let wanted = |name| given(name).ok_or(BucketError::Secret { variable: name });
        Ok(Self {
            access_key_id: wanted("AWS_ACCESS_KEY_ID")?,
            secret_access_key: wanted("AWS_SECRET_ACCESS_KEY")?,
            session_token: given("AWS_SESSION_TOKEN"),
        })
    }
}

/// One bucket, or what begins with one prefix of it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Bucket {
    pub(super) quick: Arc<AmazonS3>,
    pub(super) bulk: Arc<AmazonS3>,
    place: Arc<BucketPlace>,
}

impl Bucket {
    /// Sends nothing yet.
    pub fn open(place: &BucketPlace, secrets: &BucketSecrets) -> Result<Self, BucketError> {
        let client = |limit| {
            let made = client(place, secrets, limit);
            made.map(Arc::new)
                .map_err(|error| BucketError::Unreachable {
                    place: place.to_string(),
                    cause: error.to_string(),
                })
        };
        Ok(Self {
            quick: client(QUICK)?,
            bulk: client(BULK)?,
            place: Arc::new(place.clone()),
        })
    }

    /// Where it is.
    pub fn place(&self) -> &BucketPlace {
        &self.place
    }
}

fn client(
    place: &BucketPlace,
    secrets: &BucketSecrets,
    limit: Duration,
) -> object_store::Result<AmazonS3> {
    let options = ClientOptions::new()
        .with_allow_http(true)
        .with_connect_timeout(Duration::from_secs(5))
        .with_timeout(limit);
    let retry = RetryConfig {
        max_retries: 2,
        retry_timeout: limit,
        ..RetryConfig::default()
    };
    let mut builder = AmazonS3Builder::new()
        .with_client_options(options)
        .with_retry(retry)
        .with_conditional_put(S3ConditionalPut::ETagMatch)
        .with_bucket_name(&place.bucket)
        .with_region(&place.region)
        .with_access_key_id(&secrets.access_key_id)
        .with_secret_access_key(&secrets.secret_access_key);
    if let Some(token) = &secrets.session_token {
        builder = builder.with_token(token);
    }
    if let Some(endpoint) = &place.endpoint {
        builder = builder.with_endpoint(endpoint);
    }
    builder.build()
}
