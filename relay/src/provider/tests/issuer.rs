//! Whose sign-in an entry takes for its own.

use super::{bare, entry};

const TENANT: &str = "8a3c9a2e-6e0b-4a6f-9d8a-2f2d2f3b9c11";

/// the issuer of another tenant counts where the asker may name an application, and there alone.
#[test]
fn another_tenants_issuer_counts_where_an_own_application_may_sign_in() {
    let of = |tenant: &str| format!("https://login.microsoftonline.com/{tenant}/v2.0");
    let offered = bare("microsoft-365");
    for tenant in ["organizations", "common", "contoso.com", TENANT] {
        assert!(offered.is_issuer(&of(tenant)), "{tenant}");
    }
    let not = "id = \"microsoft-365\"\nclient_id = \"app\"\npaths = [\"operator\", \"token\", \"device\"]";
    let not = entry(not).unwrap();
    assert!(not.is_issuer(&of("organizations")));
    for tenant in ["common", "contoso.com", TENANT] {
        assert!(!not.is_issuer(&of(tenant)), "{tenant}");
    }
}

/// byte for byte, and no tenant that would spell another issuer.
#[test]
fn an_issuer_that_only_looks_alike_is_refused() {
    let entry = bare("microsoft-365");
    for issuer in [
        // A slash more or less.
        "https://login.microsoftonline.com/contoso.com/v2.0/",
        "https://login.microsoftonline.com//contoso.com/v2.0",
        "https://login.microsoftonline.com/contoso.com//v2.0",
        "https://login.microsoftonline.com/contoso.com/v2.0%2F",
        // A slash in the place of the tenant.
        "https://login.microsoftonline.com/contoso.com/evil/v2.0",
        "https://login.microsoftonline.com/../v2.0",
        "https://login.microsoftonline.com/contoso.com/../evil.test/v2.0",
        "https://login.microsoftonline.com/contoso.com%2Fevil/v2.0",
        // Another host.
        "https://login.microsoftonline.com.evil.test/contoso.com/v2.0",
        "https://login.microsoftonline.us/contoso.com/v2.0",
        "https://evil.test/contoso.com/v2.0",
        "https://evil.test/?https://login.microsoftonline.com/contoso.com/v2.0",
        // The host as the user of another.
        "https://login.microsoftonline.com@evil.test/contoso.com/v2.0",
        "https://user@login.microsoftonline.com/contoso.com/v2.0",
        "https://login.microsoftonline.com:443/contoso.com/v2.0",
        // Another case.
        "https://LOGIN.microsoftonline.com/contoso.com/v2.0",
        "HTTPS://login.microsoftonline.com/contoso.com/v2.0",
        "https://login.microsoftonline.com/contoso.com/V2.0",
        "http://login.microsoftonline.com/contoso.com/v2.0",
        // A query, a fragment.
        "https://login.microsoftonline.com/contoso.com/v2.0?x=/v2.0",
        "https://login.microsoftonline.com/contoso.com?x=y/v2.0",
        "https://login.microsoftonline.com/contoso.com/v2.0#",
        // No tenant, the template itself, one that is no name.
        "https://login.microsoftonline.com//v2.0",
        "https://login.microsoftonline.com/{tenant}/v2.0",
        "https://login.microsoftonline.com/contoso/v2.0",
        "https://login.microsoftonline.com/contoso.com /v2.0",
        "https://login.microsoftonline.com/192.0.2.1/v2.0",
        "https://login.microsoftonline.com/cont\u{f6}so.com/v2.0",
        "https://login.microsoftonline.com/v2.0",
        "https://sts.windows.net/8a3c9a2e-6e0b-4a6f-9d8a-2f2d2f3b9c11/",
        "",
    ] {
        assert!(!entry.is_issuer(issuer), "{issuer}");
    }
}

#[test]
fn without_a_tenant_in_it_the_issuer_is_one() {
    let google = bare("google");
    assert!(google.is_issuer("https://accounts.google.com"));
    for other in [
        "https://accounts.google.com/",
        "accounts.google.com",
        "https://Accounts.google.com",
    ] {
        assert!(!google.is_issuer(other), "{other}");
    }
}
