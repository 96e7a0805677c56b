//! Servers that offer no encryption, take it back, or send the client elsewhere. The families are those of the cases that
//! accompany "Why TLS is better without STARTTLS" (USENIX Security 2021); the words are ours.

use shared::evidence::{Evidence, Outcome};
use shared::plan::Protocol;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::net::TcpListener;

use super::grammar::is_ours;
use super::walk::{Way, walk_the, xoauth2};

const IMAP: &[&[&str]] = &[
    // There is no such command, and no such capability.
    &["* OK ready\r\n", "A1 BAD unknown\r\n"],
    &["* OK ready\r\n", "A1 NO not now\r\n"],
    &["* OK ready\r\n", "A1 OK done\r\n"],
    &["* OK ready\r\n", "* CAPABILITY IMAP4\r\nA1 OK done\r\n"],
    &[
        "* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n",
        "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nA1 OK done\r\n",
    ],
    &[
        "* OK ready\r\n",
        "* CAPABILITY IMAP4rev1 XSTARTTLS STARTTLSX\r\nA1 OK done\r\n",
    ],
    &[
        "* OK ready\r\n",
        "A1 OK [CAPABILITY IMAP4rev1 STARTTLS] done\r\n",
    ],
    // It is there, and refused.
    &[LISTED[0], LISTED[1], "A2 NO not now\r\n"],
    &[LISTED[0], LISTED[1], "A2 BAD do not begin\r\n"],
    &[
        LISTED[0],
        LISTED[1],
        "A2 NO [REFERRAL imap://evil.example/] there\r\n",
    ],
    &[LISTED[0], LISTED[1], "* BYE\r\n"],
    &[LISTED[0], LISTED[1], "* OK begin\r\n"],
    &[LISTED[0], LISTED[1], "* PREAUTH begin\r\n"],
    &[LISTED[0], LISTED[1], "+ begin\r\n"],
    &[LISTED[0], LISTED[1], "A1 OK begin\r\n"],
    &[LISTED[0], LISTED[1], "A3 OK begin\r\n"],
    &[LISTED[0], LISTED[1], "a2 ok begin\r\n"],
    &[LISTED[0], LISTED[1], "A2 OKAY\r\n"],
    &[LISTED[0], LISTED[1], "A2 OK begin\n"],
    &[
        LISTED[0],
        LISTED[1],
        "* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\nA2 OK begin\r\n",
    ],
    &[LISTED[0], LISTED[1], ""],
    // The answer was there before its question.
    &["* OK ready\r\nA1 OK done\r\nA2 OK begin\r\n"],
    &[
        LISTED[0],
        "* CAPABILITY IMAP4rev1 STARTTLS\r\nA1 OK done\r\nA2 OK begin\r\n",
    ],
    &[LISTED[0], "A2 OK begin\r\nA1 OK done\r\n"],
    // The client is let in unasked, with every list of capabilities.
    &["* PREAUTH ready\r\n"],
    &["* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready\r\n"],
    &["* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN AUTH=XOAUTH2] ready\r\n"],
    // No greeting at all.
    &["* BYE [REFERRAL imap://evil.example/] there\r\n"],
    &["* NO ready\r\n"],
    &["* BAD ready\r\n"],
    &["A1 OK ready\r\n"],
];

const LISTED: [&str; 2] = [
    "* OK ready\r\n",
    "* CAPABILITY IMAP4rev1 STARTTLS LOGIN-REFERRALS AUTH=XOAUTH2\r\nA1 OK done\r\n",
];

const POP: &[&[&str]] = &[
    &["+OK ready\r\n", "+OK\r\nSASL XOAUTH2\r\n.\r\n"],
    &["+OK ready\r\n", "+OK\r\n.\r\n"],
    &["+OK ready\r\n", "+OK\r\nXSTLS\r\nSTLSX\r\n.\r\n"],
    &["+OK ready\r\n", "-ERR unknown\r\n", "-ERR unknown\r\n"],
    &["+OK ready\r\n", "+OK\r\nSTLS\r\n.\r\n", "-ERR not now\r\n"],
    &[
        "+OK ready\r\n",
        "+OK\r\nSTLS\r\n.\r\n",
        "-ERR [SYS/TEMP] not now\r\n",
    ],
    &["+OK ready\r\n", "+OK\r\nSTLS\r\n.\r\n", "+ begin\r\n"],
    &["+OK ready\r\n", "+OK\r\nSTLS\r\n.\r\n", "OK begin\r\n"],
    &["+OK ready\r\n", "+OK\r\nSTLS\r\n.\r\n", ""],
    &["+OK ready\r\n+OK\r\nSTLS\r\n.\r\n+OK begin\r\n"],
    &["+OK ready\r\n", "+OK\r\nSTLS\r\n.\r\n+OK begin\r\n"],
    &["-ERR not here\r\n"],
];

const SMTP: &[&[&str]] = &[
    &["220 ready\r\n", "250 hello\r\n"],
    &["220 ready\r\n", "250-hello\r\n250 AUTH XOAUTH2\r\n"],
    &[
        "220 ready\r\n",
        "250-hello\r\n250-XSTARTTLS\r\n250 STARTTLSX\r\n",
    ],
    &["220 ready\r\n", "502 unknown\r\n"],
    &[
        "220 ready\r\n",
        "250-hello\r\n250 STARTTLS\r\n",
        "454 not now\r\n",
    ],
    &[
        "220 ready\r\n",
        "250-hello\r\n250 STARTTLS\r\n",
        "501 no\r\n",
    ],
    &[
        "220 ready\r\n",
        "250-hello\r\n250 STARTTLS\r\n",
        "554 no\r\n",
    ],
    &[
        "220 ready\r\n",
        "250-hello\r\n250 STARTTLS\r\n",
        "334 begin\r\n",
    ],
    &[
        "220 ready\r\n",
        "250-hello\r\n250 STARTTLS\r\n",
        "22 begin\r\n",
    ],
    &["220 ready\r\n", "250-hello\r\n250 STARTTLS\r\n", ""],
    &["220 ready\r\n250-hello\r\n250 STARTTLS\r\n220 begin\r\n"],
    &[
        "220 ready\r\n",
        "250-hello\r\n250 STARTTLS\r\n220 begin\r\n",
    ],
    &["554 not here\r\n"],
];

/// nothing but the two questions is said, and the check ends where the doubt is.
#[tokio::test(start_paused = true)]
async fn a_doubt_about_encryption_ends_the_check_in_plain_text() {
    for (protocol, cases) in [
        (Protocol::Imap, IMAP),
        (Protocol::Pop, POP),
        (Protocol::Smtp, SMTP),
    ] {
        for turns in cases {
            let way = Way::Plain(protocol);
            let (ours, theirs) = tokio::io::duplex(4096);
            let (steps, written) = tokio::join!(walk_the(way, ours), answer(theirs, turns));
            let last = &steps.last().unwrap().evidence;
            assert_eq!(last.outcome(), Outcome::Failed, "{turns:?}: {steps:?}");
            let messages = [xoauth2(), xoauth2()];
            for line in written.lines() {
                assert!(is_ours(way, line, &messages), "{turns:?}: {line}");
            }
        }
    }
}

/// what a server says of another place is shown, and nobody goes there.
#[tokio::test]
async fn an_address_in_an_answer_is_not_visited() {
    use base64::Engine;
    let elsewhere = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let there = elsewhere.local_addr().unwrap();
    let challenge = format!("{{\"status\":\"400\",\"openid-configuration\":\"http://{there}/\"}}");
    let challenge = base64::engine::general_purpose::STANDARD.encode(challenge);
    let referral = format!("NO [REFERRAL imap://;AUTH=*@{there}/] try there\r\n");
    let greeting = "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2 LOGIN-REFERRALS MAILBOX-REFERRALS] ready\r\n";
    for turns in [
        vec![greeting.to_owned(), format!("A0001 {referral}")],
        vec![
            greeting.to_owned(),
            "A0001 OK in\r\n".to_owned(),
            format!("A0002 {referral}"),
        ],
        vec![
            greeting.to_owned(),
            format!("+ {challenge}\r\n"),
            format!("A0001 {referral}"),
        ],
        vec![format!("* BYE [REFERRAL imap://{there}/] there\r\n")],
    ] {
        let (ours, theirs) = tokio::io::duplex(4096);
        let turns: Vec<&str> = turns.iter().map(String::as_str).collect();
        let way = Way::Encrypted(Protocol::Imap);
        let (steps, _) = tokio::join!(walk_the(way, ours), answer(theirs, &turns));
        let told = serde_json::to_string(&steps.last().unwrap().evidence).unwrap();
        let is_shown = told.contains(&there.to_string()) || told.contains(&challenge);
        assert!(is_shown, "{told}");
        assert!(!matches!(
            steps.last().unwrap().evidence,
            Evidence::NotReached
        ));
    }
    let visited = futures_util::FutureExt::now_or_never(elsewhere.accept());
    assert!(visited.is_none(), "somebody came");
}

/// Says each, the later ones after a command, and then listens to the end.
async fn answer(mut stream: DuplexStream, turns: &[&str]) -> String {
    let mut written = Vec::new();
    for (at, turn) in turns.iter().enumerate() {
        let mut octets = [0; 4096];
        if at > 0 {
            let length = stream.read(&mut octets).await.unwrap_or(0);
            written.extend_from_slice(&octets[..length]);
        }
        let _ = stream.write_all(turn.as_bytes()).await;
    }
    let _ = stream.read_to_end(&mut written).await;
    String::from_utf8(written).unwrap()
}
