//! Exchange Online's side of message submission: before TLS, and after it.

use crate::door::{Door, Entered};
use crate::mailboxes::Mailbox;
use crate::servers::Submission;
use crate::turn::{Dialogue, Turn};

/// What it offers before TLS; nobody signs in there.
pub const PLAIN: [&str; 4] = [
    "250-DEMO0001.SANDBOX.DEMO.TEST Hello [127.0.0.1]",
    "250-SIZE 157286400",
    "250-STARTTLS",
    "250 SMTPUTF8",
];
const ENCRYPTED: [&str; 6] = [
    "250-DEMO0001.SANDBOX.DEMO.TEST Hello [127.0.0.1]",
    "250-SIZE 157286400",
    "250-PIPELINING",
    "250-ENHANCEDSTATUSCODES",
    "250-AUTH LOGIN XOAUTH2",
    "250 SMTPUTF8",
];
/// Its first line.
pub const GREETING: &str = "220 DEMO0001.SANDBOX.DEMO.TEST Microsoft ESMTP MAIL Service ready at Wed, 25 Nov 2026 12:00:00 +0000";
/// Its leave to encrypt.
pub const BEGIN: &str = "220 2.0.0 SMTP server ready";
/// Its goodbye.
pub const GOODBYE: &str = "221 2.0.0 Service closing transmission channel";
/// A command that comes before TLS.
pub const ENCRYPT_FIRST: &str = "530 5.7.0 Must issue a STARTTLS command first";
const REFUSED: &str = "535 5.7.3 Authentication unsuccessful [DEMO0001.SANDBOX.DEMO.TEST 2026-11-25T12:00:00.000Z 08DE2C0000000000]";
const OFF_FOR_MAILBOX: &str = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled for more information. [DEMO0001.SANDBOX.DEMO.TEST 2026-11-25T12:00:00.000Z 08DE2C0000000000]";
const OFF_FOR_TENANT: &str = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information. [DEMO0001.SANDBOX.DEMO.TEST 2026-11-25T12:00:00.000Z 08DE2C0000000000]";
const CROWD: &str = "432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending for more information. [DEMO0001.SANDBOX.DEMO.TEST 2026-11-25T12:00:00.000Z 08DE2C0000000000]";

/// One connection, once it is encrypted.
pub struct Smtp<'a> {
    door: Door<'a>,
    state: State,
}

#[derive(Clone, Copy)]
enum State {
    Fresh,
    /// The mechanism was named; the message comes next.
    Message,
    In,
}

impl<'a> Smtp<'a> {
    /// A new one.
    pub const fn new(door: Door<'a>) -> Self {
        Self {
            door,
            state: State::Fresh,
        }
    }

    fn enter(&mut self, message: &str, now: i64) -> Turn {
        let entered = self.door.enter(message, now);
        self.state = State::Fresh;
        if self.door.server.submission == Some(Submission::Crowded) {
            return Turn::say(&[CROWD]);
        }
        match entered {
            Entered::In(_) => {
                self.state = State::In;
                Turn::say(&["235 2.7.0 Authentication successful"])
            }
            Entered::Out(mailbox) => Turn::say(&[mailbox.map_or(REFUSED, refusal)]),
        }
    }
}

/// Exchange Online says which switch it is.
fn refusal(mailbox: &Mailbox) -> &'static str {
    match mailbox.cause {
        "smtp-auth-disabled-mailbox" => OFF_FOR_MAILBOX,
        "smtp-auth-disabled-tenant" => OFF_FOR_TENANT,
        _ => REFUSED,
    }
}

impl Dialogue for Smtp<'_> {
    /// The greeting came before TLS.
    fn greeting(&self) -> Vec<String> {
        Vec::new()
    }

    fn answer(&mut self, line: &str, now: i64) -> Turn {
        if matches!(self.state, State::Message) {
            return self.enter(line, now);
        }
        let mut words = line.split(' ');
        let command = words.next().unwrap_or_default().to_ascii_uppercase();
        let arguments: Vec<&str> = words.collect();
        match (command.as_str(), &arguments[..], self.state) {
            ("EHLO", _, _) => Turn::say(&ENCRYPTED),
            ("RSET", [], _) => Turn::say(&["250 2.0.0 Resetting"]),
            ("QUIT", [], _) => Turn::close(GOODBYE),
            ("AUTH", [name], State::Fresh) if name.eq_ignore_ascii_case("XOAUTH2") => {
                self.state = State::Message;
                Turn::say(&["334 "])
            }
            ("AUTH", [name, message], State::Fresh) if name.eq_ignore_ascii_case("XOAUTH2") => {
                self.enter(message, now)
            }
            ("AUTH", _, State::Fresh) => Turn::say(&["504 5.7.4 Unrecognized authentication type"]),
            // Nothing is ever taken: a check that began a message would show here.
            ("MAIL", _, State::In) => Turn::say(&["554 5.7.0 The sandbox takes no mail"]),
            ("MAIL", _, _) => Turn::say(&["530 5.7.57 Client not authenticated to send mail."]),
            _ => Turn::say(&["500 5.3.3 Unrecognized command"]),
        }
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use shared::plan::Protocol;

    use super::*;
    use crate::permissions::Permissions;
    use crate::provider::Provider;
    use crate::tokens::{Order, Tokens};
    use crate::{people, servers};

    const NOW: i64 = 1_800_000_000;
    static AT_ONCE: Permissions = Permissions::new(0);

    fn entering(account: &str) -> String {
        let tokens = Tokens::new("http://127.0.0.1:1".into()).unwrap();
        let person = people::find(Provider::Demo, account).unwrap();
        let asked = [person.provider.mail_scope(Protocol::Smtp).to_owned()];
        let token = tokens
            .issue(&Order::of_operator(person, &asked).unwrap(), NOW)
            .unwrap()
            .access_token;
        let message = STANDARD.encode(format!("user={account}\u{1}auth=Bearer {token}\u{1}\u{1}"));
        let mut smtp = Smtp::new(Door {
            server: servers::by_host("smtp.demo.test").unwrap(),
            protocol: Protocol::Smtp,
            tokens: &tokens,
            permissions: &AT_ONCE,
        });
        smtp.answer("AUTH XOAUTH2", NOW);
        smtp.answer(&message, NOW).lines.pop().unwrap()
    }

    #[test]
    fn exchange_says_which_switch_is_off() {
        assert!(entering("dana@demo.test").starts_with("235 "));
        assert!(entering("sven@demo.test").contains("for the Mailbox"));
        assert!(entering("tess@demo.test").contains("for the Tenant"));
        assert!(entering("mina@demo.test").starts_with("535 5.7.3 "));
    }
}
