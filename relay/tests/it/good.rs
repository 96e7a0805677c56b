//! Servers that do everything right: what each says in turn, and the step that each turn is for.

use std::io;

use shared::plan::{Plan, Protocol, Route, Step, TlsMode};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// What is said before the next command is waited for.
#[derive(Clone, Copy, Debug)]
pub struct Turn {
    /// The step that needs it.
    pub step: Step,
    /// The words.
    pub said: &'static str,
}

const fn turn(step: Step, said: &'static str) -> Turn {
    Turn { step, said }
}

/// A server.
#[derive(Clone, Copy, Debug)]
pub struct Good {
    /// Its protocol.
    pub protocol: Protocol,
    /// Up to its leave to encrypt; nothing where TLS comes first.
    pub plain: &'static [Turn],
    /// Over TLS. After a plain beginning a command comes first, and the greeting is not said.
    pub encrypted: &'static [Turn],
}

const IMAP: [Turn; 6] = [
    turn(Step::Greeting, "* OK ready\r\n"),
    turn(
        Step::Capability,
        "* CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2\r\nA0001 OK done\r\n",
    ),
    turn(Step::Auth, "A0002 OK done\r\n"),
    turn(Step::Examine, "* 2 EXISTS\r\nA0003 OK done\r\n"),
    // LIST and LOGOUT come together.
    turn(Step::List, "* LIST () \"/\" INBOX\r\nA0004 OK done\r\n"),
    turn(Step::Logout, "* BYE\r\nA0005 OK done\r\n"),
];

const POP: [Turn; 7] = [
    turn(Step::Greeting, "+OK ready\r\n"),
    turn(Step::Capability, "+OK\r\nSASL XOAUTH2\r\n.\r\n"),
    turn(Step::Auth, "+\r\n"),
    turn(Step::Auth, "+OK in\r\n"),
    turn(Step::Stat, "+OK 1 10\r\n"),
    turn(Step::List, "+OK 1 10\r\n"),
    turn(Step::Logout, "+OK bye\r\n"),
];

const SMTP: [Turn; 5] = [
    turn(Step::Greeting, "220 ready\r\n"),
    turn(Step::Capability, "250-hello\r\n250 AUTH XOAUTH2\r\n"),
    turn(Step::Auth, "235 in\r\n"),
    turn(Step::Rset, "250 reset\r\n"),
    turn(Step::Logout, "221 bye\r\n"),
];

const IMAP_IN_PLAIN_TEXT: [Turn; 3] = [
    turn(Step::Greeting, "* OK ready\r\n"),
    turn(
        Step::Starttls,
        "* CAPABILITY IMAP4rev1 STARTTLS\r\nA1 OK done\r\n",
    ),
    turn(Step::Starttls, "A2 OK begin\r\n"),
];

const POP_IN_PLAIN_TEXT: [Turn; 3] = [
    turn(Step::Greeting, "+OK ready\r\n"),
    turn(Step::Starttls, "+OK\r\nSTLS\r\n.\r\n"),
    turn(Step::Starttls, "+OK begin\r\n"),
];

const SMTP_IN_PLAIN_TEXT: [Turn; 3] = [
    turn(Step::Greeting, "220 ready\r\n"),
    turn(Step::Starttls, "250-hello\r\n250 STARTTLS\r\n"),
    turn(Step::Starttls, "220 begin\r\n"),
];

/// Each protocol, with TLS from the start and after a plain beginning.
pub const SERVERS: [Good; 6] = [
    good(Protocol::Imap, &[], &IMAP),
    good(Protocol::Pop, &[], &POP),
    good(Protocol::Smtp, &[], &SMTP),
    good(Protocol::Imap, &IMAP_IN_PLAIN_TEXT, &IMAP),
    good(Protocol::Pop, &POP_IN_PLAIN_TEXT, &POP),
    good(Protocol::Smtp, &SMTP_IN_PLAIN_TEXT, &SMTP),
];

const fn good(protocol: Protocol, plain: &'static [Turn], encrypted: &'static [Turn]) -> Good {
    Good {
        protocol,
        plain,
        encrypted,
    }
}

impl Good {
    /// The server of this protocol with TLS from the start.
    pub fn of(protocol: Protocol) -> Self {
        let is_it = |good: &&Self| good.protocol == protocol && good.plain.is_empty();
        *SERVERS.iter().find(is_it).unwrap()
    }

    /// The server of this protocol that begins in plain text.
    pub fn after_plain_text(protocol: Protocol) -> Self {
        let is_it = |good: &&Self| good.protocol == protocol && !good.plain.is_empty();
        *SERVERS.iter().find(is_it).unwrap()
    }

    /// What is said over TLS.
    pub fn over_tls(self) -> &'static [Turn] {
        let greeted = usize::from(!self.plain.is_empty());
        &self.encrypted[greeted..]
    }

    /// The steps of a check of it, in order.
    pub fn steps(self) -> Vec<Step> {
        let mut steps = vec![Step::Dns, Step::Tcp];
        steps.extend(self.plain.iter().map(|turn| turn.step));
        steps.push(Step::Tls);
        steps.extend(self.over_tls().iter().map(|turn| turn.step));
        steps.dedup();
        steps
    }

    /// The plan for it, from one for IMAP; each step has this many milliseconds.
    pub fn plan(self, mut plan: Plan, deadline_ms: u32) -> Plan {
        let route: &mut Route = &mut plan.routes[0];
        route.protocol = self.protocol;
        if !self.plain.is_empty() {
            route.tls = TlsMode::Starttls;
        }
        let steps = self.steps().into_iter();
        route.steps = steps
            .map(|step| shared::plan::PlannedStep { step, deadline_ms })
            .collect();
        plan
    }
}

/// Says these, each but the first when a command has come. What came.
pub async fn say<S>(stream: &mut S, turns: &[Turn]) -> io::Result<String>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut heard = String::new();
    for (at, turn) in turns.iter().enumerate() {
        if at > 0 && !follows_at_once(*turn, turns[at - 1]) {
            heard += &hear(stream).await?;
        }
        stream.write_all(turn.said.as_bytes()).await?;
        stream.flush().await?;
    }
    Ok(heard)
}

/// Over IMAP the goodbye was said with the question before.
pub fn follows_at_once(turn: Turn, before: Turn) -> bool {
    turn.step == Step::Logout && before.said.starts_with("* LIST")
}

/// A command, which may come in pieces.
pub async fn hear<S: AsyncRead + Unpin>(stream: &mut S) -> io::Result<String> {
    let mut heard = String::new();
    let mut octets = vec![0; 16 * 1024];
    while !heard.ends_with('\n') {
        match stream.read(&mut octets).await? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            length => heard.push_str(&String::from_utf8_lossy(&octets[..length])),
        }
    }
    Ok(heard)
}
