//! TLS towards one host: the platform's roots, and the host's missing intermediates.
//!
//! Never accepts an invalid certificate. Many .gov.vn servers send a leaf without its
//! issuer; a configured intermediate completes such a chain and must itself lead to a
//! trusted root.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};
use rustls_platform_verifier::Verifier;
use tokio_rustls::TlsConnector;

/// What all hosts share. Roots are read at the first https request (24 ms, measured).
#[derive(Debug)]
pub(super) struct TlsSetup {
    provider: Arc<CryptoProvider>,
    verifier: OnceLock<Result<Arc<dyn ServerCertVerifier>, rustls::Error>>,
    extra_roots: Vec<CertificateDer<'static>>,
    intermediates: BTreeMap<String, Vec<CertificateDer<'static>>>,
}

/// One host's TLS.
#[derive(Clone)]
pub(super) struct HostTls {
    pub(super) connector: TlsConnector,
    completing: Arc<Completing>,
}

impl HostTls {
    /// Whether the latest full handshake needed the configured intermediates.
    pub(super) fn chain_was_completed(&self) -> bool {
        self.completing.needed.load(Ordering::Relaxed)
    }
}

impl TlsSetup {
    pub(super) fn new(
        extra_roots: Vec<CertificateDer<'static>>,
        intermediates: BTreeMap<String, Vec<CertificateDer<'static>>>,
    ) -> Self {
        Self {
            provider: Arc::new(aws_lc_rs::default_provider()),
            verifier: OnceLock::new(),
            extra_roots,
            intermediates,
        }
    }

    fn verifier(&self) -> Result<Arc<dyn ServerCertVerifier>, rustls::Error> {
        let build = || {
            let roots = self.extra_roots.iter().cloned();
            let verifier = Verifier::new_with_extra_roots(roots, Arc::clone(&self.provider))?;
            Ok(Arc::new(verifier) as Arc<dyn ServerCertVerifier>)
        };
        self.verifier.get_or_init(build).clone()
    }

    /// A configuration, and with it a session cache, for one host.
    pub(super) fn for_host(&self, host: &str) -> Result<HostTls, rustls::Error> {
        let completing = Arc::new(Completing {
            inner: self.verifier()?,
            intermediates: self.intermediates.get(host).cloned().unwrap_or_default(),
            needed: AtomicBool::new(false),
        });
        let verifier: Arc<dyn ServerCertVerifier> = Arc::<Completing>::clone(&completing);
        let mut config = ClientConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(verifier)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(HostTls {
            connector: TlsConnector::from(Arc::new(config)),
            completing,
        })
    }
}

/// The platform's verifier, asked a second time with the host's own intermediates when
/// the chain as sent did not satisfy it.
#[derive(Debug)]
struct Completing {
    inner: Arc<dyn ServerCertVerifier>,
    intermediates: Vec<CertificateDer<'static>>,
    needed: AtomicBool,
}

impl ServerCertVerifier for Completing {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        sent: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let as_sent = self.inner.verify_server_cert(leaf, sent, name, ocsp, now);
        self.needed.store(false, Ordering::Relaxed);
        if as_sent.is_ok() || self.intermediates.is_empty() {
            return as_sent;
        }
        let chain: Vec<_> = sent.iter().chain(&self.intermediates).cloned().collect();
        let completed = self.inner.verify_server_cert(leaf, &chain, name, ocsp, now);
        self.needed.store(completed.is_ok(), Ordering::Relaxed);
        completed
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.inner.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.inner.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}
