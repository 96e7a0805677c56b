//! The pretend providers of one sandbox: they differ in issuer, endpoints, tokens and manners.

use serde::Serialize;
use shared::plan::Protocol;
use shared::provider::Family;

/// A pretend provider.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Provider {
    /// Behaves as Microsoft 365 does.
    Demo,
    /// Behaves as Google does.
    DemoGoogle,
    /// Behaves as Outlook.com does for personal accounts.
    DemoOutlook,
    /// A server of an organisation's own, in Dovecot's words.
    DemoOwn,
}

impl Provider {
    /// All, in the order of the form.
    pub const ALL: [Self; 4] = [
        Self::Demo,
        Self::DemoGoogle,
        Self::DemoOutlook,
        Self::DemoOwn,
    ];

    /// The id in the relay's configuration, and the first segment of every path here.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Demo => "demo",
            Self::DemoGoogle => "demo-google",
            Self::DemoOutlook => "demo-outlook",
            Self::DemoOwn => "demo-own",
        }
    }

    /// The provider with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|provider| provider.id() == id)
    }

    /// The name for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Demo => "Demo Mail",
            Self::DemoGoogle => "Demo Mail (Google style)",
            Self::DemoOutlook => "Demo Mail (Outlook.com style)",
            Self::DemoOwn => "Demo Mail (own server)",
        }
    }

    /// Whose words and manners are imitated.
    pub const fn family(self) -> Family {
        match self {
            Self::Demo => Family::Microsoft,
            Self::DemoGoogle => Family::Google,
            Self::DemoOutlook => Family::OutlookCom,
            Self::DemoOwn => Family::Other,
        }
    }

    /// The operator's application: it has one redirect URI.
    pub const fn client_id(self) -> &'static str {
        match self {
            Self::Demo => "5a4db0c5-0000-4000-8000-00000000c11e",
            Self::DemoGoogle => "greencheck.apps.demo.test",
            Self::DemoOutlook => "5a4db0c5-0000-4000-8000-00000000c22e",
            Self::DemoOwn => "greencheck",
        }
    }

    /// The `prompt` that this provider is asked with.
    pub const fn prompt(self) -> &'static str {
        "select_account"
    }

    /// The scopes that name the person.
    pub const fn identity_scopes(self) -> &'static [&'static str] {
        &["openid", "profile", "email"]
    }

    /// The scope for a protocol: spelled as the imitated provider spells it, so that what the page shows in the
    /// demonstration is what it shows in earnest.
    pub const fn mail_scope(self, protocol: Protocol) -> &'static str {
        match (self, protocol) {
            (Self::Demo | Self::DemoOutlook, Protocol::Imap) => {
                "https://outlook.office.com/IMAP.AccessAsUser.All"
            }
            (Self::Demo | Self::DemoOutlook, Protocol::Pop) => {
                "https://outlook.office.com/POP.AccessAsUser.All"
            }
            (Self::Demo | Self::DemoOutlook, Protocol::Smtp) => {
                "https://outlook.office.com/SMTP.Send"
            }
            (Self::DemoGoogle, _) => "https://mail.google.com/",
            (Self::DemoOwn, _) => "mail",
        }
    }

    /// The protocols that are spoken here. Only Exchange Online's POP3 and SMTP are imitated.
    pub const fn protocols(self) -> &'static [Protocol] {
        match self {
            Self::Demo => &[Protocol::Imap, Protocol::Pop, Protocol::Smtp],
            Self::DemoGoogle | Self::DemoOutlook | Self::DemoOwn => &[Protocol::Imap],
        }
    }

    /// The protocol that a scope is for, if it is for one of those.
    pub fn protocol_of(self, scope: &str) -> Option<Protocol> {
        let mut protocols = self.protocols().iter().copied();
        protocols.find(|protocol| self.mail_scope(*protocol) == scope)
    }

    /// The `aud` values that the mail server takes; empty where the token is opaque.
    pub const fn audiences(self) -> &'static [&'static str] {
        match self {
            Self::Demo => &["https://outlook.office.com", APP_RESOURCE],
            Self::DemoOwn => &["mail.own.demo.test"],
            Self::DemoGoogle | Self::DemoOutlook => &[],
        }
    }

    /// Whether only the provider itself can read its access tokens.
    pub const fn opaque_tokens(self) -> bool {
        matches!(self, Self::DemoGoogle | Self::DemoOutlook)
    }

    /// The tenant in the claims.
    pub const fn tenant(self) -> &'static str {
        match self {
            Self::DemoOutlook => shared::token::CONSUMERS,
            Self::Demo | Self::DemoGoogle | Self::DemoOwn => "de300000-0000-4000-8000-000000000001",
        }
    }

    /// Whether the tenant is in its addresses.
    pub const fn has_tenants(self) -> bool {
        matches!(self, Self::Demo)
    }

    /// Whether its token endpoint answers nobody without a secret.
    pub const fn needs_secret(self) -> bool {
        matches!(self, Self::DemoGoogle)
    }

    /// The issuer identifier (RFC 8414 §2), given where the sandbox is reached: the operator's, and that of every token.
    pub fn issuer(self, base: &str) -> String {
        format!("{base}/{}", self.path(self.tenant()))
    }

    /// The first segments of every path, for this tenant where it matters.
    pub fn path(self, tenant: &str) -> String {
        if self.has_tenants() {
            format!("{}/{tenant}", self.id())
        } else {
            self.id().to_owned()
        }
    }

    /// Whether somebody who asks like this wants to stay signed in: each provider has its own way to say it.
    pub fn is_offline(self, scopes: &[String], access_type: Option<&str>) -> bool {
        match self {
            Self::DemoGoogle => access_type == Some("offline"),
            Self::Demo | Self::DemoOutlook | Self::DemoOwn => {
                scopes.iter().any(|scope| scope == OFFLINE_ACCESS)
            }
        }
    }

    /// Whether a scope may be asked for here.
    pub fn offers(self, scope: &str) -> bool {
        self.protocol_of(scope).is_some()
            || self.identity_scopes().contains(&scope)
            || (scope == OFFLINE_ACCESS && self != Self::DemoGoogle)
    }
}

/// The scope that asks for a refresh token (OpenID Connect Core §11), where that is the way.
pub const OFFLINE_ACCESS: &str = "offline_access";

/// The resource that an application asks for when it signs in as itself.
pub const APP_RESOURCE: &str = "https://outlook.office365.com";

/// How long an access token is good for, in seconds.
pub const TOKEN_SECONDS: i64 = 3600;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_issuers_differ() {
        for provider in Provider::ALL {
            assert_eq!(Provider::from_id(provider.id()), Some(provider));
        }
        assert_eq!(Provider::from_id("microsoft-365"), None);
        assert_ne!(
            Provider::Demo.issuer("http://127.0.0.1:1"),
            Provider::DemoGoogle.issuer("http://127.0.0.1:1")
        );
        assert_eq!(
            Provider::Demo.issuer("http://127.0.0.1:1"),
            format!("http://127.0.0.1:1/demo/{}", Provider::Demo.tenant())
        );
    }
}
