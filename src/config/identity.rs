//! Who crawls: a product token that robots.txt can name, a contact that a person can use.
//!
//! Pure. Never asks whether the mailbox or the page is there.

use url::{Host, Url};

use super::error::ConfigError;

/// Who crawls, as told to the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Product token of the User-Agent, and the name looked for in robots.txt.
    pub product: String,
    /// The operator's e-mail address or page; needed for every host that is not loopback.
    pub contact: Option<String>,
}

impl Identity {
    /// The `User-Agent` header: product, version and contact (RFC 9110 section 10.1.5).
    pub fn user_agent(&self) -> String {
        let version = env!("CARGO_PKG_VERSION");
        match &self.contact {
            Some(contact) => format!("{}/{version} (+{contact})", self.product),
            None => format!("{}/{version}", self.product),
        }
    }
}

pub(super) fn identity(product: String, contact: Option<String>) -> Result<Identity, ConfigError> {
    let token = |c: char| c.is_ascii_alphabetic() || c == '_' || c == '-';
    if product.is_empty() || !product.chars().all(token) {
        return Err(ConfigError::Value {
            key: "identity.product",
            value: format!("{product:?}"),
            cause: "a product token has only letters, `_` and `-` (RFC 9309 section 2.2.1)"
                .to_owned(),
        });
    }
    if let Some(text) = &contact {
        check_contact(text)?;
    }
    Ok(Identity { product, contact })
}

/// Refuses a contact that could not go into a header, or by which nobody could be reached.
pub fn check_contact(text: &str) -> Result<(), ConfigError> {
    let cause = if text.chars().any(|c| !(' '..='~').contains(&c)) {
        "it goes into an HTTP header, so it must be plain ASCII: an e-mail address or an address \
         of a page"
    } else if !(is_mailbox(text) || is_page(text)) {
        "a site's owner must be able to reach you by it: an e-mail address (`ten@example.vn`), or \
         a page with http:// or https://"
    } else {
        return Ok(());
    };
    Err(ConfigError::Value {
        key: "identity.contact",
        value: format!("{text:?}"),
        cause: cause.to_owned(),
    })
}

fn is_mailbox(text: &str) -> bool {
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    text.rsplit_once('@').is_some_and(|(local, domain)| {
        let plain = |c: char| c.is_ascii_graphic() && !"@,;<>()[]\"\\".contains(c);
        !local.is_empty()
            && local.chars().all(plain)
            && domain.contains('.')
            && !domain.starts_with('.')
            && Host::parse(domain).is_ok()
    })
}

fn is_page(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https") && !text.contains(char::is_whitespace)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Found with new users: `khong phai mail` was accepted.
    #[test]
    fn a_contact_is_a_mailbox_or_a_page() {
        for (text, good) in [
            ("ten@example.vn", true),
            ("kho.luu+tru@so.haiphong.gov.vn", true),
            ("mailto:ten@example.vn", true),
            ("https://example.vn/lien-he", true),
            ("http://example.vn", true),
            ("khong phai mail", false),
            ("ten@may", false),
            ("@example.vn", false),
            ("ten @example.vn", false),
            ("a@b@example.vn", false),
            ("0912345678", false),
            ("example.vn", false),
            ("ftp://example.vn/", false),
            ("https://", false),
            ("https://example.vn/lien he", false),
            ("tên@example.vn", false),
        ] {
            assert_eq!(check_contact(text).is_ok(), good, "{text}");
        }
        let told = check_contact("khong phai mail").unwrap_err().to_string();
        assert!(
            told.contains("identity.contact") && told.contains("e-mail"),
            "{told}"
        );
    }
}
