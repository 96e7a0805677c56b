//! Servers that send too much, or what would hurt a parser.

use std::time::{Duration, Instant};

use shared::event::MAX_MESSAGE;
use shared::evidence::greeting::Greeting;
use shared::evidence::{Answer, Break, Evidence};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

use super::walk::{self, Step, TOKEN, walk};

const GREETING: &str = "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] ready\r\n";
const ACCEPTED: &str = "A0001 OK done\r\n";

/// each of these is cut off long before the deadline, at the greeting.
#[tokio::test]
async fn a_greeting_that_never_ends_is_cut_off() {
    for (greeting, how) in [
        ("x".repeat(20 << 20), None),
        (
            "* OK ".to_owned() + &"x".repeat(20 << 20),
            Some(Break::TooMuch),
        ),
        (
            "* ".to_owned() + &"(".repeat(20 << 20),
            Some(Break::TooMuch),
        ),
    ] {
        let steps = quickly(&[], &greeting).await;
        let evidence = match &steps[..] {
            [step] => &step.evidence,
            other => panic!("{other:?}"),
        };
        match (how, evidence) {
            (Some(how), Evidence::Greeting(Greeting::Broken(found))) => assert_eq!(*found, how),
            (None, Evidence::Greeting(Greeting::Broken(_) | Greeting::Foreign { .. })) => {}
            other => panic!("{other:?}"),
        }
    }
}

///
#[tokio::test]
async fn too_much_after_the_sign_in_ends_at_the_cap() {
    for (flood, how) in [
        ("x".repeat(20 << 20), Break::TooMuch),
        ("* LIST () \"/\" {500000000}\r\n".to_owned(), Break::TooMuch),
        ("* {500000000}\r\n".to_owned(), Break::TooMuch),
        (
            "* LIST () \"/\" {99999999999999999999}\r\n".to_owned(),
            Break::TooMuch,
        ),
        ("* 1 EXISTS\r\n".repeat(100_000), Break::TooMuch),
        ("* OK nothing new\r\n".repeat(100_000), Break::TooMuch),
        (format!("* LIST {}\r\n", "(".repeat(100)), Break::Malformed),
        (
            format!("* 1 FETCH {}\r\n", "(".repeat(60_000)),
            Break::Malformed,
        ),
        ("\0\0\0\0\r\n".to_owned(), Break::Malformed),
        (
            "A9999 OK not your tag\r\n".repeat(100_000),
            Break::Malformed,
        ),
    ] {
        let steps = quickly(&[GREETING, ACCEPTED], &flood).await;
        let beginning = &flood[..flood.len().min(40)];
        match &steps.last().unwrap().evidence {
            Evidence::Examine(Answer::Broken(found)) if beginning.starts_with("A9999") => {
                assert!(
                    matches!(found, Break::TooMuch | Break::Malformed),
                    "{beginning}"
                );
            }
            Evidence::Examine(Answer::Broken(found)) => assert_eq!(*found, how, "{beginning}"),
            other => panic!("{beginning}: {other:?}"),
        }
    }
}

///
#[tokio::test]
async fn a_flood_of_challenges_gets_the_token_once() {
    let (ours, mut theirs) = tokio::io::duplex(1 << 20);
    let peer = async {
        theirs.write_all(GREETING.as_bytes()).await.unwrap();
        let mut written = vec![0; 4096];
        let length = theirs.read(&mut written).await.unwrap();
        written.truncate(length);
        let _ = theirs.write_all("+ \r\n".repeat(10_000).as_bytes()).await;
        theirs.read_to_end(&mut written).await.unwrap();
        String::from_utf8(written).unwrap()
    };
    let (steps, written) = tokio::join!(walk(ours), peer);
    let Evidence::Auth(sasl) = &steps.last().unwrap().evidence else {
        panic!("{steps:?}");
    };
    assert_eq!(
        sasl.outcome,
        shared::evidence::sasl::SaslOutcome::Broken(Break::TooMuch)
    );
    assert_eq!(written.matches(&walk::xoauth2()).count(), 1);
    assert!(written.lines().count() <= 3, "{written}");
}

/// However long the lines are, and whatever stands in them, an event stays a message that the page accepts.
#[tokio::test]
async fn an_event_fits_into_a_message() {
    for word in ["x", "\"", "\\", "\u{1}", "\u{202e}", "é", "😀", "\u{301}"] {
        let long = |tag: &str, length| format!("{tag} {}\r\n", word.repeat(length / word.len()));
        let refused = long("* OK", 60_000).repeat(2)
            + &long("* FLAGS", 1_000).repeat(60)
            + &long("A0002 NO", 60_000);
        for step in quickly(&[GREETING, ACCEPTED], &refused).await {
            let length = step.message();
            assert!(length < MAX_MESSAGE, "{word:?}: {length}");
        }
    }
    let capabilities =
        "* OK [CAPABILITY IMAP4rev1".to_owned() + &" AUTH=\u{1}\"\\".repeat(800) + "] hi\r\n";
    for step in quickly(&[], &capabilities).await {
        assert!(serde_json::to_string(&step.evidence).unwrap().len() < MAX_MESSAGE - 1_000);
    }
}

///
#[tokio::test]
async fn markup_and_escapes_arrive_inert() {
    let said = "A0002 NO <script>alert(1)</script>\u{1b}]0;x\u{7}\u{202e}\u{200b}\r\n";
    let steps = quickly(&[GREETING, ACCEPTED], said).await;
    let Evidence::Examine(Answer::Refused(reply)) = &steps.last().unwrap().evidence else {
        panic!("{steps:?}");
    };
    assert!(reply.text.starts_with("<script>alert(1)</script>\\"));
    let dangerous = |c: char| c.is_control() || matches!(c, '\u{202e}' | '\u{200b}');
    assert!(!reply.text.contains(dangerous), "{:?}", reply.text);
}

/// Plays `turns`, each after a command but the first, then sends `flood` and waits for the client to go.
async fn quickly(turns: &[&str], flood: &str) -> Vec<Step> {
    let (ours, theirs) = tokio::io::duplex(64 * 1024);
    let began = Instant::now();
    let (steps, ()) = tokio::join!(walk(ours), send(theirs, turns, flood));
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    assert!(!format!("{steps:?}").contains(TOKEN));
    steps
}

async fn send(mut stream: DuplexStream, turns: &[&str], flood: &str) {
    let mut written = [0; 4096];
    for turn in turns {
        stream.write_all(turn.as_bytes()).await.unwrap();
        assert!(stream.read(&mut written).await.unwrap() > 0);
    }
    // The client leaves in the middle of it.
    let _ = stream.write_all(flood.as_bytes()).await;
    let _ = stream.read_to_end(&mut Vec::new()).await;
}
