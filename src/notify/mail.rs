//! E-mail: one message to one receiver.
//!
//! Speaks SMTP step by step, so that it is known whether the message had begun to leave when
//! something broke. TLS from the start (`smtps:`), or as soon as the server offers it; then a
//! certificate that does not hold ends the attempt, and a login never goes unencrypted but to
//! this machine itself.

use std::time::Duration;

use chrono::{DateTime, Utc};
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use tokio::time::timeout;
use url::{Host, Url};

use super::{DeliveryPhase, Letter, Limits, NotifyError, Secrets};
use crate::config;

/// One letter on its way to one receiver.
pub(super) struct Posting<'a> {
    pub(super) config: &'a config::NotifySettings,
    pub(super) server: &'a Url,
    pub(super) secrets: &'a Secrets,
    pub(super) to: &'a str,
    pub(super) delivery: &'a str,
    pub(super) letter: &'a Letter,
    pub(super) now: DateTime<Utc>,
}

impl Posting<'_> {
    /// Sends it once; `Ok` with the server's code when it took the message.
    pub(super) async fn send(self, limits: &Limits) -> Result<u16, NotifyError> {
        let from = mailbox(&self.config.mail_from)?;
        let to = mailbox(self.to)?;
        let bytes = message(&from, &to, self.delivery, self.letter, self.now)?;
        let host = self.host();
        let late = |phase, after| {
            let host = host.clone();
            move |_| NotifyError::Slow { host, phase, after }
        };
        let mut connection = timeout(limits.connect, self.ready(&from, &to, limits.connect))
            .await
            .map_err(late(DeliveryPhase::Connect, limits.connect))??;
        // Up to here nothing of the message has left.
        let response = timeout(limits.answer, connection.message(&bytes))
            .await
            .map_err(late(DeliveryPhase::Answer, limits.answer))?
            .map_err(|error| match self.failed(&error) {
                NotifyError::Down { host, cause } => NotifyError::Lost { host, cause },
                other => other,
            })?;
        // It was taken: how the server says goodbye is no matter.
        let _ = timeout(Duration::from_secs(1), connection.quit()).await;
        Ok(response.code().into())
    }

    /// Greeting, TLS, login, sender and receiver.
    async fn ready(
        &self,
        from: &Mailbox,
        to: &Mailbox,
        limit: Duration,
    ) -> Result<AsyncSmtpConnection, NotifyError> {
        let failed = |error: Error| self.failed(&error);
        let name = ClientId::default();
        let domain = self.server.host_str().unwrap_or_default();
        let bare = domain.trim_matches(['[', ']']);
        let tls = || TlsParameters::new_rustls(bare.to_owned()).map_err(failed);
        let from_start = self.server.scheme() == "smtps";
        let port = self
            .server
            .port()
            .unwrap_or(if from_start { 465 } else { 587 });
        let wrapped = from_start.then(tls).transpose()?;
        let mut connection =
            AsyncSmtpConnection::connect_tokio1((bare, port), Some(limit), &name, wrapped, None)
                .await
                .map_err(failed)?;
        if !from_start && connection.can_starttls() {
            let started = connection.starttls(tls()?, &name).await;
            started.map_err(|error| match failed(error) {
                // The server was there: what failed is the handshake.
                NotifyError::Down { host, cause } => NotifyError::Tls { host, cause },
                other => other,
            })?;
        }
        if let Some((user, password)) = self.secrets.login(self.config)? {
            if !connection.is_encrypted() && !is_this_machine(self.server) {
                return Err(NotifyError::Bare { host: self.host() });
            }
            let credentials =
                Credentials::new(user.reveal().to_owned(), password.reveal().to_owned());
            connection
                .auth(DEFAULT_MECHANISMS, &credentials)
                .await
                .map_err(failed)?;
        }
        let sender = Mail::new(Some(from.email.clone()), Vec::new());
        connection.command(sender).await.map_err(failed)?;
        let receiver = Rcpt::new(to.email.clone(), Vec::new());
        connection.command(receiver).await.map_err(failed)?;
        connection.command(Data).await.map_err(failed)?;
        Ok(connection)
    }

    fn host(&self) -> String {
        super::webhook::authority(self.server)
    }

    fn failed(&self, error: &Error) -> NotifyError {
        let host = self.host();
        let source = std::error::Error::source(error).map(ToString::to_string);
        let cause = self
            .secrets
            .scrub(&source.unwrap_or_else(|| error.to_string()));
        if let Some(code) = error.status() {
            return NotifyError::Refused {
                host,
                code: code.into(),
                said: cause,
                transient: error.is_transient(),
                rest: None,
            };
        }
        if error.is_tls() || cause.contains("certificate") {
            return NotifyError::Tls { host, cause };
        }
        NotifyError::Down { host, cause }
    }
}

fn is_this_machine(server: &Url) -> bool {
    match server.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        // `smtp:` is no special scheme: its host is not parsed as an address.
        Some(Host::Domain(name)) => {
            name == "localhost"
                || name
                    .parse::<std::net::IpAddr>()
                    .is_ok_and(|ip| ip.is_loopback())
        }
        None => false,
    }
}

fn mailbox(text: &str) -> Result<Mailbox, NotifyError> {
    text.trim().parse().map_err(|error| NotifyError::Message {
        cause: format!("{text:?} is no mail address ({error})"),
    })
}

/// The message as RFC 5322 and MIME have it: plain text, and the same as HTML.
fn message(
    from: &Mailbox,
    to: &Mailbox,
    delivery: &str,
    letter: &Letter,
    now: DateTime<Utc>,
) -> Result<Vec<u8>, NotifyError> {
    let failed = |cause: String| NotifyError::Message { cause };
    let part =
        |kind: ContentType, text: &str| SinglePart::builder().header(kind).body(text.to_owned());
    let body = MultiPart::alternative()
        .singlepart(part(ContentType::TEXT_PLAIN, &letter.plain))
        .singlepart(part(ContentType::TEXT_HTML, &letter.html));
    let mut message = lettre::Message::builder()
        .from(from.clone())
        .to(to.clone())
        .subject(letter.subject.clone())
        .date(now.into())
        .message_id(Some(format!("<{delivery}@{}>", from.email.domain())))
        .multipart(body)
        .map_err(|error| failed(error.to_string()))?;
    for (name, value) in [
        // RFC 3834: no holiday replies to a machine.
        ("Auto-Submitted", "auto-generated"),
        ("X-Hpnews-Delivery", delivery),
        ("Content-Language", letter.language),
    ] {
        let name = HeaderName::new_from_ascii(name.to_owned())
            .map_err(|error| failed(error.to_string()))?;
        let value = HeaderValue::new(name, value.to_owned());
        message.headers_mut().insert_raw(value);
    }
    Ok(message.formatted())
}
