//! Each server's manners, line by line.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::*;
use crate::provider::Provider;
use crate::tokens::Order;
use crate::turn::Dialogue as _;
use crate::{people, servers};

const NOW: i64 = 1_800_000_000;
/// Every permission acts at once.
static AT_ONCE: Permissions = Permissions::new(0);

fn tokens() -> Tokens {
    Tokens::new("http://127.0.0.1:1".into()).unwrap()
}

fn token(tokens: &Tokens, account: &str) -> String {
    let person = Provider::ALL
        .iter()
        .find_map(|p| people::find(*p, account))
        .unwrap();
    let asked = [person.provider.mail_scope(Protocol::Imap).to_owned()];
    tokens
        .issue(&Order::of_operator(person, &asked).unwrap(), NOW)
        .unwrap()
        .access_token
}

fn xoauth2(user: &str, token: &str) -> String {
    STANDARD.encode(format!("user={user}\u{1}auth=Bearer {token}\u{1}\u{1}"))
}

/// The last line of the answer to each of the client's lines.
fn last_lines(tokens: &Tokens, host: &str, lines: &[String]) -> Vec<String> {
    let mut dialogue =
        Dialogue::new(servers::by_host(host).unwrap(), tokens, &AT_ONCE, false).unwrap();
    let answers = lines.iter().map(|line| dialogue.answer(line, NOW));
    answers
        .map(|turn| turn.lines.last().cloned().unwrap_or_default())
        .collect()
}

fn opening(tokens: &Tokens, host: &str, user: &str, account: &str) -> Vec<String> {
    let message = xoauth2(user, &token(tokens, account));
    let lines = [
        format!("a AUTHENTICATE XOAUTH2 {message}"),
        "b EXAMINE INBOX".into(),
    ];
    last_lines(tokens, host, &lines)
}

#[test]
fn exchange_says_ok_first_and_refuses_at_the_first_mailbox_command() {
    let tokens = tokens();
    let open = |user, account| opening(&tokens, "imap.demo.test", user, account);
    let accepted = "a OK AUTHENTICATE completed.";
    let opened = "b OK [READ-ONLY] EXAMINE completed.";
    let refused = "b BAD User is authenticated but not connected.";
    assert_eq!(open("alex@demo.test", "alex@demo.test"), [accepted, opened]);
    assert_eq!(
        open("SALES@demo.test", "alex@demo.test"),
        [accepted, opened]
    );
    assert_eq!(
        open("support@demo.test", "alex@demo.test"),
        [accepted, refused]
    );
    assert_eq!(
        open("billing@demo.test", "alex@demo.test"),
        [accepted, refused]
    );
    assert_eq!(
        open("robin@demo.test", "robin@demo.test"),
        [accepted, refused]
    );
    assert_eq!(
        open("nobody@demo.test", "alex@demo.test"),
        [accepted, refused]
    );
}

#[test]
fn exchange_tells_nothing_about_a_token_that_it_does_not_take() {
    let tokens = tokens();
    for account in ["sam@demo.test", "morgan@demo.test", "jamie@demo.test"] {
        let lines = opening(&tokens, "imap.demo.test", account, account);
        assert_eq!(lines[0], "a NO AUTHENTICATE failed.", "{account}");
        assert_eq!(lines[1], "b BAD Command received in Invalid state.");
    }
    let foreign = opening(
        &tokens,
        "imap.demo.test",
        "alex@demo.test",
        "casey@gmail-like.demo.test",
    );
    assert_eq!(foreign[0], "a NO AUTHENTICATE failed.");
}

#[test]
fn the_message_may_come_after_the_command() {
    let tokens = tokens();
    let message = xoauth2("alex@demo.test", &token(&tokens, "alex@demo.test"));
    let lines = [
        "a AUTHENTICATE XOAUTH2".into(),
        message,
        "b LIST \"\" \"*\"".into(),
    ];
    let answers = last_lines(&tokens, "imap.demo.test", &lines);
    assert_eq!(
        answers,
        ["+ ", "a OK AUTHENTICATE completed.", "b OK LIST completed."]
    );
}

#[test]
fn gmail_challenges_before_it_refuses() {
    let tokens = tokens();
    let casey = token(&tokens, "casey@gmail-like.demo.test");
    let wrong = xoauth2("riley@gmail-like.demo.test", &casey);
    let right = STANDARD.encode(format!(
        "n,a=casey@gmail-like.demo.test,\u{1}host=imap.gmail-like.demo.test\u{1}port=993\u{1}auth=Bearer {casey}\u{1}\u{1}"
    ));
    let lines = [
        format!("a AUTHENTICATE XOAUTH2 {wrong}"),
        String::new(),
        format!("b AUTHENTICATE OAUTHBEARER {right}"),
        "c EXAMINE INBOX".into(),
    ];
    assert_eq!(
        last_lines(&tokens, "imap.gmail-like.demo.test", &lines),
        [
            words::GMAIL_CHALLENGE,
            "a NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
            "b OK casey@gmail-like.demo.test authenticated (Success)",
            "c OK [READ-ONLY] INBOX selected. (Success)",
        ]
    );
}

#[test]
fn each_odd_server_is_odd_in_its_own_way() {
    let tokens = tokens();
    let open = |domain: &str| {
        let user = format!("helpdesk@{domain}");
        opening(&tokens, &format!("imap.{domain}"), &user, "alex@demo.test")
    };
    let refused = "a NO Unsupported authentication mechanism.";
    assert_eq!(open("basic.demo.test")[0], refused);
    assert!(open("odd.demo.test")[1].starts_with("b NO The mailbox is out"));
    assert_eq!(open("garbage.demo.test")[1], words::WEB_PAGE);
    assert_eq!(open("pop.demo.test")[0], words::POP_REFUSAL);
    assert_eq!(
        open("endless.demo.test"),
        ["a OK AUTHENTICATE completed.", ""]
    );
}

#[test]
fn a_password_opens_nothing_and_nonsense_is_answered() {
    let tokens = tokens();
    let lines = [
        "a LOGIN alex@demo.test pw",
        "b AUTHENTICATE PLAIN AGEAYg==",
        "c XYZZY",
        "d",
    ];
    assert_eq!(
        last_lines(&tokens, "imap.demo.test", &lines.map(str::to_owned)),
        [
            "a NO LOGIN failed.",
            "b NO AUTHENTICATE failed.",
            "c BAD Command Error. 12",
            "* BAD Command Error. 12",
        ]
    );
}

#[test]
fn exchange_closes_after_the_third_command_at_the_wrong_time() {
    let tokens = tokens();
    let server = servers::by_host("imap.demo.test").unwrap();
    let mut dialogue = Dialogue::new(server, &tokens, &AT_ONCE, false).unwrap();
    for _ in 0..2 {
        assert_eq!(dialogue.answer("a EXAMINE INBOX", NOW).then, Then::Wait);
    }
    let third = dialogue.answer("a EXAMINE INBOX", NOW);
    assert_eq!(third.then, Then::Close);
    assert_eq!(third.lines[1], "* BYE Connection closed. 14");
}

#[test]
fn logout_ends_the_connection() {
    let tokens = tokens();
    let server = servers::by_host("imap.demo.test").unwrap();
    let turn = Dialogue::new(server, &tokens, &AT_ONCE, false)
        .unwrap()
        .answer("z LOGOUT", NOW);
    assert_eq!(turn.then, Then::Close);
    assert_eq!(turn.lines[1], "z OK LOGOUT completed.");
}
