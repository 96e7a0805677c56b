//! Endpoints that answer with something else than they should.

use std::time::{Duration, Instant};

use serde_json::json;
use shared::oauth::TokenAnswer;

use super::page::{Page, SECRET, code};
use super::peer::{Manner, Peer, json};

async fn answer(manner: Manner) -> (TokenAnswer, Peer) {
    let peer = Peer::start(move |_| manner.clone()).await;
    let page = Page::open(&peer, "").await;
    let began = Instant::now();
    let answer = page.exchange(code()).await;
    assert!(
        began.elapsed() < Duration::from_secs(5),
        "{:?}",
        began.elapsed()
    );
    assert_eq!(peer.connections(), 1, "asked once, and no second time");
    (answer, peer)
}

fn say(text: impl Into<String>) -> Manner {
    Manner::Say(text.into())
}

/// a redirect leads nowhere.
#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Peer::start(|_| json(200, json!({"access_token": "t"}))).await;
    for status in [301, 302, 303, 307, 308] {
        let location = elsewhere.url("/token");
        // Not even an error is taken from it.
        let body = "{\"error\":\"invalid_grant\",\"access_token\":\"t\"}";
        let (answer, _) = answer(say(format!(
            "HTTP/1.1 {status} x\r\nLocation: {location}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )))
        .await;
        assert!(
            matches!(answer, TokenAnswer::Unreadable {}),
            "{status}: {answer:?}"
        );
    }
    assert_eq!(elsewhere.connections(), 0);
}

#[tokio::test]
async fn what_is_no_answer_of_a_token_endpoint_cannot_be_read() {
    let head = "HTTP/1.1 200 OK\r\n";
    for manner in [
        say(format!("{head}Content-Length: 6\r\n\r\n<html>")),
        say(format!("{head}Content-Length: 0\r\n\r\n")),
        say("SSH-2.0-OpenSSH_9.2\r\n"),
        say("* OK IMAP4rev1\r\n\r\n"),
        say(format!("{head}Content-Length: ten\r\n\r\n{{}}")),
        say(format!(
            "{head}Transfer-Encoding: chunked\r\n\r\nzz\r\n{{}}\r\n"
        )),
        say(format!("{head}Content-Length: 10485760\r\n\r\n{{")),
        // Ten megabytes and more of body, with and without a promise, and of headers.
        Manner::Flood(format!("{head}\r\n"), "{\"access_token\": "),
        Manner::Flood(
            format!("{head}Transfer-Encoding: chunked\r\n\r\n"),
            "4\r\naaaa\r\n",
        ),
        Manner::Flood(head.to_owned(), "X-Again: and again\r\n"),
        Manner::Flood(format!("{head}X-Long: "), "aaaaaaaaaaaaaaaa"),
        json(200, json!({"access_token": "a\r\nb"})),
        json(200, json!({"access_token": "a\u{1}b"})),
        json(200, json!({"access_token": ""})),
        json(200, json!({"token_type": "Bearer"})),
        json(500, json!({"access_token": "t"})),
        json(200, json!(["access_token"])),
    ] {
        let said = format!("{manner:?}");
        let (answer, _) = answer(manner).await;
        assert!(
            matches!(answer, TokenAnswer::Unreadable {}),
            "{said}: {answer:?}"
        );
    }
}

#[tokio::test]
async fn who_gives_no_whole_answer_was_not_reached() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"access_token\":\"t\"";
    for manner in [
        Manner::Reset,
        say(""),
        say("HTTP/1.1 200 OK\r\nConte"),
        say(head),
    ] {
        let said = format!("{manner:?}");
        let (answer, _) = answer(manner).await;
        assert!(
            matches!(answer, TokenAnswer::Unreachable {}),
            "{said}: {answer:?}"
        );
    }
}

#[tokio::test]
async fn a_refusal_is_told_in_the_providers_words_whatever_the_status() {
    for status in [200, 400, 401, 500] {
        let words = "AADSTS7000215: Invalid client secret provided.";
        let body =
            json!({"error": "invalid_client", "error_description": words, "correlation_id": "x"});
        let (answer, _) = answer(json(status, body)).await;
        let TokenAnswer::Refused(error) = answer else {
            panic!("{status}: {answer:?}");
        };
        assert_eq!(error.error, "invalid_client");
        assert_eq!(error.error_description.as_deref(), Some(words));
    }
}

#[tokio::test]
async fn a_refusal_is_cut_and_does_not_repeat_what_was_sent() {
    let words = format!("{SECRET} is wrong {}", "x".repeat(10_000));
    let body = json!({"error": "e".repeat(5_000), "error_description": words});
    let (answer, _) = answer(json(400, body)).await;
    let TokenAnswer::Refused(error) = answer else {
        panic!("{answer:?}");
    };
    assert_eq!(error.error.len(), 2_000);
    let description = error.error_description.unwrap();
    assert!(!description.contains("canary"), "{description}");
    assert!(description.contains(" is wrong xxx"));
    assert!(description.chars().count() <= 2_000);
}
