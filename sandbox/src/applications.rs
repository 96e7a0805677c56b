//! The applications that are registered: one of the page's operator at each provider, and at Demo Mail a few of an
//! asker's own, each with something the matter.

use crate::provider::Provider;

/// A registration.
#[derive(Debug, Eq, PartialEq)]
pub struct Application {
    /// Where it is registered.
    pub provider: Provider,
    /// The application (client) id.
    pub client_id: &'static str,
    /// The name for people.
    pub name: &'static str,
    /// How it is registered.
    pub kind: Kind,
}

/// How an application is registered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// The page's own: a public client with the page's redirect URI.
    Operator,
    /// Somebody's own, with the page's redirect URI as a single-page application.
    Own,
    /// The redirect URI is registered for the platform "Web".
    NotSinglePage,
    /// The page's redirect URI is not registered.
    WithoutRedirect,
    /// It belongs to one tenant.
    SingleTenant,
    /// Nobody has consented to it.
    WithoutConsent,
    /// It signs in as itself. Exchange may not have been told about its service principal.
    Daemon {
        /// The object id of the service principal, where Exchange knows it.
        known: bool,
    },
}

/// The value of every secret here. It is as public as this file.
pub const SECRET: &str = "pretend-secret-of-the-demo";

/// A secret that was good once.
pub const ENDED_SECRET: &str = "pretend-secret-that-ended";

/// A client id under which nothing is registered.
pub const UNKNOWN: &str = "5a4db0c5-0000-4000-8000-00000000a0ff";

/// The object id of the service principal that may open mailboxes.
pub const PRINCIPAL: &str = "0b1ec700-0000-4000-8000-0000000da001";

const PRINCIPAL_NOT_TOLD: &str = "0b1ec700-0000-4000-8000-0000000da002";

/// Every registration.
#[rustfmt::skip]
pub const APPLICATIONS: [Application; 11] = [
    operator(Provider::Demo),
    operator(Provider::DemoGoogle),
    operator(Provider::DemoOutlook),
    operator(Provider::DemoOwn),
    own("5a4db0c5-0000-4000-8000-00000000a001", "Demo Jira", Kind::Own),
    own("5a4db0c5-0000-4000-8000-00000000a002", "Demo Jira (web address)", Kind::NotSinglePage),
    own("5a4db0c5-0000-4000-8000-00000000a003", "Demo Jira (other address)", Kind::WithoutRedirect),
    own("5a4db0c5-0000-4000-8000-00000000a004", "Demo Jira (one tenant)", Kind::SingleTenant),
    own("5a4db0c5-0000-4000-8000-00000000a005", "Demo Jira (no consent)", Kind::WithoutConsent),
    own("5a4db0c5-0000-4000-8000-00000000da01", "Demo Daemon", Kind::Daemon { known: true }),
    own("5a4db0c5-0000-4000-8000-00000000da02", "Demo Daemon (not told)", Kind::Daemon { known: false }),
];

/// The application with this client id at this provider.
pub fn find(provider: Provider, client_id: &str) -> Option<&'static Application> {
    APPLICATIONS
        .iter()
        .find(|one| one.provider == provider && one.client_id.eq_ignore_ascii_case(client_id))
}

impl Application {
    /// The object id of its service principal; `None` for one that does not sign in as itself.
    pub const fn object_id(&self) -> Option<&'static str> {
        match self.kind {
            Kind::Daemon { known: true } => Some(PRINCIPAL),
            Kind::Daemon { known: false } => Some(PRINCIPAL_NOT_TOLD),
            _ => None,
        }
    }

    /// Whether it has a secret. Google's have one whatever their kind.
    pub const fn has_secret(&self) -> bool {
        matches!(self.kind, Kind::NotSinglePage | Kind::Daemon { .. })
            || self.provider.needs_secret()
    }
}

const fn operator(provider: Provider) -> Application {
    Application {
        provider,
        client_id: provider.client_id(),
        name: "Greencheck",
        kind: Kind::Operator,
    }
}

const fn own(client_id: &'static str, name: &'static str, kind: Kind) -> Application {
    Application {
        provider: Provider::Demo,
        client_id,
        name,
        kind,
    }
}

#[cfg(test)]
mod tests {
    use shared::path::{App, is_secret_id};

    use super::*;

    #[test]
    fn every_id_is_its_own_and_can_be_typed_into_the_form() {
        for one in &APPLICATIONS {
            assert_eq!(find(one.provider, one.client_id), Some(one));
            let app = App {
                client_id: one.client_id.to_owned(),
                tenant: Some(one.provider.tenant().to_owned()),
            };
            assert_eq!(
                app.problem(one.provider.has_tenants()),
                None,
                "{}",
                one.name
            );
        }
        assert_eq!(find(Provider::Demo, UNKNOWN), None);
        let known: Vec<_> = APPLICATIONS
            .iter()
            .filter_map(Application::object_id)
            .collect();
        assert_eq!(known, [PRINCIPAL, PRINCIPAL_NOT_TOLD]);
    }

    #[test]
    fn a_secret_here_is_told_from_the_id_of_one() {
        assert!(!is_secret_id(SECRET) && !is_secret_id(ENDED_SECRET));
    }
}
