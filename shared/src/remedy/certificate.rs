//! A certificate that is refused: which one, why, and what is to be done. There is no switch that ignores it.

use super::fix::{Fix, Wait};
use super::names::{self, list, moment, shown};
use crate::case::Case;
use crate::cause::{Actor, Server};
use crate::diagnose::chain::{Element, Fault, Flaw, Inspector};

/// What is wrong with which certificate, in one sentence.
pub fn sentence(flaw: &Flaw) -> String {
    let which = which(flaw.element.as_ref());
    match &flaw.fault {
        Fault::Expired { ended: Some(ended) } => format!("{which} expired on {}.", moment(*ended)),
        Fault::Expired { ended: None } => format!("{which} has expired."),
        Fault::NotYetValid { begins: Some(begins) } => {
            format!("{which} is not valid before {}.", moment(*begins))
        }
        Fault::NotYetValid { begins: None } => format!("{which} is not valid yet."),
        Fault::WrongName { names } if names.is_empty() => format!(
            "{which} does not have the server’s name among its own (subjectAltName); a common name does not count."
        ),
        Fault::WrongName { names } => {
            format!("{which} is for {}, and not for the server’s name.", list(names))
        }
        Fault::Inspected { by, issuer } => inspected(*by, issuer),
        Fault::SelfSigned => format!("{which} is self-signed: it is its own issuer, so nobody else vouches for it."),
        Fault::UnknownRoot => format!("{which} is the root that the chain ends in, and not one that is trusted."),
        Fault::NoIssuer { issuer } if is_above(flaw) => format!(
            "The chain ends too early: {} was issued by “{}”, whose certificate the server does not send and which is no trusted root.",
            lower(&which),
            shown(issuer)
        ),
        Fault::NoIssuer { issuer } => format!(
            "{which} was issued by “{}”, whose certificate the server does not send and which is no trusted root: an intermediate certificate is missing, or the authority is a private one.",
            shown(issuer)
        ),
        Fault::Circle => "The authorities in the chain sign each other, and none of them is a trusted root.".to_owned(),
        Fault::NotTrusted => "It leads to no authority that is trusted.".to_owned(),
        Fault::WrongUsage { usages } if usages.is_empty() => format!("{which} is not issued for use by a server."),
        Fault::WrongUsage { usages } => format!(
            "{which} is issued for {} alone, and not for use by a server (serverAuth).",
            list(usages)
        ),
        Fault::WeakKey { key } => format!("{which} has a key that is too small ({}): 2048 bits are the least for RSA.", shown(key)),
        Fault::WeakSignature { method: Some(method) } => {
            format!("{which} is signed with {}, which is no longer accepted.", shown(method))
        }
        Fault::WeakSignature { method: None } => format!("{which} is signed by a method, or with a kind of key, that is not accepted."),
        Fault::BadSignature => "A signature does not verify: a certificate was changed after it was issued, or the server does not hold the key that belongs to it.".to_owned(),
        Fault::NameConstraint if flaw.element.is_none() => "The authority may sign for certain names alone (name constraint), and a name in the server’s certificate is not among them.".to_owned(),
        Fault::NameConstraint => format!("{which} may sign for certain names alone (name constraint), and a name in the server’s certificate is not among them."),
        Fault::AuthorityAsServer => format!("{which} is an authority’s own (CA:TRUE), and a server has to show one that is not."),
        Fault::NotAnAuthority => format!("{which} signs another one, and it may not: it is no authority, or not for so long a chain."),
        Fault::TooLong => "The chain is longer than a reader follows.".to_owned(),
        Fault::Malformed => "A certificate of the chain does not follow the standard (RFC 5280), or asks for something that is not known.".to_owned(),
        Fault::Revoked => "The authority has revoked it.".to_owned(),
        Fault::Other => "It was refused for a reason without a name of its own.".to_owned(),
    }
}

/// Who issued it, where that is a device or a program on the way.
pub fn inspected(by: Inspector, issuer: &str) -> String {
    let issuer = shown(issuer);
    match by {
        Inspector::Product(product) => format!(
            "The issuer “{issuer}” has the name of {product}, which opens encrypted connections on the way (TLS inspection): the certificate is then its own, and not the server’s."
        ),
        Inspector::Unnamed => format!(
            "The issuer “{issuer}” calls itself one that opens encrypted connections on the way (TLS inspection): the certificate is then its own, and not the server’s."
        ),
    }
}

/// The certificate has to be trusted.
pub fn untrusted(case: &Case, server: &Server, flaw: &Flaw) -> Fix {
    let host = names::server(server);
    let fix = Fix::new(case, title(case, &host, flaw), Actor::MailServerAdmin).who(format!(
        "whoever runs {host}, or the device on the way that shows this certificate"
    ));
    let renewed = |fix: Fix, first: String| {
        fix.step(first)
            .step("Restart the mail service, so that it shows the new one.")
    };
    let fix = match &flaw.fault {
        Fault::Inspected { by, issuer } => inspection(fix, &host, *by, issuer),
        Fault::SelfSigned => own_root(fix.step(public(&host)), "this certificate"),
        Fault::UnknownRoot => own_root(fix.step(public(&host)), "its root"),
        Fault::NoIssuer { issuer } => own_root(
            fix.step(format!(
                "Install the whole chain on {host}: its own certificate, then that of {}, and so on up to the root. The authority gives it out as “full chain” or “bundle”.",
                shown(issuer)
            ))
            .step("Restart the mail service, so that it sends the whole chain."),
            "its root",
        ),
        Fault::Circle | Fault::NotTrusted => own_root(
            fix.step(format!(
                "Find out who issued the certificate. If it is a firewall or proxy of your organisation, it opens encrypted connections: exempt {host} from that."
            ))
            .step(public(&host)),
            "its root",
        ),
        Fault::WrongName { .. } => fix
            .step(format!(
                "Compare {host} with the names in the certificate: use the name that the certificate is for, if it is the same server."
            ))
            .step(format!(
                "Or issue a certificate for {host} and install it on the server. The name has to stand under subjectAltName."
            )),
        Fault::NotYetValid { .. } => fix
            .step(format!("Compare the clocks of {host} and of the authority with the true time."))
            .step(public(&host)),
        Fault::Expired { .. } if is_above(flaw) => renewed(
            fix,
            format!(
                "Replace the expired one in the chain that {host} sends with the authority’s present one; the server’s own may stay."
            ),
        ),
        Fault::Expired { .. } => renewed(
            fix,
            format!(
                "Renew the certificate of {host} and install it on the server, with all intermediate certificates. Let it renew by itself from now on."
            ),
        ),
        Fault::WeakKey { .. }
        | Fault::WeakSignature { .. }
        | Fault::WrongUsage { .. }
        | Fault::NotAnAuthority
            if is_above(flaw) =>
        {
            renewed(
                fix,
                format!(
                    "Install the authority’s present certificate in its place on {host}, or take the server’s own from another authority: the fault is above it."
                ),
            )
        }
        Fault::WeakKey { .. } => renewed(
            fix,
            format!("Make a new key for {host}, RSA of 2048 bits or more or EC P-256, and a new certificate for it."),
        ),
        Fault::WeakSignature { .. } => renewed(
            fix,
            format!("Issue the certificate of {host} anew, signed with SHA-256 or better."),
        ),
        Fault::WrongUsage { .. } | Fault::AuthorityAsServer => renewed(
            fix,
            format!("Issue a certificate for {host} that is for a server (serverAuth, CA:FALSE), and install it."),
        ),
        Fault::NameConstraint => renewed(
            fix,
            format!("Have the certificate of {host} issued by an authority that may sign for this name, with no other names in it."),
        ),
        Fault::BadSignature
        | Fault::NotAnAuthority
        | Fault::TooLong
        | Fault::Malformed
        | Fault::Revoked
        | Fault::Other => renewed(
            fix,
            format!("Issue a new certificate for {host} and install it on the server, with all intermediate certificates."),
        ),
    };
    fix.proof(
        "“Secure the connection” passes in the next check.",
        Wait::AtOnce,
    )
}

fn title(case: &Case, host: &str, flaw: &Flaw) -> String {
    let by = if case.series().is_empty() {
        "the application"
    } else {
        "this relay"
    };
    match &flaw.fault {
        Fault::Expired { .. } if is_above(flaw) => {
            format!("A certificate above that of {host} has expired")
        }
        Fault::Expired { .. } => format!("The certificate of {host} has expired"),
        Fault::NotYetValid { .. } => format!("The certificate of {host} is not valid yet"),
        Fault::WrongName { .. } => format!("The certificate shown for {host} is for another name"),
        Fault::Inspected {
            by: Inspector::Product(product),
            ..
        } => {
            format!("The certificate shown for {host} was issued by {product}, which inspects TLS")
        }
        Fault::Inspected {
            by: Inspector::Unnamed,
            ..
        } => format!("The certificate shown for {host} was issued by a device that inspects TLS"),
        Fault::SelfSigned => {
            format!("The certificate of {host} is self-signed, and {by} does not trust it")
        }
        Fault::NoIssuer { .. } => {
            format!("{host} does not send the whole chain of its certificate")
        }
        Fault::UnknownRoot | Fault::Circle | Fault::NotTrusted => {
            format!("The certificate of {host} comes from an authority that {by} does not trust")
        }
        Fault::WrongUsage { .. } if is_above(flaw) => {
            format!("An authority above the certificate of {host} is not one for servers")
        }
        Fault::WrongUsage { .. } | Fault::AuthorityAsServer => {
            format!("The certificate of {host} is not one for a server")
        }
        Fault::WeakKey { .. } => {
            format!("The certificate chain of {host} has a key that is too small")
        }
        Fault::WeakSignature { .. } => {
            format!("The certificate chain of {host} is signed by a method that is not accepted")
        }
        Fault::BadSignature => {
            format!("The certificate of {host} has a signature that does not verify")
        }
        Fault::NameConstraint => {
            format!("The authority of the certificate of {host} may not sign for its names")
        }
        Fault::NotAnAuthority => {
            format!("The certificate of {host} was issued by one that may not issue it")
        }
        Fault::TooLong => format!("The certificate chain of {host} is too long"),
        Fault::Malformed => format!("The certificate of {host} does not follow the standard"),
        Fault::Revoked => format!("The certificate of {host} was revoked"),
        Fault::Other => format!("The certificate of {host} is not accepted"),
    }
}

fn which(element: Option<&Element>) -> String {
    match element {
        None => "A certificate of the chain".to_owned(),
        Some(Element { at: 0, subject }) => {
            format!("The server’s own certificate{}", named(subject))
        }
        Some(Element { at, subject }) => {
            format!(
                "Certificate {} of the chain{}",
                at.saturating_add(1),
                named(subject)
            )
        }
    }
}

fn lower(which: &str) -> String {
    let mut chars = which.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(chars).collect()
    })
}

/// New certificates may have no subject at all, only names.
fn named(subject: &str) -> String {
    let subject = shown(subject);
    if subject.is_empty() {
        subject
    } else {
        format!(" (“{subject}”)")
    }
}

/// Whether it is an authority's certificate that is at fault.
fn is_above(flaw: &Flaw) -> bool {
    flaw.element.as_ref().is_some_and(|element| element.at > 0)
}

fn public(host: &str) -> String {
    format!(
        "Install a certificate for {host} from a public authority, with all intermediate certificates."
    )
}

/// A private authority may well be meant.
fn own_root(fix: Fix, what: &str) -> Fix {
    fix.step(format!(
        "If the authority is your organisation’s own, import {what} into the trust store of the application (in Jira: the Java trust store), and let the operator of this page name it in the relay’s configuration. Compare the fingerprint with the people who run the authority first."
    ))
}

fn inspection(fix: Fix, host: &str, by: Inspector, issuer: &str) -> Fix {
    let who = match by {
        Inspector::Product(product) => format!("whoever runs {product} in the network"),
        Inspector::Unnamed => "whoever runs the device that inspects TLS in the network".to_owned(),
    };
    fix.by(Actor::NetworkAdmin)
        .who(who)
        .step(format!(
            "Exempt {host} and the provider’s sign-in hosts from TLS inspection: mail programs do not trust its certificates by themselves."
        ))
        .step(format!(
            "Where that is not possible, get the root of “{}” from the people who run it, compare the fingerprint with them, and import it into the trust store of the application (in Jira: the Java trust store).",
            shown(issuer)
        ))
        .step(format!(
            "If {host} is itself a device with this name and shows the certificate that it came with, install one for its name from a public authority."
        ))
}
