//! A whole route: name, connection, encryption and dialogue, over real sockets on this machine.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hickory_proto::rr::RecordType;
use rcgen::KeyPair;
use relay::egress::{Egress, InternalHost};
use relay::probe::dns::Resolver;
use relay::probe::tls::Trust;
use relay::run::{Reach, run};
use rustls::ServerConfig;
use rustls::pki_types::CertificateDer;
use shared::event::ServerFrame;
use shared::evidence::{Evidence, Observation, Outcome};
use shared::plan::{AddressFamily, Mechanism, Plan, PlannedStep, Protocol, Route, Step, TlsMode};
use shared::token::Token;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::certificates::{self, HOST};
use crate::dialogue::peer;
use crate::dialogue::transcript::Transcript;
use crate::dialogue::walk::{TOKEN, USER};
use crate::name_server::{NameServer, address, authority};

const STEPS: [Step; 9] = [
    Step::Dns,
    Step::Tcp,
    Step::Tls,
    Step::Greeting,
    Step::Capability,
    Step::Auth,
    Step::Examine,
    Step::List,
    Step::Logout,
];

#[tokio::test]
async fn a_healthy_mailbox_passes_every_step_in_order() {
    let lab = Lab::start().await;
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/transcripts/healthy_dovecot.txt"
    );
    let transcript = Transcript::read(&std::fs::read_to_string(path).unwrap());
    let server = async {
        let stream = lab.accept().await;
        peer::play(stream, &transcript.turns).await;
    };
    let plan = lab.plan();
    let (frames, ()) = tokio::join!(lab.run(&plan), server);

    assert_eq!(told(&frames), STEPS.map(|step| (step, Outcome::Passed)));
    let text = serde_json::to_string(&frames).unwrap();
    assert!(!text.contains(TOKEN));
    assert!(!text.contains("merger"));
}

#[tokio::test]
async fn after_a_failure_nothing_else_is_reached() {
    let lab = Lab::start().await;
    let plan = lab.plan();
    drop(lab.listener);
    let frames = run_with(&plan, &lab.reach).await;
    let expected = STEPS.map(|step| match step {
        Step::Dns => (step, Outcome::Passed),
        Step::Tcp => (step, Outcome::Failed),
        _ => (step, Outcome::NotReached),
    });
    assert_eq!(told(&frames), expected);
}

/// this machine itself, by a name that is not the operator's.
#[tokio::test]
async fn an_address_that_is_not_admitted_is_not_dialled() {
    let mut lab = Lab::start().await;
    lab.reach.egress = Egress::new(Vec::new());
    let frames = lab.run(&lab.plan()).await;
    assert_eq!(told(&frames)[0], (Step::Dns, Outcome::Failed));
    let dialled = tokio::time::timeout(Duration::from_millis(50), lab.listener.accept()).await;
    assert!(dialled.is_err());
}

#[tokio::test]
async fn the_whole_has_an_end_of_its_own() {
    let lab = Lab::start().await;
    let plan = Plan {
        deadline_ms: 400,
        ..lab.plan()
    };
    let server = async {
        let mut stream = lab.accept().await;
        let greeting = "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] ready\r\n";
        stream.write_all(greeting.as_bytes()).await.unwrap();
        stream.read_to_end(&mut Vec::new()).await
    };
    let began = Instant::now();
    let (frames, _) = tokio::join!(lab.run(&plan), server);
    assert!(began.elapsed() < Duration::from_secs(4));
    assert_eq!(told(&frames)[5], (Step::Auth, Outcome::Failed));
    assert_eq!(told(&frames)[6], (Step::Examine, Outcome::NotReached));
}

/// also where the page takes no frame of what it is told.
#[tokio::test]
async fn a_page_that_does_not_read_keeps_no_connection_open() {
    let lab = Lab::start().await;
    let plan = Plan {
        deadline_ms: 1_000,
        ..lab.plan()
    };
    // The frames before the dialogue fit, and not one of those after it.
    let (events, frames) = mpsc::channel(6);
    let server = async {
        let mut stream = lab.accept().await;
        let greeting = "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] ready\r\n";
        stream.write_all(greeting.as_bytes()).await.unwrap();
        let _ = stream.read_to_end(&mut Vec::new()).await;
        Instant::now()
    };
    let began = Instant::now();
    let token = Token::new(TOKEN.to_owned());
    let page = async {
        tokio::time::sleep(Duration::from_secs(3)).await;
        drop(frames);
    };
    let check = run(0, &plan, token, &lab.reach, events);
    let ((), closed, ()) = tokio::join!(check, server, page);
    let kept = closed.duration_since(began);
    assert!(kept < Duration::from_secs(2), "{kept:?}");
}

#[tokio::test]
async fn when_nobody_listens_any_more_the_connection_closes_at_once() {
    let lab = Lab::start().await;
    let (events, mut frames) = mpsc::channel(32);
    let plan = lab.plan();
    let token = Token::new(TOKEN.to_owned());
    let page = async {
        let begins = |frame: &ServerFrame| matches!(frame, ServerFrame::Started { step, .. } if *step == Step::Auth);
        while !begins(&frames.recv().await.unwrap()) {}
        drop(frames);
    };
    let server = async {
        let mut stream = lab.accept().await;
        let greeting = "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] ready\r\n";
        stream.write_all(greeting.as_bytes()).await.unwrap();
        // Without an answer the step would take seconds.
        let _ = stream.read_to_end(&mut Vec::new()).await;
    };
    let began = Instant::now();
    tokio::join!(run(0, &plan, token, &lab.reach, events), page, server);
    assert!(began.elapsed() < Duration::from_secs(1));
}

/// One host with its name server, its port and its certificate.
pub struct Lab {
    pub listener: TcpListener,
    pub acceptor: TlsAcceptor,
    pub reach: Reach,
    _names: NameServer,
}

impl Lab {
    pub async fn start() -> Self {
        Self::start_with(|chain, key| certificates::config(chain, key, &rustls::version::TLS13))
            .await
    }

    /// With a server of TLS that is made of a good chain and its key.
    pub async fn start_with(
        made: impl FnOnce(Vec<CertificateDer<'static>>, &KeyPair) -> ServerConfig,
    ) -> Self {
        let names = NameServer::start(|query, answer| match query.query_type() {
            RecordType::A => drop(answer.add_answer(address(query, "127.0.0.1"))),
            _ => drop(answer.add_authority(authority(query))),
        })
        .await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = certificates::authority("Lab");
        let key = KeyPair::generate().unwrap();
        let certificate = certificates::leaf().signed_by(&key, &issuer).unwrap();
        let chain = vec![certificate.into(), issuer.der().clone()];
        let config = made(chain, &key);
        let host = HOST.parse().unwrap();
        let trusted = vec![(HOST.parse().unwrap(), vec![issuer.der().clone()])];
        let reach = Reach {
            resolver: Resolver::new(&[names.address]).unwrap(),
            egress: Egress::new(vec![InternalHost {
                name: host,
                addresses: vec!["127.0.0.1".parse().unwrap()],
                ports: vec![listener.local_addr().unwrap().port()],
            }]),
            trust: Trust::new(trusted).unwrap(),
            name: "check.example".to_owned(),
        };
        Self {
            listener,
            acceptor: TlsAcceptor::from(Arc::new(config)),
            reach,
            _names: names,
        }
    }

    pub fn plan(&self) -> Plan {
        let address: SocketAddr = self.listener.local_addr().unwrap();
        let steps = STEPS.map(planned);
        Plan {
            control: None,
            routes: vec![Route {
                protocol: Protocol::Imap,
                host: HOST.parse().unwrap(),
                port: address.port(),
                tls: TlsMode::Implicit,
                addresses: AddressFamily::Any,
                user: USER.parse().unwrap(),
                mechanisms: vec![Mechanism::XOAuth2],
                internal: true,
                steps: steps.to_vec(),
            }],
            deadline_ms: 20_000,
        }
    }

    pub async fn accept(&self) -> TlsStream<TcpStream> {
        let (stream, _) = self.listener.accept().await.unwrap();
        stream.set_nodelay(true).unwrap();
        self.acceptor.accept(stream).await.unwrap()
    }

    pub async fn run(&self, plan: &Plan) -> Vec<ServerFrame> {
        run_with(plan, &self.reach).await
    }
}

/// A step with enough time.
pub fn planned(step: Step) -> PlannedStep {
    PlannedStep {
        step,
        deadline_ms: 5_000,
    }
}

/// All frames of a check.
pub async fn run_with(plan: &Plan, reach: &Reach) -> Vec<ServerFrame> {
    let (events, mut frames) = mpsc::channel(64);
    run(0, plan, Token::new(TOKEN.to_owned()), reach, events).await;
    let mut all = Vec::new();
    while let Some(frame) = frames.recv().await {
        all.push(frame);
    }
    all
}

/// What a step showed.
pub fn observed(frames: &[ServerFrame], step: Step) -> Evidence {
    let of_step = |frame: &ServerFrame| match frame {
        ServerFrame::Observed { observation, .. } if observation.step == step => {
            Some(observation.evidence.clone())
        }
        _ => None,
    };
    frames
        .iter()
        .find_map(of_step)
        .expect("the step was planned")
}

/// How each step ended; that each that ran was announced just before, and that the end was told.
pub fn told(frames: &[ServerFrame]) -> Vec<(Step, Outcome)> {
    let (last, frames) = frames.split_last().unwrap();
    assert_eq!(*last, ServerFrame::Finished { attempt: 0 });
    let mut told = Vec::new();
    let mut announced = None;
    for frame in frames {
        match frame {
            ServerFrame::Started { step, .. } => announced = Some(*step),
            ServerFrame::Observed { observation, .. } => {
                let Observation { step, evidence, .. } = observation;
                if *evidence != Evidence::NotReached {
                    assert_eq!(announced.take(), Some(*step));
                }
                told.push((*step, evidence.outcome()));
            }
            other => panic!("{other:?}"),
        }
    }
    told
}
