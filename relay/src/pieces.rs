//! How many pieces a message may come in. The library caps a message's octets, and an empty piece has none: a flood of
//! them would be read without an end, within one message that never comes. So the frames are followed on their way in.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// The most frames of one message. A page sends each message as one.
const MOST: u32 = 16;

/// The longest head of a frame, in octets: two, eight of a length, four of a mask.
const HEAD: usize = 14;

/// A message comes in more pieces than a page would make of it.
#[derive(Debug, thiserror::Error)]
#[error("a message in more than {MOST} frames")]
pub struct TooMany;

/// A stream of a client's frames that fails when one message has too many of them.
#[derive(Debug)]
pub struct Pieces<S> {
    stream: S,
    place: Place,
}

impl<S> Pieces<S> {
    /// Follows a stream from its first frame.
    pub fn new(stream: S) -> Self {
        Self {
            stream,
            place: Place::default(),
        }
    }

    /// What is below, where nothing is followed any more.
    pub const fn below(&mut self) -> &mut S {
        &mut self.stream
    }
}

/// Where in the frames a stream is.
#[derive(Debug, Default)]
struct Place {
    /// The frames of the message so far.
    pieces: u32,
    /// The head of the frame so far.
    head: [u8; HEAD],
    /// How much of the head is there.
    known: usize,
    /// Octets of the frame that are still to come.
    rest: u64,
}

impl Place {
    /// Goes on past these octets.
    fn follow(&mut self, mut octets: &[u8]) -> Result<(), TooMany> {
        while !octets.is_empty() {
            if self.rest > 0 {
                let left = usize::try_from(self.rest).unwrap_or(usize::MAX);
                let (body, more) = octets.split_at(left.min(octets.len()));
                self.rest -= body.len() as u64;
                octets = more;
            } else if let [octet, more @ ..] = octets {
                octets = more;
                self.take(*octet)?;
            }
        }
        Ok(())
    }

    /// One more octet of a head.
    fn take(&mut self, octet: u8) -> Result<(), TooMany> {
        if let Some(place) = self.head.get_mut(self.known) {
            *place = octet;
        }
        self.known += 1;
        let [first, second, ..] = self.head;
        let wide = match second & 0x7f {
            126 => 2,
            127 => 8,
            _ => 0,
        };
        let mask = if second & 0x80 == 0 { 0 } else { 4 };
        if self.known < 2 || self.known < 2 + wide + mask {
            return Ok(());
        }
        self.known = 0;
        let length = self.head.iter().skip(2).take(wide);
        self.rest = match wide {
            0 => u64::from(second & 0x7f),
            _ => length.fold(0, |length, octet| (length << 8) | u64::from(*octet)),
        };
        // A control frame may come between the pieces of a message, and is none.
        if first & 0x08 == 0 {
            self.pieces += 1;
            if self.pieces > MOST {
                return Err(TooMany);
            }
            if first & 0x80 != 0 {
                self.pieces = 0;
            }
        }
        Ok(())
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Pieces<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        let new = buffer.filled().get(before..).unwrap_or_default();
        Poll::Ready(self.place.follow(new).map_err(io::Error::other))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Pieces<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        octets: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, octets)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A masked frame of this first octet and length.
    fn frame(first: u8, length: usize) -> Vec<u8> {
        let mut frame = vec![first];
        match length {
            0..126 => frame.push(0x80 | u8::try_from(length).unwrap()),
            126..65_536 => {
                frame.push(0x80 | 0x7e);
                frame.extend(u16::try_from(length).unwrap().to_be_bytes());
            }
            _ => {
                frame.push(0x80 | 0x7f);
                frame.extend((length as u64).to_be_bytes());
            }
        }
        // What looks like the head of a piece counts as one only where a head is.
        frame.extend(std::iter::repeat_n(0, 4 + length));
        frame
    }

    /// Whether these octets pass, read in parts of this length.
    fn passes(octets: &[u8], part: usize) -> bool {
        let mut place = Place::default();
        octets.chunks(part).all(|part| place.follow(part).is_ok())
    }

    /// A message of this many pieces, each of this length, with a ping before each.
    fn message(pieces: usize, length: usize) -> Vec<u8> {
        let mut octets = Vec::new();
        for piece in 1..=pieces {
            octets.extend(frame(0x89, 5));
            let first = u8::from(piece == 1);
            let last = if piece == pieces { 0x80 } else { 0x00 };
            octets.extend(frame(first | last, length));
        }
        octets
    }

    /// however the octets arrive, and however long the pieces are.
    #[test]
    fn sixteen_pieces_pass_and_no_seventeenth() {
        for length in [0, 1, 125, 126, 65_535, 65_536] {
            for part in [1, 7, 4_096, usize::MAX] {
                let twice = [message(16, length), message(16, length)].concat();
                assert!(passes(&twice, part), "{length} {part}");
                assert!(!passes(&message(17, length), part), "{length} {part}");
            }
        }
    }

    #[test]
    fn whole_messages_never_add_up() {
        assert!(passes(&frame(0x81, 3).repeat(1_000), 64));
        assert!(passes(&frame(0x8a, 3).repeat(1_000), 64));
    }
}
