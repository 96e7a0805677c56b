//! Every other way to sign in.

use shared::path::SignInPath;

use super::Way;
use crate::applications::{ENDED_SECRET, SECRET, UNKNOWN};
use crate::provider::Provider;

const ALEX: &str = "alex@demo.test";
const SALES: &str = "sales@demo.test";
const TENANT: &str = Provider::Demo.tenant();

const HEALTHY: &str = "5a4db0c5-0000-4000-8000-00000000a001";
const WEB: &str = "5a4db0c5-0000-4000-8000-00000000a002";
const OTHER_REDIRECT: &str = "5a4db0c5-0000-4000-8000-00000000a003";
const ONE_TENANT: &str = "5a4db0c5-0000-4000-8000-00000000a004";
const NO_CONSENT: &str = "5a4db0c5-0000-4000-8000-00000000a005";
const DAEMON: &str = "5a4db0c5-0000-4000-8000-00000000da01";
const NOT_TOLD: &str = "5a4db0c5-0000-4000-8000-00000000da02";

/// Every way, in the order of the form.
#[rustfmt::skip]
pub const WAYS: [Way; 22] = [
    lasting("casey@gmail-like.demo.test", "healthy", "The refresh token stays the same."),
    lasting("rowan@gmail-like.demo.test", "healthy", "Each use of the refresh token gives a new one."),
    lasting("indy@gmail-like.demo.test", "google-testing-mode-7day", "The refresh token ends after a week: the application is still in testing."),
    lasting("wren@gmail-like.demo.test", "refresh-token-expired-or-revoked", "The refresh token is refused."),
    stays(Way { path: SignInPath::Operator, client_id: None, tenant: None, ..of_person("ada@demo.test", "consent-missing-admin", "Ada is kept on a page that says \"Need admin approval\".") }),
    own(HEALTHY, TENANT, "healthy", "An application of the asker's own in which all is well."),
    own(HEALTHY, "organizations", "healthy", "The same at the addresses of many tenants."),
    own(ONE_TENANT, TENANT, "healthy", "An application of one tenant, at its own addresses."),
    refused(own(WEB, TENANT, "spa-redirect-type-needed", "The redirect URI is registered for the platform Web: AADSTS9002326.")),
    refused(own(NO_CONSENT, TENANT, "consent-missing-user", "Nobody consented to the application: AADSTS65001.")),
    stays(own(OTHER_REDIRECT, TENANT, "redirect-uri-mismatch", "The redirect URI is not registered: AADSTS50011 on the provider's page.")),
    stays(own(ONE_TENANT, "common", "wrong-authority-endpoint", "An application of one tenant, at the addresses of many: AADSTS50194.")),
    stays(own(UNKNOWN, TENANT, "app-not-found", "No application has this id: AADSTS700016.")),
    stays(own(HEALTHY, "contoso.example", "wrong-authority-endpoint", "No tenant has this name: AADSTS90002.")),
    device(ALEX, "healthy", "Alex types the code at the sign-in's `/device` and signs in."),
    refused(device("max@demo.test", "mfa-required", "The device asks, and is refused for Max: a second factor is needed.")),
    app(DAEMON, SECRET, SALES, "healthy", "The application opens a mailbox as itself."),
    app(DAEMON, SECRET, "support@demo.test", "service-principal-no-mailbox-permission", "The application has no Full Access to this mailbox."),
    app(NOT_TOLD, SECRET, SALES, "service-principal-missing", "Exchange was not told about the application's service principal."),
    refused(app(DAEMON, "not-the-secret", SALES, "client-secret-invalid", "Another secret: AADSTS7000215.")),
    refused(app(DAEMON, ENDED_SECRET, SALES, "client-secret-expired", "A secret that was good once: AADSTS7000222.")),
    refused(app(UNKNOWN, SECRET, SALES, "app-not-found", "No application has this id: AADSTS700016.")),
];

const fn of_person(address: &'static str, cause: &'static str, note: &'static str) -> Way {
    Way {
        path: SignInPath::OwnApp,
        provider: Provider::Demo,
        client_id: None,
        tenant: None,
        secret: None,
        account: address,
        sign_in_as: Some(address),
        mailbox: address,
        cause,
        will_last: false,
        stays: false,
        refused: false,
        note,
    }
}

/// Alex signs in to an application of their own.
const fn own(
    client_id: &'static str,
    tenant: &'static str,
    cause: &'static str,
    note: &'static str,
) -> Way {
    Way {
        client_id: Some(client_id),
        tenant: Some(tenant),
        ..of_person(ALEX, cause, note)
    }
}

/// The sign-in at the provider in Google's manner is tried for its length.
const fn lasting(address: &'static str, cause: &'static str, note: &'static str) -> Way {
    Way {
        path: SignInPath::Operator,
        provider: Provider::DemoGoogle,
        will_last: true,
        ..of_person(address, cause, note)
    }
}

const fn device(address: &'static str, cause: &'static str, note: &'static str) -> Way {
    Way {
        path: SignInPath::Device,
        ..of_person(address, cause, note)
    }
}

const fn app(
    client_id: &'static str,
    secret: &'static str,
    mailbox: &'static str,
    cause: &'static str,
    note: &'static str,
) -> Way {
    Way {
        path: SignInPath::AppOnly,
        secret: Some(secret),
        sign_in_as: None,
        mailbox,
        ..own(client_id, TENANT, cause, note)
    }
}

const fn refused(mut way: Way) -> Way {
    way.refused = true;
    way
}

const fn stays(way: Way) -> Way {
    let mut way = refused(way);
    way.stays = true;
    way
}
