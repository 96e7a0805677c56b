//! Which addresses are of the public Internet. Pure.
//!
//! The union of what IANA's special-purpose registries list (also the blocks that they call globally reachable: no mail
//! server is at an anycast relay), of what Python's `ipaddress`, Rust's `is_global`, Smokescreen and Let's Debug take for
//! special, and of where clouds keep inner services. The tests hold it against each of them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address is one of the public Internet: not in IANA's special-purpose registries, no cloud's inner service,
/// and for IPv6 no dress of an IPv4 address.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => !SPECIAL_V4.iter().any(|(net, bits)| in_v4(v4, *net, *bits)),
        IpAddr::V6(v6) => {
            in_v6(v6, GIVEN_OUT.0, GIVEN_OUT.1)
                && !SPECIAL_V6.iter().any(|(net, bits)| in_v6(v6, *net, *bits))
                && !is_isatap(v6)
        }
    }
}

/// The blocks of IPv4 that are none of the public Internet.
const SPECIAL_V4: [([u8; 4], u32); 19] = [
    // "This network" (RFC 791 §3.2); Linux dials itself at 0.0.0.0.
    ([0, 0, 0, 0], 8),
    // Private (RFC 1918).
    ([10, 0, 0, 0], 8),
    // Shared by the customers of a carrier (RFC 6598); Alibaba's metadata are at 100.100.100.200.
    ([100, 64, 0, 0], 10),
    // This machine (RFC 1122 §3.2.1.3).
    ([127, 0, 0, 0], 8),
    // Azure's wire server.
    ([168, 63, 129, 16], 32),
    // Link-local (RFC 3927); the metadata of most clouds are at 169.254.169.254.
    ([169, 254, 0, 0], 16),
    // Private (RFC 1918).
    ([172, 16, 0, 0], 12),
    // IETF protocol assignments (RFC 6890 §2.1); Oracle's metadata are at 192.0.0.192.
    ([192, 0, 0, 0], 24),
    // Documentation (RFC 5737).
    ([192, 0, 2, 0], 24),
    // AS112 (RFC 7535).
    ([192, 31, 196, 0], 24),
    // Automatic multicast tunnelling (RFC 7450).
    ([192, 52, 193, 0], 24),
    // Relays of 6to4, withdrawn (RFC 7526), and of 6a44 (RFC 6751).
    ([192, 88, 99, 0], 24),
    // Private (RFC 1918).
    ([192, 168, 0, 0], 16),
    // AS112 (RFC 7534).
    ([192, 175, 48, 0], 24),
    // Benchmarks (RFC 2544).
    ([198, 18, 0, 0], 15),
    // Documentation (RFC 5737).
    ([198, 51, 100, 0], 24),
    ([203, 0, 113, 0], 24),
    // Multicast (RFC 5771).
    ([224, 0, 0, 0], 4),
    // Reserved (RFC 1112 §4), and the broadcast to all (RFC 919 §7).
    ([240, 0, 0, 0], 4),
];

/// What IANA has given out for global unicast (RFC 4291 §2.4 and its registry), by the first 48 bits.
///
/// All else is refused as a whole: `::` and `::1`, IPv4 as `::a.b.c.d` and `::ffff:a.b.c.d` (RFC 4291 §2.5.5), NAT64 in
/// `64:ff9b::/96` (RFC 6052) and `64:ff9b:1::/48` (RFC 8215), what is discarded or stands for nothing in `100::/64`
/// (RFC 6666) and `100:0:0:1::/64` (RFC 9780), segments in `5f00::/16` (RFC 9602), a site's own in `fc00::/7` (RFC 4193;
/// Amazon's metadata are at `fd00:ec2::254` and Google's at `fd20:ce::254`) and `fec0::/10` (RFC 3879), `fe80::/10` of a
/// link, and multicast in `ff00::/8`.
const GIVEN_OUT: ([u16; 3], u32) = ([0x2000, 0, 0], 3);

/// The special parts of it, by their first 48 bits.
const SPECIAL_V6: [([u16; 3], u32); 5] = [
    // IETF protocol assignments (RFC 2928): Teredo, which holds IPv4 (RFC 4380), benchmarks (RFC 5180), ORCHID (RFC 4843 and
    // 7343), AS112 (RFC 7535), automatic multicast tunnelling (RFC 7450), drones (RFC 9374), anycast of services.
    ([0x2001, 0, 0], 23),
    // Documentation (RFC 3849).
    ([0x2001, 0x0db8, 0], 32),
    // 6to4, which holds IPv4 (RFC 3056).
    ([0x2002, 0, 0], 16),
    // AS112 (RFC 7534).
    ([0x2620, 0x004f, 0x8000], 48),
    // Documentation (RFC 9637).
    ([0x3fff, 0, 0], 20),
];

/// Whether the lower half holds an IPv4 address as `0:5efe:a.b.c.d`, below any prefix (ISATAP, RFC 5214 §6.1). The two bits
/// that say "universal" and "group" may be set or not.
const fn is_isatap(address: Ipv6Addr) -> bool {
    let [_, _, _, _, high, low, ..] = address.segments();
    high & !0x0300 == 0 && low == 0x5efe
}

fn in_v4(address: Ipv4Addr, net: [u8; 4], bits: u32) -> bool {
    let mask = u32::MAX << (32 - bits);
    address.to_bits() & mask == u32::from_be_bytes(net) & mask
}

fn in_v6(address: Ipv6Addr, net: [u16; 3], bits: u32) -> bool {
    let net = Ipv6Addr::new(net[0], net[1], net[2], 0, 0, 0, 0, 0);
    let mask = u128::MAX << (128 - bits);
    address.to_bits() & mask == net.to_bits() & mask
}

#[cfg(test)]
mod tests;
