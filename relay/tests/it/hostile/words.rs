//! Servers whose words would act where they are shown, or that send the token back.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use shared::event::ServerFrame;
use shared::evidence::Outcome;
use shared::plan::{Protocol, Step};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{WITHIN_MS, fits};
use crate::dialogue::walk::{TOKEN, xoauth2};
use crate::good::{Good, hear, say};
use crate::route::{Lab, told};

/// The part of the token that opens a mailbox.
const TELLING: &str = "Qk9ETyBTSUdOQVRVUkUgVE9LRU4";

/// A refusal of the token in each protocol's form.
const REFUSALS: [(Protocol, &str); 3] = [
    (Protocol::Imap, "A0002 NO "),
    (Protocol::Pop, "-ERR "),
    (Protocol::Smtp, "535 5.7.8 "),
];

///
#[tokio::test]
async fn what_would_act_or_hide_is_inert_and_short() {
    let marks = "\u{301}".repeat(3_500);
    for words in [
        "<script>alert(1)</script><svg onload=alert(1)><img src=x onerror=alert(1)>".as_bytes(),
        b"\x1b]0;title\x07\x1b[2J\x1b[31mred\x1b[0m\x1b]8;;http://x\x07link",
        "\u{202e}\u{2066}\u{200f}\u{200b}\u{200d}\u{feff}\u{2028}\u{ad}\u{e0041}".as_bytes(),
        marks.as_bytes(),
        b"\xff\xfe\xc0\xaf\xed\xa0\x80\xf8\x88\x80\x80\x80",
        b"nul\0bell\x07back\x08vt\x0bff\x0cdel\x7f\xc2\x85c1",
    ] {
        for (protocol, sign) in REFUSALS {
            let answer = [sign.as_bytes(), words, b"\r\n"].concat();
            let frames = refused(protocol, &answer).await;
            let shown = texts(&frames);
            assert!(
                shown.iter().any(|text| text.chars().count() > 8),
                "{shown:?}"
            );
            for text in shown {
                let acts = |c: char| {
                    c.is_control()
                        || matches!(c, '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
                        || matches!(c, '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fffd}' | '\u{e0000}'..='\u{e007f}')
                };
                assert!(!text.contains(acts), "{protocol:?}: {text:?}");
                assert!(text.chars().count() <= 1_000, "{protocol:?}: {text}");
            }
        }
    }
}

///
#[tokio::test]
async fn the_token_comes_back_to_nobody() {
    let percent = TOKEN.bytes().map(|octet| format!("%{octet:02X}"));
    let percent = percent.collect::<Vec<_>>().concat();
    let (start, end) = TOKEN.split_at(TOKEN.len() - 14);
    for echo in [
        TOKEN.to_owned(),
        xoauth2(),
        STANDARD.encode(format!("y{TOKEN}")),
        URL_SAFE.encode(TOKEN),
        percent,
        format!("{start}\\r\\n {end}"),
    ] {
        for (protocol, sign) in REFUSALS {
            let (plus, more) = match protocol {
                Protocol::Imap => ("+", format!("* OK {echo}\r\n")),
                Protocol::Pop => ("+", String::new()),
                Protocol::Smtp => ("334", format!("535-5.7.8 {echo}\r\n")),
            };
            for answer in [
                format!("{more}{sign}{echo}\r\n"),
                format!("{sign}{start}\r\n{end}\r\n"),
                format!(
                    "{plus} {}\r\n",
                    STANDARD.encode(format!("{{\"you\":\"{echo}\"}}"))
                ),
                format!("{plus} {echo}\r\n"),
                format!("{echo}\r\n"),
            ] {
                let frames = refused(protocol, answer.as_bytes()).await;
                let told = texts(&frames).join(" ");
                nowhere(&told, &answer);
                let decoded = told
                    .split(|c: char| !c.is_ascii_alphanumeric() && !"+/=-_".contains(c))
                    .filter_map(|word| {
                        STANDARD
                            .decode(word)
                            .or_else(|_| URL_SAFE.decode(word))
                            .ok()
                    });
                for octets in decoded {
                    nowhere(&String::from_utf8_lossy(&octets), &answer);
                }
            }
        }
    }
}

/// No more of it than fifteen octets in a row.
fn nowhere(told: &str, answer: &str) {
    for hidden in [
        TELLING,
        &STANDARD.encode(TELLING)[4..30],
        "%51%6B%39%45%54%79%42%54%53%55%64%4F%51%56%52%56",
    ] {
        let pieces = hidden.as_bytes().windows(16.min(hidden.len()));
        for piece in pieces {
            let piece = std::str::from_utf8(piece).unwrap();
            assert!(!told.contains(piece), "{answer:?}: {told}");
        }
    }
}

/// A check whose token this answers.
async fn refused(protocol: Protocol, answer: &[u8]) -> Vec<ServerFrame> {
    let lab = Lab::start().await;
    let good = Good::of(protocol);
    let at = good
        .encrypted
        .iter()
        .rposition(|turn| turn.step == Step::Auth);
    let server = async {
        let mut stream = lab.accept().await;
        say(&mut stream, &good.encrypted[..at.unwrap()])
            .await
            .unwrap();
        hear(&mut stream).await.unwrap();
        // The client may go in the middle of it.
        let _ = stream.write_all(answer).await;
        let _ = stream.shutdown().await;
        let _ = stream.read_to_end(&mut Vec::new()).await;
    };
    let plan = good.plan(lab.plan(), WITHIN_MS);
    let (frames, ()) = tokio::join!(lab.run(&plan), server);
    let failed = told(&frames).contains(&(Step::Auth, Outcome::Failed));
    assert!(failed, "{frames:?}");
    fits(&frames);
    frames
}

/// All texts that the page would be told.
fn texts(frames: &[ServerFrame]) -> Vec<String> {
    fn collect(value: &serde_json::Value, texts: &mut Vec<String>) {
        match value {
            serde_json::Value::String(text) => texts.push(text.clone()),
            serde_json::Value::Array(values) => {
                for value in values {
                    collect(value, texts);
                }
            }
            serde_json::Value::Object(members) => {
                for value in members.values() {
                    collect(value, texts);
                }
            }
            _ => {}
        }
    }
    let mut texts = Vec::new();
    collect(&serde_json::to_value(frames).unwrap(), &mut texts);
    texts
}
