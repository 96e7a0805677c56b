//! Which endpoints are dialled at all, and how.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hickory_proto::rr::RecordType;
use rcgen::KeyPair;
use relay::config::Draft;
use relay::discovery::discover;
use relay::egress::Egress;
use relay::probe::dns::{Resolver, resolve};
use serde_json::json;
use shared::evidence::Evidence;
use shared::evidence::dns::Dns;
use shared::oauth::TokenAnswer;
use shared::plan::AddressFamily;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::page::{Page, code, entry};
use super::peer::{Came, json, serve};
use crate::certificates::{HOST, authority, config, leaf};
use crate::discovery::short;
use crate::name_server::{NameServer, address, authority as nobody};
use crate::service::relay::file;

/// An endpoint of https at [`HOST`], which resolves to this machine.
struct Https {
    names: NameServer,
    port: u16,
    connections: Arc<Mutex<usize>>,
    came: Arc<Mutex<Vec<Came>>>,
    files: TempDir,
}

impl Https {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (issuer, key) = (authority("Lab"), KeyPair::generate().unwrap());
        let certificate = leaf().signed_by(&key, &issuer).unwrap();
        let chain = vec![certificate.into(), issuer.der().clone()];
        let acceptor = TlsAcceptor::from(Arc::new(config(chain, &key, &rustls::version::TLS13)));
        let files = TempDir::with_prefix("trust-").unwrap();
        std::fs::write(files.path().join("ca.pem"), issuer.pem()).unwrap();
        let other = authority("Other").pem();
        std::fs::write(files.path().join("other.pem"), other).unwrap();
        let connections = Arc::new(Mutex::new(0));
        let came = Arc::new(Mutex::new(Vec::new()));
        let (count, all) = (Arc::clone(&connections), Arc::clone(&came));
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                *count.lock().unwrap() += 1;
                if let Ok(stream) = acceptor.accept(stream).await {
                    let manner = |came: &Came| {
                        let issuer = format!("https://{}", came.headers["host"]);
                        let at = |path: &str| format!("{issuer}{path}");
                        json(
                            200,
                            json!({
                                "access_token": "t",
                                "issuer": issuer,
                                "authorization_endpoint": at("/auth"),
                                "token_endpoint": at("/token"),
                            }),
                        )
                    };
                    serve(stream, &all, &manner).await;
                }
            }
        });
        let names = NameServer::start(|query, answer| {
            if query.query_type() == RecordType::A {
                answer.add_answer(address(query, "127.0.0.1"));
            } else {
                answer.add_authority(nobody(query));
            }
        })
        .await;
        Self {
            names,
            port,
            connections,
            came,
            files,
        }
    }

    /// The page, with the operator's entry for the host if there is one: its addresses, its port, its authority.
    async fn page(&self, url: &str, internal: Option<(&str, u16, &str)>) -> Page {
        let settings = self.settings(internal);
        Page::open_with(&format!("{settings}{}", entry("example", url, ""))).await
    }

    fn settings(&self, internal: Option<(&str, u16, &str)>) -> String {
        let internal = internal.map(|(addresses, port, file)| {
            let file = self.files.path().join(file);
            format!(
                "[[internal_host]]\nname = \"{HOST}\"\naddresses = [\"{addresses}\"]\nports = [{port}]\nca_file = \"{}\"\n",
                file.display()
            )
        });
        let servers = format!("[dns]\nnameservers = [\"{}\"]\n", self.names.address);
        servers + &internal.unwrap_or_default()
    }

    fn connections(&self) -> usize {
        *self.connections.lock().unwrap()
    }
}

///
#[tokio::test]
async fn an_endpoint_inside_is_reached_where_the_operator_names_it_exactly() {
    let https = Https::start().await;
    let url = format!("https://{HOST}:{}/token", https.port);
    for internal in [
        None,
        Some(("127.0.0.2", https.port, "ca.pem")),
        Some(("127.0.0.1", https.port ^ 1, "ca.pem")),
    ] {
        let page = https.page(&url, internal).await;
        let answer = page.exchange(code()).await;
        assert!(
            matches!(answer, TokenAnswer::Unreachable {}),
            "{internal:?}: {answer:?}"
        );
        assert_eq!(https.connections(), 0, "{internal:?}");
    }
    assert!(https.names.asked() > 0);

    // Dialled, and nothing said to whom its certificate does not prove.
    let page = https
        .page(&url, Some(("127.0.0.1", https.port, "other.pem")))
        .await;
    let answer = page.exchange(code()).await;
    assert!(matches!(answer, TokenAnswer::Unreachable {}), "{answer:?}");
    assert_eq!(
        (https.connections(), https.came.lock().unwrap().len()),
        (1, 0)
    );

    let page = https
        .page(&url, Some(("127.0.0.1", https.port, "ca.pem")))
        .await;
    let answer = page.exchange(code()).await;
    assert!(matches!(answer, TokenAnswer::Granted { .. }), "{answer:?}");
    let came = https.came.lock().unwrap();
    assert_eq!(came[0].headers["host"], format!("{HOST}:{}", https.port));
}

/// The document of a provider comes the same way as its tokens.
#[tokio::test]
async fn a_provider_inside_is_asked_where_the_operator_names_it_exactly() {
    let https = Https::start().await;
    let issuer = format!("https://{HOST}:{}", https.port);
    let ask = async |internal| {
        let settings = https.settings(internal) + &short("corp", &issuer);
        let file = file("127.0.0.1:0".parse().unwrap(), Path::new("."), &settings);
        discover(Draft::parse(&file, []).unwrap()).await
    };
    for internal in [
        None,
        Some(("127.0.0.2", https.port, "ca.pem")),
        Some(("127.0.0.1", https.port ^ 1, "ca.pem")),
        // Dialled, and nothing asked of whom its certificate does not prove.
        Some(("127.0.0.1", https.port, "other.pem")),
    ] {
        let said = ask(internal).await.unwrap_err().to_string();
        assert!(
            said.contains("gave no whole answer"),
            "{internal:?}: {said}"
        );
    }
    assert_eq!(
        (https.connections(), https.came.lock().unwrap().len()),
        (1, 0)
    );
    let config = ask(Some(("127.0.0.1", https.port, "ca.pem")))
        .await
        .unwrap();
    let corp = &config.policy.providers[0].public;
    assert_eq!(corp.token_url, format!("{issuer}/token"));
}

/// what a public name says of an address inside is not believed.
#[tokio::test]
async fn a_public_endpoint_with_an_address_inside_is_not_dialled() {
    let https = Https::start().await;
    let host = HOST.parse().unwrap();
    let egress = Egress::default().for_endpoints([HOST.parse().unwrap()]);
    let resolver = Resolver::new(&[https.names.address]).unwrap();
    let within = Duration::from_secs(5);
    let seen = resolve(&resolver, &egress, &host, 443, AddressFamily::Any, within).await;
    assert_eq!(seen.evidence, Evidence::Dns(Dns::NotAllowed));
    assert!(seen.next.is_none());
    let page = https.page(&format!("https://{HOST}/token"), None).await;
    let answer = page.exchange(code()).await;
    assert!(matches!(answer, TokenAnswer::Unreachable {}), "{answer:?}");
}

/// no name server is asked about it either.
#[tokio::test]
async fn an_endpoint_that_has_no_name_is_not_dialled() {
    let https = Https::start().await;
    for host in ["127.0.0.1", "localhost", "[::1]"] {
        let page = https
            .page(&format!("https://{host}:{}/token", https.port), None)
            .await;
        let answer = page.exchange(code()).await;
        assert!(
            matches!(answer, TokenAnswer::Unreachable {}),
            "{host}: {answer:?}"
        );
    }
    assert_eq!((https.connections(), https.names.asked()), (0, 0));
}
