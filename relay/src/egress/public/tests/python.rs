//! The same question to Python's `ipaddress`, of whichever version is here.

use std::io::{BufWriter, Read, Write};
use std::process::{Command, Stdio};
use std::thread;

use super::{Family, Range, edges, is_public, missing, of, refused};

const SCRIPT: &str = include_str!("not_global.py");

fn python(what: &str) -> Command {
    let mut python = Command::new("python3");
    python.args(["-c", SCRIPT, what]);
    python.stdin(Stdio::piped()).stdout(Stdio::piped());
    python
}

const MISSING: &str = "no python3 here: apt-get install python3";

/// Whatever Python takes for special, as ranges.
fn special() -> Vec<(Family, Range)> {
    let output = python("ranges").output().expect(MISSING);
    assert!(output.status.success());
    let line = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        let number = |word| u128::from_str_radix(word, 16).unwrap();
        let family = if words[0] == "4" {
            Family::V4
        } else {
            Family::V6
        };
        (family, (number(words[1]), number(words[2])))
    };
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(line).collect()
}

/// Asks Python about each address; how many it takes for special. Each of them has to be refused here.
fn asked(addresses: impl Iterator<Item = (Family, u128)> + Clone + Send + 'static) -> usize {
    let mut python = python("ask").spawn().expect(MISSING);
    let mut questions = BufWriter::new(python.stdin.take().unwrap());
    let all = addresses.clone();
    let asking = thread::spawn(move || {
        for (family, number) in all {
            let octets = number.to_be_bytes();
            match family {
                Family::V4 => questions
                    .write_all(b"4")
                    .and(questions.write_all(&octets[12..])),
                Family::V6 => questions.write_all(b"6").and(questions.write_all(&octets)),
            }
            .unwrap();
        }
    });
    let mut answers = python.stdout.take().unwrap();
    let (mut special, mut block) = (0, vec![0; 65_536]);
    let mut addresses = addresses;
    loop {
        let length = answers.read(&mut block).unwrap();
        if length == 0 {
            break;
        }
        for answer in &block[..length] {
            let (family, number) = addresses.next().unwrap();
            if *answer == b'1' {
                special += 1;
                let address = family.address(number);
                assert!(!is_public(address), "{address} is special, says Python");
            }
        }
    }
    assert_eq!(addresses.next(), None, "every question is answered");
    asking.join().unwrap();
    assert!(python.wait().unwrap().success());
    special
}

/// The same numbers each time (`SplitMix64`).
#[derive(Clone)]
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn wide(&mut self) -> u128 {
        u128::from(self.next()) << 64 | u128::from(self.next())
    }

    /// Every other one begins as an edge does, up to a random bit: what is just inside or outside of a block is rare among
    /// random numbers. Some are ISATAP.
    fn address(&mut self, family: Family, edges: &[u128]) -> u128 {
        let random = self.wide() & family.last();
        let choice = self.next();
        if choice.is_multiple_of(2) {
            return match family {
                // Of what is public at all, as one in eight is.
                Family::V6 if choice.is_multiple_of(4) => 1 << 125 | random >> 3,
                _ => random,
            };
        }
        let edge = edges[usize::try_from(choice >> 8).unwrap() % edges.len()];
        let kept = u32::try_from(self.next() % u64::from(family.bits())).unwrap();
        let rest = family.last() >> kept;
        let near = edge & !rest | random & rest;
        match family {
            Family::V6 if choice % 16 == 1 => near & !(0xfdff_ffff << 32) | 0x5efe << 32,
            _ => near,
        }
    }
}

/// All edges, ours and Python's, and then as many random addresses.
fn sample(family: Family, random: usize) -> impl Iterator<Item = (Family, u128)> + Clone + Send {
    let mut ranges = refused(family);
    ranges.extend(of(family, special()));
    let edges = edges(family, &ranges);
    let mut numbers = Numbers(0x6772_6565_6e63_6865);
    let near = edges.clone();
    let random = (0..random).map(move |_| numbers.address(family, &near));
    edges
        .into_iter()
        .chain(random)
        .map(move |number| (family, number))
}

/// all 2^32 addresses of IPv4 and all 2^128 of IPv6, since each side is a list of ranges.
#[test]
fn whatever_python_takes_for_special_is_refused() {
    let special = special();
    for family in [Family::V4, Family::V6] {
        let ranges = of(family, special.clone());
        assert!(ranges.len() > 2, "{ranges:?}");
        assert_eq!(
            missing(&ranges, &refused(family)),
            [&(0, 0); 0],
            "{family:?}"
        );
    }
}

/// the edges and some thousand addresses, each one asked about by itself.
#[test]
fn python_is_asked_about_single_addresses() {
    for family in [Family::V4, Family::V6] {
        let special = asked(sample(family, 4_000));
        assert!(special > 1_000, "{family:?}: {special}");
    }
}

/// as many as ten million.
#[test]
fn python_is_asked_about_ten_million_addresses_at_length() {
    let special = asked(sample(Family::V6, 10_000_000));
    assert!(special > 4_000_000, "{special}");
    asked(sample(Family::V4, 1_000_000));
}

/// every /24 of IPv4 at its first, middle and last address, by the function itself and not by its ranges.
#[test]
fn every_block_of_256_addresses_is_held_against_python_at_length() {
    let special = of(Family::V4, special());
    let mut ranges = special.iter().peekable();
    for block in 0..=u32::MAX >> 8 {
        for within in [0, 128, 255] {
            let number = block << 8 | within;
            while ranges
                .next_if(|range| range.1 < u128::from(number))
                .is_some()
            {}
            let inside = ranges
                .peek()
                .is_some_and(|range| range.0 <= u128::from(number));
            let address = Family::V4.address(number.into());
            assert!(!inside || !is_public(address), "{address}");
        }
    }
}
