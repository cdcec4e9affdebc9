//! The fleet's database: how it is reached, and that it is one this program understands.
//!
//! Never waits long: whoever holds a lease must know soon that it cannot be renewed.

use std::io::{self, ErrorKind};
use std::time::Duration;

use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::{Client, Config, NoTls};

use super::error::FleetError;
use super::limit::LIMIT;
use super::schema;
use super::tls::DatabaseTls;

/// Where the database is, and how it lets us in.
#[derive(Clone)]
pub struct DatabaseAddress {
    config: Config,
    host: String,
    tls: Option<DatabaseTls>,
}

impl DatabaseAddress {
    /// Reads a line as libpq has it; `password` where it holds none, `ca` the PEM text of an
    /// authority besides the system's.
    ///
    /// TLS is used and the certificate checked, but with `sslmode=disable`, and on this machine
    /// unless `sslmode` asks for it.
    pub fn new(line: &str, password: Option<&str>, ca: &str) -> Result<Self, FleetError> {
        let bad = |cause: String| FleetError::Address { cause };
        if line.trim().is_empty() {
            return Err(bad("none is given".to_owned()));
        }
        // libpq has names for how much is checked; here all of it always is.
        let line = line
            .replace("sslmode=verify-full", "sslmode=require")
            .replace("sslmode=verify-ca", "sslmode=require");
        // The parser may quote what it could not read, and that may be a password.
        let parsed = line.parse::<Config>().map_err(|error| {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            match cause.filter(|it| it.starts_with("unknown option")) {
                Some(cause) => bad(cause),
                None => bad("it is not a line as libpq writes it".to_owned()),
            }
        });
        let mut config = parsed?;
        if config.get_password().is_none()
            && let Some(password) = password
        {
            config.password(password);
        }
        let is_here = config.get_hosts().iter().all(is_this_machine);
        let mode = match config.get_ssl_mode() {
            SslMode::Prefer if is_here => SslMode::Disable,
            SslMode::Disable => SslMode::Disable,
            _ => SslMode::Require,
        };
        let tls = match mode {
            SslMode::Disable => None,
            _ => Some(DatabaseTls::new(ca).map_err(bad)?),
        };
        config
            .ssl_mode(mode)
            .connect_timeout(LIMIT)
            .tcp_user_timeout(LIMIT)
            .keepalives_idle(Duration::from_secs(1))
            .application_name("hpnews")
            .options(format!("-c statement_timeout={}", LIMIT.as_millis()));
        let host = name(&config);
        Ok(Self { config, host, tls })
    }

    /// The host and port, for messages.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Connects. The tables may be of any version.
    pub(super) async fn connect(&self) -> Result<Client, FleetError> {
        let connecting = async {
            match &self.tls {
                None => {
                    let (client, connection) = self.config.connect(NoTls).await?;
                    tokio::spawn(connection);
                    Ok(client)
                }
                Some(tls) => {
                    let (client, connection) = self.config.connect(tls.clone()).await?;
                    tokio::spawn(connection);
                    Ok(client)
                }
            }
        };
        let connected = tokio::time::timeout(LIMIT, connecting).await;
        let client = match connected {
            Ok(Ok(client)) => client,
            Ok(Err(error)) => return Err(self.unreachable(&error)),
            Err(_) => {
                return Err(FleetError::Unreachable {
                    host: self.host.clone(),
                    cause: format!("no answer in {LIMIT:?}"),
                    is_passing: true,
                });
            }
        };
        schema::check_server(&client).await?;
        Ok(client)
    }

    /// Connects, and refuses tables of another version.
    pub(super) async fn open(&self) -> Result<Client, FleetError> {
        let client = self.connect().await?;
        schema::check(&client).await?;
        Ok(client)
    }

    fn unreachable(&self, error: &tokio_postgres::Error) -> FleetError {
        let source = std::error::Error::source(error).map(ToString::to_string);
        FleetError::Unreachable {
            host: self.host.clone(),
            cause: source.unwrap_or_else(|| error.to_string()),
            is_passing: is_passing(error),
        }
    }
}

/// A network that fails may pass, and so does a database that starts or stops: it says so with
/// class 57. A certificate that is refused, or a login, stays so.
fn is_passing(error: &tokio_postgres::Error) -> bool {
    let source = std::error::Error::source(error);
    let network = source.and_then(|it| it.downcast_ref::<io::Error>());
    match (error.code(), network.map(io::Error::kind)) {
        (Some(code), _) => code.code().starts_with("57"),
        (None, Some(kind)) => !matches!(
            kind,
            ErrorKind::InvalidData | ErrorKind::InvalidInput | ErrorKind::Other
        ),
        (None, None) => error.is_closed(),
    }
}

fn is_this_machine(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => matches!(name.as_str(), "localhost" | "::1") || name.starts_with("127."),
        Host::Unix(_) => true,
    }
}

fn name(config: &Config) -> String {
    let host = match config.get_hosts().first() {
        Some(Host::Tcp(name)) => name.clone(),
        Some(Host::Unix(path)) => path.display().to_string(),
        None => "localhost".to_owned(),
    };
    match config.get_ports().first() {
        Some(port) => format!("{host}:{port}"),
        None => format!("{host}:5432"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tls_is_left_out_only_on_this_machine_or_when_told() {
        for (line, tls) in [
            ("host=db.example.vn user=hpnews", true),
            ("host=db.example.vn sslmode=prefer", true),
            ("host=db.example.vn sslmode=verify-full", true),
            ("host=db.example.vn sslmode=disable", false),
            ("host=127.0.0.1 user=hpnews", false),
            ("host=127.0.0.1 sslmode=require", true),
            ("host=/run/postgresql", false),
            ("postgres://hpnews@db.example.vn/hpnews", true),
            ("postgres://hpnews@localhost:5433/hpnews", false),
        ] {
            let address = DatabaseAddress::new(line, None, "").unwrap();
            assert_eq!(address.tls.is_some(), tls, "{line}");
        }
    }

    #[test]
    fn what_may_be_a_password_is_never_quoted() {
        for line in [
            "host=db password='bí-mật",
            "bí-mật",
            "postgres://a:bí-mật@:x/",
        ] {
            let error = DatabaseAddress::new(line, None, "")
                .map(|_| ())
                .unwrap_err();
            assert!(!error.to_string().contains("mật"), "{error}");
        }
        let slip = DatabaseAddress::new("host=db sslrootcert=a.pem", None, "").map(|_| ());
        assert!(slip.unwrap_err().to_string().contains("sslrootcert"));
    }
}
