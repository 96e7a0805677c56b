//! The same once more below the program, in the unit file.

use super::{Family, block, of, refused};

/// What the words of systemd stand for.
const WORDS: [(&str, &[&str]); 3] = [
    ("link-local", &["169.254.0.0/16", "fe80::/10"]),
    ("localhost", &["127.0.0.0/8", "::1"]),
    ("multicast", &["224.0.0.0/4", "ff00::/8"]),
];

/// what the unit denies is what the relay refuses, but for this machine itself, where a proxy and a name server may
/// be. ISATAP is no range, and is the relay's alone.
#[test]
fn the_unit_denies_what_the_relay_refuses() {
    let unit = include_str!("../../../../deploy/greencheck.service");
    let blocks = |key: &'static str| {
        let lines = unit.lines().filter_map(move |line| line.strip_prefix(key));
        let words = lines.flat_map(str::split_whitespace);
        words.flat_map(|word| {
            let known = WORDS.iter().find(|(name, _)| *name == word);
            known.map_or_else(
                || vec![block(word)],
                |(_, texts)| texts.iter().map(|text| block(text)).collect(),
            )
        })
    };
    let allowed: Vec<_> = blocks("IPAddressAllow=").collect();
    let localhost: Vec<_> = WORDS[1].1.iter().map(|text| block(text)).collect();
    assert_eq!(allowed, localhost);
    for family in [Family::V4, Family::V6] {
        let denied = blocks("IPAddressDeny=").chain(localhost.clone());
        assert_eq!(of(family, denied), refused(family), "{family:?}");
    }
}
