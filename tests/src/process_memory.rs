//! The memory of another process, searched octet by octet. It needs root, as the end-to-end tests do anyway.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;

use memchr::memmem;

/// The largest piece that is read at once.
const PIECE: u64 = 4 * 1024 * 1024;

/// How often a text stands in the memory that the process can write to.
pub fn count(process: u32, text: &str) -> usize {
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).expect("the process is there");
    let memory = File::open(format!("/proc/{process}/mem")).expect("root may read it");
    let writable = maps.lines().filter_map(|line| {
        let mut parts = line.split_whitespace();
        let (range, rights) = (parts.next()?, parts.next()?);
        let (from, to) = range.split_once('-')?;
        let number = |hex| u64::from_str_radix(hex, 16).ok();
        rights
            .starts_with("rw")
            .then_some((number(from)?, number(to)?))
    });
    writable
        .map(|(from, to)| in_range(&memory, from, to, text))
        .sum()
}

fn in_range(memory: &File, from: u64, to: u64, text: &str) -> usize {
    let overlap = text.len() as u64 - 1;
    let mut found = 0;
    let mut at = from;
    while at < to {
        let length = (to - at).min(PIECE + overlap);
        let mut piece = vec![0; usize::try_from(length).expect("a piece")];
        // What is not backed by memory has nothing in it.
        if memory.read_exact_at(&mut piece, at).is_ok() {
            found += memmem::find_iter(&piece, text).count();
        }
        at += PIECE;
    }
    found
}
