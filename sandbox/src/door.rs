//! Who may come in over POP3 and SMTP, where the sign-in itself is refused.

use shared::plan::Protocol;

use crate::imap::sasl::{self, Mechanism};
use crate::mailboxes::{self, Mailbox};
use crate::permissions::Permissions;
use crate::servers::Server;
use crate::tokens::Tokens;

/// The way into a server over one protocol.
pub struct Door<'a> {
    /// The server.
    pub server: &'static Server,
    /// The protocol.
    pub protocol: Protocol,
    /// Who knows tokens.
    pub tokens: &'a Tokens,
    /// Who knows permissions.
    pub permissions: &'a Permissions,
}

/// What a sign-in comes to.
#[derive(Debug)]
pub enum Entered {
    /// The mailbox opens.
    In(&'static Mailbox),
    /// It is refused; which mailbox it was, where there is one.
    Out(Option<&'static Mailbox>),
}

impl Door<'_> {
    /// Reads a SASL message and judges it. `now` is in seconds since 1970.
    pub fn enter(&self, message: &str, now: i64) -> Entered {
        let Some(credentials) = sasl::read(Mechanism::XOAuth2, message) else {
            return Entered::Out(None);
        };
        let provider = self.server.provider;
        let account = self
            .tokens
            .account(provider, self.protocol, &credentials.token, now);
        let account = match account {
            Ok(account) => account,
            Err(fault) => {
                let protocol = self.protocol.name();
                tracing::info!(host = self.server.host, protocol, %fault, "token refused");
                return Entered::Out(None);
            }
        };
        match mailboxes::find(provider, &credentials.user) {
            Some(mailbox) if self.permissions.open(mailbox, self.protocol, &account, now) => {
                Entered::In(mailbox)
            }
            found => Entered::Out(found),
        }
    }
}
