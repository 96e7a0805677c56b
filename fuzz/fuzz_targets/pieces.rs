//! the count of a message's frames is that of the whole stream read at once, however its octets arrive.

#![no_main]

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use fuzz::bounds;
use relay::pieces::Pieces;
use tokio::io::{AsyncRead, ReadBuf};

/// The most frames of a message.
const MOST: u32 = 16;

fuzz::target!(pieces);

fn pieces(octets: &[u8]) {
    let [length, stream @ ..] = octets else {
        return;
    };
    // Short frames, many a message, are what it is about.
    let stream = if length & 1 == 1 {
        shortened(stream)
    } else {
        stream.to_vec()
    };
    let end = too_many(&stream);
    for part in [1, 1 + usize::from(*length), 4096] {
        let read = bounds::hold(|| followed(&stream, part));
        match end {
            // It fails with the read that brings the head of the frame too many, and not before.
            Some(end) => assert_eq!(read, Err((end - 1) / part * part), "{part}"),
            None => assert_eq!(read, Ok(stream.len()), "{part}"),
        }
    }
}

/// Reads in parts of this length; gives how much was read, to the end or before it failed.
fn followed(stream: &[u8], part: usize) -> Result<usize, usize> {
    let mut pieces = Pieces::new(stream);
    let mut context = Context::from_waker(Waker::noop());
    let mut whole = 0;
    loop {
        let mut room = vec![0; part];
        let mut buffer = ReadBuf::new(&mut room);
        match Pin::new(&mut pieces).poll_read(&mut context, &mut buffer) {
            Poll::Ready(Ok(())) if buffer.filled().is_empty() => return Ok(whole),
            Poll::Ready(Ok(())) => whole += buffer.filled().len(),
            Poll::Ready(Err(_)) => return Err(whole),
            Poll::Pending => panic!("a slice that is not ready"),
        }
    }
}

/// Where the head of the first frame ends that is one too many (RFC 6455 §5.2), by the whole stream.
fn too_many(stream: &[u8]) -> Option<usize> {
    let (mut at, mut frames) = (0_u128, 0);
    loop {
        let rest = stream.get(usize::try_from(at).ok()?..)?;
        let (first, second) = (*rest.first()?, *rest.get(1)?);
        let (length, wide) = match second & 0x7f {
            126 => (
                u64::from(u16::from_be_bytes(rest.get(2..4)?.try_into().ok()?)),
                2,
            ),
            127 => (u64::from_be_bytes(rest.get(2..10)?.try_into().ok()?), 8),
            short => (short.into(), 0),
        };
        let mask = if second & 0x80 == 0 { 0 } else { 4 };
        let head = 2 + wide + mask;
        if rest.len() < head {
            return None;
        }
        if first & 0x08 == 0 {
            frames += 1;
            if frames > MOST {
                return usize::try_from(at).ok().map(|at| at + head);
            }
            if first & 0x80 != 0 {
                frames = 0;
            }
        }
        at += head as u128 + u128::from(length);
    }
}

/// The same octets as heads of frames without a body, mostly.
fn shortened(stream: &[u8]) -> Vec<u8> {
    let frame = |octet: &u8| match octet {
        0..=0xdf => vec![*octet, 0],
        0xe0..=0xef => vec![0, octet & 0x0f],
        _ => vec![*octet],
    };
    stream.iter().flat_map(frame).collect()
}
