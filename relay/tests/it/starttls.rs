//! From plain text to TLS over real sockets, for each protocol, and what somebody on the way could slip in.

use relay::run::run;
use shared::event::ServerFrame;
use shared::evidence::Outcome;
use shared::plan::{Plan, Protocol, Step, TlsMode};
use shared::token::Token;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::dialogue::walk::{TOKEN, xoauth2};
use crate::route::{Lab, planned, told};

/// What a server says: each before it waits for a command.
struct Server {
    protocol: Protocol,
    /// Up to its leave to encrypt.
    plain: &'static [&'static str],
    encrypted: &'static [&'static str],
    steps: &'static [Step],
}

const SERVERS: [Server; 3] = [
    Server {
        protocol: Protocol::Imap,
        plain: &[
            "* OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN] ready\r\n",
            "* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\nA1 OK done\r\n",
            "A2 OK begin\r\n",
        ],
        encrypted: &[
            "",
            "* CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2\r\nA0001 OK done\r\n",
            "A0002 OK done\r\n",
            "* 2 EXISTS\r\nA0003 OK done\r\n",
            "* LIST () \"/\" INBOX\r\nA0004 OK done\r\n* BYE\r\nA0005 OK done\r\n",
        ],
        steps: &[
            Step::Capability,
            Step::Auth,
            Step::Examine,
            Step::List,
            Step::Logout,
        ],
    },
    Server {
        protocol: Protocol::Pop,
        plain: &["+OK ready\r\n", "+OK\r\nSTLS\r\n.\r\n", "+OK begin\r\n"],
        encrypted: &[
            "",
            "+OK\r\nSASL XOAUTH2\r\n.\r\n",
            "+\r\n",
            "+OK in\r\n",
            "+OK 1 10\r\n",
            "+OK 1 10\r\n",
            "+OK bye\r\n",
        ],
        steps: &[
            Step::Capability,
            Step::Auth,
            Step::Stat,
            Step::List,
            Step::Logout,
        ],
    },
    Server {
        protocol: Protocol::Smtp,
        plain: &[
            "220 ready\r\n",
            "250-hello\r\n250 STARTTLS\r\n",
            "220 begin\r\n",
        ],
        encrypted: &[
            "",
            "250-hello\r\n250 AUTH XOAUTH2\r\n",
            "235 in\r\n",
            "250 reset\r\n",
            "221 bye\r\n",
        ],
        steps: &[Step::Capability, Step::Auth, Step::Rset, Step::Logout],
    },
];

const APPROACH: [Step; 5] = [
    Step::Dns,
    Step::Tcp,
    Step::Greeting,
    Step::Starttls,
    Step::Tls,
];

/// what was listed in plain text counts for nothing: the capabilities are asked for again.
#[tokio::test]
async fn each_protocol_goes_on_encrypted() {
    for server in SERVERS {
        let lab = Lab::start().await;
        let plan = plan(&lab, &server);
        let peer = async {
            let (mut stream, _) = lab.listener.accept().await.unwrap();
            let mut written = say(&mut stream, server.plain).await;
            let mut stream = lab.acceptor.accept(stream).await.unwrap();
            assert!(!written.contains(&xoauth2()), "{written}");
            written = say(&mut stream, server.encrypted).await;
            assert!(written.contains(&xoauth2()), "{written}");
        };
        let (frames, ()) = tokio::join!(lab.run(&plan), peer);
        let passed: Vec<_> = told(&frames);
        assert!(
            passed
                .iter()
                .all(|(_, outcome)| *outcome == Outcome::Passed),
            "{passed:?}"
        );
        assert_eq!(passed.len(), APPROACH.len() + server.steps.len());
        assert!(!serde_json::to_string(&frames).unwrap().contains(TOKEN));
    }
}

/// CVE-2011-0411: words that came before the handshake would be taken for words that came after it.
#[tokio::test]
async fn words_behind_the_leave_end_it_before_the_handshake() {
    for server in SERVERS {
        let lab = Lab::start().await;
        let plan = plan(&lab, &server);
        let (last, before) = server.plain.split_last().unwrap();
        let injected = format!("{last}{}", server.encrypted[1]);
        let peer = async {
            let (mut stream, _) = lab.listener.accept().await.unwrap();
            say(&mut stream, before).await;
            let mut asked = [0; 64];
            assert!(stream.read(&mut asked).await.unwrap() > 0);
            stream.write_all(injected.as_bytes()).await.unwrap();
            rest(stream).await
        };
        let (frames, written) = tokio::join!(lab.run(&plan), peer);
        assert_eq!(told(&frames)[3], (Step::Starttls, Outcome::Failed));
        assert_eq!(told(&frames)[4], (Step::Tls, Outcome::NotReached));
        assert_eq!(written, b"", "not even a handshake was begun");
    }
}

/// what comes later still is no handshake.
#[tokio::test]
async fn words_in_the_place_of_the_handshake_end_it() {
    for server in SERVERS {
        let lab = Lab::start().await;
        let plan = plan(&lab, &server);
        let peer = async {
            let (mut stream, _) = lab.listener.accept().await.unwrap();
            say(&mut stream, server.plain).await;
            stream
                .write_all(server.encrypted[1].as_bytes())
                .await
                .unwrap();
            rest(stream).await
        };
        let (frames, written) = tokio::join!(lab.run(&plan), peer);
        assert_eq!(told(&frames)[4], (Step::Tls, Outcome::Failed));
        let written = String::from_utf8_lossy(&written).into_owned();
        assert!(!written.contains(&xoauth2()), "{written}");
    }
}

/// A certificate that is good for nobody is refused after STARTTLS as before it.
#[tokio::test]
async fn a_certificate_is_judged_after_starttls_too() {
    let (ours, theirs) = (Lab::start().await, Lab::start().await);
    for server in SERVERS {
        let plan = plan(&ours, &server);
        let peer = async {
            let (mut stream, _) = ours.listener.accept().await.unwrap();
            say(&mut stream, server.plain).await;
            theirs.acceptor.accept(stream).await.unwrap_err()
        };
        let (frames, _) = tokio::join!(ours.run(&plan), peer);
        assert_eq!(told(&frames)[4], (Step::Tls, Outcome::Failed));
        assert_eq!(told(&frames)[5], (Step::Capability, Outcome::NotReached));
    }
}

/// One protocol's failure stops no other.
#[tokio::test]
async fn routes_fail_each_for_itself() {
    let labs = [Lab::start().await, Lab::start().await, Lab::start().await];
    let mut routes = Vec::new();
    for (lab, server) in labs.iter().zip(&SERVERS) {
        routes.extend(plan(lab, server).routes);
    }
    // All three names lead to the first lab's name server: what differs is the port.
    let mut reach = labs[0].reach.clone();
    reach.egress = relay::egress::Egress::new(vec![relay::egress::InternalHost {
        name: routes[0].host.clone(),
        addresses: vec!["127.0.0.1".parse().unwrap()],
        ports: routes.iter().map(|route| route.port).collect(),
    }]);
    let plan = Plan {
        control: None,
        routes,
        deadline_ms: 20_000,
    };
    let first = async {
        let (mut stream, _) = labs[0].listener.accept().await.unwrap();
        say(&mut stream, SERVERS[0].plain).await;
        let mut stream = labs[0].acceptor.accept(stream).await.unwrap();
        say(&mut stream, SERVERS[0].encrypted).await;
    };
    let second = async { drop(labs[1].listener.accept().await) };
    let third = async {
        let (mut stream, _) = labs[2].listener.accept().await.unwrap();
        say(&mut stream, &["220 ready\r\n", "250 hello\r\n"]).await;
    };
    let (events, mut frames) = tokio::sync::mpsc::channel(256);
    let token = Token::new(TOKEN.to_owned());
    tokio::join!(run(0, &plan, token, &reach, events), first, second, third);
    let mut failed = Vec::new();
    while let Some(frame) = frames.recv().await {
        if let ServerFrame::Observed { observation, .. } = frame
            && observation.evidence.outcome() == Outcome::Failed
        {
            failed.push((observation.route, observation.step));
        }
    }
    failed.sort();
    assert_eq!(failed, [(1, Step::Greeting), (2, Step::Starttls)]);
}

fn plan(lab: &Lab, server: &Server) -> Plan {
    let mut plan = lab.plan();
    let route = &mut plan.routes[0];
    route.protocol = server.protocol;
    route.tls = TlsMode::Starttls;
    let steps = APPROACH.iter().chain(server.steps);
    route.steps = steps.map(|step| planned(*step)).collect();
    plan
}

/// Says each and waits for what comes, except after nothing; what came.
async fn say(stream: &mut (impl AsyncRead + AsyncWrite + Unpin), turns: &[&str]) -> String {
    let mut written = String::new();
    for (at, turn) in turns.iter().enumerate() {
        stream.write_all(turn.as_bytes()).await.unwrap();
        if at + 1 < turns.len() {
            let mut octets = vec![0; 4096];
            let length = stream.read(&mut octets).await.unwrap();
            written.push_str(std::str::from_utf8(&octets[..length]).unwrap());
        }
    }
    written
}

async fn rest(mut stream: TcpStream) -> Vec<u8> {
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest).await;
    rest
}
