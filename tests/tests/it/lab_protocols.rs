//! POP3, SMTP and STARTTLS against Dovecot and Postfix, with tokens of a certified OpenID provider.

use end_to_end::client::{Client, Run};
use end_to_end::openid::APP_MAILBOX;
use shared::evidence::pop::{Listed, Maildrop};
use shared::evidence::sasl::{Sasl, SaslOutcome};
use shared::evidence::starttls::Starttls;
use shared::evidence::{Answer, Evidence, Outcome, Status};
use shared::plan::{Protocol, Step, TlsMode};

use crate::running;

const ALL: [Protocol; 3] = [Protocol::Imap, Protocol::Pop, Protocol::Smtp];

/// Signs in as one and opens the mailbox of another, over all three.
async fn check(sign_in_as: &str, open: &str) -> Run {
    let lab = running::lab();
    let token = lab.openid.token(sign_in_as);
    let mut client = Client::open(&lab.url).await;
    let run = client.check_over(&ALL, open, &token).await;
    assert!(!run.text.concat().contains(&token), "the token came back");
    run
}

/// The token of an application that signs in as itself opens its mailbox as a person's opens theirs, and no other.
#[tokio::test]
async fn an_application_opens_its_own_mailbox_and_no_other() {
    let lab = running::lab();
    let token = lab.openid.application_token();
    let mut client = Client::open(&lab.url).await;
    all_passed(&client.check_over(&ALL, APP_MAILBOX, &token).await);
    let mut client = Client::open(&lab.url).await;
    let run = client.check_over(&ALL[..1], "alex@lab.test", &token).await;
    let sasl = run.evidence_of(0, Step::Auth);
    assert_eq!(sasl.outcome(), Outcome::Failed, "{sasl:?}");
}

fn all_passed(run: &Run) {
    for (index, route) in run.plan().routes.iter().enumerate() {
        assert_eq!(route.protocol, ALL[index]);
        for planned in &route.steps {
            let evidence = run.evidence_of(index, planned.step);
            let at = format!("{} {}", route.protocol.name(), planned.step.code());
            assert_eq!(evidence.outcome(), Outcome::Passed, "{at}: {evidence:?}");
        }
    }
}

#[tokio::test]
async fn one_token_opens_all_three() {
    let run = check("alex@lab.test", "alex@lab.test").await;
    all_passed(&run);
    let Evidence::Stat(Answer::Done(Maildrop { messages, octets })) =
        run.evidence_of(1, Step::Stat)
    else {
        panic!("{:?}", run.evidence_of(1, Step::Stat));
    };
    assert_eq!(*messages, 3);
    let Evidence::ListLast(Answer::Done(Listed { octets: Some(last) })) =
        run.evidence_of(1, Step::List)
    else {
        panic!("{:?}", run.evidence_of(1, Step::List));
    };
    assert!(*last > 0 && last <= octets);
}

#[tokio::test]
async fn all_three_change_from_plain_text_to_encryption() {
    let run = check("alex@starttls.lab.test", "alex@starttls.lab.test").await;
    all_passed(&run);
    for (index, route) in run.plan().routes.iter().enumerate() {
        assert_eq!(route.tls, TlsMode::Starttls);
        let begun = Evidence::Starttls(Starttls::Begun);
        assert_eq!(*run.evidence_of(index, Step::Starttls), begun);
    }
}

#[tokio::test]
async fn postfix_lets_in_whom_dovecot_knows() {
    for mailbox in ["alex@postfix.lab.test", "alex@postfixs.lab.test"] {
        all_passed(&check(mailbox, mailbox).await);
    }
}

#[tokio::test]
async fn another_persons_token_is_refused_by_each_in_its_own_words() {
    for (who, whose) in [
        ("pat@lab.test", "alex@lab.test"),
        ("pat@lab.test", "alex@postfix.lab.test"),
        ("pat@lab.test", "alex@starttls.lab.test"),
    ] {
        let run = check(who, whose).await;
        for (index, route) in run.plan().routes.iter().enumerate() {
            let Evidence::Auth(Sasl {
                outcome: SaslOutcome::Refused(reply),
                ..
            }) = run.evidence_of(index, Step::Auth)
            else {
                panic!("{whose} {:?}", run.observed().collect::<Vec<_>>());
            };
            let expected = match route.protocol {
                Protocol::Imap => Status::No,
                Protocol::Pop => Status::Err,
                Protocol::Smtp => Status::Code(535),
            };
            assert_eq!(reply.status, expected, "{whose} {reply:?}");
        }
    }
}

/// One protocol that leads nowhere leaves the others alone.
#[tokio::test]
async fn a_closed_port_stops_one_protocol_only() {
    let run = check("alex@lab.test", "alex@closed.lab.test").await;
    assert_eq!(run.evidence_of(0, Step::Tcp).outcome(), Outcome::Failed);
    for index in [1, 2] {
        assert_eq!(run.evidence_of(index, Step::Tls).outcome(), Outcome::Passed);
    }
}
