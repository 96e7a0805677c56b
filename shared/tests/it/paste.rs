//! Words that people paste: every message of Jira that an admin meets, and what else stands in logs.

use shared::case::Case;
use shared::diagnose::diagnose;
use shared::evidence::signin::Flow;
use shared::paste::{self, Found};
use shared::path::SignInPath;
use shared::plan::Protocol;
use shared::provider::Family;
use shared::request::{Ask, MailboxKind};
use shared::words::LINES_AT_MOST;

use crate::baseline;

/// As the page makes a case of it when nothing else is known.
fn case(text: &str) -> Case {
    let reading = paste::read(text).unwrap();
    let mut provider = baseline::provider();
    provider.family = reading.family.unwrap_or(Family::Microsoft);
    let ask = Ask {
        provider: provider.id.clone(),
        mailbox: None,
        kind: MailboxKind::Unknown,
        account: None,
        protocols: vec![reading.protocol.unwrap_or(Protocol::Imap)],
        path: SignInPath::Operator,
        app: None,
        will_last: false,
        spare_own_mailbox: true,
    };
    reading.case(ask, provider, None)
}

fn codes(text: &str) -> Vec<&'static str> {
    let findings = diagnose(&case(text), 1_800_000_000).findings;
    findings
        .iter()
        .map(|finding| finding.cause.code())
        .collect()
}

/// These causes lead, in this order; and none of those is named.
fn leads(text: &str, first: &[&str], absent: &[&str]) {
    let codes = codes(text);
    assert_eq!(codes.get(..first.len()), Some(first), "{text}\n{codes:?}");
    for code in absent {
        assert!(!codes.contains(code), "{text}\n{code} in {codes:?}");
    }
}

#[test]
fn a_token_that_is_not_defined_was_never_given_or_cannot_be_renewed() {
    leads(
        "We couldn't connect to your mail server. Check your settings and try again. \
         \"OAuth token not defined for connection. OAuth Authorisation required.\"",
        &[
            "refresh-token-expired-or-revoked",
            "client-secret-expired",
            "client-side-problem",
        ],
        &[
            "no-full-access-shared",
            "imap-disabled-mailbox",
            "dns-failure",
        ],
    );
}

#[test]
fn a_folder_that_could_not_be_opened_is_no_matter_of_folders() {
    let text = "JIRA couldn't open the folder 'inbox' at outlook.office365.com. Check and make sure the folder name is correct and try again.";
    leads(
        text,
        &["no-full-access-other-user"],
        &["client-secret-expired", "firewall-port-blocked"],
    );
    let codes = codes(text);
    for cause in ["imap-disabled-mailbox", "wrong-user-signed-in"] {
        assert!(codes[..4].contains(&cause), "{codes:?}");
    }
}

#[test]
fn a_read_that_timed_out_is_the_networks() {
    leads(
        "ConnectionException: * BYE Jakarta Mail Exception: java.net.SocketTimeoutException: Read timed out",
        &["firewall-port-blocked", "service-outage-or-backend"],
        &["no-full-access-other-user", "wrong-user-signed-in"],
    );
}

#[test]
fn authenticate_failed_alone_leaves_the_usual_suspects() {
    let codes = codes("AuthenticationFailedException: AUTHENTICATE failed");
    for cause in [
        "no-full-access-other-user",
        "wrong-user-signed-in",
        "imap-disabled-mailbox",
        "missing-imap-scope",
        "wrong-audience-graph-token",
    ] {
        assert!(codes.contains(&cause), "{cause} of {codes:?}");
    }
    for cause in ["dns-failure", "client-secret-expired", "unrecognised"] {
        assert!(!codes.contains(&cause), "{cause} in {codes:?}");
    }
}

#[test]
fn a_protocol_error_is_the_clients() {
    leads(
        "AuthenticationFailedException: Protocol error. Connection is closed. 10",
        &["sasl-format-error"],
        &["no-full-access-other-user", "firewall-port-blocked"],
    );
}

#[test]
fn a_refresh_that_failed_says_why() {
    let text = "Refresh Token Failed. Reported Reason: AADSTS7000222: The provided client secret keys for app \
                '5a4db0c5-0000-4000-8000-00000000c11e' are expired.";
    leads(
        text,
        &["client-secret-expired"],
        &["client-secret-invalid", "refresh-token-expired-or-revoked"],
    );
    assert_eq!(case(text).flow, Flow::Refresh);
    assert_eq!(codes(text).len(), 1);
}

#[test]
fn a_link_test_that_failed_is_about_the_registration_or_the_network() {
    leads(
        "The connection has failed. Check the application logs for details.",
        &["wrong-authority-endpoint", "client-secret-invalid"],
        &["no-full-access-other-user", "imap-disabled-mailbox"],
    );
}

#[test]
fn a_password_where_a_token_is_wanted_is_seen_in_the_log() {
    leads(
        "DEBUG IMAPS: protocolConnect login, host=outlook.office365.com, user=support@contoso.com\n\
         DEBUG IMAPS: AUTH: PLAIN\nDEBUG IMAPS: AUTH: XOAUTH2\n\
         IMAPS: AUTHENTICATE PLAIN command trace suppressed\n\
         IMAPS: AUTHENTICATE PLAIN command result: A1 NO AUTHENTICATE failed.",
        &["basic-auth-blocked"],
        &["no-full-access-other-user", "missing-imap-scope"],
    );
}

/// The server's line counts, wherever it stands in a stack trace.
#[test]
fn a_stack_trace_gives_up_its_line() {
    let text = "2026-11-25 02:10:11,123+0000 Caesium-1-4 ERROR      [c.a.j.p.jirafilter] JIRA couldn't open the folder 'inbox' at outlook.office365.com.\n\
                javax.mail.MessagingException: A3 BAD User is authenticated but not connected.;\n\
                  nested exception is:\n\tcom.sun.mail.iap.BadCommandException: A3 BAD User is authenticated but not connected.\n\
                \tat com.sun.mail.imap.IMAPFolder.open(IMAPFolder.java:1099)\n\
                Caused by: com.sun.mail.iap.BadCommandException: A3 BAD User is authenticated but not connected.\n";
    let case = case(text);
    let pasted = case.pasted.as_ref().unwrap();
    assert_eq!(pasted.protocol, Some(Protocol::Imap));
    assert!(
        pasted
            .observation
            .lines
            .iter()
            .all(|line| line.text.contains("not connected"))
    );
    assert_eq!(case.provider.family, Family::Microsoft);
    leads(
        text,
        &["no-full-access-other-user"],
        &["client-secret-expired"],
    );
}

#[test]
fn other_words_that_name_their_reason() {
    for (text, cause) in [
        (
            "A1 NO [ALERT] Please log in via your web browser: https://support.google.com/mail/accounts/answer/78754 (Failure)",
            "account-locked-or-abuse",
        ),
        (
            "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled",
            "smtp-auth-disabled-tenant",
        ),
        (
            "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.",
            "smtp-auth-disabled-mailbox",
        ),
        (
            "-ERR [SYS/PERM] POP access is disabled for your domain.",
            "google-imap-disabled",
        ),
        (
            "A1 NO [ALERT] IMAP access is disabled for your domain. Please contact your domain administrator for questions about this feature. (Failure)",
            "google-imap-disabled",
        ),
        (
            "java.net.UnknownHostException: outlook.ofice365.com",
            "dns-failure",
        ),
        (
            "java.net.ConnectException: Connection timed out (Connection timed out) imap.gmail.com:993",
            "firewall-port-blocked",
        ),
        (
            "javax.net.ssl.SSLHandshakeException: PKIX path building failed: unable to find valid certification path to requested target",
            "tls-untrusted-cert",
        ),
        (
            "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID\"}",
            "client-secret-invalid",
        ),
        ("Error 400: redirect_uri_mismatch", "redirect-uri-mismatch"),
        (
            "https://jira.example/rest/callback?error=access_denied&error_description=AADSTS90094%3a+The+grant+requires+admin+permission.&state=s",
            "consent-missing-admin",
        ),
        (
            "AADSTS50105: Your administrator has configured the application to block users",
            "user-not-assigned",
        ),
        (
            "BAD Request is throttled. Suggested Backoff Time: 299961 milliseconds",
            "throttled",
        ),
    ] {
        let codes = codes(text);
        assert_eq!(codes.first(), Some(&cause), "{text}\n{codes:?}");
    }
}

#[test]
fn what_nobody_knows_is_unrecognised_and_nothing_is_nothing() {
    assert_eq!(
        codes("The mailbox is out until the swallows return."),
        ["unrecognised"]
    );
    assert_eq!(codes("ERROR 42"), ["unrecognised"]);
    for text in ["", "  \n\t "] {
        assert!(paste::read(text).is_none());
    }
}

/// each line is read by itself and shown. Fuzzing found 64 KiB that were 32 000 of them.
#[test]
fn a_text_of_many_lines_is_read_as_far_as_a_thousand() {
    let lines = |text: &str| match paste::read(text).unwrap().found {
        Found::Step(observation) => observation.lines.len(),
        Found::SignIn(failure) => panic!("{failure:?}"),
    };
    let refused = "A1 NO LOGIN failed.\n";
    assert_eq!(lines(&refused.repeat(LINES_AT_MOST + 1)), LINES_AT_MOST);
    let telling = "AADSTS50105: not assigned";
    for (before, found) in [(LINES_AT_MOST - 1, true), (LINES_AT_MOST, false)] {
        let text = format!("\n\n{}{telling}", "x\n".repeat(before));
        let codes = codes(&text);
        assert_eq!(
            codes.first() == Some(&"user-not-assigned"),
            found,
            "{codes:?}"
        );
    }
}
