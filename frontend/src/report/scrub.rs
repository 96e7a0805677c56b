//! Finds what names people, organisations and machines in a text, and puts stand-ins in their place.

mod called;

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use shared::diagnose::chain::{Inspector, inspector_of};
use shared::guid::is_guid;

/// Mail domains that say nothing about whose mailbox it is.
const PUBLIC: [&str; 8] = [
    "gmail.com",
    "googlemail.com",
    "hotmail.com",
    "icloud.com",
    "live.com",
    "office365.com",
    "outlook.com",
    "yahoo.com",
];

/// The last labels of names that no public server has.
const PRIVATE: [&str; 8] = [
    "corp",
    "home",
    "internal",
    "intranet",
    "lan",
    "local",
    "localdomain",
    "private",
];

/// What the name of an organisation's own domain at Microsoft ends with.
const AT_MICROSOFT: [&str; 3] = [".onmicrosoft.com", ".onmicrosoft.us", ".onmschina.cn"];

/// A run of letters and digits this long is an encoded something: a session, a back-end server, a token.
const ENCODED: usize = 32;

/// Remembers each stand-in, so that the same thing has the same one everywhere.
#[derive(Debug, Default)]
pub struct Scrub {
    users: BTreeMap<String, usize>,
    domains: BTreeMap<String, usize>,
    ids: BTreeMap<String, usize>,
    certified: BTreeMap<String, usize>,
    v4: BTreeMap<Ipv4Addr, u8>,
    v6: BTreeMap<Ipv6Addr, u16>,
    called: usize,
    /// Names as written, lower case, with what stands for each.
    names: BTreeMap<String, String>,
}

impl Scrub {
    /// Makes a name known, and each longer word of it: wherever it stands alone it is replaced.
    pub fn know_name(&mut self, name: &str, stand_in: &str) {
        let words = name
            .split_whitespace()
            .filter(|word| word.chars().count() >= 3);
        for part in std::iter::once(name.trim()).chain(words) {
            if !part.is_empty() {
                let known = self.names.entry(part.to_lowercase());
                known.or_insert_with(|| stand_in.to_owned());
            }
        }
    }

    /// Makes the names known that a provider's words hold, each as a whole.
    fn know_called(&mut self, text: &str) {
        for name in called::names(text) {
            if name.contains('.') && !name.contains(' ') {
                self.know_domain(name);
            } else if !self.names.contains_key(&name.to_lowercase()) {
                self.called += 1;
                let stand_in = format!("Name {}", self.called);
                self.names.insert(name.to_lowercase(), stand_in);
            }
        }
    }

    /// Makes the domain of a mailbox known, so that hosts below it are found too.
    pub fn know_domain(&mut self, domain: &str) {
        let domain = domain.to_ascii_lowercase();
        if !PUBLIC.contains(&domain.as_str()) {
            let next = self.domains.len() + 1;
            self.domains.entry(domain).or_insert(next);
        }
    }

    /// An address: `user1@domain1.example`.
    pub fn address(&mut self, address: &str) -> String {
        let lower = address.to_lowercase();
        let (local, domain) = lower.rsplit_once('@').unwrap_or((&lower, ""));
        self.know_domain(domain);
        let next = self.users.len() + 1;
        let user = *self
            .users
            .entry(format!("{local}@{domain}"))
            .or_insert(next);
        format!("user{user}@{}", self.host(domain))
    }

    /// A host name: what lies at or below a known domain is moved to its stand-in.
    pub fn host(&self, host: &str) -> String {
        let lower = host.to_ascii_lowercase();
        let labels = lower.match_indices('.').map(|(at, dot)| at + dot.len());
        for at in std::iter::once(0).chain(labels) {
            let (below, domain) = lower.split_at(at);
            if let Some(number) = self.domains.get(domain) {
                return format!("{below}domain{number}.example");
            }
        }
        host.to_owned()
    }

    /// A host that only its owner knows: a name of its own, whatever it was.
    pub fn private_host(&mut self, host: &str) -> String {
        self.know_domain(host);
        self.host(host)
    }

    /// An identifier, in the shape of a GUID.
    pub fn id(&mut self, id: &str) -> String {
        let next = self.ids.len() + 1;
        let number = *self.ids.entry(id.to_ascii_lowercase()).or_insert(next);
        format!("00000000-0000-0000-0000-{number:012}")
    }

    /// A name in a certificate, its owner's: the same one has the same number, so that a chain still holds together.
    pub fn certified(&mut self, name: &str) -> String {
        if name.is_empty() {
            return String::new();
        }
        let next = self.certified.len() + 1;
        let number = *self.certified.entry(name.to_owned()).or_insert(next);
        match inspector_of(name) {
            // Whose product it is says nothing about its owner.
            Some(Inspector::Product(product)) => format!("CN={product} (name {number})"),
            Some(Inspector::Unnamed) => format!("CN=TLS inspection (name {number})"),
            None => format!("CN=name {number}"),
        }
    }

    /// An IP address, from the blocks for documentation (RFC 5737, RFC 3849).
    pub fn ip(&mut self, ip: IpAddr) -> IpAddr {
        match ip {
            IpAddr::V4(ip) => {
                let next = u8::try_from(self.v4.len() + 1).unwrap_or(u8::MAX);
                Ipv4Addr::new(192, 0, 2, *self.v4.entry(ip).or_insert(next)).into()
            }
            IpAddr::V6(ip) => {
                let next = u16::try_from(self.v6.len() + 1).unwrap_or(u16::MAX);
                let last = *self.v6.entry(ip).or_insert(next);
                Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, last).into()
            }
        }
    }

    /// A free text: everything above, wherever it stands in it.
    pub fn text(&mut self, text: &str) -> String {
        self.know_called(text);
        // A guest's name in the directory holds the address at home; without the signs it is found as one.
        let text = text.replace("#EXT#@", "_EXT_@");
        let mut out = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(start) = rest.find(is_part) {
            out.push_str(&rest[..start]);
            rest = &rest[start..];
            let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            out.push_str(&self.run(run));
            rest = after;
        }
        out.push_str(rest);
        self.names_in(&out)
    }

    /// A run of characters that addresses, ids and IP addresses are made of.
    fn run(&mut self, run: &str) -> String {
        if run.contains(|c| c != ':')
            && let Ok(ip) = run.parse::<IpAddr>()
        {
            return self.ip(ip).to_string();
        }
        // A sentence's full stop and quotation marks are not part of it.
        let core = run.trim_matches(['.', '-', ':', '\'']);
        if core.is_empty() {
            return run.to_owned();
        }
        let (before, after) = run.split_once(core).unwrap_or(("", ""));
        format!("{before}{}{after}", self.core(core))
    }

    fn core(&mut self, core: &str) -> String {
        if let Ok(ip) = core.parse::<IpAddr>() {
            return self.ip(ip).to_string();
        }
        if let Ok(socket) = core.parse::<SocketAddr>() {
            return SocketAddr::new(self.ip(socket.ip()), socket.port()).to_string();
        }
        // An address literal (RFC 5321 §4.1.3).
        if let Some((tag @ ("IPv6" | "ipv6"), address)) = core.split_once(':')
            && let Ok(ip) = address.parse::<IpAddr>()
        {
            return format!("{tag}:{}", self.ip(ip));
        }
        // `mailto:…` and the like.
        let pieces: Vec<String> = core.split(':').map(|piece| self.piece(piece)).collect();
        pieces.join(":")
    }

    fn piece(&mut self, piece: &str) -> String {
        let address = piece.trim_matches('@');
        if address.contains('@') {
            return self.address(address);
        }
        // As it stands in an address of the web.
        if piece.contains("%40") {
            return self.address(&piece.replace("%40", "@")).replace('@', "%40");
        }
        if is_guid(piece) {
            return self.id(piece);
        }
        let encoded = |b: u8| b.is_ascii_alphanumeric() || b"+_-".contains(&b);
        // A token has dots in it.
        let long = |part: &str| part.len() >= ENCODED && part.bytes().all(encoded);
        if piece.split('.').any(long) {
            return "[encoded]".to_owned();
        }
        let lower = piece.to_ascii_lowercase();
        let private = lower
            .rsplit_once('.')
            .is_some_and(|(_, top)| PRIVATE.contains(&top));
        if private || AT_MICROSOFT.iter().any(|end| lower.ends_with(end)) {
            return self.private_host(piece);
        }
        self.host(piece)
    }

    /// The known names, where they stand alone.
    fn names_in(&self, text: &str) -> String {
        // Longest first, so that a whole name goes before its words.
        let mut names: Vec<_> = self.names.iter().collect();
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        let mut out = text.to_owned();
        for (name, stand_in) in names {
            out = replace_word(&out, name, stand_in);
        }
        out
    }
}

/// What addresses, ids, IP addresses and encoded texts are made of. Slashes and equals signs are not: they part.
fn is_part(c: char) -> bool {
    c.is_alphanumeric() || "@._%+-:'".contains(c)
}

/// Replaces a word, letters' case aside, where no letter or digit touches it. `word` is in lower case.
fn replace_word(text: &str, word: &str, by: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = None;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let alone = !before.is_some_and(char::is_alphanumeric);
        match prefix(rest, word).filter(|_| alone) {
            Some(length) if !rest[length..].starts_with(char::is_alphanumeric) => {
                out.push_str(by);
                before = rest[..length].chars().next_back();
                rest = &rest[length..];
            }
            _ => {
                out.push(c);
                before = Some(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    out
}

/// How many octets of `text` spell `word`, letters' case aside.
fn prefix(text: &str, word: &str) -> Option<usize> {
    let mut left = word.chars();
    let mut length = 0;
    for c in text.chars() {
        for lower in c.to_lowercase() {
            match left.next() {
                Some(expected) if expected == lower => {}
                _ => return None,
            }
        }
        length += c.len_utf8();
        if left.as_str().is_empty() {
            return Some(length);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scrub() -> Scrub {
        let mut scrub = Scrub::default();
        scrub.know_domain("contoso.com");
        scrub.know_name("Alex Moreau", "Person 1");
        scrub
    }

    #[test]
    fn every_kind_is_found_in_a_servers_line() {
        let mut scrub = scrub();
        for (line, expected) in [
            ("user=Alex@contoso.com.", "user=user1@domain1.example."),
            ("<alex@CONTOSO.com>", "<user1@domain1.example>"),
            (
                "mailto:pat.o'neil@other.org",
                "mailto:user2@domain2.example",
            ),
            ("from [203.0.113.9]:993", "from [192.0.2.1]:993"),
            ("from 203.0.113.9:993,", "from 192.0.2.1:993,"),
            ("to 2a01:111::1 now", "to 2001:db8::1 now"),
            ("Hello [IPv6:2a01:111::1]", "Hello [IPv6:2001:db8::1]"),
            (
                "Trace ID: 8A3C9A2E-6e0b-4a6f-9d8a-2f2d2f3b9c11",
                "Trace ID: 00000000-0000-0000-0000-000000000001",
            ),
            (
                "id=8a3c9a2e-6e0b-4a6f-9d8a-2f2d2f3b9c11",
                "id=00000000-0000-0000-0000-000000000001",
            ),
            (
                "https://mail.contoso.com/x",
                "https://mail.domain1.example/x",
            ),
            ("at jira01.acme.local now", "at domain3.example now"),
            (
                "got eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.e30.x",
                "got [encoded]",
            ),
            ("Hello Alex MOREAU, alex", "Hello Person 1, Person 1"),
            ("[RABVADIAUABSADAAMQBDAEEAMAAwADAAMQA=]", "[[encoded]=]"),
            (
                "login_hint=alex%40contoso.com&x",
                "login_hint=user1%40domain1.example&x",
            ),
            (
                "<pat_other.org#EXT#@Contoso.com>",
                "<user3@domain1.example>",
            ),
            ("in acme.onmicrosoft.com now", "in domain4.example now"),
            (
                "not found in the directory 'Acme Ltd'. ACME LTD",
                "not found in the directory 'Name 1'. Name 1",
            ),
            (
                "exist in tenant 'acme.org' now",
                "exist in tenant 'domain5.example' now",
            ),
        ] {
            assert_eq!(scrub.text(line), expected, "{line}");
        }
    }

    #[test]
    fn what_names_nobody_stays() {
        let mut scrub = scrub();
        for line in [
            "* OK The Microsoft Exchange IMAP4 service is ready.",
            "* CAPABILITY IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS",
            "A1 NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
            "at 12:30:45, v1.2, 10::x, alexandra",
            "outlook.office365.com:993 notcontoso.com",
            "@ -- == é '' ::",
        ] {
            assert_eq!(scrub.text(line), line);
        }
    }

    #[test]
    fn hostile_text_is_no_trouble() {
        let mut scrub = scrub();
        for line in ["@@@@", "a@", "@a", "=@=", ":::::", "İ", "''", "-@-"] {
            assert_eq!(scrub.text(line), line);
        }
        assert_eq!(
            scrub.text("İalex ß@ß a@b:c@d"),
            "İalex user1@domain2.example user2@domain3.example:user3@domain4.example"
        );
        let many = 50_000;
        let long = scrub.text(&"a@b:".repeat(many));
        assert_eq!(long.len(), "user2@domain3.example:".len() * many);
    }
}
