//! The steps of a check.

use shared::plan::{Protocol, Route, Step, TlsMode};

/// The heading while it runs.
pub fn checking(mailbox: &str) -> String {
    format!("Checking {mailbox}")
}

/// Who opens what.
pub fn identity(person: &str, mailbox: &str) -> (String, String) {
    (
        format!("Signed in as {person}"),
        format!("opening {mailbox}"),
    )
}

/// The heading above the steps once it ended.
pub const HEADING: &str = "What was tried";

/// Before the plan is here.
pub const ASKING: &str = "Asking the relay what it will do …";
/// When that takes long.
pub const ASKING_SLOWLY: &str =
    "The relay takes longer than usual to answer. This page keeps waiting.";

/// Ends the check.
pub const STOP: &str = "Stop the check";

/// Where a route leads.
pub fn route(route: &Route) -> String {
    let tls = match route.tls {
        TlsMode::Implicit => "encrypted from the first byte (TLS)",
        TlsMode::Starttls => "encrypted after a first exchange in plain text (STARTTLS)",
    };
    let internal = if route.internal {
        ", a server that the operator named"
    } else {
        ""
    };
    format!(
        "{} at {}, port {}, {tls}{internal}. Seen from this relay.",
        route.protocol.name(),
        route.host,
        route.port
    )
}

/// A step in plain words.
pub const fn name(step: Step, protocol: Protocol) -> &'static str {
    match step {
        Step::Dns => "Find the server",
        Step::Tcp => "Connect",
        Step::Tls => "Secure the connection",
        Step::Greeting => "Read the greeting",
        Step::Starttls => "Change to encryption",
        Step::Capability => "Ask what it supports",
        Step::Auth => "Sign in to mail",
        Step::Examine => "Open the inbox",
        Step::Stat => "Count the messages",
        Step::List => match protocol {
            Protocol::Pop => "List the last message",
            Protocol::Imap | Protocol::Smtp => "Count the folders",
        },
        Step::Fetch => "Read a message",
        Step::Send => "Send a message",
        Step::Rset => "Leave nothing begun",
        Step::Logout => "Say goodbye",
    }
}

/// The same in the protocol's own word.
pub const fn word(step: Step, protocol: Protocol) -> &'static str {
    use Protocol::{Imap, Pop, Smtp};
    match (step, protocol) {
        (Step::Dns, _) => "DNS",
        (Step::Tcp, _) => "TCP",
        (Step::Tls, _) => "TLS",
        (Step::Greeting, Imap) => "OK",
        (Step::Greeting, Pop) => "+OK",
        (Step::Greeting, Smtp) => "220",
        (Step::Starttls, Imap | Smtp) => "STARTTLS",
        (Step::Starttls, Pop) => "STLS",
        (Step::Capability, Imap) => "CAPABILITY",
        (Step::Capability, Pop) => "CAPA",
        (Step::Capability, Smtp) => "EHLO",
        (Step::Auth, Imap) => "AUTHENTICATE",
        (Step::Auth, Pop | Smtp) => "AUTH",
        (Step::Examine, _) => "EXAMINE",
        (Step::Stat, _) => "STAT",
        (Step::List, _) => "LIST",
        (Step::Fetch, Imap | Smtp) => "FETCH",
        (Step::Fetch, Pop) => "RETR",
        (Step::Send, _) => "MAIL",
        (Step::Rset, _) => "RSET",
        (Step::Logout, Imap) => "LOGOUT",
        (Step::Logout, Pop | Smtp) => "QUIT",
    }
}

/// While a step runs.
pub fn at_most(deadline_ms: u32) -> String {
    format!("up to {} s", deadline_ms.div_ceil(1000))
}

/// Who wrote the lines of the transcript.
pub const TRANSCRIPT_KEY: &str = "C is the relay, S is the mail server. Secrets are taken out.";

/// A line that was longer than what is kept.
pub const CUT: &str = "… cut off here";
