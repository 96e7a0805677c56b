//! Single addresses: where clouds keep inner services, and IPv4 in the dress of IPv6.

use super::is_public;

///
#[test]
fn the_inner_services_of_clouds_are_not_public() {
    for (cloud, address) in [
        ("most", "169.254.169.254"),
        ("Amazon, containers", "169.254.170.2"),
        ("Amazon", "fd00:ec2::254"),
        ("Google", "fd20:ce::254"),
        ("Azure, wire server", "168.63.129.16"),
        ("Alibaba", "100.100.100.200"),
        ("Oracle", "192.0.0.192"),
        ("Tencent", "169.254.0.23"),
    ] {
        assert!(!is_public(address.parse().unwrap()), "{cloud}: {address}");
    }
}

/// whatever IPv4 address is inside, a public one too. The kinds of rows are those of Smokescreen's table.
#[test]
fn ipv4_in_the_dress_of_ipv6_is_not_public() {
    for dressed in [
        // IPv4-mapped and IPv4-compatible.
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:8.8.8.8",
        "::127.0.0.1",
        "::10.0.0.1",
        "::8.8.8.8",
        "::ffff:0:127.0.0.1",
        // NAT64, with the prefix that all know and with a network's own.
        "64:ff9b::127.0.0.1",
        "64:ff9b::172.28.0.5",
        "64:ff9b::192.0.2.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::8.8.8.8",
        "64:ff9b::255.255.255.255",
        "64:ff9b:1::1",
        "64:ff9b:1:ffff::8.8.8.8",
        // 6to4.
        "2002:7f00:1::1",
        "2002:a00:1::1",
        "2002:c000:201::1",
        "2002:c0a8:101::1",
        "2002:808:808::1",
        // Teredo: the server in the front, the client inverted at the end.
        "2001::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:0:808:808:0:0:f5ff:fffe",
        "2001:0:1234:5678:9abc:def0:1234:5678",
        // ISATAP below a public prefix, with both bits of its identifier either way.
        "2001:4860:0:1:0:5efe:127.0.0.1",
        "2001:4860:0:1:0:5efe:10.0.0.1",
        "2001:4860:0:1:200:5efe:10.0.0.1",
        "2001:4860:0:1:100:5efe:10.0.0.1",
        "2001:4860:0:1:300:5efe:10.0.0.1",
        "2a00:1450:4001:801:200:5efe:8.8.8.8",
        "fe80::5efe:192.168.1.1",
        "fe80::200:5efe:192.168.1.1",
    ] {
        assert!(!is_public(dressed.parse().unwrap()), "{dressed}");
    }
    // What only looks like it.
    for bare in [
        "2001:4860:4860::8888",
        "2606:4700:4700::1111",
        "2003::1",
        "2001:200::1",
        "2001:4860:0:1:0:5eff:a00:1",
        "2001:4860:0:1:400:5efe:a00:1",
        "2001:4860:0:5efe:a00:1::",
    ] {
        assert!(is_public(bare.parse().unwrap()), "{bare}");
    }
}
