//! The matrix of protocols and questions.

use shared::evidence::dns::Dns;
use shared::evidence::greeting::Greeting;
use shared::evidence::sasl::SaslOutcome;
use shared::evidence::starttls::Starttls;
use shared::evidence::tcp::DialOutcome;
use shared::evidence::tls::{CertificateVerdict, Tls};
use shared::evidence::{Break, Evidence, Speaks};
use shared::remedy::shown;

use crate::matrix::{Cell, Question};

/// The heading.
pub const HEADING: &str = "Protocol by protocol";

/// The head of the first column, for who cannot see it.
pub const QUESTION: &str = "Question";

/// A question without an answer yet, for who cannot see the dots.
pub const PENDING: &str = "not yet";

/// The longest reason, in characters. The whole stands in the step.
const LONGEST: usize = 60;

/// What is asked.
pub const fn question(question: Question) -> &'static str {
    match question {
        Question::Reachable => "Reachable",
        Question::Encrypted => "Encrypted",
        Question::TakesTokens => "Offers OAuth",
        Question::SignedIn => "Signed in",
        Question::Opened => "Mailbox opened",
    }
}

/// The answer.
pub fn answer(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Yes => "yes".to_owned(),
        Cell::No(seen) => reason(&seen.evidence),
        Cell::Pending => "…".to_owned(),
        Cell::NotReached => "not reached".to_owned(),
        Cell::None => "not part of it".to_owned(),
    }
}

/// Why not, in as few words as there are.
fn reason(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Dns(dns) => names(dns).to_owned(),
        Evidence::Tcp(tcp) => {
            let last = tcp.dials.last().map(|dial| dial.outcome);
            match last {
                Some(DialOutcome::Refused) => "rejected",
                Some(DialOutcome::Unreachable) => "no way there",
                Some(DialOutcome::TimedOut | DialOutcome::Connected) | None => "no answer",
            }
            .to_owned()
        }
        Evidence::Greeting(Greeting::Foreign { speaks }) => speaker(*speaks).to_owned(),
        Evidence::Greeting(Greeting::Bye { text }) => quoted(text),
        Evidence::Greeting(Greeting::PreAuth) => "signed in unasked".to_owned(),
        Evidence::Starttls(Starttls::NotOffered) => "not offered".to_owned(),
        Evidence::Starttls(Starttls::Injected) => "words behind STARTTLS".to_owned(),
        Evidence::Greeting(Greeting::Broken(how)) | Evidence::Starttls(Starttls::Broken(how)) => {
            broke(*how).to_owned()
        }
        Evidence::Tls(tls) => encryption(tls),
        Evidence::Auth(sasl) => match &sasl.outcome {
            SaslOutcome::NotOffered { offered } if offered.is_empty() => "no".to_owned(),
            SaslOutcome::NotOffered { offered } => quoted(&format!("only {}", offered.join(", "))),
            SaslOutcome::Refused(reply) => quoted(&reply.text),
            SaslOutcome::Broken(how) => broke(*how).to_owned(),
            SaslOutcome::Accepted { .. } => "no".to_owned(),
        },
        other => other
            .refusal()
            .map_or_else(|| "no whole answer".to_owned(), |reply| quoted(&reply.text)),
    }
}

const fn names(dns: &Dns) -> &'static str {
    match dns {
        Dns::NoSuchName => "no such name",
        Dns::NoAddress => "no address",
        Dns::ServerFailure | Dns::TimedOut => "name servers fail",
        Dns::NotAllowed => "private address",
        Dns::Resolved { .. } => "no",
    }
}

fn encryption(tls: &Tls) -> String {
    match tls {
        Tls::Untrusted { verdict, .. } => match verdict {
            CertificateVerdict::Expired => "certificate expired",
            CertificateVerdict::NotYetValid => "certificate not valid yet",
            CertificateVerdict::WrongName => "certificate of another name",
            CertificateVerdict::UnknownIssuer => "certificate not trusted",
            CertificateVerdict::WrongUsage | CertificateVerdict::AuthorityAsServer => {
                "certificate not for a server"
            }
            CertificateVerdict::BadSignature => "signature not good",
            CertificateVerdict::WeakSignature => "signature too weak",
            CertificateVerdict::NameConstraint => "name not permitted",
            CertificateVerdict::NotAnAuthority => "issuer is no authority",
            CertificateVerdict::TooLong => "chain too long",
            CertificateVerdict::Malformed => "certificate malformed",
            CertificateVerdict::Revoked => "certificate revoked",
            CertificateVerdict::Other => "certificate not accepted",
        }
        .to_owned(),
        Tls::NotTls { speaks } => speaker(*speaks).to_owned(),
        Tls::Alert { alert } if alert == "protocol_version" => "TLS too old".to_owned(),
        Tls::Alert { alert } => quoted(alert),
        Tls::Broken(how) => broke(*how).to_owned(),
        Tls::Established { .. } => "no".to_owned(),
    }
}

const fn speaker(speaks: Speaks) -> &'static str {
    match speaks {
        Speaks::Imap => "plain IMAP answers",
        Speaks::Pop3 => "plain POP3 answers",
        Speaks::Smtp => "plain SMTP answers",
        Speaks::Http => "a web server answers",
        Speaks::Ssh => "SSH answers",
        Speaks::Tls => "TLS answers",
        Speaks::Unknown => "something else answers",
    }
}

const fn broke(how: Break) -> &'static str {
    match how {
        Break::Closed | Break::Reset => "cut off",
        Break::TimedOut => "no answer in time",
        Break::TooMuch => "too much came",
        Break::Malformed => "not understood",
    }
}

fn quoted(words: &str) -> String {
    let words = shown(words);
    match words.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("“{} …”", words[..end].trim_end()),
        None => format!("“{words}”"),
    }
}
