//! The way to the server. All of it is seen from the relay: the application may stand elsewhere.

use super::because::speaker;
use super::fix::{Fix, Wait};
use super::names::{self, capital};
use crate::case::Case;
use crate::cause::{Actor, Server};
use crate::diagnose::{Fact, Finding};
use crate::evidence::Speaks;
use crate::evidence::dns::Dns;
use crate::evidence::signin::{Saw, SignIn, SignInFailure};
use crate::plan::Protocol;

/// The name has to lead somewhere.
pub fn dns(case: &Case, server: &Server, answer: &Dns) -> Fix {
    let host = names::server(server);
    let title = match answer {
        Dns::Resolved { .. } => format!("The name {host} has addresses"),
        Dns::NoSuchName => format!("The server’s name {host} does not exist"),
        Dns::NoAddress => format!("The server’s name {host} has no address"),
        Dns::ServerFailure => format!("The name servers fail when asked for {host}"),
        Dns::TimedOut => format!("No name server answers for {host}"),
        Dns::NotAllowed => {
            format!("The name {host} leads to an address that a check does not connect to")
        }
    };
    let second = match answer {
        Dns::Resolved { .. } | Dns::NoSuchName | Dns::NoAddress => {
            "If the name is right, add its A or AAAA record where its domain is kept."
        }
        Dns::ServerFailure | Dns::TimedOut => {
            "If the name is right, look at the name servers of its domain: a failed DNSSEC signature, a server that is down, or a filter for port 53."
        }
        Dns::NotAllowed => {
            "If the server is an internal one, the operator of this page can name it, with its addresses, in the relay’s configuration."
        }
    };
    Fix::new(case, title, Actor::NetworkAdmin)
        .who(format!("whoever keeps the domain of {host}, or the name servers in use"))
        .step(format!(
            "Compare {host} with the name in the provider’s documentation, letter by letter."
        ))
        .step(second)
        .step(format!(
            "Ask from the machine that the application runs on too: nslookup {host}. It may use other name servers than this relay."
        ))
        .proof(
            "“Find the server” passes in the next check.",
            Wait::Dns,
        )
}

/// The port has to be open.
pub fn blocked(case: &Case, finding: &Finding, server: &Server) -> Fix {
    if let Some(SignIn::Failed(how)) = &case.sign_in
        && let Some(fix) = sign_in_host(case, how, server)
    {
        return fix;
    }
    let dialled = finding
        .reasons
        .iter()
        .any(|reason| matches!(reason.fact, Fact::Dialled { .. }));
    let seen = if case.pasted.is_some() || case.series().is_empty() {
        ""
    } else {
        ", seen from this relay"
    };
    let title = if dialled {
        format!("Nothing answers at {server}{seen}")
    } else {
        format!("Something cuts or blocks the connection to {server}{seen}")
    };
    let host = names::server(server);
    let port = server
        .port
        .map_or_else(|| "993".to_owned(), |port| port.to_string());
    Fix::new(case, title, Actor::NetworkAdmin)
        .who(if seen.is_empty() {
            "whoever runs the network that the application is in"
        } else {
            names::actor(Actor::NetworkAdmin, case.provider.family)
        })
        .step(format!(
            "Allow outgoing TCP connections to {server}, in every firewall and proxy on the way, and port 443 to the provider’s sign-in hosts."
        ))
        .step(format!(
            "If {host} is your own server, see that it runs and listens on port {port}."
        ))
        .step(format!(
            "Try the same from the machine that the application runs on: openssl s_client -connect {}:{port}. This relay’s way there may be another one.",
            server.host.as_ref().map_or("<host>", |host| host.as_str())
        ))
        .proof(
            "“Connect” and “Secure the connection” pass in the next check.",
            Wait::AtOnce,
        )
}

/// The way to a provider's sign-in hosts. `None` where the failure was seen elsewhere than from this page or its relay.
fn sign_in_host(case: &Case, how: &SignInFailure, server: &Server) -> Option<Fix> {
    let host = server.host.as_ref().map_or_else(
        || "the provider’s sign-in host".to_owned(),
        ToString::to_string,
    );
    let port = server.port.unwrap_or(443);
    let (from, who) = match how {
        SignInFailure::UnreachableForRelay => (
            "the relay",
            "the operator of this page, with whoever runs the network that the relay is in",
        ),
        SignInFailure::Unreachable | SignInFailure::Stayed { saw: Saw::NoPage } => (
            "this browser",
            "you; then whoever runs the network that this browser is in",
        ),
        _ => return None,
    };
    let relay = *how == SignInFailure::UnreachableForRelay;
    let fix = Fix::new(
        case,
        format!("Something between {from} and {host} cuts or blocks the connection"),
        Actor::NetworkAdmin,
    )
    .who(who);
    let fix = if relay {
        fix.step(format!("Allow outgoing connections from the relay’s machine to {host}, TCP port {port}. This is the way of the sign-in alone: the mail ports are others, and a check has not begun yet."))
            .step(format!("Try it on that machine: curl -v https://{host}{}. Any answer, an error too, shows that the way is open.", if port == 443 { String::new() } else { format!(":{port}") }))
            .step("If a proxy is the only way out, or one opens encrypted connections, let it leave out this host: the relay connects directly, and trusts public authorities only.")
            .step("Ask for the same on the application’s own machine, such as the Jira node: it renews its tokens over this way, and this relay’s way proves nothing about that one.")
    } else {
        fix.step(format!("Open https://{host} in another tab. If it does not open there either, the network or a filter on this device blocks it; try another network."))
            .step(format!("Ask whoever runs the network to allow {host}, TCP port {port}."))
            .step("If it opens there, switch off extensions that block requests for this page, and sign in again.")
    };
    Some(fix.proof(
        "The next sign-in gets an answer from the provider.",
        Wait::AtOnce,
    ))
}

/// Another host, port or mode of encryption is needed.
pub fn wrong_place(case: &Case, finding: &Finding, server: &Server, speaks: Speaks) -> Fix {
    let protocol = finding.protocol(case);
    let has = |fact: &Fact| finding.reasons.iter().any(|reason| reason.fact == *fact);
    if has(&Fact::TlsTooOld) {
        return too_old(case, server);
    }
    let between_servers = has(&Fact::BetweenServers);
    let silent = has(&Fact::SilentInPlainText);
    let (name, implicit, starttls) = match protocol {
        Protocol::Imap => ("IMAP", 993, 143),
        Protocol::Pop => ("POP3", 995, 110),
        Protocol::Smtp => ("SMTP submission", 465, 587),
    };
    let own = matches!(
        (protocol, speaks),
        (Protocol::Imap, Speaks::Imap)
            | (Protocol::Pop, Speaks::Pop3)
            | (Protocol::Smtp, Speaks::Smtp)
    );
    let title = match speaks {
        _ if between_servers => {
            format!("At {server}, mail is taken from servers: nobody signs in there")
        }
        _ if silent => format!("In plain text, nothing is said at {server}"),
        _ if own => {
            format!("The {name} server at {server} is not encrypted in the way that was tried")
        }
        Speaks::Tls => format!("The server at {server} is another one than was meant"),
        Speaks::Unknown => format!("What answers at {server} is not {name} over TLS"),
        _ => format!(
            "At {server}, {} answers, not {name} over TLS",
            speaker(speaks)
        ),
    };
    let hint = match speaks {
        _ if silent || between_servers => format!(
            "Choose port {implicit} with TLS from the start, or the port {starttls} with STARTTLS, whichever the provider’s documentation gives."
        ),
        _ if own => format!(
            "Choose port {implicit} with TLS from the start, or port {starttls} with STARTTLS: each port has its own mode."
        ),
        Speaks::Pop3 => {
            format!("Choose {name}’s port {implicit}. Ports 995 and 110 belong to POP3.")
        }
        Speaks::Smtp => format!(
            "Choose {name}’s port {implicit}. Ports 25, 465 and 587 belong to SMTP, which sends mail."
        ),
        Speaks::Imap => {
            format!("Choose {name}’s port {implicit}. Ports 993 and 143 belong to IMAP.")
        }
        Speaks::Http => format!(
            "Choose port {implicit} and the host name for {name}. A web address, or a proxy’s, is not a mail server’s."
        ),
        Speaks::Ssh | Speaks::Tls | Speaks::Unknown => format!(
            "Choose the host name and the port that the provider’s documentation gives for {name}; with TLS from the start the port is {implicit} almost everywhere."
        ),
    };
    Fix::new(case, capital(&title), Actor::ApplicationAdmin)
        .who(format!(
            "{}; for this page, its operator",
            names::APPLICATION_ADMIN
        ))
        .step(hint)
        .step("Set encryption to what the port asks for: TLS from the start is also called SSL/TLS or implicit TLS. Versions before TLS 1.2 are refused by most providers.")
        .step(format!(
            "If both are right, ask whoever runs the network whether a proxy answers in place of {}.",
            names::server(server)
        ))
        .proof(
            "“Secure the connection” and the server’s greeting pass in the next check.",
            Wait::AtOnce,
        )
}

/// The server needs a newer TLS, or it is not the server that was meant.
fn too_old(case: &Case, server: &Server) -> Fix {
    let host = names::server(server);
    let port = server
        .port
        .map_or_else(|| "993".to_owned(), |port| port.to_string());
    Fix::new(
        case,
        format!("{} offers no version of TLS from 1.2 on", capital(&host)),
        Actor::MailServerAdmin,
    )
    .step(format!(
        "Switch TLS 1.2 and 1.3 on in the mail service of {host}, or update the service: TLS 1.0 and 1.1 are withdrawn (RFC 8996), and no token is sent over them."
    ))
    .step(format!(
        "See what it offers: openssl s_client -connect {}:{port} -tls1_2.",
        server.host.as_ref().map_or("<host>", |host| host.as_str())
    ))
    .step("If the service has TLS 1.2 switched on, ask whoever runs the network whether a proxy or an old load balancer answers in its place.")
    .proof(
        "“Secure the connection” passes in the next check.",
        Wait::AtOnce,
    )
}
