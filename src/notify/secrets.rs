//! The keys and passwords, which come from the environment and go nowhere but to the receiver.

use std::fmt;

use super::NotifyError;
use crate::config;

/// A text that no one may read by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps it.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for the one place that needs it.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

/// All that the configured receivers need.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Secrets {
    /// Signs the webhook's body.
    pub webhook_key: Option<Secret>,
    /// Logs in at the mail server.
    pub smtp_user: Option<Secret>,
    /// The same.
    pub smtp_password: Option<Secret>,
}

impl Secrets {
    /// Looks the configured variables up; one that is empty is none.
    pub fn look_up(
        config: &config::NotifySettings,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let secret = |name: &str| {
            variable(name)
                .filter(|text| !text.is_empty())
                .map(Secret::new)
        };
        Self {
            webhook_key: secret(&config.webhook_key_env),
            smtp_user: secret(&config.smtp_user_env),
            smtp_password: secret(&config.smtp_password_env),
        }
    }

    /// The webhook's key: without one nobody could tell our messages from another's.
    pub(super) fn key(&self, config: &config::NotifySettings) -> Result<&Secret, NotifyError> {
        self.webhook_key
            .as_ref()
            .ok_or_else(|| NotifyError::NoSecret {
                variable: config.webhook_key_env.clone(),
            })
    }

    /// User and password, both or neither.
    pub(super) fn login(
        &self,
        config: &config::NotifySettings,
    ) -> Result<Option<(&Secret, &Secret)>, NotifyError> {
        let missing = |variable: &str| NotifyError::NoSecret {
            variable: variable.to_owned(),
        };
        match (&self.smtp_user, &self.smtp_password) {
            (Some(user), Some(password)) => Ok(Some((user, password))),
            (None, None) => Ok(None),
            (Some(_), None) => Err(missing(&config.smtp_password_env)),
            (None, Some(_)) => Err(missing(&config.smtp_user_env)),
        }
    }

    /// What another program said, without our secrets in it, in one short line.
    pub(super) fn scrub(&self, said: &str) -> String {
        let known = [&self.webhook_key, &self.smtp_user, &self.smtp_password];
        let mut said = said.to_owned();
        for secret in known.into_iter().flatten() {
            said = said.replace(secret.reveal(), "…");
        }
        let line = said.split_whitespace().collect::<Vec<_>>().join(" ");
        line.chars().take(200).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_shows_nowhere() {
        let secrets = Secrets {
            webhook_key: Some(Secret::new("chìa-khoá")),
            ..Secrets::default()
        };
        assert!(!format!("{secrets:?}").contains("chìa"));
        assert_eq!(secrets.scrub("bad key chìa-khoá\n sent"), "bad key … sent");
    }
}
