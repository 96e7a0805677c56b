//! Frames of RFC 6455 by hand, good ones and broken ones, and how each broken one ends its socket.

use serde_json::json;
use shared::event::MAX_MESSAGE;
use shared::refusal::Refusal;

use super::relay::Relay;
use super::socket::check_with;
use super::wire::{BINARY, CLOSE, CONTINUED, LAST, PING, PONG, TEXT, Wire, frame, head};

/// A message in pieces.
fn pieces<'b>(bodies: impl ExactSizeIterator<Item = &'b [u8]>) -> Vec<u8> {
    let last = bodies.len() - 1;
    let frames = bodies.enumerate().map(|(at, body)| {
        let first = if at == 0 { TEXT } else { CONTINUED };
        frame(if at == last { LAST | first } else { first }, body)
    });
    frames.collect::<Vec<_>>().concat()
}

/// A message that is understood, and refused.
fn question() -> String {
    check_with("mailbox", json!("anna")).to_string()
}

/// A name, what is sent, and how it ends the socket.
type Case = (&'static str, Vec<u8>, Refusal, u16);

/// Each of these ends a socket of its own, with this refusal and this code.
async fn ends(cases: &[Case]) {
    let relay = Relay::start("").await;
    for (name, octets, refusal, code) in cases {
        let mut wire = Wire::open(&relay).await;
        wire.send(octets).await;
        assert_eq!(wire.refusal().await, *refusal, "{name}");
        // no words go with it, so none can be a secret.
        assert_eq!(wire.end().await, (*code, String::new()), "{name}");
    }
}

/// what is against RFC 6455 ends with 1002.
#[tokio::test]
async fn frames_that_are_none_end_the_socket() {
    let mut cases = vec![
        ("not masked", vec![LAST | TEXT, 2, b'{', b'}']),
        ("a long control frame", frame(LAST | PING, &[0; 126])),
        ("a ping in pieces", frame(PING, b"")),
        ("a close in pieces", frame(CLOSE, b"")),
        ("a piece of nothing", frame(LAST | CONTINUED, b"{}")),
        (
            "a message within a message",
            [frame(TEXT, b"{"), frame(LAST | TEXT, b"{}")].concat(),
        ),
        ("a close of one octet", frame(LAST | CLOSE, &[3])),
    ];
    // The first would mean compressed, were that agreed on; nothing ever used the others.
    cases.extend([0x40, 0x20, 0x10].map(|bit| ("a reserved bit", frame(LAST | bit | TEXT, b"{}"))));
    let opcodes = [3, 4, 5, 6, 7, 0xb, 0xc, 0xd, 0xe, 0xf];
    cases.extend(opcodes.map(|opcode| ("a reserved opcode", frame(LAST | opcode, b""))));
    let cases = cases.into_iter();
    let cases: Vec<_> = cases
        .map(|(name, octets)| (name, octets, Refusal::MessageMalformed, 1002))
        .collect();
    ends(&cases).await;
}

/// octets that are no text, in one frame and in two.
#[tokio::test]
async fn text_that_is_not_utf8_ends_the_socket() {
    let mut cases = Vec::new();
    for (name, octets) in [
        ("a lone continuation", &b"\x80"[..]),
        ("longer than it need be", b"\xc0\xaf"),
        ("half of a pair", b"\xed\xa0\x80"),
        ("past the last character", b"\xf4\x90\x80\x80"),
        ("cut short", b"{\"a\":\"\xc3"),
    ] {
        let in_pieces = pieces([&b"{\"a\":\""[..], octets].into_iter());
        for octets in [frame(LAST | TEXT, octets), in_pieces] {
            cases.push((name, octets, Refusal::MessageMalformed, 1007));
        }
    }
    ends(&cases).await;
}

/// too long in one frame or in all of them, by a little or by far; binary; and of no known type.
#[tokio::test]
async fn messages_that_are_not_ours_end_the_socket_each_with_its_code() {
    let long = |length: usize| frame(LAST | TEXT, &vec![b' '; length]);
    // Only said to be: nobody waits for what is too long.
    let huge = [head(LAST | TEXT, usize::MAX >> 1), vec![0; 4]].concat();
    let part = vec![b' '; MAX_MESSAGE / 8 + 1];
    let in_pieces = pieces([&part[..]; 8].into_iter());
    let binary = frame(LAST | BINARY, question().as_bytes());
    let unknown = frame(LAST | TEXT, b"{\"delete\":{}}");
    let (large, malformed) = (Refusal::MessageTooLarge, Refusal::MessageMalformed);
    ends(&[
        ("an octet over", long(MAX_MESSAGE + 1), large, 1009),
        ("far over", long(500_000), large, 1009),
        ("without an end", huge, large, 1009),
        ("over in all pieces", in_pieces, large, 1009),
        ("binary", binary, malformed, 1003),
        ("of no known type", unknown, malformed, 1008),
    ])
    .await;
}

/// sixteen pieces are a message, and a seventeenth is too many, also where all are empty and the message never
/// comes.
#[tokio::test]
async fn a_message_has_sixteen_pieces_at_most() {
    let question = question();
    // The last octets one by one, after all others.
    let cut = |into: usize| {
        let (most, rest) = question.as_bytes().split_at(question.len() + 1 - into);
        let parts: Vec<_> = std::iter::once(most).chain(rest.chunks(1)).collect();
        assert_eq!(parts.len(), into);
        pieces(parts.into_iter())
    };
    let relay = Relay::start("").await;
    let mut wire = Wire::open(&relay).await;
    // The count begins anew with each message.
    for _ in 0..3 {
        wire.send(&cut(16)).await;
        assert_eq!(wire.refusal().await, Refusal::MailboxMalformed);
    }
    let endless = [frame(TEXT, b""), frame(CONTINUED, b"").repeat(10_000)].concat();
    ends(&[
        ("seventeen", cut(17), Refusal::MessageMalformed, 1008),
        ("empty ones", endless, Refusal::MessageMalformed, 1008),
    ])
    .await;
}

/// a ping is answered with its own octets, between the pieces of a message as well, and an answer that nobody
/// asked for is passed over.
#[tokio::test]
async fn a_ping_is_answered() {
    let relay = Relay::start("").await;
    let mut wire = Wire::open(&relay).await;
    for body in [&b""[..], b"hello", &[0xff; 125]] {
        wire.send(&frame(LAST | PING, body)).await;
        assert_eq!(wire.next().await, (LAST | PONG, body.to_vec()));
    }
    wire.send(&frame(LAST | PONG, b"unasked")).await;
    let question = question();
    let (start, end) = question.as_bytes().split_at(10);
    wire.send(&frame(TEXT, start)).await;
    wire.send(&frame(LAST | PING, b"between")).await;
    assert_eq!(wire.next().await, (LAST | PONG, b"between".to_vec()));
    wire.send(&frame(LAST | CONTINUED, end)).await;
    assert_eq!(wire.refusal().await, Refusal::MailboxMalformed);
}

/// a message that comes octet by octet is a message.
#[tokio::test]
async fn frames_may_come_in_parts() {
    let relay = Relay::start("").await;
    let mut wire = Wire::open(&relay).await;
    for octet in frame(LAST | TEXT, question().as_bytes()) {
        wire.send(&[octet]).await;
    }
    assert_eq!(wire.refusal().await, Refusal::MailboxMalformed);
}

/// a close is answered with its own code, and one whose code may not be said with 1002; then the connection ends.
#[tokio::test]
async fn a_close_is_answered() {
    let relay = Relay::start("").await;
    for (said, answer) in [
        (1000_u16, 1000_u16),
        (1001, 1001),
        (3000, 3000),
        (4999, 4999),
        (1005, 1002),
        (1006, 1002),
    ] {
        let mut wire = Wire::open(&relay).await;
        wire.send(&frame(LAST | CLOSE, &said.to_be_bytes())).await;
        // The library has two words for a code that may not be said.
        assert_eq!(wire.end().await.0, answer, "{said}");
    }
}
