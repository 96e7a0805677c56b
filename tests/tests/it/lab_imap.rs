//! Checks over a bare WebSocket against Dovecot, with tokens of a certified OpenID provider.

use end_to_end::client::{Client, Run};
use shared::evidence::dns::Dns;
use shared::evidence::imap::{Folders, Opened};
use shared::evidence::sasl::{Sasl, SaslOutcome, Tried};
use shared::evidence::tcp::DialOutcome;
use shared::evidence::tls::{CertificateVerdict, Tls};
use shared::evidence::{Answer, Evidence, Outcome, Status};
use shared::plan::Step;
use shared::words::ErrorChallenge;

use crate::running;

/// Signs in as one and opens the mailbox of another.
async fn check(sign_in_as: &str, open: &str) -> Run {
    let lab = running::lab();
    let token = lab.openid.token(sign_in_as);
    let run = Client::open(&lab.url).await.check(open, &token).await;
    assert!(!run.text.concat().contains(&token), "the token came back");
    run
}

/// How each planned step ended, and that the steps after the first failure were not reached.
fn failed_at(run: &Run) -> Step {
    let mut outcomes = run.plan().routes[0]
        .steps
        .iter()
        .map(|planned| (planned.step, run.evidence(planned.step).outcome()))
        .skip_while(|(_, outcome)| *outcome == Outcome::Passed);
    let (step, outcome) = outcomes.next().expect("a step failed");
    assert_eq!(outcome, Outcome::Failed, "{}", step.code());
    for (after, outcome) in outcomes {
        assert_eq!(outcome, Outcome::NotReached, "{}", after.code());
    }
    step
}

/// What authentication showed, where Dovecot refused the token. Over XOAUTH2 it answers as Google does; its
/// `invalid_token` is for OAUTHBEARER.
fn refused(run: &Run) -> ErrorChallenge {
    assert_eq!(failed_at(run), Step::Auth);
    let Evidence::Auth(Sasl {
        outcome: SaslOutcome::Refused(reply),
        challenge: Some(challenge),
        ..
    }) = run.evidence(Step::Auth)
    else {
        panic!("{:?}", run.evidence(Step::Auth));
    };
    assert_eq!(reply.status, Status::No);
    assert!(
        reply.text.starts_with("[AUTHENTICATIONFAILED]"),
        "{reply:?}"
    );
    ErrorChallenge::parse(challenge).expect("Dovecot's challenge is JSON")
}

#[tokio::test]
async fn a_healthy_mailbox_passes_every_step() {
    let run = check("alex@lab.test", "alex@lab.test").await;
    for planned in &run.plan().routes[0].steps {
        let evidence = run.evidence(planned.step);
        assert_eq!(evidence.outcome(), Outcome::Passed, "{evidence:?}");
    }
    let opened = Evidence::Examine(Answer::Done(Opened { messages: 3 }));
    assert_eq!(run.evidence(Step::Examine), &opened);
    let folders = Evidence::List(Answer::Done(Folders {
        count: 1,
        inbox: true,
    }));
    assert_eq!(run.evidence(Step::List), &folders);
    let Evidence::Auth(sasl) = run.evidence(Step::Auth) else {
        panic!("authentication was observed as something else");
    };
    assert_eq!(sasl.mechanism, Some(Tried::XOAuth2));
    assert!(sasl.initial_response, "Dovecot offers SASL-IR");
}

#[tokio::test]
async fn the_mailbox_of_somebody_else_is_refused() {
    let run = check("alex@lab.test", "pat@lab.test").await;
    assert_eq!(refused(&run).status.as_deref(), Some("401"));
}

#[tokio::test]
async fn an_expired_token_is_refused() {
    let run = check("expired@lab.test", "expired@lab.test").await;
    assert_eq!(refused(&run).status.as_deref(), Some("401"));
}

#[tokio::test]
async fn a_certificate_nobody_trusts_stops_before_the_token() {
    let run = check("alex@untrusted.lab.test", "alex@untrusted.lab.test").await;
    assert_eq!(failed_at(&run), Step::Tls);
    let Evidence::Tls(Tls::Untrusted { verdict, chain }) = run.evidence(Step::Tls) else {
        panic!("{:?}", run.evidence(Step::Tls));
    };
    assert_eq!(*verdict, CertificateVerdict::UnknownIssuer);
    assert!(
        chain[0].issuer.contains("An authority that nobody trusts"),
        "{chain:?}"
    );
}

#[tokio::test]
async fn a_closed_port_is_seen_as_refused() {
    let run = check("alex@closed.lab.test", "alex@closed.lab.test").await;
    assert_eq!(failed_at(&run), Step::Tcp);
    let Evidence::Tcp(tcp) = run.evidence(Step::Tcp) else {
        panic!("{:?}", run.evidence(Step::Tcp));
    };
    assert_eq!(tcp.dials.len(), 1);
    assert_eq!(tcp.dials[0].outcome, DialOutcome::Refused);
}

#[tokio::test]
async fn a_name_that_does_not_exist_is_seen_as_such() {
    let run = check("alex@nowhere.lab.test", "alex@nowhere.lab.test").await;
    assert_eq!(failed_at(&run), Step::Dns);
    assert_eq!(run.evidence(Step::Dns), &Evidence::Dns(Dns::NoSuchName));
}

#[tokio::test]
async fn one_socket_serves_one_check_after_another() {
    let lab = running::lab();
    let token = lab.openid.token("alex@lab.test");
    let mut client = Client::open(&lab.url).await;
    let first = client.check("pat@lab.test", &token).await;
    assert_eq!(failed_at(&first), Step::Auth);
    let second = client.check("alex@lab.test", &token).await;
    assert_eq!(second.evidence(Step::Examine).outcome(), Outcome::Passed);
}
