//! Servers that stop: in silence, by closing, or drop by drop. Each step ends on its own time.

use shared::evidence::Break;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::time::{Duration, Instant, sleep};

use super::peer::Manner;
use super::walk::{WITHIN, walk};

/// What the server says in turn; after each but the last it waits for a command.
const TURNS: [&str; 6] = [
    "* OK ready\r\n",
    "* CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2\r\nA0001 OK done\r\n",
    "A0002 OK done\r\n",
    "* 2 EXISTS\r\nA0003 OK done\r\n",
    "* LIST () \"/\" INBOX\r\nA0004 OK done\r\n",
    "A0005 OK done\r\n",
];

///
#[tokio::test(start_paused = true)]
async fn silence_ends_on_time_at_each_step() {
    at_each_step(Manner::Silence, Break::TimedOut).await;
}

///
#[tokio::test(start_paused = true)]
async fn a_drip_is_no_progress_at_any_step() {
    at_each_step(Manner::Drip, Break::TimedOut).await;
}

///
#[tokio::test(start_paused = true)]
async fn a_close_is_told_at_each_step() {
    at_each_step(Manner::Close, Break::Closed).await;
}

/// a peer that reads nothing: the pipe fills, and the write waits.
#[tokio::test(start_paused = true)]
async fn a_closed_window_ends_on_time() {
    let (ours, mut theirs) = tokio::io::duplex(64);
    let greeting = "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] ready\r\n";
    let began = Instant::now();
    let peer = async {
        theirs.write_all(greeting.as_bytes()).await.unwrap();
        sleep(WITHIN * 2).await;
    };
    let (steps, ()) = tokio::join!(walk(ours), peer);
    assert_eq!(steps.last().unwrap().broke(), Some(Break::TimedOut));
    assert_eq!(began.elapsed(), WITHIN * 2);
}

async fn at_each_step(manner: Manner, how: Break) {
    for stops_at in 0..TURNS.len() {
        let (ours, theirs) = tokio::io::duplex(4096);
        let began = Instant::now();
        let peer = tokio::spawn(play(theirs, stops_at, manner));
        let steps = walk(ours).await;
        let took = began.elapsed();
        peer.abort();
        assert_eq!(
            steps.len(),
            stops_at + 1,
            "{manner:?} at {stops_at}: {steps:?}"
        );
        assert_eq!(
            steps[stops_at].broke(),
            Some(how),
            "{manner:?} at {stops_at}"
        );
        assert!(
            took <= WITHIN + Duration::from_secs(1),
            "{manner:?} at {stops_at}: {took:?}"
        );
    }
}

async fn play(mut stream: DuplexStream, stops_at: usize, manner: Manner) {
    for (index, turn) in TURNS.iter().enumerate() {
        if index == stops_at {
            return stop(stream, turn, manner).await;
        }
        stream.write_all(turn.as_bytes()).await.unwrap();
        // LIST and LOGOUT came together: nothing more is to be read before the last turn.
        if index < 4 {
            assert!(stream.read(&mut [0; 4096]).await.unwrap() > 0);
        }
    }
}

async fn stop(mut stream: DuplexStream, turn: &str, manner: Manner) {
    match manner {
        Manner::Silence => sleep(WITHIN * 10).await,
        Manner::Close => {}
        Manner::Drip => {
            // Never gets to the end of the line.
            for octet in turn.trim_end().bytes().chain(std::iter::repeat(b'x')) {
                if stream.write_all(&[octet]).await.is_err() {
                    return;
                }
                sleep(Duration::from_secs(1)).await;
            }
        }
    }
}
