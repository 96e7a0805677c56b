//! Which element of a refused chain is at fault, and how: webpki's verdict, read against what the certificates say.
//!
//! The verdict is the evidence and is never contradicted. It says little about a chain that leads nowhere: self-signed,
//! an unknown root, a missing intermediate and an inspecting device look alike to it, and only the names tell them apart.

mod inspector;

use serde::Serialize;

pub use self::inspector::{Inspector, of as inspector_of};
use crate::evidence::tls::{Certificate, CertificateVerdict};

/// The most certificates that the relay tells of; what follows the last of them is then not known.
const WHOLE: usize = 6;

/// The smallest RSA key whose signatures are accepted, in bits.
const SMALLEST_RSA: u32 = 2048;

/// What is wrong with a chain, and where.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Flaw {
    /// Where; `None` when nothing tells which it is.
    pub element: Option<Element>,
    /// What.
    pub fault: Fault,
}

/// One certificate of a chain.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Element {
    /// Its place, from 0: the server's own.
    pub at: usize,
    /// Its subject.
    pub subject: String,
}

/// What is wrong with it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// Its time is over.
    Expired {
        /// When it ended, seconds since 1970, if that was seen.
        ended: Option<i64>,
    },
    /// Its time has not begun.
    NotYetValid {
        /// When it begins, seconds since 1970, if that was seen.
        begins: Option<i64>,
    },
    /// It is for other names.
    WrongName {
        /// Which; empty when it has none, or when that was not seen.
        names: Vec<String>,
    },
    /// A device or a program on the way issued it.
    Inspected {
        /// Whose it is, by its name.
        by: Inspector,
        /// The authority's name.
        issuer: String,
    },
    /// It is its own issuer.
    SelfSigned,
    /// It is a root, and not one that is trusted.
    UnknownRoot,
    /// Its issuer is neither trusted nor sent along.
    NoIssuer {
        /// The issuer's name.
        issuer: String,
    },
    /// Its issuers sign each other and lead to no root.
    Circle,
    /// It leads to no root that is trusted, and nothing tells why.
    NotTrusted,
    /// It is not for a server.
    WrongUsage {
        /// What it is for, if that was seen.
        usages: Vec<String>,
    },
    /// Its key is too small, or of a kind that is not accepted.
    WeakKey {
        /// Its key.
        key: String,
    },
    /// It is signed by a method that is not accepted.
    WeakSignature {
        /// The method, if it was seen.
        method: Option<String>,
    },
    /// A signature does not verify.
    BadSignature,
    /// It limits the names below it, and the server's is outside.
    NameConstraint,
    /// It is an authority's own, and stands where a server's belongs.
    AuthorityAsServer,
    /// It signs another and may not.
    NotAnAuthority,
    /// The chain is too long.
    TooLong,
    /// It cannot be read.
    Malformed,
    /// It was revoked.
    Revoked,
    /// Refused for another reason.
    Other,
}

/// Reads a refused chain, the server's own certificate first. `checked`: the clock at the check, seconds since 1970.
pub fn flaw(verdict: CertificateVerdict, chain: &[Certificate], checked: i64) -> Flaw {
    let first = |is: &dyn Fn(&Certificate) -> bool| chain.iter().position(is);
    let at = |at: Option<usize>, fault: Fault| Flaw {
        element: at.and_then(|at| element(chain, at)),
        fault,
    };
    match verdict {
        CertificateVerdict::Expired => {
            let found = first(&|one| one.not_after < checked);
            let ended = found.and_then(|at| chain.get(at)).map(|c| c.not_after);
            at(found, Fault::Expired { ended })
        }
        CertificateVerdict::NotYetValid => {
            let found = first(&|one| one.not_before > checked);
            let begins = found.and_then(|at| chain.get(at)).map(|c| c.not_before);
            at(found, Fault::NotYetValid { begins })
        }
        CertificateVerdict::WrongName => {
            let names = chain.first().map(|own| own.names.clone());
            let names = names.unwrap_or_default();
            at(Some(0), Fault::WrongName { names })
        }
        CertificateVerdict::UnknownIssuer => leads_nowhere(chain),
        CertificateVerdict::AuthorityAsServer => match leads_nowhere(chain) {
            // A self-signed certificate is often an authority as well: that it is its own issuer says more.
            flaw @ Flaw {
                fault: Fault::SelfSigned | Fault::Inspected { .. },
                ..
            } => flaw,
            _ => at(Some(0), Fault::AuthorityAsServer),
        },
        CertificateVerdict::WrongUsage => {
            let found = first(&not_for_servers);
            let usages = found.and_then(|at| chain.get(at)).map(|c| c.usages.clone());
            let usages = usages.unwrap_or_default();
            at(found, Fault::WrongUsage { usages })
        }
        // A key that is too small is refused as a signature that does not verify.
        CertificateVerdict::BadSignature => match first(&|one| is_weak(&one.key)) {
            Some(weak) => at(Some(weak), weak_key(chain, weak)),
            None => at(None, Fault::BadSignature),
        },
        CertificateVerdict::WeakSignature => {
            let found = first(&|one| !is_self_issued(one) && is_old(&one.signature));
            let method = found.and_then(|at| chain.get(at)).map(|c| &c.signature);
            let method = method.cloned();
            at(found, Fault::WeakSignature { method })
        }
        CertificateVerdict::NameConstraint => {
            at(first(&|one| one.constrains), Fault::NameConstraint)
        }
        CertificateVerdict::NotAnAuthority => {
            let signs = path(chain).into_iter().skip(1);
            let mut signs = signs.filter(|at| chain.get(*at).is_some_and(|one| !one.authority));
            at(signs.next(), Fault::NotAnAuthority)
        }
        CertificateVerdict::TooLong => at(None, Fault::TooLong),
        CertificateVerdict::Malformed => at(None, Fault::Malformed),
        CertificateVerdict::Revoked => at(None, Fault::Revoked),
        CertificateVerdict::Other => at(None, Fault::Other),
    }
}

/// The device or the program on the way that issued a certificate of the chain, by its name.
pub fn inspector(chain: &[Certificate]) -> Option<(Inspector, &str)> {
    let mut issuers = chain.iter().map(|one| one.issuer.as_str());
    issuers.find_map(|issuer| Some((inspector::of(issuer)?, issuer)))
}

/// Whether each certificate is followed by its issuer's, as RFC 5246 §7.4.2 asks. Some readers insist.
pub fn is_in_order(chain: &[Certificate]) -> bool {
    chain
        .windows(2)
        .all(|pair| matches!(pair, [one, next] if one.issuer == next.subject))
}

/// No root that is trusted: the names tell how far the chain goes.
fn leads_nowhere(chain: &[Certificate]) -> Flaw {
    let Some(own) = chain.first() else {
        return Flaw {
            element: None,
            fault: Fault::NotTrusted,
        };
    };
    let path = path(chain);
    let last = path.last().copied().unwrap_or_default();
    let end = chain.get(last).unwrap_or(own);
    let (at, fault) = if let Some((by, issuer)) = inspector(chain) {
        let issuer = issuer.to_owned();
        (0, Fault::Inspected { by, issuer })
    } else if is_self_issued(own) {
        (0, Fault::SelfSigned)
    } else if is_self_issued(end) {
        (last, Fault::UnknownRoot)
    } else if chain.iter().any(|one| one.subject == end.issuer) {
        (last, Fault::Circle)
    } else if chain.len() >= WHOLE {
        (last, Fault::NotTrusted)
    } else {
        let issuer = end.issuer.clone();
        (last, Fault::NoIssuer { issuer })
    };
    Flaw {
        element: element(chain, at),
        fault,
    }
}

/// The places of the certificates from the server's own up, each signed by the next, by their names alone.
fn path(chain: &[Certificate]) -> Vec<usize> {
    let mut path = Vec::new();
    let mut next = Some(0);
    while let Some((at, one)) = next.and_then(|at| Some((at, chain.get(at)?))) {
        path.push(at);
        next = chain
            .iter()
            .enumerate()
            .position(|(at, other)| !path.contains(&at) && other.subject == one.issuer);
    }
    path
}

fn element(chain: &[Certificate], at: usize) -> Option<Element> {
    let subject = chain.get(at)?.subject.clone();
    Some(Element { at, subject })
}

fn weak_key(chain: &[Certificate], at: usize) -> Fault {
    let key = chain.get(at).map(|one| one.key.clone());
    Fault::WeakKey {
        key: key.unwrap_or_default(),
    }
}

fn is_self_issued(one: &Certificate) -> bool {
    one.subject == one.issuer
}

fn not_for_servers(one: &Certificate) -> bool {
    !one.usages.is_empty() && !one.usages.iter().any(|usage| usage == "serverAuth")
}

fn is_weak(key: &str) -> bool {
    let bits = key.strip_prefix("RSA ").and_then(|bits| bits.parse().ok());
    bits.is_some_and(|bits: u32| bits < SMALLEST_RSA)
}

fn is_old(signature: &str) -> bool {
    let signature = signature.to_ascii_lowercase();
    ["md5", "sha1"].iter().any(|old| signature.contains(old))
}

#[cfg(test)]
mod tests;
