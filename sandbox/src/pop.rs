//! Exchange Online's side of POP3.

use crate::door::{Door, Entered};
use crate::imap::words::{POP_GREETING, POP_REFUSAL};
use crate::turn::{Dialogue, Turn};

/// Its words for every refusal; they mean nothing about passwords.
const REFUSED: &str = "-ERR Authentication failure: unknown user name or bad password.";

/// One connection.
pub struct Pop<'a> {
    door: Door<'a>,
    state: State,
}

enum State {
    Fresh,
    /// The mechanism was named; the message comes next.
    Message,
    In,
}

impl<'a> Pop<'a> {
    /// A new one.
    pub const fn new(door: Door<'a>) -> Self {
        Self {
            door,
            state: State::Fresh,
        }
    }
}

impl Dialogue for Pop<'_> {
    fn greeting(&self) -> Vec<String> {
        vec![POP_GREETING.to_owned()]
    }

    fn answer(&mut self, line: &str, now: i64) -> Turn {
        if matches!(self.state, State::Message) {
            let (state, answer) = match self.door.enter(line, now) {
                Entered::In(_) => (State::In, "+OK User successfully authenticated."),
                Entered::Out(_) => (State::Fresh, REFUSED),
            };
            self.state = state;
            return Turn::say(&[answer]);
        }
        let mut words = line.split(' ');
        let command = words.next().unwrap_or_default().to_ascii_uppercase();
        let arguments: Vec<&str> = words.collect();
        match (command.as_str(), &arguments[..], &self.state) {
            ("CAPA", [], _) => {
                Turn::say(&["+OK", "TOP", "UIDL", "SASL PLAIN XOAUTH2", "USER", "."])
            }
            ("QUIT", [], _) => {
                Turn::close("+OK Microsoft Exchange Server POP3 server signing off.")
            }
            ("AUTH", [mechanism], State::Fresh) if mechanism.eq_ignore_ascii_case("XOAUTH2") => {
                self.state = State::Message;
                Turn::say(&["+ "])
            }
            // It wants the mechanism and the message on two lines.
            ("AUTH", [_, _, ..], State::Fresh) => Turn::close(POP_REFUSAL),
            ("AUTH" | "USER" | "PASS", _, State::Fresh) => Turn::say(&[REFUSED]),
            ("STAT", [], State::In) => Turn::say(&["+OK 4 20480"]),
            ("LIST", ["4"], State::In) => Turn::say(&["+OK 4 5120"]),
            _ => Turn::say(&["-ERR Command is not valid in this state."]),
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

    fn answers(user: &str, account: &str, lines: &[&str]) -> Vec<String> {
        let tokens = Tokens::new("http://127.0.0.1:1".into()).unwrap();
        let person = people::find(Provider::Demo, account).unwrap();
        let asked = [person.provider.mail_scope(Protocol::Pop).to_owned()];
        let token = tokens
            .issue(&Order::of_operator(person, &asked).unwrap(), NOW)
            .unwrap()
            .access_token;
        let message = format!("user={user}\u{1}auth=Bearer {token}\u{1}\u{1}");
        let mut pop = Pop::new(Door {
            server: servers::by_host("pop.demo.test").unwrap(),
            protocol: Protocol::Pop,
            tokens: &tokens,
            permissions: &AT_ONCE,
        });
        let lines = lines
            .iter()
            .map(|line| line.replace("{message}", &STANDARD.encode(&message)));
        lines
            .filter_map(|line| pop.answer(&line, NOW).lines.pop())
            .collect()
    }

    #[test]
    fn the_message_comes_on_a_line_of_its_own() {
        let two = ["AUTH XOAUTH2", "{message}", "STAT", "LIST 4", "QUIT"];
        let heard = answers("dana@demo.test", "dana@demo.test", &two);
        assert_eq!(heard[1], "+OK User successfully authenticated.");
        assert_eq!(heard[2], "+OK 4 20480");
        let one = answers(
            "dana@demo.test",
            "dana@demo.test",
            &["AUTH XOAUTH2 {message}"],
        );
        assert_eq!(one, [POP_REFUSAL]);
    }

    #[test]
    fn a_refusal_has_one_wording() {
        let heard = |user, account| answers(user, account, &["AUTH XOAUTH2", "{message}"]).pop();
        assert_eq!(
            heard("paul@demo.test", "paul@demo.test").as_deref(),
            Some(REFUSED)
        );
        assert_eq!(
            heard("orders@demo.test", "alex@demo.test").as_deref(),
            Some(REFUSED)
        );
        assert_eq!(
            heard("nobody@demo.test", "alex@demo.test").as_deref(),
            Some(REFUSED)
        );
    }

    #[test]
    fn nothing_is_told_to_strangers() {
        let heard = answers(
            "dana@demo.test",
            "dana@demo.test",
            &["STAT", "LIST 4", "RETR 1"],
        );
        assert!(
            heard.iter().all(|line| line.starts_with("-ERR")),
            "{heard:?}"
        );
    }
}
