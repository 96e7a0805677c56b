//! Servers of POP3 and SMTP that stop, flood or echo, and a token too long for a command.

use std::time::{Duration, Instant};

use shared::event::MAX_MESSAGE;
use shared::evidence::sasl::SaslOutcome;
use shared::evidence::{Break, Evidence};
use shared::plan::Protocol;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::time::sleep;

use super::peer::Manner;
use super::walk::{TOKEN, WITHIN, Way, walk_the, walk_with, xoauth2};

const POP: [&str; 7] = [
    "+OK ready\r\n",
    "+OK\r\nSASL XOAUTH2\r\n.\r\n",
    "+\r\n",
    "+OK in\r\n",
    "+OK 1 10\r\n",
    "+OK 1 10\r\n",
    "+OK bye\r\n",
];
const SMTP: [&str; 5] = [
    "220 ready\r\n",
    "250-hello\r\n250 AUTH XOAUTH2\r\n",
    "235 in\r\n",
    "250 reset\r\n",
    "221 bye\r\n",
];

const IMAP_IN_PLAIN_TEXT: [&str; 3] = [
    "* OK ready\r\n",
    "* CAPABILITY IMAP4rev1 STARTTLS\r\nA1 OK done\r\n",
    "A2 OK begin\r\n",
];
const POP_IN_PLAIN_TEXT: [&str; 3] = ["+OK ready\r\n", "+OK\r\nSTLS\r\n.\r\n", "+OK begin\r\n"];
const SMTP_IN_PLAIN_TEXT: [&str; 3] = [
    "220 ready\r\n",
    "250-hello\r\n250 STARTTLS\r\n",
    "220 begin\r\n",
];

/// at every octet of the whole dialogue.
#[tokio::test(start_paused = true)]
async fn a_server_that_stops_at_any_octet_is_told_on_time() {
    for (way, turns) in [
        (Way::Encrypted(Protocol::Pop), &POP[..]),
        (Way::Encrypted(Protocol::Smtp), &SMTP),
        (Way::Plain(Protocol::Imap), &IMAP_IN_PLAIN_TEXT),
        (Way::Plain(Protocol::Pop), &POP_IN_PLAIN_TEXT),
        (Way::Plain(Protocol::Smtp), &SMTP_IN_PLAIN_TEXT),
    ] {
        for manner in [Manner::Silence, Manner::Close, Manner::Drip] {
            for turn in 0..turns.len() {
                // Of a drip only the beginning matters: it never gets to the end of a line.
                let octets = if manner == Manner::Drip {
                    1
                } else {
                    turns[turn].len()
                };
                for octet in 0..octets {
                    let (ours, theirs) = tokio::io::duplex(4096);
                    let began = tokio::time::Instant::now();
                    let said = turns.iter().map(ToString::to_string).collect();
                    let peer = tokio::spawn(play(theirs, said, turn, octet, manner));
                    let steps = walk_the(way, ours).await;
                    let took = began.elapsed();
                    peer.abort();
                    let at = format!("{way:?} {manner:?} at {turn}, {octet}");
                    let how = if manner == Manner::Close {
                        Break::Closed
                    } else {
                        Break::TimedOut
                    };
                    assert_eq!(steps.last().unwrap().broke(), Some(how), "{at}: {steps:?}");
                    assert!(took <= WITHIN + Duration::from_secs(1), "{at}: {took:?}");
                }
            }
        }
    }
}

///
#[tokio::test]
async fn too_much_ends_at_the_cap() {
    let mut endless = "250-more\r\n".repeat(100_000);
    endless.push_str("250 done\r\n");
    let floods = [
        (Protocol::Smtp, 1, endless, Break::TooMuch),
        (
            Protocol::Smtp,
            1,
            "250-".to_owned() + &"x".repeat(10 << 20),
            Break::TooMuch,
        ),
        (Protocol::Smtp, 2, "x".repeat(10 << 20), Break::TooMuch),
        (
            Protocol::Smtp,
            2,
            "334 \r\n".repeat(10_000),
            Break::Malformed,
        ),
        (
            Protocol::Smtp,
            3,
            "250 x\r\n".repeat(10_000),
            Break::Malformed,
        ),
        (
            Protocol::Pop,
            1,
            "+OK\r\n".to_owned() + &"SASL XOAUTH2\r\n".repeat(100_000),
            Break::TooMuch,
        ),
        (
            Protocol::Pop,
            1,
            "+OK ".to_owned() + &"x".repeat(10 << 20),
            Break::TooMuch,
        ),
        (
            Protocol::Pop,
            4,
            "+OK 99999999999999999999 1\r\n".to_owned(),
            Break::Malformed,
        ),
        (
            Protocol::Pop,
            4,
            "+OK many\r\n".to_owned(),
            Break::Malformed,
        ),
        (Protocol::Pop, 3, "\0\0\0\r\n".to_owned(), Break::Malformed),
        (Protocol::Pop, 3, "+OK in\n".to_owned(), Break::Malformed),
    ];
    for (protocol, at, flood, how) in floods {
        let turns = if protocol == Protocol::Pop {
            &POP[..]
        } else {
            &SMTP
        };
        let mut said: Vec<String> = turns[..at].iter().map(ToString::to_string).collect();
        said.push(flood.clone());
        let (ours, theirs) = tokio::io::duplex(64 * 1024);
        let began = Instant::now();
        let peer = play(theirs, said, usize::MAX, 0, Manner::Close);
        let (steps, written) = tokio::join!(walk_the(Way::Encrypted(protocol), ours), peer);
        let beginning = &flood[..flood.len().min(30)];
        let took = began.elapsed();
        assert!(took < Duration::from_secs(5), "{beginning}: {took:?}");
        assert_eq!(
            steps.last().unwrap().broke(),
            Some(how),
            "{beginning}: {steps:?}"
        );
        assert!(written.matches(&xoauth2()).count() <= 1, "{beginning}");
        assert!(!format!("{steps:?}").contains(TOKEN));
    }
}

/// before encryption as well, and no token is there to be written.
#[tokio::test]
async fn too_much_in_plain_text_ends_at_the_cap() {
    for (protocol, turns) in [
        (Protocol::Imap, IMAP_IN_PLAIN_TEXT),
        (Protocol::Pop, POP_IN_PLAIN_TEXT),
        (Protocol::Smtp, SMTP_IN_PLAIN_TEXT),
    ] {
        let line = match protocol {
            Protocol::Imap => "* CAPABILITY IMAP4rev1\r\n",
            Protocol::Pop => "TOP\r\n",
            Protocol::Smtp => "250-SIZE\r\n",
        };
        let begins = if protocol == Protocol::Pop {
            "+OK\r\n"
        } else {
            ""
        };
        for flood in [line.repeat(100_000), "x".repeat(10 << 20)] {
            let said = vec![turns[0].to_owned(), format!("{begins}{flood}")];
            let (ours, theirs) = tokio::io::duplex(64 * 1024);
            let peer = play(theirs, said, usize::MAX, 0, Manner::Close);
            let (steps, written) = tokio::join!(walk_the(Way::Plain(protocol), ours), peer);
            let last = steps.last().unwrap();
            assert_eq!(last.broke(), Some(Break::TooMuch), "{protocol:?} {last:?}");
            assert!(!written.contains(&xoauth2()));
        }
    }
}

/// RFC 4954 §4: a command has 512 octets, so a longer message waits for the server's 334.
#[tokio::test]
async fn a_long_token_waits_for_the_challenge() {
    for (length, expected) in [(20, true), (332, true), (333, false), (16_000, false)] {
        let token = "t".repeat(length);
        let (ours, theirs) = tokio::io::duplex(64 * 1024);
        let mut said: Vec<String> = SMTP.iter().map(ToString::to_string).collect();
        if !expected {
            said.insert(2, "334 \r\n".to_owned());
        }
        let peer = play(theirs, said, usize::MAX, 0, Manner::Close);
        let way = Way::Encrypted(Protocol::Smtp);
        let (steps, written) = tokio::join!(walk_with(way, &token, ours), peer);
        let Evidence::Auth(sasl) = &steps[2].evidence else {
            panic!("{steps:?}");
        };
        assert_eq!(sasl.initial_response, expected, "{length}");
        assert!(
            matches!(sasl.outcome, SaslOutcome::Accepted { .. }),
            "{length}: {steps:?}"
        );
        let longest = written
            .lines()
            .filter(|line| line.starts_with("AUTH"))
            .map(str::len)
            .max();
        assert!(longest.unwrap() + 2 <= 512, "{length}");
        assert_eq!(steps.len(), 5);
    }
}

/// A challenge that holds the token, as it is or in base64, is shown without it, whatever its number.
#[tokio::test]
async fn an_echo_is_not_shown() {
    use base64::Engine;
    let encoded = base64::engine::general_purpose::STANDARD.encode(format!("you sent {TOKEN}"));
    for (protocol, sign, no) in [
        (Protocol::Smtp, "334", "535 no"),
        (Protocol::Pop, "+", "-ERR no"),
    ] {
        for echo in [TOKEN, &encoded, &xoauth2()] {
            let challenge = format!("{sign} {echo}\r\n");
            let mut said: Vec<String> = match protocol {
                Protocol::Pop => POP[..3].iter().map(ToString::to_string).collect(),
                _ => SMTP[..2].iter().map(ToString::to_string).collect(),
            };
            said.extend([challenge, format!("{no} {echo}\r\n")]);
            let (ours, theirs) = tokio::io::duplex(64 * 1024);
            let peer = play(theirs, said, usize::MAX, 0, Manner::Close);
            let (steps, _) = tokio::join!(walk_the(Way::Encrypted(protocol), ours), peer);
            let shown = serde_json::to_string(
                &steps
                    .iter()
                    .map(|step| (&step.evidence, &step.lines))
                    .collect::<Vec<_>>(),
            );
            let shown = shown.unwrap();
            for secret in [TOKEN, &encoded, &xoauth2()] {
                assert!(!shown.contains(secret), "{protocol:?} {shown}");
            }
            assert!(shown.contains("[token removed]"));
        }
    }
}

/// to search a challenge for the token costs far more than to receive it, so that ends where what is shown ends.
#[tokio::test]
async fn a_challenge_of_many_lines_is_looked_at_as_far_as_it_is_shown() {
    let line = |text: &str| format!("334-{text}\r\n");
    for (before, removed) in [(0, true), (50, false)] {
        let challenge = line(&"A".repeat(500)).repeat(before)
            + &line(&xoauth2())
            + &line(&"A".repeat(500)).repeat(50 - before)
            + "334 \r\n";
        let mut said: Vec<String> = SMTP[..2].iter().map(ToString::to_string).collect();
        said.extend([challenge, "535 no\r\n".to_owned()]);
        let (ours, theirs) = tokio::io::duplex(256 * 1024);
        let peer = play(theirs, said, usize::MAX, 0, Manner::Close);
        let way = Way::Encrypted(Protocol::Smtp);
        let (steps, _) = tokio::join!(walk_the(way, ours), peer);
        let Evidence::Auth(sasl) = &steps.last().unwrap().evidence else {
            panic!("{steps:?}");
        };
        let challenge = sasl.challenge.as_deref().unwrap();
        assert_eq!(challenge == "[token removed]", removed, "{challenge}");
        let shown = format!("{steps:?}");
        assert!(!shown.contains(&xoauth2()) && !shown.contains(TOKEN));
    }
}

/// Says each turn and waits for a command after it; stops at an octet of one turn. What came.
async fn play(
    mut stream: DuplexStream,
    turns: Vec<String>,
    stops_at: usize,
    octet: usize,
    manner: Manner,
) -> String {
    let mut written = String::new();
    let mut octets = vec![0; 32 * 1024];
    for (index, turn) in turns.iter().enumerate() {
        if index == stops_at {
            stop(&mut stream, &turn[..octet], manner).await;
            return written;
        }
        // The client leaves in the middle of a flood.
        if stream.write_all(turn.as_bytes()).await.is_err() {
            break;
        }
        // A line of the client may come in pieces.
        loop {
            match stream.read(&mut octets).await {
                Ok(0) | Err(_) => return written,
                Ok(length) => written.push_str(std::str::from_utf8(&octets[..length]).unwrap()),
            }
            if written.ends_with('\n') {
                break;
            }
        }
    }
    written
}

async fn stop(stream: &mut DuplexStream, said: &str, manner: Manner) {
    let _ = stream.write_all(said.as_bytes()).await;
    match manner {
        Manner::Silence => sleep(WITHIN * 10).await,
        Manner::Close => {}
        Manner::Drip => loop {
            sleep(Duration::from_secs(1)).await;
            if stream.write_all(b"2").await.is_err() {
                return;
            }
        },
    }
}

/// However long the list is, and whatever stands in it, an event stays a message that the page accepts.
#[tokio::test]
async fn a_list_of_anything_fits_into_a_message() {
    for word in ["x", "\"", "\\", "\u{1}", "\u{202e}", "é", "😀", "\u{301}"] {
        let line = format!("250-AUTH {}\r\n", word.repeat(400 / word.len()));
        let said = vec![
            SMTP[0].to_owned(),
            line.repeat(200) + "250 AUTH XOAUTH2\r\n",
        ];
        let (ours, theirs) = tokio::io::duplex(256 * 1024);
        let peer = play(theirs, said, usize::MAX, 0, Manner::Close);
        let way = Way::Encrypted(Protocol::Smtp);
        let (steps, _) = tokio::join!(walk_the(way, ours), peer);
        for step in steps {
            let length = step.message();
            assert!(length < MAX_MESSAGE, "{word:?}: {length}");
        }
    }
}
