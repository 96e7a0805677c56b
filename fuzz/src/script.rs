//! What a server does, made of octets: most are said as they are, a few that no text in UTF-8 has are something to do.
//!
//! ```text
//! F9 n    the client's n-th command goes out (the guard alone)
//! FC n    say the token, in dress n
//! FD n    say the piece before once more, 2^n times
//! FE      wait until the client has said something
//! ```

use crate::canary::Canary;

/// All that is said at most, in octets: more than any cap.
const MOST: usize = 320 * 1024;

/// The most that the relay reads at once.
const READ: usize = 4096;

/// One thing to do.
#[derive(Debug)]
pub enum Act {
    /// Say this.
    Say(Vec<u8>),
    /// Wait for the client.
    Wait,
    /// The client says this one of its commands.
    Command(u8),
}

/// Reads what is to be done. A repetition reaches back to the act before, or to the line before in one piece.
pub fn read(octets: &[u8], canary: Canary) -> Vec<Act> {
    let mut acts = Vec::new();
    let mut piece = Vec::new();
    let mut room = MOST;
    let mut rest = octets;
    while let [octet, after @ ..] = rest {
        rest = after;
        let argument = after.first().copied().unwrap_or(0);
        match octet {
            0xf9 | 0xfc | 0xfd => rest = after.get(1..).unwrap_or_default(),
            _ => {}
        }
        match octet {
            0xf9 => {
                say(&mut acts, &mut piece);
                acts.push(Act::Command(argument));
            }
            0xfc => {
                let dressed = canary.dressed(argument);
                room = room.saturating_sub(dressed.len());
                piece.extend_from_slice(dressed.as_bytes());
            }
            0xfd => {
                let times = 1 << (argument % 16);
                let times = times.min(room / piece.len().max(1));
                room -= piece.len() * times;
                let again = piece.repeat(times);
                say(&mut acts, &mut piece);
                piece = again;
            }
            0xfe => {
                say(&mut acts, &mut piece);
                acts.push(Act::Wait);
            }
            other => {
                piece.push(*other);
                room = room.saturating_sub(1);
            }
        }
    }
    say(&mut acts, &mut piece);
    acts
}

fn say(acts: &mut Vec<Act>, piece: &mut Vec<u8>) {
    if !piece.is_empty() {
        acts.push(Act::Say(std::mem::take(piece)));
    }
}

/// Lengths of pieces that octets arrive in, drawn from a seed; 0 makes them as long as can be.
#[derive(Clone, Debug)]
pub struct Chunks(u32);

impl Chunks {
    /// From a seed.
    pub const fn new(seed: u8) -> Self {
        Self(seed as u32 * 0x9e37)
    }

    /// The octets in pieces.
    pub fn cut<'o>(&mut self, mut octets: &'o [u8]) -> impl Iterator<Item = &'o [u8]> {
        std::iter::from_fn(move || {
            if octets.is_empty() {
                return None;
            }
            let (piece, rest) = octets.split_at(self.length().min(octets.len()));
            octets = rest;
            Some(piece)
        })
    }

    /// Mostly short, sometimes as long as a read.
    fn length(&mut self) -> usize {
        if self.0 == 0 {
            return READ;
        }
        // Xorshift: it has to be varied, and nothing else.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        let longest = [1, 3, 16, READ][(self.0 >> 8) as usize % 4];
        1 + self.0 as usize % longest
    }
}
