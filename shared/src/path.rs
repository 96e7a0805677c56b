//! The ways to a token. Each proves something else.

use serde::{Deserialize, Serialize};

use crate::address::HostName;
use crate::evidence::signin::Flow;
use crate::guid::is_guid;

/// How the token is obtained.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignInPath {
    /// A person signs in to the operator's application; the entry says who redeems the code. It proves the mailbox and
    /// the account.
    #[default]
    Operator,
    /// A person signs in to an application that the asker names: its consent, tenant and scopes are proved as well.
    OwnApp,
    /// A person types a code on another device (RFC 8628). It needs no redirect.
    Device,
    /// An access token that somebody has already: just that token is proved.
    Token,
    /// The application signs in as itself (client credentials, RFC 6749 §4.4).
    AppOnly,
}

impl SignInPath {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 5] = [
        Self::Operator,
        Self::OwnApp,
        Self::Device,
        Self::Token,
        Self::AppOnly,
    ];

    /// Its name in a provider's entry and on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::OwnApp => "own-app",
            Self::Device => "device",
            Self::Token => "token",
            Self::AppOnly => "app-only",
        }
    }

    /// Whether it is the usual one.
    pub fn is_operator(&self) -> bool {
        *self == Self::Operator
    }

    /// The grant behind it.
    pub const fn flow(self) -> Flow {
        match self {
            Self::Operator | Self::OwnApp => Flow::User,
            Self::Device => Flow::Device,
            Self::Token => Flow::Pasted,
            Self::AppOnly => Flow::App,
        }
    }

    /// Whether the asker names the application.
    pub const fn names_app(self) -> bool {
        matches!(self, Self::OwnApp | Self::AppOnly)
    }
}

/// An application that the asker names. Its secret, if it has one, is never kept here.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct App {
    /// The application (client) id.
    pub client_id: String,
    /// The tenant: a GUID, a domain, or a word such as `organizations`; absent where the provider has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
}

/// What is wrong with an id, told before anybody leaves the page.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AppProblem {
    /// No client id.
    NoClientId,
    /// A client id with a space, a control character, or over 200 octets; for Microsoft, anything but a GUID.
    ClientId,
    /// No tenant, and the provider needs one.
    NoTenant,
    /// Neither a GUID, nor a domain, nor one of Microsoft's words.
    Tenant,
    /// A word for many tenants, where an application signs in as itself: it does so at one.
    TenantOfMany,
}

/// Microsoft's words for many tenants.
const MANY: [&str; 3] = ["common", "consumers", "organizations"];

impl App {
    /// What is wrong with it; `guids` where the provider's client ids are GUIDs and it has tenants.
    pub fn problem(&self, guids: bool) -> Option<AppProblem> {
        let id = &self.client_id;
        if id.is_empty() {
            return Some(AppProblem::NoClientId);
        }
        let plain = id.len() <= 200 && id.bytes().all(|b| b.is_ascii_graphic());
        if !plain || (guids && !is_guid(id)) {
            return Some(AppProblem::ClientId);
        }
        match self.tenant.as_deref().filter(|tenant| !tenant.is_empty()) {
            None => guids.then_some(AppProblem::NoTenant),
            Some(tenant) => (!is_tenant(tenant)).then_some(AppProblem::Tenant),
        }
    }
}

/// Whether this is one of Microsoft's words for many tenants.
pub fn is_many(tenant: &str) -> bool {
    MANY.contains(&tenant)
}

/// Whether a text can stand in the place of a tenant in an address: a GUID, a domain, or one of Microsoft's words.
pub fn is_tenant(tenant: &str) -> bool {
    is_guid(tenant)
        || MANY.contains(&tenant)
        || (tenant.contains('.') && tenant.parse::<HostName>().is_ok())
}

/// Whether a text looks like a secret's value where its id was asked for, or the reverse: Microsoft's secret ids are
/// GUIDs, its values never are.
pub fn is_secret_id(secret: &str) -> bool {
    is_guid(secret.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(client_id: &str, tenant: Option<&str>, guids: bool) -> Option<AppProblem> {
        let app = App {
            client_id: client_id.into(),
            tenant: tenant.map(Into::into),
        };
        app.problem(guids)
    }

    /// a tenant stands in the address that somebody leaves for, so it is none that leads elsewhere.
    #[test]
    fn no_address_that_leads_astray_is_a_tenant() {
        let astray = include_str!("../../tests/cases/redirects.txt");
        for tenant in astray.lines() {
            assert!(!is_tenant(tenant), "{tenant}");
        }
    }

    #[test]
    fn microsofts_ids_are_guids_and_others_are_not() {
        let id = "6b2d1d92-7018-4182-b70e-821127bec509";
        assert_eq!(problem(id, Some("contoso.com"), true), None);
        assert_eq!(problem(id, Some("organizations"), true), None);
        assert_eq!(problem(id, Some(id), true), None);
        assert_eq!(problem("an-app", None, false), None);
        assert_eq!(problem("", None, true), Some(AppProblem::NoClientId));
        assert_eq!(
            problem("my app", Some(id), true),
            Some(AppProblem::ClientId)
        );
        assert_eq!(
            problem("an-app", Some(id), true),
            Some(AppProblem::ClientId)
        );
        assert_eq!(problem("a\nb", None, false), Some(AppProblem::ClientId));
        assert_eq!(problem(id, None, true), Some(AppProblem::NoTenant));
        for bad in [
            "contoso",
            "a/b.c",
            "../x.y",
            "a b.c",
            "contoso.com?x=y",
            "con\u{2024}toso.com",
        ] {
            assert_eq!(
                problem(id, Some(bad), true),
                Some(AppProblem::Tenant),
                "{bad}"
            );
        }
    }

    #[test]
    fn a_path_is_called_as_it_is_written() {
        for path in SignInPath::ALL {
            let written = serde_json::to_string(&path).unwrap();
            assert_eq!(written, format!("\"{}\"", path.code()));
        }
    }

    #[test]
    fn a_secrets_id_is_told_from_its_value() {
        assert!(is_secret_id(" 6b2d1d92-7018-4182-b70e-821127bec509\n"));
        assert!(!is_secret_id("aBc8Q~not-a-real-value"));
    }
}
