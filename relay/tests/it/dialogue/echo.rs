//! Servers that send the token back. It does not get into what the page is told.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::walk::{self, TOKEN, walk};

/// The part of the token that opens a mailbox.
const TELLING: &str = "Qk9ETyBTSUdOQVRVUkUgVE9LRU4";

///
#[tokio::test]
async fn the_token_is_removed_wherever_it_comes_back() {
    let percent = TOKEN.bytes().map(|octet| format!("%{octet:02X}"));
    let percent = percent.collect::<Vec<_>>().concat();
    let (start, end) = TOKEN.split_at(40);
    let dresses = [
        TOKEN.to_owned(),
        walk::xoauth2(),
        STANDARD.encode(TOKEN),
        STANDARD.encode(format!("x{TOKEN}y")),
        STANDARD.encode(format!("xy{TOKEN}")),
        URL_SAFE_NO_PAD.encode(TOKEN),
        percent,
        format!("{start} {end}"),
        format!("{start}\r\n* OK {end}"),
    ];
    for dress in &dresses {
        for answer in [
            format!("A0001 NO you sent {dress}\r\n"),
            format!("* OK [ALERT] you sent {dress}\r\nA0001 NO no\r\n"),
            format!("A0001 OK {dress}\r\n* BYE you sent {dress}\r\n"),
            format!("<p>{dress}</p>\r\n"),
            format!(
                "+ {}\r\nA0001 NO no\r\n",
                STANDARD.encode(format!("{{\"error\":\"{dress}\"}}"))
            ),
        ] {
            let told = told(&answer).await;
            for hidden in [TELLING, &STANDARD.encode(TELLING)[4..30]] {
                assert!(!told.contains(hidden), "{answer:?}: {told}");
            }
            let decoded: Vec<_> = told
                .split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '/' | '='))
                .filter_map(|word| STANDARD.decode(word).ok())
                .map(|octets| String::from_utf8_lossy(&octets).into_owned())
                .collect();
            assert!(
                !decoded.iter().any(|text| text.contains(TELLING)),
                "{answer:?}: {told}"
            );
            assert!(!told.contains("%51%6B%39%45%54%79"), "{answer:?}: {told}");
        }
    }
}

/// All that the page would be told, as JSON.
async fn told(answer: &str) -> String {
    let (ours, mut theirs) = tokio::io::duplex(64 * 1024);
    let peer = async {
        let greeting = "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] ready\r\n";
        theirs.write_all(greeting.as_bytes()).await.unwrap();
        assert!(theirs.read(&mut [0; 4096]).await.unwrap() > 0);
        theirs.write_all(answer.as_bytes()).await.unwrap();
        theirs.shutdown().await.unwrap();
        let _ = theirs.read_to_end(&mut Vec::new()).await;
    };
    let (steps, ()) = tokio::join!(walk(ours), peer);
    let told = steps.iter().map(|step| {
        serde_json::to_string(&step.evidence).unwrap()
            + &serde_json::to_string(&step.lines).unwrap()
    });
    told.collect()
}
