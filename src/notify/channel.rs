//! Who is told.
//!
//! Pure. Each mail address is a channel of its own: one that is refused must not keep the
//! others from being told, nor make them be told twice.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::config;

/// One receiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Channel {
    /// The webhook.
    Webhook,
    /// A mail address, as configured.
    Mail(String),
}

impl Channel {
    /// How the ledger calls it: the archive's folder may be read on the web, so no address.
    pub fn name(&self) -> String {
        match self {
            Self::Webhook => "webhook".to_owned(),
            Self::Mail(address) => {
                let address = address.trim().to_lowercase();
                format!("mail-{}", &hex(&Sha256::digest(address))[..12])
            }
        }
    }
}

impl fmt::Display for Channel {
    /// For the operator.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Webhook => f.write_str("webhook"),
            Self::Mail(address) => write!(f, "e-mail to {}", address.trim()),
        }
    }
}

/// Everybody the configuration names. Without a mail server no address is a channel.
pub fn channels(config: &config::NotifySettings) -> Vec<Channel> {
    let webhook = config.webhook.as_ref().map(|_| Channel::Webhook);
    let receivers: &[String] = match config.smtp {
        Some(_) => &config.mail_to,
        None => &[],
    };
    let mut found: Vec<Channel> = webhook.into_iter().collect();
    for receiver in receivers {
        let channel = Channel::Mail(receiver.clone());
        if !found.iter().any(|known| known.name() == channel.name()) {
            found.push(channel);
        }
    }
    found
}

pub(super) fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value)]);
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ledger_s_name_of_a_receiver_holds_no_address_and_knows_no_case() {
        let name = Channel::Mail("Ban.Doc@HaiPhong.example".to_owned()).name();
        assert_eq!(
            name,
            Channel::Mail(" ban.doc@haiphong.example ".to_owned()).name()
        );
        assert!(!name.contains('@') && !name.contains("haiphong"), "{name}");
        assert_ne!(name, Channel::Mail("b@haiphong.example".to_owned()).name());
    }
}
