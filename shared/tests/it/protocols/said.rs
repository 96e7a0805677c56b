//! What servers say over POP3 and SMTP when they refuse a sign-in.

use shared::evidence::Status;
use shared::plan::Protocol::{self, Pop, Smtp};

/// Over which protocol, in which words, and the code of the cause that they come to first.
pub const SAID: [(Protocol, Status, &str, &str); 14] = [
    (
        Pop,
        Status::Err,
        "Authentication failure: unknown user name or bad password.",
        "imap-disabled-mailbox",
    ),
    (
        Pop,
        Status::Err,
        "[AUTH] Authentication failed.",
        "imap-disabled-mailbox",
    ),
    (
        Pop,
        Status::Err,
        "[IN-USE] maildrop is locked",
        "too-many-connections",
    ),
    (Pop, Status::Err, "[LOGIN-DELAY] not so often", "throttled"),
    (
        Pop,
        Status::Err,
        "[SYS/TEMP] later",
        "service-outage-or-backend",
    ),
    (
        Smtp,
        Status::Code(535),
        "5.7.3 Authentication unsuccessful [FR0P281CA0001.DEUP281.PROD.OUTLOOK.COM]",
        "smtp-auth-disabled-mailbox",
    ),
    (
        Smtp,
        Status::Code(535),
        "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.",
        "smtp-auth-disabled-mailbox",
    ),
    (
        Smtp,
        Status::Code(535),
        "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
        "smtp-auth-disabled-tenant",
    ),
    (
        Smtp,
        Status::Code(535),
        "5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully.",
        "conditional-access-block",
    ),
    (
        Smtp,
        Status::Code(535),
        "5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy.",
        "security-defaults",
    ),
    (
        Smtp,
        Status::Code(550),
        "5.7.30 Basic authentication is not supported for Client Submission.",
        "basic-auth-blocked",
    ),
    (
        Smtp,
        Status::Code(432),
        "4.3.2 Concurrent connections limit exceeded.",
        "too-many-connections",
    ),
    (
        Smtp,
        Status::Code(421),
        "4.3.2 The maximum number of concurrent server connections has exceeded a limit",
        "too-many-connections",
    ),
    (
        Smtp,
        Status::Code(454),
        "4.7.0 Temporary authentication failure",
        "service-outage-or-backend",
    ),
];
