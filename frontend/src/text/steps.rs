//! The steps of a check.

use shared::plan::{Route, Step, TlsMode};

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
pub const fn name(step: Step) -> &'static str {
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
        Step::List => "Count the folders",
        Step::Fetch => "Read a message",
        Step::Send => "Send a message",
        Step::Rset => "Leave nothing begun",
        Step::Logout => "Say goodbye",
    }
}

/// The same in the protocol's own word.
pub const fn word(step: Step) -> &'static str {
    match step {
        Step::Dns => "DNS",
        Step::Tcp => "TCP",
        Step::Tls => "TLS",
        Step::Greeting => "OK",
        Step::Starttls => "STARTTLS",
        Step::Capability => "CAPABILITY",
        Step::Auth => "AUTHENTICATE",
        Step::Examine => "EXAMINE",
        Step::Stat => "STAT",
        Step::List => "LIST",
        Step::Fetch => "FETCH",
        Step::Send => "MAIL",
        Step::Rset => "RSET",
        Step::Logout => "LOGOUT",
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
