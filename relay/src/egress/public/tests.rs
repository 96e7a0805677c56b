//! What is not public, as ranges, held against every list that this one is to cover.

mod clouds;
mod python;
mod sources;
mod unit_file;

use super::{GIVEN_OUT, IpAddr, Ipv4Addr, Ipv6Addr, SPECIAL_V4, SPECIAL_V6, is_public};

/// Addresses from the first to the last, as numbers.
type Range = (u128, u128);

/// Which of the two kinds of address.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Family {
    V4,
    V6,
}

impl Family {
    const fn bits(self) -> u32 {
        match self {
            Self::V4 => 32,
            Self::V6 => 128,
        }
    }

    fn last(self) -> u128 {
        u128::MAX >> (128 - self.bits())
    }

    fn address(self, number: u128) -> IpAddr {
        match self {
            Self::V4 => Ipv4Addr::from_bits(number.try_into().unwrap()).into(),
            Self::V6 => Ipv6Addr::from_bits(number).into(),
        }
    }

    /// The first `bits` bits are fixed.
    fn block(self, start: u128, bits: u32) -> Range {
        let rest = self.last().checked_shr(bits).unwrap_or(0);
        assert_eq!(start & rest, 0, "{} of {bits} bits", self.address(start));
        (start, start | rest)
    }
}

/// `10.0.0.0/8`; an address alone is a block of one.
fn block(text: &str) -> (Family, Range) {
    let (net, bits) = text.split_once('/').unwrap_or((text, ""));
    let (family, start) = match net.parse().unwrap() {
        IpAddr::V4(v4) => (Family::V4, u128::from(v4.to_bits())),
        IpAddr::V6(v6) => (Family::V6, v6.to_bits()),
    };
    let bits = bits.parse().unwrap_or(family.bits());
    (family, family.block(start, bits))
}

/// In order, with those that meet made one.
fn merged(ranges: impl IntoIterator<Item = Range>) -> Vec<Range> {
    let mut ranges: Vec<Range> = ranges.into_iter().collect();
    ranges.sort_unstable();
    let mut merged: Vec<Range> = Vec::new();
    for (first, last) in ranges {
        match merged.last_mut() {
            Some(before) if before.1 == u128::MAX || first <= before.1 + 1 => {
                before.1 = before.1.max(last);
            }
            _ => merged.push((first, last)),
        }
    }
    merged
}

fn of(family: Family, blocks: impl IntoIterator<Item = (Family, Range)>) -> Vec<Range> {
    let own = |(of, range)| (of == family).then_some(range);
    merged(blocks.into_iter().filter_map(own))
}

/// What the table refuses, whole: all of it but ISATAP, which is no range.
fn refused(family: Family) -> Vec<Range> {
    match family {
        Family::V4 => merged(SPECIAL_V4.map(|(net, bits)| {
            let net = u128::from(u32::from_be_bytes(net));
            family.block(net, bits)
        })),
        Family::V6 => {
            let number = |[a, b, c]: [u16; 3]| Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0).to_bits();
            let (first, last) = family.block(number(GIVEN_OUT.0), GIVEN_OUT.1);
            let special = SPECIAL_V6.map(|(net, bits)| family.block(number(net), bits));
            let rest = [(0, first - 1), (last + 1, family.last())];
            merged(special.into_iter().chain(rest))
        }
    }
}

/// The ranges of the first list that no range of the second holds.
fn missing<'a>(these: &'a [Range], within: &[Range]) -> Vec<&'a Range> {
    let held = |range: &Range| {
        within
            .iter()
            .any(|all| all.0 <= range.0 && range.1 <= all.1)
    };
    these.iter().filter(|range| !held(range)).collect()
}

/// The ends of ranges, and what is next to them.
fn edges(family: Family, ranges: &[Range]) -> Vec<u128> {
    let near = |end: u128| [end.checked_sub(1), Some(end), end.checked_add(1)];
    let ends = ranges.iter().flat_map(|range| [range.0, range.1]);
    let all = ends.flat_map(near).flatten();
    all.filter(|number| *number <= family.last()).collect()
}

/// The function says what the ranges say, at every end and next to it: the other tests rest on that.
#[test]
fn the_ranges_are_what_the_function_says() {
    for family in [Family::V4, Family::V6] {
        let refused = refused(family);
        for number in edges(family, &refused) {
            let inside = refused
                .iter()
                .any(|(first, last)| (*first..=*last).contains(&number));
            let address = family.address(number);
            assert_eq!(is_public(address), !inside, "{address}");
        }
    }
}

/// what is refused needs a reason, so that nobody's mail server is.
#[test]
fn what_mail_servers_have_is_public() {
    for public in [
        "8.8.8.8",
        "40.99.0.1",
        "52.97.1.1",
        "168.63.129.17",
        "172.32.0.1",
        "2603:1026::1",
        "2606:4700:4700::1111",
        "2a00:1450:4001::1",
        "2a01:111:f403::1",
    ] {
        assert!(is_public(public.parse().unwrap()), "{public}");
    }
}
