//! The way to the server. All of it is seen from the relay: the application may stand elsewhere.

use super::because::speaker;
use super::{Fix, Instruction, names};
use crate::address::HostName;
use crate::cause::Actor;
use crate::diagnose::{Fact, Finding};
use crate::evidence::Speaks;
use crate::evidence::dns::Dns;
use crate::evidence::tls::CertificateVerdict;

const NETWORK: &str = "whoever runs the network between this relay and the server";

/// The name has to lead somewhere.
pub fn dns(host: &HostName, answer: &Dns) -> Fix {
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
    Fix {
        title,
        actor: Actor::NetworkAdmin,
        who: format!("whoever keeps the domain of {host}, or the name servers in use"),
        steps: vec![
            Instruction::new(format!(
                "Compare {host} with the name in the provider’s documentation, letter by letter."
            )),
            Instruction::new(second),
            Instruction::new(format!(
                "Ask from the machine that the application runs on too: nslookup {host}. It may use other name servers than this relay."
            )),
        ],
        verify: "“Find the server” passes in the next check. A changed record may take as long as its old time to live, often up to an hour.".to_owned(),
    }
}

/// The port has to be open.
pub fn blocked(finding: &Finding, host: &HostName, port: u16) -> Fix {
    let dialled = finding
        .reasons
        .iter()
        .any(|reason| matches!(reason.fact, Fact::Dialled { .. }));
    let title = if dialled {
        format!("Nothing answers at {host}, port {port}, seen from this relay")
    } else {
        format!("Something cuts the connection to {host}, port {port}, seen from this relay")
    };
    Fix {
        title,
        actor: Actor::NetworkAdmin,
        who: NETWORK.to_owned(),
        steps: vec![
            Instruction::new(format!(
                "Allow outgoing TCP connections to {host}, port {port}, in every firewall and proxy on the way."
            )),
            Instruction::new(format!(
                "If {host} is your own server, see that it runs and listens on port {port}."
            )),
            Instruction::new(format!(
                "Try the same from the machine that the application runs on: openssl s_client -connect {host}:{port}. This relay’s way there may be another one."
            )),
        ],
        verify: "“Connect” and “Secure the connection” pass in the next check. A firewall rule takes effect at once.".to_owned(),
    }
}

/// The certificate has to be trusted. There is no switch that ignores it.
pub fn untrusted(host: &HostName, verdict: CertificateVerdict, issuer: Option<&str>) -> Fix {
    let title = match verdict {
        CertificateVerdict::Expired => format!("The certificate of {host} has expired"),
        CertificateVerdict::NotYetValid => format!("The certificate of {host} is not valid yet"),
        CertificateVerdict::WrongName => {
            format!("The certificate shown for {host} is for another name")
        }
        CertificateVerdict::UnknownIssuer => format!(
            "The certificate of {host} comes from an authority that this relay does not trust"
        ),
        CertificateVerdict::WrongUsage => {
            format!("The certificate of {host} is not one for a server")
        }
        CertificateVerdict::BadSignature => {
            format!("The certificate of {host} has a signature that cannot be accepted")
        }
        CertificateVerdict::Revoked => format!("The certificate of {host} was revoked"),
        CertificateVerdict::Other => format!("The certificate of {host} is not accepted"),
    };
    let issuer = issuer.map_or_else(|| "its issuer".to_owned(), names::shown);
    let steps = match verdict {
        CertificateVerdict::UnknownIssuer => vec![
            Instruction::new(format!(
                "Find out who {issuer} is. If it is a firewall or proxy of your organisation, it opens encrypted connections: exempt {host} from that."
            )),
            Instruction::new(format!(
                "If {host} is your own server, install a certificate from a public authority there, with all intermediate certificates."
            )),
            Instruction::new(
                "If the authority is your organisation’s own, import its root into the trust store of the application (in Jira: the Java trust store), and let the operator of this page name it in the relay’s configuration.",
            ),
        ],
        CertificateVerdict::WrongName => vec![
            Instruction::new(format!(
                "Compare {host} with the names in the certificate: use the name that the certificate is for, if it is the same server."
            )),
            Instruction::new(format!(
                "Or issue a certificate for {host} and install it on the server."
            )),
        ],
        CertificateVerdict::Expired
        | CertificateVerdict::NotYetValid
        | CertificateVerdict::WrongUsage
        | CertificateVerdict::BadSignature
        | CertificateVerdict::Revoked
        | CertificateVerdict::Other => vec![
            Instruction::new(format!(
                "Issue a new certificate for {host} and install it on the server, with all intermediate certificates."
            )),
            Instruction::new("Restart the mail service, so that it shows the new one."),
        ],
    };
    Fix {
        title,
        actor: Actor::MailServerAdmin,
        who: format!("whoever runs {host}, or the device on the way that shows this certificate"),
        steps,
        verify:
            "“Secure the connection” passes in the next check. A new certificate is shown at once."
                .to_owned(),
    }
}

/// Another host, port or mode of encryption is needed.
pub fn wrong_place(host: &HostName, port: u16, speaks: Speaks) -> Fix {
    let title = match speaks {
        Speaks::Imap => {
            format!("The IMAP server at {host}, port {port}, does not encrypt from the first byte")
        }
        Speaks::Tls => format!("The server at {host}, port {port}, is another one than was meant"),
        Speaks::Unknown => format!("What answers at {host}, port {port}, is not IMAP over TLS"),
        Speaks::Pop3 | Speaks::Smtp | Speaks::Http | Speaks::Ssh => {
            let what = speaker(speaks);
            format!("At {host}, port {port}, {what} answers, not IMAP over TLS")
        }
    };
    let hint = match speaks {
        Speaks::Imap => {
            "Choose port 993 with TLS (SSL). Port 143 begins without encryption and changes over with STARTTLS."
        }
        Speaks::Pop3 => "Choose IMAP’s port 993. Ports 995 and 110 belong to POP3.",
        Speaks::Smtp => {
            "Choose IMAP’s port 993. Ports 25, 465 and 587 belong to SMTP, which sends mail."
        }
        Speaks::Http => {
            "Choose port 993 and the host name for IMAP. A web address, or a proxy’s, is not a mail server’s."
        }
        Speaks::Ssh | Speaks::Tls | Speaks::Unknown => {
            "Choose the host name and the port that the provider’s documentation gives for IMAP; the port is 993 almost everywhere."
        }
    };
    Fix {
        title,
        actor: Actor::ApplicationAdmin,
        who: format!("{}; for this page, its operator", names::APPLICATION_ADMIN),
        steps: vec![
            Instruction::new(hint),
            Instruction::new(
                "Set encryption to TLS from the start (also called SSL/TLS or implicit TLS).",
            ),
            Instruction::new(format!(
                "If both are right, ask whoever runs the network whether a proxy answers in place of {host}."
            )),
        ],
        verify: "“Secure the connection” and the server’s greeting pass in the next check. This takes effect at once.".to_owned(),
    }
}
