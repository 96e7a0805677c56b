//! The relay's recorded dialogues as scripts of a server (`fuzz/src/script.rs`).

use std::collections::BTreeMap;

use super::{Seeds, files};
use crate::error::Error;

/// Wait for the client.
const WAIT: u8 = 0xfe;
/// One of the client's commands goes out.
const COMMAND: u8 = 0xf9;
/// Say the token.
const TOKEN: u8 = 0xfc;

/// The commands that the guard's target knows, in its order, each with its tag there. AUTHENTICATE comes without the
/// message and with it, and what is none of them is a message.
const COMMANDS: [(&str, &str); 8] = [
    ("CAPABILITY", "A1"),
    ("AUTHENTICATE", "A2"),
    ("AUTHENTICATE with", "A2"),
    ("[token removed]", ""),
    ("", ""),
    ("EXAMINE", "A3"),
    ("LIST", "A4"),
    ("LOGOUT", "A5"),
];
const MESSAGE: usize = 3;

/// As IMAP's target reads them.
pub fn imap() -> Seeds {
    of("imap")
}

/// As POP3's.
pub fn pop() -> Seeds {
    of("pop")
}

/// As SMTP's.
pub fn smtp() -> Seeds {
    of("smtp")
}

/// What servers say, of all protocols, without waiting, and the token after it, in another dress each time.
pub fn lines() -> Seeds {
    let recorded = all()?.into_iter().enumerate().map(|(number, recorded)| {
        let mut seed = vec![0];
        for (side, line) in recorded.turns {
            if side == Side::Server {
                seed.extend_from_slice(format!("{line}\r\n").as_bytes());
            }
        }
        let dress = u8::try_from(number % 10).unwrap_or_default();
        seed.extend_from_slice(b"A1 NO ");
        seed.extend_from_slice(&[TOKEN, dress, b'\r', b'\n']);
        seed
    });
    Ok(recorded.collect())
}

/// What servers say in a challenge.
pub fn challenges() -> Seeds {
    let challenge = |line: &str| {
        let text = line.strip_prefix("+ ").or(line.strip_prefix("334 "))?;
        Some(text.as_bytes().to_vec())
    };
    let lines = all()?.into_iter().flat_map(|recorded| recorded.turns);
    let mut seeds: Vec<_> = lines.filter_map(|(_, line)| challenge(&line)).collect();
    // Of the words of `fuzz/src/any.rs` an address, a host and one that could be a token, and a port.
    seeds.push(vec![1, 2, 225, 8]);
    seeds.push(vec![6, 7, 143, 30]);
    Ok(seeds)
}

/// Dialogues of IMAP with the commands at their places, and the tags of the guard's target.
pub fn guard() -> Seeds {
    let all = all()?.into_iter();
    let encrypted = all.filter(|one| one.protocol == "imap" && !one.plain);
    Ok(encrypted.map(|one| guarded(&one.turns)).collect())
}

fn guarded(turns: &[(Side, String)]) -> Vec<u8> {
    let mut tags: BTreeMap<&str, &str> = BTreeMap::new();
    let mut seed = vec![0];
    for (side, line) in turns {
        let (tag, rest) = line.split_once(' ').unwrap_or((line, ""));
        match side {
            Side::Server => {
                let tag = tags.get(tag).copied().unwrap_or(tag);
                seed.extend_from_slice(format!("{tag} {rest}").trim_end().as_bytes());
                seed.extend_from_slice(b"\r\n");
            }
            Side::Client => {
                let name = match rest.split(' ').collect::<Vec<_>>()[..] {
                    ["AUTHENTICATE", _, _] => "AUTHENTICATE with",
                    [name, ..] => name,
                    [] => "",
                };
                let at = COMMANDS.iter().position(|(command, _)| *command == name);
                let at = at.unwrap_or(MESSAGE);
                tags.insert(tag, COMMANDS[at].1);
                seed.extend([COMMAND, u8::try_from(at).unwrap_or_default()]);
            }
        }
    }
    seed
}

fn of(protocol: &str) -> Seeds {
    let own = all()?.into_iter().filter(|one| one.protocol == protocol);
    Ok(own.map(|one| script(&one)).collect())
}

/// Behind the octets that choose the way and the pieces.
fn script(recorded: &Recorded) -> Vec<u8> {
    // With both mechanisms, and the other token before encryption.
    let mut seed = vec![if recorded.plain { 0b1011 } else { 0b1000 }, 0];
    for (side, line) in &recorded.turns {
        match side {
            Side::Server => seed.extend_from_slice(format!("{line}\r\n").as_bytes()),
            Side::Client if seed.last() == Some(&WAIT) => {}
            Side::Client => seed.push(WAIT),
        }
    }
    seed
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Side {
    Client,
    Server,
}

/// One file of `relay/tests/transcripts`, whose form `relay/tests/it/dialogue/transcript.rs` tells.
struct Recorded {
    protocol: String,
    plain: bool,
    turns: Vec<(Side, String)>,
}

fn all() -> Result<Vec<Recorded>, Error> {
    let texts = files("relay/tests/transcripts")?;
    Ok(texts.iter().map(|text| Recorded::read(text)).collect())
}

impl Recorded {
    fn read(text: &str) -> Self {
        let way = text.lines().find_map(|line| line.strip_prefix("P: "));
        let way = way.unwrap_or("imap");
        let turn = |line: &str| {
            let (side, said) = line.split_once(' ').unwrap_or((line, ""));
            let side = match side {
                "S:" => Side::Server,
                "C:" => Side::Client,
                _ => return None,
            };
            Some((side, said.to_owned()))
        };
        Self {
            protocol: way.split(' ').next().unwrap_or_default().to_owned(),
            plain: way.ends_with("in plain text"),
            turns: text.lines().filter_map(turn).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORDED: &str = "\
# a comment
S: * OK hi
= {}
C: A0001 AUTHENTICATE XOAUTH2 {XOAUTH2}
S: A0001 OK
C: A0002 LIST \"\" \"%\"
C: A0003 LOGOUT
S: A0002 OK
";

    #[test]
    fn a_dialogue_is_a_script() {
        let recorded = Recorded::read(RECORDED);
        assert_eq!(recorded.protocol, "imap");
        let said = b"\x08\0* OK hi\r\n\xfeA0001 OK\r\n\xfeA0002 OK\r\n";
        assert_eq!(script(&recorded), said);
        let said = b"\0* OK hi\r\n\xf9\x02A2 OK\r\n\xf9\x06\xf9\x07A4 OK\r\n";
        assert_eq!(guarded(&recorded.turns), said);
    }
}
