//! A server's side of the dialogue, line by line. It knows no socket and no clock.

use shared::plan::Protocol;

use crate::imap::command::Command;
use crate::imap::sasl::{self, Mechanism};
use crate::imap::words::{self, Words};
use crate::mailboxes::{self, Mailbox};
use crate::permissions::Permissions;
use crate::servers::{Manner, Server};
use crate::tokens::Tokens;
use crate::turn::{self, Then, Turn};

/// One connection.
pub struct Dialogue<'a> {
    server: &'static Server,
    manner: Manner,
    tokens: &'a Tokens,
    permissions: &'a Permissions,
    over_ipv6: bool,
    state: State,
    /// How many commands came at the wrong time.
    untimely: u8,
}

enum State {
    /// Nobody has signed in.
    Fresh,
    /// The command named the mechanism; the message comes next.
    Message { tag: String, mechanism: Mechanism },
    /// The token was refused with a challenge; the client's dummy answer comes next.
    Dummy { tag: String },
    /// Signed in; without a mailbox where the account may not open it.
    SignedIn(Option<&'static Mailbox>),
}

impl<'a> Dialogue<'a> {
    /// `None` for a server that never gets as far as speaking.
    pub fn new(
        server: &'static Server,
        tokens: &'a Tokens,
        permissions: &'a Permissions,
        over_ipv6: bool,
    ) -> Option<Self> {
        Some(Self {
            server,
            manner: server.manner()?,
            tokens,
            permissions,
            over_ipv6,
            state: State::Fresh,
            untimely: 0,
        })
    }

    fn obey(&mut self, command: Command<'_>, now: i64) -> Turn {
        let words = self.words();
        let tag = command.tag;
        if command.is("CAPABILITY") {
            return say(&[words.capabilities, words.capability], tag);
        }
        if command.is("NOOP") {
            return say(&[words.nothing_done], tag);
        }
        if command.is("LOGOUT") {
            return Turn {
                then: Then::Close,
                ..say(words.goodbye, tag)
            };
        }
        match self.state {
            State::SignedIn(Some(_)) => self.in_the_mailbox(command),
            State::SignedIn(None) => self.not_now(words::NOT_CONNECTED, tag),
            _ if command.is("AUTHENTICATE") => self.begin(command, now),
            _ if command.is("LOGIN") => say(&[words.no_passwords], tag),
            _ if command.is("EXAMINE") || command.is("LIST") => self.not_now(words.too_early, tag),
            _ => say(&[words.unknown], tag),
        }
    }

    /// Exchange Online has patience for two commands at the wrong time and closes after the third.
    fn not_now(&mut self, refusal: &str, tag: &str) -> Turn {
        self.untimely = self.untimely.saturating_add(1);
        if self.manner == Manner::Exchange && self.untimely > 2 {
            return Turn {
                then: Then::Close,
                ..say(&[refusal, words::CLOSED], tag)
            };
        }
        say(&[refusal], tag)
    }

    fn begin(&mut self, command: Command<'_>, now: i64) -> Turn {
        let (name, message) = match command.arguments.split_once(' ') {
            Some((name, message)) => (name, Some(message)),
            None => (command.arguments, None),
        };
        let offered = format!(" AUTH={name} ");
        let capabilities = format!("{} ", self.words().capabilities);
        let Some(mechanism) = Mechanism::named(name).filter(|_| capabilities.contains(&offered))
        else {
            return say(&[self.words().no_such_mechanism], command.tag);
        };
        if let Some(message) = message {
            return self.authenticate(command.tag, mechanism, message, now);
        }
        self.state = State::Message {
            tag: command.tag.to_owned(),
            mechanism,
        };
        say(&["+ "], command.tag)
    }

    fn authenticate(&mut self, tag: &str, mechanism: Mechanism, message: &str, now: i64) -> Turn {
        let Some(credentials) = sasl::read(mechanism, message) else {
            return say(&[self.words().malformed], tag);
        };
        let provider = self.server.provider;
        let account = match self
            .tokens
            .account(provider, Protocol::Imap, &credentials.token, now)
        {
            Ok(account) => account,
            Err(fault) => {
                tracing::info!(host = self.server.host, %fault, "token refused");
                return self.refuse(tag);
            }
        };
        let mailbox = mailboxes::find(provider, &credentials.user).filter(|mailbox| {
            self.permissions
                .open(mailbox, Protocol::Imap, &account, now)
        });
        if let Manner::RefusesSignIn(_, line) = self.manner {
            return say(&[line], tag);
        }
        // Gmail compares the user with the token; Exchange Online takes the token and refuses the mailbox later.
        let mine = self.manner != Manner::Gmail || mailbox.is_some();
        if !mine || self.manner == Manner::Unprepared {
            return self.refuse(tag);
        }
        let opens = !(self.over_ipv6 && self.manner == Manner::NotOverIpv6);
        self.state = State::SignedIn(mailbox.filter(|_| opens));
        let lines = self.words().authenticated.iter();
        let lines = lines.map(|line| line.replace("{user}", &credentials.user));
        Turn {
            lines: lines.map(|line| line.replace("{tag}", tag)).collect(),
            then: Then::Wait,
        }
    }

    fn refuse(&mut self, tag: &str) -> Turn {
        let challenge = match self.manner {
            Manner::Gmail => words::GMAIL_CHALLENGE,
            Manner::Unprepared => words::DOVECOT_CHALLENGE,
            _ => return say(&[self.words().refused], tag),
        };
        self.state = State::Dummy {
            tag: tag.to_owned(),
        };
        say(&[challenge], tag)
    }

    fn in_the_mailbox(&self, command: Command<'_>) -> Turn {
        let words = self.words();
        let tag = command.tag;
        if command.is("LIST") {
            return say(words.listed, tag);
        }
        if !command.is("EXAMINE") {
            return say(&[words.unknown], tag);
        }
        match self.manner {
            Manner::RefusesMailbox(line) => say(&[line], tag),
            Manner::WebPage => Turn::close(words::WEB_PAGE),
            Manner::Endless => Turn {
                lines: Vec::new(),
                then: Then::Flood,
            },
            _ if command
                .arguments
                .trim_matches('"')
                .eq_ignore_ascii_case("INBOX") =>
            {
                say(words.examined, tag)
            }
            _ => say(&[words.no_such_folder], tag),
        }
    }

    const fn words(&self) -> &'static Words {
        words::of(self.manner)
    }
}

impl turn::Dialogue for Dialogue<'_> {
    fn greeting(&self) -> Vec<String> {
        let greeting = match self.manner {
            Manner::Pop => words::POP_GREETING,
            manner => words::of(manner).greeting,
        };
        vec![greeting.to_owned()]
    }

    fn answer(&mut self, line: &str, now: i64) -> Turn {
        if self.manner == Manner::Pop {
            return Turn::close(words::POP_REFUSAL);
        }
        match std::mem::replace(&mut self.state, State::Fresh) {
            State::Message { tag, mechanism } => self.authenticate(&tag, mechanism, line, now),
            State::Dummy { tag } => say(&[self.words().refused], &tag),
            state => {
                self.state = state;
                match Command::read(line) {
                    Some(command) => self.obey(command, now),
                    None => say(&[self.words().unknown], "*"),
                }
            }
        }
    }
}

fn say(lines: &[&str], tag: &str) -> Turn {
    Turn {
        lines: lines
            .iter()
            .map(|line| line.replace("{tag}", tag))
            .collect(),
        then: Then::Wait,
    }
}

#[cfg(test)]
mod tests;
