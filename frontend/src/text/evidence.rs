//! What a step showed, in one sentence.

use std::net::SocketAddr;

use shared::evidence::application::Complaint;
use shared::evidence::capability::Capabilities;
use shared::evidence::dns::Dns;
use shared::evidence::greeting::Greeting;
use shared::evidence::imap::Opened;
use shared::evidence::sasl::{Sasl, SaslOutcome, Tried};
use shared::evidence::starttls::Starttls;
use shared::evidence::tcp::{DialOutcome, Tcp};
use shared::evidence::tls::Tls;
use shared::evidence::{Answer, Break, Evidence, Reply, Speaks};

use crate::text::certificate;

/// One sentence, or several where several things were tried. `checked`: the clock at the check, seconds since 1970.
pub fn seen(evidence: &Evidence, checked: i64) -> Vec<String> {
    match evidence {
        Evidence::Dns(dns) => vec![names(dns)],
        Evidence::Tcp(tcp) => dials(tcp),
        Evidence::Tls(tls) => secured(tls, checked),
        Evidence::Greeting(greeting) => vec![greeted(greeting)],
        Evidence::Capability(answer) => vec![answered(answer, capabilities)],
        Evidence::Starttls(starttls) => vec![encrypts(starttls)],
        Evidence::Auth(sasl) => signed_in(sasl),
        Evidence::Examine(answer) => vec![answered(answer, |now| opened(*now))],
        Evidence::Stat(answer) => vec![answered(answer, |maildrop| {
            format!(
                "The maildrop holds {} messages, and none was read.",
                maildrop.messages
            )
        })],
        Evidence::ListLast(answer) => vec![answered(answer, |_| {
            "The last message was listed, and not read.".to_owned()
        })],
        Evidence::Fetch(answer) => vec![answered(answer, |_| "A message was read.".to_owned())],
        Evidence::Send(answer) => vec![answered(answer, |_| "A message was sent.".to_owned())],
        Evidence::Rset(answer) => vec![answered(answer, |_| "Nothing was begun.".to_owned())],
        Evidence::List(answer) => vec![answered(answer, |folders| {
            let inbox = if folders.inbox { "among" } else { "not among" };
            format!("{} folders; INBOX is {inbox} them.", folders.count)
        })],
        Evidence::Logout(answer) => vec![answered(answer, |_| {
            "The server ended the connection in order.".to_owned()
        })],
        Evidence::Application(complaint) => vec![complained(*complaint).to_owned()],
        Evidence::NotReached => vec!["An earlier step failed, so this one did not run.".to_owned()],
    }
}

fn encrypts(starttls: &Starttls) -> String {
    match starttls {
        Starttls::Begun => "The server agrees to encrypt the connection.".to_owned(),
        Starttls::NotOffered => {
            "The server does not offer to encrypt the connection, so no token was sent.".to_owned()
        }
        Starttls::Injected => {
            "More words in plain text came behind the server’s leave to encrypt, so no token was sent."
                .to_owned()
        }
        Starttls::Refused(reply) | Starttls::Unasked(reply) => said(reply),
        Starttls::Broken(how) => broke(*how).to_owned(),
    }
}

fn names(dns: &Dns) -> String {
    match dns {
        Dns::Resolved { addresses } => {
            let addresses: Vec<_> = addresses.iter().map(ToString::to_string).collect();
            format!("The name has these addresses: {}.", addresses.join(", "))
        }
        Dns::NoSuchName => "The name does not exist (NXDOMAIN).".to_owned(),
        Dns::NoAddress => "The name exists and has no address.".to_owned(),
        Dns::ServerFailure => "The name servers answered with a failure (SERVFAIL).".to_owned(),
        Dns::TimedOut => "No name server answered in time.".to_owned(),
        Dns::NotAllowed => {
            "The name leads to an address that this relay may not connect to.".to_owned()
        }
    }
}

fn dials(tcp: &Tcp) -> Vec<String> {
    tcp.dials
        .iter()
        .map(|dial| dialled(dial.to, dial.outcome))
        .collect()
}

fn dialled(to: SocketAddr, outcome: DialOutcome) -> String {
    match outcome {
        DialOutcome::Connected if to.is_ipv6() => format!("{to} answers (IPv6)."),
        DialOutcome::Connected => format!("{to} answers (IPv4)."),
        DialOutcome::Refused => format!("{to} rejects the connection."),
        DialOutcome::Unreachable => format!("There is no way to {to} from here."),
        DialOutcome::TimedOut => format!("{to} does not answer."),
    }
}

fn secured(tls: &Tls, checked: i64) -> Vec<String> {
    match tls {
        Tls::Established { version, chain } => certificate::good(version, chain),
        Tls::Untrusted { verdict, chain } => certificate::bad(*verdict, chain, checked),
        Tls::NotTls { speaks } => vec![format!(
            "No encryption (TLS) on this port: {} answers.",
            speaker(*speaks)
        )],
        Tls::Alert { alert } if alert == "protocol_version" => {
            vec!["The server offers only versions of TLS before 1.2. Nothing was sent.".to_owned()]
        }
        Tls::Alert { alert } => vec![format!("The server ended the handshake: {alert}.")],
        Tls::Broken(how) => vec![broke(*how).to_owned()],
    }
}

fn greeted(greeting: &Greeting) -> String {
    match greeting {
        Greeting::Ready { .. } => "The server waits for a sign-in.".to_owned(),
        Greeting::Bye { .. } => "The server turns connections away.".to_owned(),
        Greeting::PreAuth => {
            "The server considers this relay signed in already, so no token was sent.".to_owned()
        }
        Greeting::Foreign { speaks } => format!("This is {}.", speaker(*speaks)),
        Greeting::Broken(how) => broke(*how).to_owned(),
    }
}

fn capabilities(capabilities: &Capabilities) -> String {
    let mechanisms: Vec<_> = capabilities.mechanisms().collect();
    if mechanisms.is_empty() {
        "The server offers no way to sign in with a token.".to_owned()
    } else {
        format!("Ways to sign in: {}.", mechanisms.join(", "))
    }
}

fn signed_in(sasl: &Sasl) -> Vec<String> {
    let how = sasl.mechanism.map(tried);
    let end = match &sasl.outcome {
        SaslOutcome::Accepted { .. } => "The server accepts the token.".to_owned(),
        SaslOutcome::Refused(reply) => said(reply),
        SaslOutcome::NotOffered { offered } if offered.is_empty() => {
            "The server offers no way to sign in, so nothing was sent.".to_owned()
        }
        SaslOutcome::NotOffered { offered } => format!(
            "The server offers {}. None of these takes a token, so nothing was sent.",
            offered.join(", ")
        ),
        SaslOutcome::Broken(how) => broke(*how).to_owned(),
    };
    how.into_iter().chain([end]).collect()
}

fn tried(mechanism: Tried) -> String {
    match mechanism {
        Tried::OAuthBearer | Tried::XOAuth2 => {
            format!("The token was sent with {}.", mechanism.name())
        }
        Tried::Plain | Tried::Login => {
            format!("A password was sent with {}.", mechanism.name())
        }
        Tried::Nothing => "The sign-in was never begun.".to_owned(),
    }
}

const fn complained(complaint: Complaint) -> &'static str {
    match complaint {
        Complaint::NoToken => "The application says that it has no token.",
        Complaint::FolderNotOpened => "The application could not open the inbox.",
        Complaint::ReadTimedOut => "The application waited for the server in vain.",
        Complaint::ConnectionTestFailed => "The application’s test of the connection failed.",
    }
}

fn opened(opened: Opened) -> String {
    match opened.messages {
        0 => "INBOX is open, read-only. It is empty.".to_owned(),
        1 => "INBOX is open, read-only. It holds 1 message, and none was read.".to_owned(),
        n => format!("INBOX is open, read-only. It holds {n} messages, and none was read."),
    }
}

fn answered<T>(answer: &Answer<T>, done: impl FnOnce(&T) -> String) -> String {
    match answer {
        Answer::Done(what) => done(what),
        Answer::Refused(reply) => said(reply),
        Answer::Broken(how) => broke(*how).to_owned(),
    }
}

fn said(reply: &Reply) -> String {
    format!("The server refuses: “{}”", reply.text)
}

const fn speaker(speaks: Speaks) -> &'static str {
    match speaks {
        Speaks::Imap => "an IMAP server",
        Speaks::Pop3 => "a POP3 server",
        Speaks::Smtp => "an SMTP server",
        Speaks::Http => "a web server",
        Speaks::Ssh => "an SSH server",
        Speaks::Tls => "an encrypted (TLS) server",
        Speaks::Unknown => "something unknown",
    }
}

const fn broke(how: Break) -> &'static str {
    match how {
        Break::Closed => "The server closed the connection.",
        Break::Reset => "The connection was cut off.",
        Break::TimedOut => "No whole answer came in time.",
        Break::TooMuch => "The server sent more than a check reads. It was cut off.",
        Break::Malformed => "What came does not follow the protocol.",
    }
}
