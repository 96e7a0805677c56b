//! What the log holds while the relay serves: every line, with every field. Lines of the start tell of settings alone.

/// A line, the names of its fields, and what they say.
pub type Line = (&'static str, &'static [&'static str], &'static str);

/// All of them. No line holds a mailbox, an account, an address of a caller, a token or a word of a mail server.
pub const LOGGED: [Line; 11] = [
    (
        "check",
        &["attempt", "provider", "routes"],
        "number on its socket, provider, how many protocols",
    ),
    (
        "refused",
        &["refusal", "limit", "left_out"],
        "the code of the refusal of a check, the limit it came up against, how many such lines were left out before it",
    ),
    (
        "exchange",
        &["provider", "grant", "outcome", "ms"],
        "provider, kind of grant, granted or refused, milliseconds",
    ),
    ("keys", &["provider", "fetched"], "provider, fetched or not"),
    (
        "device codes",
        &["provider", "outcome", "ms"],
        "provider, outcome, milliseconds",
    ),
    (
        "declined",
        &["refusal", "left_out"],
        "the code of the refusal of a token or a code, how many such lines were left out before it",
    ),
    (
        "a page … holds /embed in a frame",
        &["stranger"],
        "the origin of a portal that is not on the list",
    ),
    (
        "a part of the relay failed by a fault of its own",
        &["place"],
        "the line of the program",
    ),
    (
        "no connection can be accepted",
        &["error"],
        "the system’s word",
    ),
    ("no ticket", &["error"], "the system’s word"),
    (
        "what still ran was cut off",
        &[],
        "nothing more: the relay was told to stop",
    ),
];
