//! Finds what names people, organisations and machines in a text, and puts stand-ins in their place.

mod called;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use shared::address::HostName;
use shared::diagnose::chain::{Inspector, inspector_of};
use shared::guid::is_guid;
use shared::token::CONSUMERS;

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

/// Ids that say nothing about whose they are, and that the diagnosis and the remedies know: the tenant of all personal
/// accounts, Exchange Online and Microsoft Graph.
const EVERYBODYS: [&str; 3] = [
    CONSUMERS,
    "00000002-0000-0ff1-ce00-000000000000",
    "00000003-0000-0000-c000-000000000000",
];

/// What marks a guest's name in a directory, between the address at home and the directory's own domain: as Microsoft writes
/// it, in an address of the web, and in places where its signs cannot stand.
const GUEST: [&str; 3] = ["#EXT#", "%23EXT%23", "_EXT_"];

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
    /// Names that a provider's words held, lower case.
    called: BTreeMap<String, usize>,
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

    /// What stands for a name that a provider's words hold. It is made known, unless other things are called like it.
    fn called(&mut self, name: &str) -> String {
        if name.parse::<HostName>().is_ok() {
            return self.private_host(name);
        }
        let name = name.trim_matches(|c: char| !c.is_alphanumeric());
        let lower = name.to_lowercase();
        if let Some(stand_in) = self.names.get(&lower) {
            return stand_in.clone();
        }
        let next = self.called.len() + 1;
        let number = *self.called.entry(lower.clone()).or_insert(next);
        let stand_in = format!("Name {number}");
        if called::is_telling(name) {
            self.names.insert(lower, stand_in.clone());
        }
        stand_in
    }

    /// Makes the domain of a mailbox known, so that hosts below it are found too.
    pub fn know_domain(&mut self, domain: &str) {
        let domain = domain.to_ascii_lowercase();
        if !PUBLIC.contains(&domain.as_str()) {
            let next = self.domains.len() + 1;
            self.domains.entry(domain).or_insert(next);
        }
    }

    /// An address: `user1@domain1.example`. A guest's keeps its mark, which says more than who it is.
    pub fn address(&mut self, address: &str) -> String {
        let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
        let (name, mark) = guest(local);
        let domain = domain.to_lowercase();
        self.know_domain(&domain);
        let next = self.users.len() + 1;
        let user = *self
            .users
            .entry(format!("{}@{domain}", name.to_lowercase()))
            .or_insert(next);
        format!("user{user}{mark}@{}", self.host(&domain))
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

    /// An identifier, in the shape of a GUID. Everybody's stays: what the token is for, or whose it is, hangs on it.
    pub fn id(&mut self, id: &str) -> String {
        if EVERYBODYS
            .iter()
            .any(|known| known.eq_ignore_ascii_case(id))
        {
            return id.to_owned();
        }
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
        let text = self.called_in(text);
        let mut out = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(start) = rest.find(is_part) {
            out.push_str(&rest[..start]);
            rest = &rest[start..];
            let (run, after) = rest.split_at(run_end(rest));
            out.push_str(&self.run(run));
            rest = after;
        }
        out.push_str(rest);
        self.names_in(&out)
    }

    /// The names that a provider's words hold, each replaced in its place.
    fn called_in(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut copied = 0;
        for at in called::names(text) {
            out.push_str(&text[copied..at.start]);
            out.push_str(&self.called(&text[at.clone()]));
            copied = at.end;
        }
        out + &text[copied..]
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

/// Where the run ends that a text begins with. A guest's mark is part of it, whose signs alone are not.
fn run_end(text: &str) -> usize {
    const MARK: &str = "#EXT#@";
    let mut end = 0;
    loop {
        let rest = &text[end..];
        end += rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        match text.get(end..end + MARK.len()) {
            Some(mark) if mark.eq_ignore_ascii_case(MARK) => end += MARK.len(),
            _ => return end,
        }
    }
}

/// Parts what stands before the `@` into whose name it is and the mark of a guest, as it is written.
fn guest(local: &str) -> (&str, &str) {
    let mark = GUEST.iter().find_map(|mark| {
        let at = local.len().checked_sub(mark.len())?;
        local.get(at..)?.eq_ignore_ascii_case(mark).then_some(at)
    });
    local.split_at(mark.unwrap_or(local.len()))
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
