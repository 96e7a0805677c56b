//! Facts as sentences: what was seen, and what it rules out.

use std::net::SocketAddr;

use super::names::{self, capital, list, moment, of, shown, shown_at_length};
use super::{certificate, learnt, said};
use crate::case::Case;
use crate::diagnose::chain::{Fault, Flaw};
use crate::diagnose::{Fact, Finding, Reason};
use crate::evidence::application::Complaint;
use crate::evidence::dns::Dns;
use crate::evidence::sasl::UserForm;
use crate::evidence::signin::{Endpoint, Saw, SignInFailure};
use crate::evidence::tcp::DialOutcome;
use crate::evidence::{Break, Speaks};
use crate::request::MailboxKind;

/// One sentence for each reason that the heading does not already give, in the rules' order.
pub fn sentences(finding: &Finding, case: &Case) -> Vec<String> {
    let person = names::person(case, case.signed_in_as());
    finding
        .reasons
        .iter()
        .filter_map(|reason| sentence(reason, finding, case, &person))
        .collect()
}

fn sentence(reason: &Reason, finding: &Finding, case: &Case, person: &str) -> Option<String> {
    let mailbox = names::mailbox(case);
    Some(match &reason.fact {
        // Each stands in the heading, or in the sentence of the fact that follows it.
        Fact::SignInAccepted
        | Fact::AccountIsNotMailbox { .. }
        | Fact::MailboxKindStated { kind: MailboxKind::Shared | MailboxKind::OtherUser | MailboxKind::Alias | MailboxKind::Unknown }
        | Fact::CertificateRefused { flaw: Flaw { fault: Fault::NotTrusted, .. } } => return None,
        Fact::MailboxOpened { messages } => format!("INBOX opened read-only; it holds {}. No message was read.", counted(*messages)),
        Fact::MaildropCounted { messages } => format!("Over POP3 the maildrop was counted; it holds {}. No message was read.", counted(*messages)),
        Fact::SubmissionAllowed => "The submission server took the token (SMTP). No message was begun.".to_owned(),
        Fact::OpensToo { family } => format!("Over {} it opens as well.", names::family(*family)),
        Fact::OtherFamilyOpens { opens } => format!("Over {} the same mailbox opened a moment before, so what fails here is the other way alone. Applications differ in which they take first.", names::family(*opens)),
        Fact::FailsOver { family } => format!("Against it: over {} it does not open. An application that goes that way meets this; the steps of that look say where it ends.", names::family(*family)),
        Fact::LaterStepFailed { step, over } => format!("After that, over {}, the server failed when asked to {}. All that counts had passed by then, so the verdict stands.", over.name(), names::step(*step, *over)),
        Fact::MailboxRefused { .. } => format!("The mail server accepted {} sign-in and refused the mailbox {mailbox}. So neither the connection nor the sign-in itself is the reason.", of(person)),
        Fact::SignInRefused { .. } => format!("The mail server was reached over a trusted connection and refused {} token for {mailbox}.", of(person)),
        Fact::ServerSays { says, said } => format!("{}: “{}”", said::means(*says), shown_at_length(said)),
        Fact::ApplicationSays { complaint } => complained(*complaint).to_owned(),
        Fact::ApplicationSignedIn => "Nobody signed in: the application did, with a permission of its own. So it needs a registration and a right in Exchange, not a person’s Full Access.".to_owned(),
        Fact::PasswordSent => "A password was sent, not a token.".to_owned(),
        Fact::NotAToken => "What was sent in the place of the token is none, by its looks.".to_owned(),
        Fact::UserPresented { form } => presented(*form).to_owned(),
        Fact::ForeignAccount { guest: true, .. } => format!("{} is a guest in the organisation that issued the token.", who_signed_in(case, person)),
        Fact::ForeignAccount { personal: true, .. } => format!("{} is a personal Microsoft account.", who_signed_in(case, person)),
        Fact::ForeignAccount { .. } => "The token comes from another organisation than the mailbox’s domain belongs to.".to_owned(),
        Fact::Learnt { clue } => learnt::sentence(clue, case, person),
        Fact::NoRecipient => "Exchange adds that it found no recipient: the account that signed in has no mailbox, or the address is not one of this organisation.".to_owned(),
        Fact::TokenInOrder => "The token itself is in order: not expired, for this mail service, with the permission that it needs.".to_owned(),
        Fact::AccountIsMailbox { account } => format!("{} signed in, and it is the mailbox’s own account: no permission from somebody else is needed.", shown(account)),
        Fact::AddressesMayDiffer => format!("This fits if {} is another address of the person whose mailbox {mailbox} is, or already has access to it.", who_signed_in(case, person)),
        Fact::AccountUnknown => "Nothing says which account signed in, so its permissions cannot be judged.".to_owned(),
        Fact::AccountAsMeant { account } => format!("{} is the account that was meant to sign in.", shown(account)),
        Fact::AccountNotAsMeant { signed_in, meant } => format!("{} signed in, and {meant} was meant to.", shown(signed_in)),
        Fact::MeantUnknown => format!("Who was meant to sign in was not given, so it cannot be told whether {} is right.", who_signed_in(case, person)),
        Fact::MailboxKindStated { kind: MailboxKind::Own } => format!("Against it: {mailbox} was given as the mailbox of the person who signs in."),
        Fact::NoDelegationOverImap => format!("Gmail opens a mailbox to its own account alone; {} signed in.", who_signed_in(case, person)),
        Fact::TokenEnded { ended, checked } => format!("The token says that it ended at {}; the check began at {}, by this relay’s clock.", moment(*ended), moment(*checked)),
        Fact::ClocksDisagree { reader, relay } => format!("Against it: this device’s clock says {}, the relay’s said {}. One of the two is wrong.", moment(*reader), moment(*relay)),
        Fact::TokenCalledInvalid { status } => format!("The server calls the token itself not valid ({}).", shown(status)),
        Fact::TokenOpaque => "The token cannot be read here, so its end is not known.".to_owned(),
        Fact::Audience { found, accepted } => format!("The token is for {} (audience); this mail server takes tokens for {}. The server refused it.", list(found), list(accepted)),
        Fact::Permissions { granted, needed } => format!("The token permits {} (scopes). {} needs {}. The server refused it.", list(granted), finding.protocol(case).name(), list(needed)),
        Fact::NameServersSaid { server, answer } => format!("{}{}", seen_from(case), name_servers(&names::server(server), answer)),
        Fact::Dialled { to, outcome } => format!("{}{}", seen_from(case), dialled(*to, *outcome)),
        Fact::CertificateRefused { flaw } => certificate::sentence(flaw),
        Fact::IssuedByInspector { by, issuer } => certificate::inspected(*by, issuer),
        Fact::CertificateShown { issuer, names, not_before, not_after } => format!(
            "Seen from this relay, the certificate was issued by {} for {}, from {} to {}. Nothing was sent over the connection.",
            shown(issuer), if names.is_empty() { "no name".to_owned() } else { list(names) }, moment(*not_before), moment(*not_after)
        ),
        Fact::CertificateGood => "Against it: the certificate is good for the server’s name.".to_owned(),
        Fact::Answered { speaks } => format!("{}the first bytes are those of {}.", seen_from(case), speaker(*speaks)),
        Fact::EncryptionNotOffered => format!("{}the server does not offer to encrypt the connection (STARTTLS), and without that nothing secret is sent.", seen_from(case)),
        Fact::WordsBehindStarttls => format!("{}more words in plain text came behind the server’s leave to encrypt. That is how somebody on the way would try to slip words in, so the check ended there and sent no token.", seen_from(case)),
        Fact::SilentInPlainText => "A port that begins with TLS waits for the other side to speak first, and so do some devices on the way.".to_owned(),
        Fact::BetweenServers => "At port 25 servers hand mail to each other; nobody signs in there (RFC 6409 §3.1).".to_owned(),
        Fact::TlsAlert { alert } => format!("{}the server ended the handshake with the TLS alert {}.", seen_from(case), shown(alert)),
        Fact::TlsTooOld => format!("{}the server offers only versions of TLS before 1.2; these are no longer safe, and nothing was sent.", seen_from(case)),
        Fact::DialogueBroke { step, how } => format!("{}{} while it tried to {}.", seen_from(case), broke(*how), names::step(*step, finding.protocol(case))),
        Fact::MechanismsOffered { offered } if offered.is_empty() => "The server offers no SASL mechanism at all. A check sends nothing but a token, so nothing was sent.".to_owned(),
        Fact::MechanismsOffered { offered } => format!("The server offers {}; none of these takes a token, so nothing was sent.", list(offered)),
        Fact::ServerSaid { said, .. } => format!("The server’s words: “{}”", shown(said)),
        Fact::SignInFailed { how } => sign_in(how),
    })
}

/// A network is judged from where it was seen; pasted words were seen elsewhere.
fn seen_from(case: &Case) -> &'static str {
    if case.series().is_empty() {
        "Seen from the application, "
    } else {
        "Seen from this relay, "
    }
}

const fn complained(complaint: Complaint) -> &'static str {
    match complaint {
        Complaint::NoToken => {
            "The application says that it has no token for the connection. It was never authorised, or the renewal failed: its log names the provider’s reason further up."
        }
        Complaint::FolderNotOpened => {
            "The application says that it could not open the folder. It is not about the folder: the server took the sign-in and refused the mailbox."
        }
        Complaint::ReadTimedOut => {
            "The application waited for the mail server’s answer, and none came in time."
        }
        Complaint::ConnectionTestFailed => {
            "The application’s test of the OAuth link failed; its log names the provider’s reason."
        }
    }
}

const fn presented(form: UserForm) -> &'static str {
    match form {
        UserForm::Mailbox => "The mailbox’s own address was given as the user name.",
        UserForm::Account => "The account’s own address was given as the user name.",
        UserForm::Alias => "An alias was given as the user name, and not the primary address.",
        UserForm::LegacyShared => {
            "The old form person\\mailbox was given as the user name; Exchange Online no longer reads it."
        }
        UserForm::ShortName => "A name without a domain was given as the user name.",
    }
}

fn who_signed_in(case: &Case, person: &str) -> String {
    case.signed_in_as().map_or_else(|| capital(person), shown)
}

fn counted(messages: u32) -> String {
    match messages {
        0 => "no messages".to_owned(),
        1 => "1 message".to_owned(),
        n => format!("{n} messages"),
    }
}

fn name_servers(host: &str, answer: &Dns) -> String {
    match answer {
        Dns::Resolved { .. } => format!("the name {host} has addresses."),
        Dns::NoSuchName => {
            format!("the name servers answer that {host} does not exist (NXDOMAIN).")
        }
        Dns::NoAddress => {
            format!("{host} exists, and has neither an IPv4 (A) nor an IPv6 (AAAA) address.")
        }
        Dns::ServerFailure => {
            format!("the name servers answer with a failure when asked for {host} (SERVFAIL).")
        }
        Dns::TimedOut => format!("no name server answered in time when asked for {host}."),
        Dns::NotAllowed => format!(
            "{host} has an address in a private or reserved range, and a check connects to none of these."
        ),
    }
}

fn dialled(to: SocketAddr, outcome: DialOutcome) -> String {
    match outcome {
        DialOutcome::Connected => format!("{to} answers."),
        DialOutcome::Refused => format!("{to} rejects the connection at once."),
        DialOutcome::Unreachable => format!("there is no way to {to}."),
        DialOutcome::TimedOut => format!("{to} does not answer at all."),
    }
}

/// What speaks there, with its article.
pub fn speaker(speaks: Speaks) -> &'static str {
    match speaks {
        Speaks::Imap => "an IMAP server without encryption",
        Speaks::Pop3 => "a POP3 server",
        Speaks::Smtp => "an SMTP server",
        Speaks::Http => "a web server (HTTP)",
        Speaks::Ssh => "an SSH server",
        Speaks::Tls => "another server (TLS)",
        Speaks::Unknown => "something that is no known mail server",
    }
}

fn broke(how: Break) -> &'static str {
    match how {
        Break::Closed => "the server closed the connection",
        Break::Reset => "the connection was cut (reset)",
        Break::TimedOut => "no whole answer came in time",
        Break::TooMuch => "the server sent more than a check reads",
        Break::Malformed => "what came did not follow the protocol",
    }
}

fn sign_in(how: &SignInFailure) -> String {
    match how {
        SignInFailure::Provider {
            at,
            code,
            description,
            ..
        } => {
            let place = match at {
                Endpoint::Authorize => "the sign-in page",
                Endpoint::Token => "the token endpoint",
                Endpoint::Device => "the device endpoint",
            };
            match description.as_deref().or(code.as_deref()) {
                Some(words) => format!("The provider answered at {place}: “{}”", shown_at_length(words)),
                None => format!("The provider answered with an error at {place}."),
            }
        }
        SignInFailure::UnknownState => "The provider’s answer belongs to no sign-in that this window began, or to one that is already used.".to_owned(),
        SignInFailure::WrongIssuer => "The answer does not come from the provider that was asked.".to_owned(),
        SignInFailure::NoCode => "The provider’s answer holds neither a code nor an error.".to_owned(),
        SignInFailure::WrongIdentity => "The identity in the answer belongs to another sign-in or another application.".to_owned(),
        SignInFailure::Unreachable => "This browser could not reach the provider’s token endpoint.".to_owned(),
        SignInFailure::UnreachableForRelay => "The relay could not reach the provider’s token endpoint.".to_owned(),
        SignInFailure::Stayed { saw } => stayed(*saw).to_owned(),
        SignInFailure::Unreadable => "The token endpoint’s answer is no token response.".to_owned(),
    }
}

/// What somebody who came back without an answer saw.
const fn stayed(saw: Saw) -> &'static str {
    match saw {
        Saw::ApprovalNeeded => "The provider’s page asked for an administrator’s approval.",
        Saw::AppBlocked => "The provider’s page said that the application is blocked.",
        Saw::NoPassword => "The provider’s page asked for a password that was not at hand.",
        Saw::WrongAccounts => "The provider’s page offered only other accounts.",
        Saw::NoPage => "The provider’s page did not open.",
    }
}
