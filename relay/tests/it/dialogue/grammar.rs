//! What a check says, whoever asks and whatever the server answers: lines of a few scripts, and in them nothing of the
//! caller's but user name and token, encoded, in their place.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use shared::address::Address;
use shared::plan::Protocol;
use shared::token::Token;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

use super::walk::{NAME, Way, walk_as};
use crate::good::Good;

/// The scripts that a check has.
pub const WAYS: [Way; 6] = [
    Way::Encrypted(Protocol::Imap),
    Way::Encrypted(Protocol::Pop),
    Way::Encrypted(Protocol::Smtp),
    Way::Plain(Protocol::Imap),
    Way::Plain(Protocol::Pop),
    Way::Plain(Protocol::Smtp),
];

/// Answers that could lead a client somewhere, each of any protocol.
const ANSWERS: &[&str] = &[
    "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=OAUTHBEARER AUTH=XOAUTH2 COMPRESS=DEFLATE LOGIN-REFERRALS] ready\r\n",
    "* CAPABILITY IMAP4rev1 AUTH=XOAUTH2 AUTH=PLAIN COMPRESS=DEFLATE ENABLE ID\r\nA0001 OK done\r\n",
    "* CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=LOGIN\r\nA0001 OK done\r\n",
    "* CAPABILITY IMAP4rev1 STARTTLS COMPRESS=DEFLATE\r\nA1 OK done\r\n",
    "* PREAUTH welcome\r\n",
    "* BYE [REFERRAL imap://evil.example/] go there\r\n",
    "+ \r\n",
    "+ eyJzdGF0dXMiOiI0MDAifQ==\r\n",
    "A0001 OK [CAPABILITY IMAP4rev1 COMPRESS=DEFLATE] done\r\n",
    "A0002 OK done\r\n",
    "A0002 NO [REFERRAL imap://evil.example/INBOX] try there\r\n",
    "* 2 EXISTS\r\nA0002 OK done\r\n",
    "* 2 EXISTS\r\nA0003 OK done\r\n",
    "* LIST () \"/\" \"a\\\"b\"\r\n* LIST () \"/\" {4}\r\nx\r\ny\r\nA0003 OK\r\nA0004 OK bye\r\n",
    "A1 NO no\r\n",
    "A2 OK begin\r\n",
    "+OK ready <1.2@mail.example>\r\n",
    "+OK\r\nSASL PLAIN XOAUTH2 OAUTHBEARER\r\nUTF8 USER\r\nPIPELINING\r\nSTLS\r\n.\r\n",
    "+OK 3 1200\r\n",
    "+OK 4294967295 18446744073709551615\r\n",
    "-ERR [AUTH] no\r\n",
    "220 mail.example ready\r\n",
    "250-mail.example\r\n250-AUTH PLAIN XOAUTH2\r\n250-PIPELINING\r\n250-CHUNKING\r\n250 STARTTLS\r\n",
    "235 in\r\n",
    "334 \r\n",
    "334 eyJzdGF0dXMiOiI0MDAifQ==\r\n",
    "535 5.7.3 no\r\n",
    "551 User not local; please try <other@evil.example>\r\n",
];

/// The lines that a check may say. `message` is the initial response of either mechanism.
pub fn is_ours(way: Way, line: &str, messages: &[String; 2]) -> bool {
    let is_message = |text: &str| messages.iter().any(|message| message == text);
    let presents = |command: &str| {
        let mut words = command.split(' ');
        let mechanism = words.next();
        let fits = match mechanism {
            Some("XOAUTH2") => words.clone().all(|word| word == messages[0]),
            Some("OAUTHBEARER") => words.clone().all(|word| word == messages[1]),
            _ => false,
        };
        fits && words.count() <= 1
    };
    let answers = matches!(line, "" | "AQ==") || is_message(line);
    match way {
        Way::Plain(Protocol::Imap) => matches!(line, "A1 CAPABILITY" | "A2 STARTTLS"),
        Way::Plain(Protocol::Pop) => matches!(line, "CAPA" | "STLS"),
        Way::Plain(Protocol::Smtp) => line == format!("EHLO {NAME}") || line == "STARTTLS",
        Way::Encrypted(Protocol::Imap) => {
            answers
                || line.split_once(' ').is_some_and(|(tag, command)| {
                    let number = tag.strip_prefix('A').unwrap_or_default();
                    number.len() == 4
                        && number.bytes().all(|octet| octet.is_ascii_digit())
                        && match command {
                            "CAPABILITY" | "EXAMINE \"INBOX\"" | "LIST \"\" \"%\"" | "LOGOUT" => {
                                true
                            }
                            _ => command.strip_prefix("AUTHENTICATE ").is_some_and(presents),
                        }
                })
        }
        Way::Encrypted(Protocol::Pop) => {
            answers
                || matches!(line, "CAPA" | "STAT" | "QUIT")
                || line.strip_prefix("AUTH ").is_some_and(presents)
                || line
                    .strip_prefix("LIST ")
                    .is_some_and(|n| n.parse::<u32>().is_ok())
        }
        Way::Encrypted(Protocol::Smtp) => {
            answers
                || matches!(line, "RSET" | "QUIT")
                || line == format!("EHLO {NAME}")
                || line.strip_prefix("AUTH ").is_some_and(presents)
        }
    }
}

fn messages(user: &str, token: &str) -> [String; 2] {
    let named = user.replace('=', "=3D").replace(',', "=2C");
    [
        format!("user={user}\x01auth=Bearer {token}\x01\x01"),
        format!(
            "n,a={named},\x01host=imap.mail.example\x01port=993\x01auth=Bearer {token}\x01\x01"
        ),
    ]
    .map(|message| STANDARD.encode(message))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// no folder is opened for writing, no message is fetched or begun, and nothing is
    /// compressed.
    #[test]
    fn nothing_is_said_but_the_scripts(
        user in "[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,24}@[a-z]{1,9}\\.example",
        token in "[!-~]{1,300}",
        good in 0_usize..7,
        answers in prop::collection::vec(0..ANSWERS.len(), 0..9),
    ) {
        prop_assume!(user.parse::<Address>().is_ok());
        prop_assert!(Token::new(token.clone()).check().is_ok());
        let messages = messages(&user, &token);
        for way in WAYS {
            let said = good_answers(way).into_iter().take(good);
            let said = said.chain(answers.iter().map(|at| ANSWERS[*at])).collect();
            for line in written(way, &user, &token, said) {
                prop_assert!(is_ours(way, &line, &messages), "{way:?}: {line:?}");
            }
        }
    }
}

/// What a server says that does everything right, so that each line of a script is reached.
fn good_answers(way: Way) -> Vec<&'static str> {
    let turns = match way {
        Way::Encrypted(protocol) => Good::of(protocol).encrypted,
        Way::Plain(protocol) => Good::after_plain_text(protocol).plain,
    };
    turns.iter().map(|turn| turn.said).collect()
}

/// The lines that are written to a server that says these.
fn written(way: Way, user: &str, token: &str, said: Vec<&'static str>) -> Vec<String> {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_time().start_paused(true).build().unwrap();
    let (ours, theirs) = tokio::io::duplex(64 * 1024);
    let (_, written) = runtime
        .block_on(async { tokio::join!(walk_as(way, user, token, ours), answer(theirs, said)) });
    let text = String::from_utf8(written).unwrap();
    let text = text.strip_suffix("\r\n").unwrap_or(&text);
    text.split("\r\n")
        .filter(|_| !text.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Says each, the later ones after a command, and then listens.
async fn answer(mut stream: DuplexStream, said: Vec<&'static str>) -> Vec<u8> {
    let mut written = Vec::new();
    for (at, words) in said.into_iter().enumerate() {
        // The goodbye over IMAP was said with the question before.
        let mut waits = at > 0 && !words.starts_with("* BYE\r\nA0005");
        while waits {
            let mut octets = [0; 4096];
            let length = stream.read(&mut octets).await.unwrap_or(0);
            if length == 0 {
                return written;
            }
            written.extend_from_slice(&octets[..length]);
            waits = !written.ends_with(b"\n");
        }
        if stream.write_all(words.as_bytes()).await.is_err() {
            break;
        }
    }
    let _ = stream.read_to_end(&mut written).await;
    written
}
