//! A fault of our own at each place where a dialogue waits.

use std::panic::{set_hook, take_hook};
use std::pin::Pin;
use std::task::{Context, Poll};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use relay::panics::name_the_place_alone;
use shared::plan::Protocol;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

use super::walk::{TOKEN, Way, walk_the, xoauth2};
use crate::log::Log;
use crate::panics::SAID;

/// A future that panics when it would go on for the nth time, with what is secret in its hands.
struct Faulty<F> {
    inner: Pin<Box<F>>,
    left: usize,
}

impl<F: Future> Future for Faulty<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        self.left = self
            .left
            .checked_sub(1)
            .unwrap_or_else(|| panic!("{TOKEN}"));
        self.inner.as_mut().poll(context)
    }
}

/// Answers each line as a server would that lets the token in, an octet at a time, so that there is much to wait for.
async fn serve(mut stream: DuplexStream, greeting: &str, answer: fn(&str) -> Vec<String>) {
    let mut say = greeting.as_bytes().to_vec();
    loop {
        for octet in say {
            if stream.write_all(&[octet]).await.is_err() {
                return;
            }
            tokio::task::yield_now().await;
        }
        let mut line = vec![0; 64 * 1024];
        match stream.read(&mut line).await {
            Ok(read) if read > 0 => {
                let line = String::from_utf8_lossy(&line[..read]).into_owned();
                say = answer(&line).concat().into_bytes();
            }
            _ => return,
        }
    }
}

fn imap(line: &str) -> Vec<String> {
    let tag = line.split(' ').next().unwrap_or_default();
    let more = if line.contains("CAPABILITY") {
        "* CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2\r\n"
    } else if line.contains("EXAMINE") {
        "* 3 EXISTS\r\n"
    } else {
        ""
    };
    vec![more.to_owned(), format!("{tag} OK done\r\n")]
}

fn pop(line: &str) -> Vec<String> {
    if line.starts_with("CAPA") {
        vec!["+OK\r\nSASL XOAUTH2\r\n.\r\n".to_owned()]
    } else if line.starts_with("AUTH") {
        vec!["+ \r\n".to_owned()]
    } else {
        vec!["+OK 1 1\r\n".to_owned()]
    }
}

fn smtp(line: &str) -> Vec<String> {
    let answer = if line.starts_with("EHLO") {
        "250-mail.example\r\n250 AUTH XOAUTH2\r\n"
    } else if line.starts_with("AUTH") {
        "235 2.7.0 in\r\n"
    } else {
        "250 2.0.0 done\r\n"
    };
    vec![answer.to_owned()]
}

/// wherever it panics, with the token in the panic's own words, nothing is logged but the place.
#[tokio::test(start_paused = true)]
async fn a_fault_at_any_wait_tells_nothing() {
    let (log, _guard) = Log::start();
    let _said = SAID.lock().await;
    let usual = take_hook();
    name_the_place_alone();
    let mut faults = 0;
    for (protocol, greeting, answer) in [
        (
            Protocol::Imap,
            "* OK ready\r\n",
            imap as fn(&str) -> Vec<String>,
        ),
        (Protocol::Pop, "+OK ready\r\n", pop),
        (Protocol::Smtp, "220 mail.example ESMTP\r\n", smtp),
    ] {
        for left in 1.. {
            let (ours, theirs) = tokio::io::duplex(64 * 1024);
            let server = tokio::spawn(serve(theirs, greeting, answer));
            let inner = Box::pin(walk_the(Way::Encrypted(protocol), ours));
            let walked = tokio::spawn(Faulty { inner, left }).await;
            server.abort();
            match walked {
                Err(died) => assert!(died.is_panic()),
                Ok(steps) => {
                    assert!(steps.len() >= 4 && left > 50, "{left}: {steps:?}");
                    break;
                }
            }
            faults += 1;
        }
    }
    // The other tests of this program shall say what they fail of.
    set_hook(usual);
    let log = log.text();
    assert_eq!(
        log.lines().filter(|line| line.contains("ERROR")).count(),
        faults,
        "{log}"
    );
    for secret in [TOKEN, &xoauth2(), &STANDARD.encode(TOKEN)[4..40], "canary"] {
        assert!(!log.contains(secret), "{log}");
    }
}
