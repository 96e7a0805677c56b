//! What is shown of the first words of whatever is at a port.

use shared::evidence::greeting::Greeting;
use shared::evidence::{Evidence, Speaks};
use shared::plan::Protocol;
use tokio::io::{AsyncWriteExt, duplex};

use super::walk::{Way, walk_the};

const PROTOCOLS: [Protocol; 3] = [Protocol::Imap, Protocol::Pop, Protocol::Smtp];

/// Stands for what nobody outside is to read.
const SECRET: &str = "inner-name.corp";

/// The evidence of the greeting, and whether any of its words are to be read.
async fn met(way: Way, banner: &[u8]) -> (Greeting, bool) {
    let (ours, mut theirs) = duplex(64 * 1024);
    theirs.write_all(banner).await.unwrap();
    theirs.shutdown().await.unwrap();
    let mut steps = walk_the(way, ours).await;
    let first = steps.remove(0);
    assert!(
        steps.is_empty() || matches!(first.evidence, Evidence::Greeting(Greeting::Ready { .. }))
    );
    let text = format!("{:?}", (&first.evidence, &first.lines));
    let Evidence::Greeting(greeting) = first.evidence else {
        panic!("{text}");
    };
    (greeting, text.contains(SECRET))
}

fn ways() -> impl Iterator<Item = Way> {
    let both = |protocol| [Way::Encrypted(protocol), Way::Plain(protocol)];
    PROTOCOLS.into_iter().flat_map(both)
}

/// whatever greets as no server of this protocol does is told by its kind, and its words stay here.
#[tokio::test(start_paused = true)]
async fn the_words_of_anything_else_stay_here() {
    let kinds = [
        (
            "HTTP/1.1 400 Bad Request\r\nServer: X\r\n\r\n",
            Speaks::Http,
        ),
        ("SSH-2.0-OpenSSH_9.2 X\r\n", Speaks::Ssh),
        ("+OK X ready\r\n", Speaks::Pop3),
        ("* OK X ready\r\n", Speaks::Imap),
        ("220 X ready\r\n", Speaks::Smtp),
        ("5.7.44-MySQL X\0\r\n", Speaks::Unknown),
        ("-NOAUTH X\r\n", Speaks::Unknown),
        ("RFB 003.008 X\r\n", Speaks::Unknown),
        ("X\r\n", Speaks::Unknown),
    ];
    for way in ways() {
        let (Way::Encrypted(protocol) | Way::Plain(protocol)) = way;
        for (banner, speaks) in kinds {
            let own = match protocol {
                Protocol::Imap => Speaks::Imap,
                Protocol::Pop => Speaks::Pop3,
                Protocol::Smtp => Speaks::Smtp,
            };
            let (greeting, read) = met(way, banner.replace('X', SECRET).as_bytes()).await;
            if speaks == own {
                assert!(
                    matches!(greeting, Greeting::Ready { .. }),
                    "{way:?}: {greeting:?}"
                );
                assert!(read, "{way:?}: {banner}");
            } else {
                assert_eq!(greeting, Greeting::Foreign { speaks }, "{way:?}: {banner}");
                assert!(!read, "{way:?}: {banner}");
            }
        }
    }
}

/// what only begins as a greeting does is none.
#[tokio::test(start_paused = true)]
async fn the_words_of_half_a_greeting_stay_here() {
    for (protocol, banners) in [
        (
            Protocol::Imap,
            &[
                "* OKAY X\r\n",
                "* BYEBYE X\r\n",
                "* PREAUTHX\r\n",
                "*\tOK X\r\n",
            ][..],
        ),
        (Protocol::Pop, &["+OKAY X\r\n", "-ERRX\r\n"][..]),
        (
            Protocol::Smtp,
            &[
                "220-hello\r\nX\r\n",
                "220-hello\r\n250 X\r\n",
                "200 X\r\n",
                "250-X\r\n",
                "220X\r\n",
            ][..],
        ),
    ] {
        for way in [Way::Encrypted(protocol), Way::Plain(protocol)] {
            for banner in banners {
                let (greeting, read) = met(way, banner.replace('X', SECRET).as_bytes()).await;
                assert!(
                    matches!(greeting, Greeting::Foreign { .. } | Greeting::Broken(_)),
                    "{way:?}: {banner}: {greeting:?}"
                );
                assert!(!read, "{way:?}: {banner}");
            }
        }
    }
}
