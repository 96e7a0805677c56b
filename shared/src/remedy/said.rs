//! What a server states, as a sentence of its own.

use crate::words::Says;

/// What the words mean; they themselves are quoted behind it.
pub const fn means(says: Says) -> &'static str {
    match says {
        Says::AccessRefused => "The server says that this account may not use this mailbox",
        Says::AccountBlocked => "The server says that the account is held back",
        Says::AppPasswordNeeded => {
            "The server asks for a password of its own for this application, so an ordinary password was sent"
        }
        Says::AudienceWrong => "The server says that the token is for another service",
        Says::AuthenticatedNotConnected => {
            "The server took the sign-in and could not open the mailbox"
        }
        Says::BasicAuthOff => "The server says that it takes no passwords",
        Says::ClientGaveUp => "The server says that the client stopped in the middle",
        Says::ClientMistaken => {
            "The words are about something that the client left out, or sent at the wrong time"
        }
        Says::ConditionsNotMet => "The server says that a policy was not met",
        Says::CredentialsExpired => "The server says that the credentials have expired",
        Says::CredentialsWrong => "The server says that the user name or the password is wrong",
        Says::DomainSwitchedOff => {
            "The server says that the protocol is switched off for the domain"
        }
        Says::EncryptionNeeded => "The server asks for an encrypted connection first",
        Says::EncryptionTooOld => "The server refuses the version of TLS as too old",
        Says::IntrospectionFailed => {
            "The server could not verify the token with the identity provider"
        }
        Says::IssuerWrong => {
            "The server says that the token comes from an issuer that it does not accept"
        }
        Says::MailboxLogonFailed => {
            "The server took the sign-in and could not open the mailbox behind it"
        }
        Says::MailboxNotHere => {
            "The server says that there is no such mailbox here, or none that is active"
        }
        Says::MechanismUnknown => "The words say that no sign-in method fits both sides",
        Says::NameAmbiguous => "The server says that the name stands for more than one mailbox",
        Says::NameMalformed => "The server says that it cannot read the user name",
        Says::NeverAuthenticated => "The server says that nobody had signed in",
        Says::NoRecipient => "Exchange says that it found no recipient",
        Says::NoSuchMailbox => "The server says that there is no such mailbox",
        Says::SaslMalformed => "The server says that it cannot read what was sent to authenticate",
        Says::ScopeInsufficient => "The server says that the token lacks a permission",
        Says::SecurityDefaults => "The server names the organisation’s security defaults",
        Says::SendAsRefused => "The server says that the account may not send as this address",
        Says::ServerFault => "The server speaks of a fault of its own",
        Says::SignInRefused => "The server refuses the sign-in and says no more",
        Says::SmtpAuthOffForMailbox => {
            "The server says that authenticated SMTP is off for the mailbox"
        }
        Says::SmtpAuthOffForTenant => {
            "The server says that authenticated SMTP is off for the organisation"
        }
        Says::SwitchedOff => "The server says so itself",
        Says::Throttled => "The server says that there were too many requests",
        Says::TokenInvalid => "The server calls the token itself not valid",
        Says::TooManyConnections => "The server says that there are too many connections",
        Says::LicenceMissing => "The server says that the mailbox has no licence",
        Says::TokenExpired => "The server says that the token has expired",
        Says::UserNotOfToken => "The server says that the user name is not the token’s",
    }
}
