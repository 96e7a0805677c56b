# What Python's ipaddress takes for special, to hold a list of our own against it.
#
# "ranges": one line a range, "4 first last" or "6 first last", in hexadecimal. Whole and exact: the answers are made of
# membership in the module's own networks, so they can change at the edges of these alone, and at each the module is asked.
#
# "ask": for each octet 4 or 6 and the octets of an address behind it on standard input, a line's worth of answers on
# standard output: "1" for special, "0" for not.
import ipaddress
import sys


def special(address):
    return (
        not address.is_global
        or address.is_private
        or address.is_multicast
        or address.is_reserved
        or address.is_unspecified
        or address.is_loopback
        or address.is_link_local
        or getattr(address, "is_site_local", False)
    )


def networks(constants, network, address):
    for value in vars(constants).values():
        for one in value if isinstance(value, (list, tuple)) else [value]:
            if isinstance(one, (network, address)):
                yield network(one)


def ranges(name, address, found):
    edges = {0, 1 << address(0).max_prefixlen}
    for one in found:
        edges.add(int(one.network_address))
        edges.add(int(one.broadcast_address) + 1)
    edges = sorted(edges)
    merged = []
    for first, after in zip(edges, edges[1:]):
        last = after - 1
        answers = {special(address(at)) for at in (first, (first + last) // 2, last)}
        assert len(answers) == 1, (name, first, last)
        if answers == {True}:
            if merged and merged[-1][1] == first - 1:
                merged[-1][1] = last
            else:
                merged.append([first, last])
    for first, last in merged:
        print(name, "%x %x" % (first, last))


def ask():
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    answers = bytearray()
    while True:
        family = source.read(1)
        if family == b"4":
            address = ipaddress.IPv4Address(source.read(4))
        elif family == b"6":
            address = ipaddress.IPv6Address(source.read(16))
        else:
            break
        answers += b"1" if special(address) else b"0"
        if len(answers) == 65536:
            sink.write(answers)
            answers.clear()
    sink.write(answers)


if sys.argv[1] == "ranges":
    four = list(networks(ipaddress._IPv4Constants, ipaddress.IPv4Network, ipaddress.IPv4Address))
    six = list(networks(ipaddress._IPv6Constants, ipaddress.IPv6Network, ipaddress.IPv6Address))
    # IPv4-mapped addresses may be judged by what is in them.
    mapped = int(ipaddress.IPv6Address("::ffff:0:0"))
    six += [
        ipaddress.IPv6Network((mapped + int(one.network_address), 96 + one.prefixlen))
        for one in four
    ]
    assert len(four) > 10 and len(six) > 20
    ranges("4", ipaddress.IPv4Address, four)
    ranges("6", ipaddress.IPv6Address, six)
else:
    ask()
