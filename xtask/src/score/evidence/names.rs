//! What the words of a record stand for.

use shared::evidence::sasl::{Tried, UserForm};
use shared::evidence::signin::Flow;
use shared::plan::{Protocol, Step};
use shared::provider::{Family, Provider};
use shared::request::MailboxKind;

/// A provider's entry with what is public about it.
pub(super) fn provider(name: &str) -> Provider {
    let (family, prefix) = match name {
        "microsoft-365" => (Family::Microsoft, Some("https://outlook.office.com/")),
        "outlook-consumer" => (Family::OutlookCom, Some("https://outlook.office.com/")),
        "google" => (Family::Google, None),
        _ => (Family::Other, None),
    };
    let scopes = |permission: &str| match (family, prefix) {
        (_, Some(prefix)) => vec![format!("{prefix}{permission}")],
        (Family::Google, _) => vec!["https://mail.google.com/".to_owned()],
        _ => Vec::new(),
    };
    let audiences = [
        "https://outlook.office.com",
        "https://outlook.office365.com",
        "https://outlook.office365.us",
        "00000002-0000-0ff1-ce00-000000000000",
    ];
    Provider {
        imap_scopes: scopes("IMAP.AccessAsUser.All"),
        pop_scopes: scopes("POP.AccessAsUser.All"),
        smtp_scopes: scopes("SMTP.Send"),
        audiences: prefix.map_or_else(Vec::new, |_| audiences.map(str::to_owned).to_vec()),
        ..Provider::unlisted(family, name)
    }
}

pub(super) fn protocol(name: &str) -> Option<Protocol> {
    match name {
        "imap" => Some(Protocol::Imap),
        "pop" => Some(Protocol::Pop),
        "smtp" => Some(Protocol::Smtp),
        _ => None,
    }
}

pub(super) const fn default_port(protocol: Protocol) -> u16 {
    match protocol {
        Protocol::Imap => 993,
        Protocol::Pop => 995,
        Protocol::Smtp => 587,
    }
}

pub(super) fn kind(name: Option<&str>) -> MailboxKind {
    match name {
        Some("own") => MailboxKind::Own,
        Some("shared") => MailboxKind::Shared,
        Some("other-user") => MailboxKind::OtherUser,
        Some("alias") => MailboxKind::Alias,
        _ => MailboxKind::Unknown,
    }
}

pub(super) fn flow(name: Option<&str>) -> Flow {
    match name {
        Some("app") => Flow::App,
        Some("refresh") => Flow::Refresh,
        Some("device") => Flow::Device,
        Some("password") => Flow::Password,
        Some("pasted") => Flow::Pasted,
        _ => Flow::User,
    }
}

pub(super) fn tried(name: Option<&str>) -> Option<Tried> {
    Some(match name? {
        "XOAUTH2" => Tried::XOAuth2,
        "OAUTHBEARER" => Tried::OAuthBearer,
        "PLAIN" => Tried::Plain,
        "LOGIN" => Tried::Login,
        _ => Tried::Nothing,
    })
}

pub(super) fn user(name: Option<&str>) -> UserForm {
    match name {
        Some("owner") => UserForm::Account,
        Some("alias") => UserForm::Alias,
        Some("legacy-shared-form") => UserForm::LegacyShared,
        Some("short-name") => UserForm::ShortName,
        _ => UserForm::Mailbox,
    }
}

pub(super) fn step(name: &str) -> Option<Step> {
    Some(match name {
        "dns" => Step::Dns,
        "tcp" => Step::Tcp,
        "tls" => Step::Tls,
        "greeting" => Step::Greeting,
        "starttls" => Step::Starttls,
        "capability" => Step::Capability,
        "auth" => Step::Auth,
        "select" => Step::Examine,
        "list" => Step::List,
        "fetch" => Step::Fetch,
        "send" => Step::Send,
        _ => return None,
    })
}
