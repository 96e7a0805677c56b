//! Every refusal, by a request that brings it about.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use shared::event::MAX_MESSAGE;
use shared::refusal::Refusal;
use tokio_tungstenite::tungstenite::Message;

use super::relay::{Relay, provider};
use super::socket::{Socket, TOKEN, check, check_with, opening};

async fn relay() -> Relay {
    let providers = [
        provider("example", "greencheck", true, "imap.example.test:993:tls"),
        provider("jwt", "greencheck", false, "imap.example.test:993:tls"),
        provider("unset", "", true, "imap.example.test:993:tls") + "paths = []\n",
        provider("umlaut", "greencheck", true, "imap.bücher.test:993:tls"),
        provider("odd-port", "greencheck", true, "imap.example.test:8993:tls"),
        elsewhere(),
    ];
    Relay::start_with(&providers.concat()).await
}

/// A provider that knows the server of one domain only.
fn elsewhere() -> String {
    let known = "imap_by_domain = { \"known.test\" = \"imap.known.test:993:tls\" }";
    provider("elsewhere", "greencheck", true, "x").replace("imap = \"x\"", known)
}

/// A token that says who minted it.
fn jwt(claims: &Value) -> Value {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    json!(format!(
        "{}.{}.c2ln",
        part(&json!({"alg": "none"})),
        part(claims)
    ))
}

/// among them user names and tokens that would open a line or a field of their own, or that are too long.
#[tokio::test]
async fn a_check_that_may_not_be_is_refused_and_the_socket_stays() {
    let relay = relay().await;
    let of = |provider: &str, token: Value| {
        let mut frame = check_with("provider", json!(provider));
        frame["check"]["request"]["token"] = token;
        frame
    };
    let foreign = jwt(&json!({"iss": "https://login.evil.test"}));
    let anonymous = jwt(&json!({"sub": "anna"}));
    let mut socket = Socket::open(&relay).await;
    for (frame, refusal) in [
        (
            check_with("provider", json!("nobody")),
            Refusal::ProviderUnknown,
        ),
        (
            check_with("provider", json!("EXAMPLE")),
            Refusal::ProviderUnknown,
        ),
        (
            check_with("provider", json!("unset")),
            Refusal::ProviderNotSetUp,
        ),
        (
            check_with("issuer", json!("https://login.example.test/")),
            Refusal::IssuerNotBound,
        ),
        (
            check_with("issuer", json!("https://login.evil.test")),
            Refusal::IssuerNotBound,
        ),
        (
            check_with("mailbox", json!("anna")),
            Refusal::MailboxMalformed,
        ),
        (
            check_with("mailbox", json!("anna@example.test\r\nA LOGOUT")),
            Refusal::MailboxMalformed,
        ),
        (
            check_with("mailbox", json!("an\0na@example.test")),
            Refusal::MailboxMalformed,
        ),
        (
            check_with("mailbox", json!("an\u{1}na@example.test")),
            Refusal::MailboxMalformed,
        ),
        (
            check_with("mailbox", json!("a".repeat(17 * 1024))),
            Refusal::MailboxMalformed,
        ),
        (
            check_with("protocols", json!([])),
            Refusal::ProtocolsMalformed,
        ),
        (
            check_with("protocols", json!(["imap", "imap"])),
            Refusal::ProtocolsMalformed,
        ),
        (check_with("token", json!("")), Refusal::TokenMalformed),
        (
            check_with("token", json!(format!("{TOKEN}\u{1}"))),
            Refusal::TokenMalformed,
        ),
        (
            check_with("token", json!(format!("{TOKEN}\r\n"))),
            Refusal::TokenMalformed,
        ),
        (
            check_with("token", json!(format!("{TOKEN}\0"))),
            Refusal::TokenMalformed,
        ),
        (
            check_with("token", json!("a".repeat(16 * 1024 + 1))),
            Refusal::TokenMalformed,
        ),
        (of("example", foreign.clone()), Refusal::IssuerNotBound),
        (of("jwt", foreign), Refusal::IssuerNotBound),
        (of("jwt", anonymous), Refusal::IssuerNotBound),
        (of("jwt", json!(TOKEN)), Refusal::TokenOpaque),
        (of("umlaut", json!(TOKEN)), Refusal::HostNotAscii),
        (of("odd-port", json!(TOKEN)), Refusal::PortNotMail),
        (of("elsewhere", json!(TOKEN)), Refusal::HostUnknown),
    ] {
        socket.send(&frame).await;
        assert_eq!(socket.refusal().await, (refusal, None), "{frame}");
    }
}

///
#[tokio::test]
async fn a_message_that_is_none_of_ours_ends_the_socket() {
    let relay = relay().await;
    let twice = check("anna@example.test")
        .to_string()
        .replacen('{', "{\"cancel\":{},", 1);
    for message in [
        Message::text("hello"),
        Message::text(""),
        Message::text("[1]"),
        Message::text("{\"delete\":{}}"),
        Message::text("{\"cancel\":{\"really\":true}}"),
        Message::text(twice),
        Message::text(check_with("host", json!("mail.evil.test")).to_string()),
        Message::text(check_with("protocols", json!(["finger"])).to_string()),
        Message::text("[".repeat(20_000)),
    ] {
        let mut socket = Socket::open(&relay).await;
        socket.write(message.clone()).await;
        assert_eq!(
            socket.refusal().await,
            (Refusal::MessageMalformed, None),
            "{message}"
        );
        assert_eq!(socket.close_code().await, 1008);
    }
}

/// each thing is said once, in its own shape, and nothing besides; white space is all that may follow.
#[tokio::test]
async fn a_message_is_read_strictly() {
    let relay = relay().await;
    let good = check_with("mailbox", json!("anna")).to_string();
    let instead = |from: &str, to: &str| {
        assert!(good.contains(from), "{good}");
        good.replacen(from, to, 1)
    };
    let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
    let mailbox = "\"mailbox\":\"anna\"";
    for text in [
        instead(mailbox, "\"mailbox\":\"anna\",\"mailbox\":\"bert\""),
        instead(mailbox, "\"mailbox\":\"anna\",\"m\\u0061ilbox\":\"bert\""),
        instead("{\"request\":{", "{\"request\":{},\"request\":{"),
        instead(mailbox, &format!("\"mailbox\":{deep}")),
        instead(mailbox, &format!("{mailbox},\"more\":{deep}")),
        instead(mailbox, "\"mailbox\":null"),
        instead(mailbox, "\"mailbox\":7"),
        instead(mailbox, "\"mailbox\":1e999"),
        instead(mailbox, "\"Mailbox\":\"anna\""),
        instead(mailbox, "\"mailbox\":\"\\ud800\""),
        instead(mailbox, "\"mailbox\":'anna'"),
        instead(mailbox, "\"provider\":\"example\""),
        format!("{good}{good}"),
        format!("{good},"),
        format!("\u{feff}{good}"),
        format!("/**/{good}"),
        format!("[{good}]"),
    ] {
        let mut socket = Socket::open(&relay).await;
        socket.write(Message::text(text.clone())).await;
        let refusal = socket.refusal().await;
        assert_eq!(refusal, (Refusal::MessageMalformed, None), "{text}");
        assert_eq!(socket.close_code().await, 1008, "{text}");
    }
    // What differs in white space alone is the same.
    let mut socket = Socket::open(&relay).await;
    socket.write(Message::text(format!("\r\n {good}\t"))).await;
    assert_eq!(socket.refusal().await, (Refusal::MailboxMalformed, None));
}

///
#[tokio::test]
async fn octets_are_no_message() {
    let relay = relay().await;
    let mut socket = Socket::open(&relay).await;
    socket
        .write(Message::binary(check("anna@example.test").to_string()))
        .await;
    assert_eq!(socket.refusal().await, (Refusal::MessageMalformed, None));
    assert_eq!(socket.close_code().await, 1003);
}

///
#[tokio::test]
async fn a_message_over_the_cap_is_refused_and_one_at_the_cap_is_read() {
    let relay = relay().await;
    // White space counts, and means nothing.
    let padded = |length: usize| {
        let frame = check_with("mailbox", json!("anna")).to_string();
        Message::text(format!("{frame}{}", " ".repeat(length - frame.len())))
    };
    let mut socket = Socket::open(&relay).await;
    socket.write(padded(MAX_MESSAGE)).await;
    assert_eq!(socket.refusal().await, (Refusal::MailboxMalformed, None));
    for length in [MAX_MESSAGE + 1, 60_000, 1_000_000] {
        let mut socket = Socket::open(&relay).await;
        socket.write(padded(length)).await;
        assert_eq!(
            socket.refusal().await,
            (Refusal::MessageTooLarge, None),
            "{length}"
        );
        assert_eq!(socket.close_code().await, 1009, "{length}");
    }
}

///
#[tokio::test]
async fn the_first_frame_opens_and_only_the_first() {
    let relay = relay().await;
    for frame in [check("anna@example.test"), json!({"cancel": {}})] {
        let mut socket = Socket::connect(&relay).await;
        socket.send(&frame).await;
        assert_eq!(socket.refusal().await, (Refusal::MessageOutOfOrder, None));
        assert_eq!(socket.close_code().await, 1008);
    }
    let mut socket = Socket::open(&relay).await;
    socket.send(&opening(&relay).await).await;
    assert_eq!(socket.refusal().await, (Refusal::MessageOutOfOrder, None));
    assert_eq!(socket.close_code().await, 1008);
}

///
#[tokio::test]
async fn a_ticket_is_good_for_one_socket() {
    let relay = relay().await;
    let opening = opening(&relay).await;
    let mut first = Socket::connect(&relay).await;
    first.send(&opening).await;
    first.send(&check_with("mailbox", json!("anna"))).await;
    assert_eq!(
        first.refusal().await.0,
        Refusal::MailboxMalformed,
        "it is open"
    );
    let mut guessed = opening.clone();
    guessed["open"]["ticket"] = json!("guess");
    for frame in [opening, guessed] {
        let mut socket = Socket::connect(&relay).await;
        socket.send(&frame).await;
        assert_eq!(socket.refusal().await, (Refusal::TicketInvalid, None));
        assert_eq!(socket.close_code().await, 1008);
    }
}

#[tokio::test]
async fn a_page_of_another_build_is_told_to_reload() {
    let relay = relay().await;
    let mut opening = opening(&relay).await;
    opening["open"]["build"] = json!("0.0.0");
    let mut socket = Socket::connect(&relay).await;
    socket.send(&opening).await;
    assert_eq!(socket.refusal().await, (Refusal::BuildMismatch, None));
    assert_eq!(socket.close_code().await, 1008);
}

///
#[tokio::test]
async fn broken_framing_ends_the_socket_with_its_own_code() {
    use tokio::io::AsyncWriteExt;
    let relay = relay().await;
    for (octets, code) in [
        // Text that is not UTF-8, masked with zeros.
        (vec![0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28], 1007),
        // Not masked.
        (vec![0x81, 0x02, b'{', b'}'], 1002),
        // A reserved bit.
        (vec![0xc1, 0x80, 0, 0, 0, 0], 1002),
    ] {
        let mut socket = Socket::open(&relay).await;
        socket.stream().write_all(&octets).await.unwrap();
        assert_eq!(
            socket.refusal().await,
            (Refusal::MessageMalformed, None),
            "{octets:?}"
        );
        assert_eq!(socket.close_code().await, code, "{octets:?}");
    }
}
