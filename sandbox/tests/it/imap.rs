use std::time::Duration;

use sandbox::mailboxes::MAILBOXES;
use sandbox::people;
use sandbox::servers::{self, Behaviour};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use shared::plan::Protocol;

use crate::mail::authenticate;
use crate::{Running, running};

/// How each row of the table fails, told by the last thing a mail client sees.
#[tokio::test]
async fn every_mailbox_answers_as_its_cause_asks() {
    let running = running().await;
    for row in &MAILBOXES {
        let server = servers::for_address(&row.mailbox.parse().unwrap()).unwrap();
        let person = people::find(row.provider, row.sign_in_as).unwrap();
        let unreachable =
            server.behaviour == Behaviour::UntrustedCertificate || server.manner().is_none();
        // What is about another protocol, or about IPv6, shows there.
        let elsewhere = (row.protocols != [Protocol::Imap] && !row.off.contains(&Protocol::Imap))
            || server.has_both_families();
        if unreachable || person.refused.is_some() || elsewhere {
            continue;
        }
        let tokens = running.sign_in(row.provider, row.sign_in_as).await;
        let token = tokens["access_token"].as_str().unwrap();
        let last = open(&running, server.host, row.mailbox, token).await;
        let expected = match (row.cause, row.mailbox) {
            // The way to the second is wrong, and all is well there.
            ("healthy", _) | ("wrong-host-port-or-tls-mode", "helpdesk@plain.demo.test") => {
                "b OK [READ-ONLY]"
            }
            (_, "riley@gmail-like.demo.test" | "quinn@gmail-like.demo.test") => {
                "a NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)"
            }
            (
                "wrong-user-signed-in"
                | "consumer-imap-regression"
                | "imap-disabled-mailbox"
                | "imap-disabled-tenant"
                | "mailbox-not-found"
                | "mailbox-not-provisioned"
                | "no-license"
                | "username-case-or-alias"
                | "no-full-access-shared"
                | "no-full-access-other-user",
                _,
            ) => "b BAD User is authenticated but not connected.",
            ("token-expired" | "wrong-audience-graph-token" | "missing-imap-scope", _) => {
                "a NO AUTHENTICATE failed."
            }
            ("throttled", _) => "b BAD Request is throttled.",
            ("service-outage-or-backend", _) => "a NO Server Unavailable. 15",
            ("google-imap-disabled", _) => "a NO [ALERT] IMAP access is disabled",
            ("too-many-connections", _) => "a NO [ALERT] Too many simultaneous",
            ("server-oauth-not-configured", _) => {
                "a NO [AUTHENTICATIONFAILED] Authentication failed."
            }
            ("sasl-mechanism-mismatch", _) => "a NO Unsupported authentication mechanism.",
            ("wrong-host-port-or-tls-mode", _) => "-ERR Protocol error.",
            ("unrecognised", "helpdesk@odd.demo.test") => "b NO The mailbox is out",
            ("unrecognised", "helpdesk@garbage.demo.test") => "<!doctype html>",
            ("unrecognised", "helpdesk@endless.demo.test") => "* OK zzz",
            other => panic!("{other:?} has no expectation"),
        };
        assert!(last.starts_with(expected), "{}: {last}", row.mailbox);
    }
}

/// The last thing a mail client sees that opens a mailbox.
pub async fn open(running: &Running, host: &str, mailbox: &str, token: &str) -> String {
    let mut mail = running.mail(host).await.unwrap();
    mail.line().await;
    let authenticate = authenticate(mailbox, token);
    let signed_in = mail.outcome(&authenticate).await;
    if signed_in.starts_with('+') {
        return mail.outcome("").await;
    }
    if !signed_in.starts_with("a OK") {
        return signed_in;
    }
    if mailbox.ends_with("@endless.demo.test") {
        mail.send("b EXAMINE INBOX").await;
        return String::from_utf8(mail.octets(1 << 20).await).unwrap();
    }
    mail.outcome("b EXAMINE INBOX").await
}

#[tokio::test]
async fn a_healthy_dialogue_is_exchanges() {
    let running = running().await;
    let tokens = running
        .sign_in(sandbox::provider::Provider::Demo, "alex@demo.test")
        .await;
    let token = tokens["access_token"].as_str().unwrap();
    let mut mail = running.mail("imap.demo.test").await.unwrap();
    let greeting = mail.line().await;
    assert!(greeting.starts_with("* OK The Microsoft Exchange IMAP4 service is ready. ["));
    let capabilities = mail.ask("z CAPABILITY").await;
    assert!(capabilities[0].contains(" AUTH=XOAUTH2 SASL-IR "));
    assert_eq!(capabilities[1], "z OK CAPABILITY completed.");
    let authenticate = authenticate("alex@demo.test", token);
    assert_eq!(
        mail.outcome(&authenticate).await,
        "a OK AUTHENTICATE completed."
    );
    assert!(
        mail.ask("b EXAMINE INBOX")
            .await
            .contains(&"* 4 EXISTS".to_owned())
    );
    mail.send("c LIST \"\" \"*\"\r\nd LOGOUT").await;
    let mut rest = Vec::new();
    while rest
        .last()
        .is_none_or(|line: &String| !line.starts_with("d "))
    {
        rest.push(mail.line().await);
    }
    assert_eq!(
        rest.iter()
            .filter(|line| line.starts_with("* LIST"))
            .count(),
        5
    );
    assert_eq!(rest.last().unwrap(), "d OK LOGOUT completed.");
    assert_eq!(mail.line().await, "");
}

#[tokio::test]
async fn a_certificate_of_the_other_authority_is_refused() {
    let running = running().await;
    let refused = running
        .mail("imap.private-ca.demo.test")
        .await
        .err()
        .unwrap();
    assert!(refused.to_string().contains("UnknownIssuer"), "{refused}");
}

#[tokio::test]
async fn a_name_that_no_host_has_gets_no_certificate() {
    let running = running().await;
    let refused = running.mail("imap.other.test").await.err().unwrap();
    assert!(!refused.to_string().contains("UnknownIssuer"), "{refused}");
}

#[tokio::test]
async fn the_blocked_port_stays_silent_and_the_web_port_speaks_http() {
    let running = running().await;
    let text = std::fs::read_to_string(&running.sandbox.ready.relay_config).unwrap();
    let config: toml::Value = toml::from_str(&text).unwrap();
    let port = |host: &str| {
        let hosts = config["internal_host"].as_array().unwrap();
        let host = hosts
            .iter()
            .find(|h| h["name"].as_str() == Some(host))
            .unwrap();
        u16::try_from(host["ports"][0].as_integer().unwrap()).unwrap()
    };
    let blocked = TcpStream::connect(("127.0.0.1", port("imap.closed.demo.test")));
    assert!(timeout(Duration::from_millis(500), blocked).await.is_err());

    let web = ("127.0.0.1", port("imap.web.demo.test"));
    let mut web = TcpStream::connect(web).await.unwrap();
    web.write_all(b"\x16\x03\x01").await.unwrap();
    let mut start = [0; 12];
    web.read_exact(&mut start).await.unwrap();
    assert_eq!(&start, b"HTTP/1.1 400");
}
