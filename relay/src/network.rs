//! Whom an address counts for.

use std::net::{IpAddr, Ipv6Addr};

/// One customer: an IPv4 address, or the /64 of an IPv6 address.
pub fn customer(address: IpAddr) -> IpAddr {
    cut(address, 64)
}

/// One customer however large: an IPv4 address, or the /48 of an IPv6 address. Most providers give out a /56 or a /48, and
/// whoever has one has thousands of /64.
pub fn site(address: IpAddr) -> IpAddr {
    cut(address, 48)
}

fn cut(address: IpAddr, bits: u32) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let mask = u128::MAX << (128 - bits);
            IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & mask))
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// by the network of IPv6.
    #[test]
    fn a_customer_of_ipv6_is_a_network() {
        let of = |text: &str| customer(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:0:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
        let of = |text: &str| site(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:1::1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }
}
