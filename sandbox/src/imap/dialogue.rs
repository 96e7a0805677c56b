//! A server's side of the dialogue, line by line. It knows no socket and no clock.

use crate::imap::command::Command;
use crate::imap::sasl::{self, Mechanism};
use crate::imap::words::{self, Words};
use crate::mailboxes::{self, Mailbox};
use crate::servers::{Manner, Server};
use crate::tokens::Tokens;

/// One connection.
pub struct Dialogue<'a> {
    server: &'static Server,
    manner: Manner,
    tokens: &'a Tokens,
    state: State,
    /// How many commands came at the wrong time.
    untimely: u8,
}

/// What the server does next.
#[derive(Debug, Eq, PartialEq)]
pub struct Turn {
    /// The lines to send, without their ends.
    pub lines: Vec<String>,
    /// What follows.
    pub then: Then,
}

/// What follows the lines.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Then {
    /// The server waits for the next line.
    Wait,
    /// It closes the connection.
    Close,
    /// It sends without end.
    Flood,
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
    pub fn new(server: &'static Server, tokens: &'a Tokens) -> Option<Self> {
        Some(Self {
            server,
            manner: server.manner()?,
            tokens,
            state: State::Fresh,
            untimely: 0,
        })
    }

    /// The server's first line.
    pub const fn greeting(&self) -> &'static str {
        match self.manner {
            Manner::Pop => words::POP_GREETING,
            manner => words::of(manner).greeting,
        }
    }

    /// Answers a line, given without its end. `now` is in seconds since 1970.
    pub fn answer(&mut self, line: &str, now: i64) -> Turn {
        if self.manner == Manner::Pop {
            return close(words::POP_REFUSAL.to_owned());
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
        let account = match self.tokens.account(provider, &credentials.token, now) {
            Ok(account) => account,
            Err(fault) => {
                tracing::info!(host = self.server.host, %fault, "token refused");
                return self.refuse(tag);
            }
        };
        let mailbox = mailboxes::find(provider, &credentials.user)
            .filter(|mailbox| mailbox.opens_for(&account));
        // Gmail compares the user with the token; Exchange Online takes the token and refuses the mailbox later.
        if self.manner == Manner::Gmail && mailbox.is_none() {
            return self.refuse(tag);
        }
        self.state = State::SignedIn(mailbox);
        let lines = self.words().authenticated.iter();
        let lines = lines.map(|line| line.replace("{user}", &credentials.user));
        Turn {
            lines: lines.map(|line| line.replace("{tag}", tag)).collect(),
            then: Then::Wait,
        }
    }

    fn refuse(&mut self, tag: &str) -> Turn {
        if self.manner != Manner::Gmail {
            return say(&[self.words().refused], tag);
        }
        self.state = State::Dummy {
            tag: tag.to_owned(),
        };
        say(&[words::GMAIL_CHALLENGE], tag)
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
            Manner::OddWords => say(&[words::ODD_REFUSAL], tag),
            Manner::WebPage => close(words::WEB_PAGE.to_owned()),
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

fn say(lines: &[&str], tag: &str) -> Turn {
    Turn {
        lines: lines
            .iter()
            .map(|line| line.replace("{tag}", tag))
            .collect(),
        then: Then::Wait,
    }
}

fn close(line: String) -> Turn {
    Turn {
        lines: vec![line],
        then: Then::Close,
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    use super::*;
    use crate::provider::Provider;
    use crate::{people, servers};

    const NOW: i64 = 1_800_000_000;

    fn tokens() -> Tokens {
        Tokens::new("http://127.0.0.1:1".into()).unwrap()
    }

    fn token(tokens: &Tokens, account: &str) -> String {
        let person = Provider::ALL
            .iter()
            .find_map(|p| people::find(*p, account))
            .unwrap();
        let asked = [person.provider.imap_scope().to_owned()];
        tokens.issue(person, &asked, NOW).unwrap().access_token
    }

    fn xoauth2(user: &str, token: &str) -> String {
        STANDARD.encode(format!("user={user}\u{1}auth=Bearer {token}\u{1}\u{1}"))
    }

    /// The last line of the answer to each of the client's lines.
    fn last_lines(tokens: &Tokens, host: &str, lines: &[String]) -> Vec<String> {
        let mut dialogue = Dialogue::new(servers::by_host(host).unwrap(), tokens).unwrap();
        let answers = lines.iter().map(|line| dialogue.answer(line, NOW));
        answers
            .map(|turn| turn.lines.last().cloned().unwrap_or_default())
            .collect()
    }

    fn opening(tokens: &Tokens, host: &str, user: &str, account: &str) -> Vec<String> {
        let message = xoauth2(user, &token(tokens, account));
        let lines = [
            format!("a AUTHENTICATE XOAUTH2 {message}"),
            "b EXAMINE INBOX".into(),
        ];
        last_lines(tokens, host, &lines)
    }

    #[test]
    fn exchange_says_ok_first_and_refuses_at_the_first_mailbox_command() {
        let tokens = tokens();
        let open = |user, account| opening(&tokens, "imap.demo.test", user, account);
        let accepted = "a OK AUTHENTICATE completed.";
        let opened = "b OK [READ-ONLY] EXAMINE completed.";
        let refused = "b BAD User is authenticated but not connected.";
        assert_eq!(open("alex@demo.test", "alex@demo.test"), [accepted, opened]);
        assert_eq!(
            open("SALES@demo.test", "alex@demo.test"),
            [accepted, opened]
        );
        assert_eq!(
            open("support@demo.test", "alex@demo.test"),
            [accepted, refused]
        );
        assert_eq!(
            open("billing@demo.test", "alex@demo.test"),
            [accepted, refused]
        );
        assert_eq!(
            open("robin@demo.test", "robin@demo.test"),
            [accepted, refused]
        );
        assert_eq!(
            open("nobody@demo.test", "alex@demo.test"),
            [accepted, refused]
        );
    }

    #[test]
    fn exchange_tells_nothing_about_a_token_that_it_does_not_take() {
        let tokens = tokens();
        for account in ["sam@demo.test", "morgan@demo.test", "jamie@demo.test"] {
            let lines = opening(&tokens, "imap.demo.test", account, account);
            assert_eq!(lines[0], "a NO AUTHENTICATE failed.", "{account}");
            assert_eq!(lines[1], "b BAD Command received in Invalid state.");
        }
        let foreign = opening(
            &tokens,
            "imap.demo.test",
            "alex@demo.test",
            "casey@gmail-like.demo.test",
        );
        assert_eq!(foreign[0], "a NO AUTHENTICATE failed.");
    }

    #[test]
    fn the_message_may_come_after_the_command() {
        let tokens = tokens();
        let message = xoauth2("alex@demo.test", &token(&tokens, "alex@demo.test"));
        let lines = [
            "a AUTHENTICATE XOAUTH2".into(),
            message,
            "b LIST \"\" \"*\"".into(),
        ];
        let answers = last_lines(&tokens, "imap.demo.test", &lines);
        assert_eq!(
            answers,
            ["+ ", "a OK AUTHENTICATE completed.", "b OK LIST completed."]
        );
    }

    #[test]
    fn gmail_challenges_before_it_refuses() {
        let tokens = tokens();
        let casey = token(&tokens, "casey@gmail-like.demo.test");
        let wrong = xoauth2("riley@gmail-like.demo.test", &casey);
        let right = STANDARD.encode(format!(
            "n,a=casey@gmail-like.demo.test,\u{1}host=imap.gmail-like.demo.test\u{1}port=993\u{1}auth=Bearer {casey}\u{1}\u{1}"
        ));
        let lines = [
            format!("a AUTHENTICATE XOAUTH2 {wrong}"),
            String::new(),
            format!("b AUTHENTICATE OAUTHBEARER {right}"),
            "c EXAMINE INBOX".into(),
        ];
        assert_eq!(
            last_lines(&tokens, "imap.gmail-like.demo.test", &lines),
            [
                words::GMAIL_CHALLENGE,
                "a NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
                "b OK casey@gmail-like.demo.test authenticated (Success)",
                "c OK [READ-ONLY] INBOX selected. (Success)",
            ]
        );
    }

    #[test]
    fn each_odd_server_is_odd_in_its_own_way() {
        let tokens = tokens();
        let open = |domain: &str| {
            let user = format!("helpdesk@{domain}");
            opening(&tokens, &format!("imap.{domain}"), &user, "alex@demo.test")
        };
        let refused = "a NO Unsupported authentication mechanism.";
        assert_eq!(open("basic.demo.test")[0], refused);
        assert!(open("odd.demo.test")[1].starts_with("b NO The mailbox is out"));
        assert_eq!(open("garbage.demo.test")[1], words::WEB_PAGE);
        assert_eq!(open("pop.demo.test")[0], words::POP_REFUSAL);
        assert_eq!(
            open("endless.demo.test"),
            ["a OK AUTHENTICATE completed.", ""]
        );
    }

    #[test]
    fn a_password_opens_nothing_and_nonsense_is_answered() {
        let tokens = tokens();
        let lines = [
            "a LOGIN alex@demo.test pw",
            "b AUTHENTICATE PLAIN AGEAYg==",
            "c XYZZY",
            "d",
        ];
        assert_eq!(
            last_lines(&tokens, "imap.demo.test", &lines.map(str::to_owned)),
            [
                "a NO LOGIN failed.",
                "b NO AUTHENTICATE failed.",
                "c BAD Command Error. 12",
                "* BAD Command Error. 12",
            ]
        );
    }

    #[test]
    fn exchange_closes_after_the_third_command_at_the_wrong_time() {
        let tokens = tokens();
        let server = servers::by_host("imap.demo.test").unwrap();
        let mut dialogue = Dialogue::new(server, &tokens).unwrap();
        for _ in 0..2 {
            assert_eq!(dialogue.answer("a EXAMINE INBOX", NOW).then, Then::Wait);
        }
        let third = dialogue.answer("a EXAMINE INBOX", NOW);
        assert_eq!(third.then, Then::Close);
        assert_eq!(third.lines[1], "* BYE Connection closed. 14");
    }

    #[test]
    fn logout_ends_the_connection() {
        let tokens = tokens();
        let server = servers::by_host("imap.demo.test").unwrap();
        let turn = Dialogue::new(server, &tokens)
            .unwrap()
            .answer("z LOGOUT", NOW);
        assert_eq!(turn.then, Then::Close);
        assert_eq!(turn.lines[1], "z OK LOGOUT completed.");
    }
}
