//! What was seen, as a closed vocabulary.

use std::net::SocketAddr;

use serde::Serialize;

use crate::address::Address;
use crate::cause::Server;
use crate::diagnose::Clue;
use crate::diagnose::chain::{Flaw, Inspector};
use crate::evidence::application::Complaint;
use crate::evidence::dns::Dns;
use crate::evidence::sasl::UserForm;
use crate::evidence::signin::SignInFailure;
use crate::evidence::tcp::DialOutcome;
use crate::evidence::{Break, Speaks};
use crate::plan::{AddressFamily, Protocol, Step};
use crate::request::MailboxKind;
use crate::words::Says;

/// What was seen, in a form that a sentence can be made of in any language.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fact {
    /// The mailbox opened.
    MailboxOpened {
        /// Messages in INBOX.
        messages: u32,
    },
    /// The maildrop was counted (POP3).
    MaildropCounted {
        /// Messages in it.
        messages: u32,
    },
    /// The submission server let the account in (SMTP).
    SubmissionAllowed,
    /// Over the other address family it opens as well.
    OpensToo {
        /// Which.
        family: AddressFamily,
    },
    /// Over the other address family it does not open.
    FailsOver {
        /// Which.
        family: AddressFamily,
    },
    /// Over the other address family it opened a moment before.
    OtherFamilyOpens {
        /// Which.
        opens: AddressFamily,
    },
    /// A step after the mailbox had opened failed; the verdict does not rest on it.
    LaterStepFailed {
        /// The step.
        step: Step,
        /// Over which protocol.
        over: Protocol,
    },
    /// The server took the token. Exchange Online does so even for a mailbox that it then refuses.
    SignInAccepted,
    /// The server refused the token at AUTHENTICATE.
    SignInRefused {
        /// Its words.
        said: String,
    },
    /// The server refused the mailbox after it had taken the token.
    MailboxRefused {
        /// Its words.
        said: String,
    },
    /// The server says a reason outright.
    ServerSays {
        /// What it states.
        says: Says,
        /// Its words.
        said: String,
    },
    /// An application says so in the place of the server's words.
    ApplicationSays {
        /// What.
        complaint: Complaint,
    },
    /// The application itself signed in, with a permission of its own.
    ApplicationSignedIn,
    /// A password was sent in the place of a token.
    PasswordSent,
    /// What was sent as the token is none.
    NotAToken,
    /// A name was presented that is not the mailbox's own address.
    UserPresented {
        /// Its form.
        form: UserForm,
    },
    /// The account belongs to another directory than the mailbox.
    ForeignAccount {
        /// It is a guest there.
        guest: bool,
        /// It is a personal Microsoft account.
        personal: bool,
    },
    /// A second look, or a person, showed something.
    Learnt {
        /// What.
        clue: Clue,
    },
    /// Exchange says that it found no recipient (`NoADRecipient`): the account has no mailbox, or the address is none.
    NoRecipient,
    /// The account that signed in is the mailbox's own.
    AccountIsMailbox {
        /// The account.
        account: String,
    },
    /// The account that signed in has another address than the mailbox.
    AccountIsNotMailbox {
        /// The account.
        account: String,
        /// The mailbox.
        mailbox: Address,
    },
    /// One person's sign-in name and mailbox address may differ.
    AddressesMayDiffer,
    /// Nothing says who signed in.
    AccountUnknown,
    /// The account that was meant to sign in did.
    AccountAsMeant {
        /// The account.
        account: String,
    },
    /// Another account was meant to sign in.
    AccountNotAsMeant {
        /// Who did.
        signed_in: String,
        /// Who was meant to.
        meant: Address,
    },
    /// The form does not say who was meant to sign in.
    MeantUnknown,
    /// The form says whose mailbox it is.
    MailboxKindStated {
        /// Whose.
        kind: MailboxKind,
    },
    /// Gmail has no Full Access over IMAP: only the mailbox's own account opens it.
    NoDelegationOverImap,
    /// The token had ended when the check began, by the relay's clock.
    TokenEnded {
        /// Its end, seconds since 1970.
        ended: i64,
        /// The relay's clock at the check, seconds since 1970.
        checked: i64,
    },
    /// By the reader's clock the token has not ended yet: one of the two clocks is wrong.
    ClocksDisagree {
        /// The reader's clock, seconds since 1970.
        reader: i64,
        /// The relay's clock at the check, seconds since 1970.
        relay: i64,
    },
    /// The server's error challenge says that the token is not valid.
    TokenCalledInvalid {
        /// Its `status`.
        status: String,
    },
    /// As far as it can be read, the token has not ended, is for this service and has the permission.
    TokenInOrder,
    /// The token cannot be read, so its end and its permissions are not known.
    TokenOpaque,
    /// Whom the token is for, and whom the mail server accepts.
    Audience {
        /// `aud`
        found: Vec<String>,
        /// The provider's list.
        accepted: Vec<String>,
    },
    /// What the token permits, and what IMAP needs.
    Permissions {
        /// Granted.
        granted: Vec<String>,
        /// Needed.
        needed: Vec<String>,
    },
    /// What the name servers said.
    NameServersSaid {
        /// The server.
        server: Server,
        /// The answer.
        answer: Dns,
    },
    /// A connection attempt.
    Dialled {
        /// The address.
        to: SocketAddr,
        /// What came of it.
        outcome: DialOutcome,
    },
    /// The certificate was refused.
    CertificateRefused {
        /// Where its chain breaks, and how.
        flaw: Flaw,
    },
    /// An authority in the refused chain has the name of a product that opens encrypted connections on the way.
    IssuedByInspector {
        /// Whose it is.
        by: Inspector,
        /// The authority's name.
        issuer: String,
    },
    /// What the server's certificate says.
    CertificateShown {
        /// Its issuer.
        issuer: String,
        /// The names that it is for.
        names: Vec<String>,
        /// `notBefore`, seconds since 1970.
        not_before: i64,
        /// `notAfter`, seconds since 1970.
        not_after: i64,
    },
    /// The certificate was good for the name.
    CertificateGood,
    /// Something else than the protocol that was meant, encrypted as it was meant, answers.
    Answered {
        /// What it speaks.
        speaks: Speaks,
    },
    /// The server lists what it can do, and encryption is not among it.
    EncryptionNotOffered,
    /// Plain text was expected, and nobody spoke.
    SilentInPlainText,
    /// Port 25: for servers among each other.
    BetweenServers,
    /// Words in plain text came behind the server's leave to encrypt.
    WordsBehindStarttls,
    /// The server ended the TLS handshake with an alert.
    TlsAlert {
        /// Its name.
        alert: String,
    },
    /// The server has no version of TLS that a check speaks: 1.2 or 1.3.
    TlsTooOld,
    /// The connection was opened and the dialogue ended before its answer was whole.
    DialogueBroke {
        /// The step.
        step: Step,
        /// How.
        how: Break,
    },
    /// The mechanisms that the server offers; none takes a token.
    MechanismsOffered {
        /// Without `AUTH=`.
        offered: Vec<String>,
    },
    /// The server's words, where no rule reads them.
    ServerSaid {
        /// The step.
        step: Step,
        /// The words.
        said: String,
    },
    /// How the sign-in failed.
    SignInFailed {
        /// How.
        how: SignInFailure,
    },
}
