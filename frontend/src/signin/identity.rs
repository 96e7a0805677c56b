//! Whose sign-in it was: the claims of the identity token.

use serde_json::Value;
use shared::evidence::signin::SignInFailure;
use shared::guid::is_guid;
use shared::provider::{Family, Provider};
use shared::token::{TokenFacts, claims};

use crate::signin::transaction::Transaction;

/// Clocks differ, by this many seconds at most.
const SKEW: i64 = 300;

/// What stands behind the tenant in a Microsoft issuer.
const VERSION: &str = "/v2.0";

/// Who signed in, as far as the provider says.
#[derive(Debug, Default, PartialEq)]
pub struct Identity {
    /// The account's name.
    pub account: Option<String>,
    /// The person's name.
    pub name: Option<String>,
}

/// Reads and checks an identity token (OpenID Connect Core §3.1.3.7): issuer, audience, nonce, time.
///
/// Its signature is not checked: it came from the token endpoint itself over TLS, which is what point 6 allows in
/// place of one. It only names the person on the page; no access is granted by it.
///
/// # Errors
/// When it belongs to another sign-in, application or issuer.
pub fn read(
    id_token: &str,
    transaction: &Transaction,
    now: i64,
) -> Result<Identity, SignInFailure> {
    let claims = claims(id_token).ok_or(SignInFailure::WrongIdentity)?;
    let facts = TokenFacts::from_claims(&claims);
    let client = transaction.provider.client_id.as_deref();
    let for_us = facts
        .audience
        .iter()
        .any(|aud| Some(aud.as_str()) == client)
        && (facts.audience.len() == 1 || claims.get("azp").and_then(Value::as_str) == client);
    let ours = claims.get("nonce").and_then(Value::as_str) == Some(transaction.nonce.as_str());
    let alive = facts.expires_at.is_some_and(|end| now < end + SKEW);
    if !(issued_by(&transaction.provider, &facts) && for_us && ours && alive) {
        return Err(SignInFailure::WrongIdentity);
    }
    let name = claims.get("name").and_then(Value::as_str);
    Ok(Identity {
        account: facts.account,
        name: name.map(str::to_owned),
    })
}

/// The issuer, byte for byte. Microsoft's tokens name their tenant by its id only: where the entry names many tenants
/// (`organizations`) or one by its domain, the token's own tenant stands in that place (Microsoft identity platform,
/// "validate the issuer"). Which tenants may answer is decided by the token endpoint, which the entry names too.
fn issued_by(provider: &Provider, facts: &TokenFacts) -> bool {
    let Some(issuer) = facts.issuer.as_deref() else {
        return false;
    };
    if issuer == provider.issuer {
        return true;
    }
    let Some(tenant) = facts.tenant.as_deref().filter(|tenant| is_guid(tenant)) else {
        return false;
    };
    let Some((before, named)) = provider
        .issuer
        .strip_suffix(VERSION)
        .and_then(|issuer| issuer.rsplit_once('/'))
    else {
        return false;
    };
    provider.family == Family::Microsoft
        && !is_guid(named)
        && issuer == format!("{before}/{tenant}{VERSION}")
}

#[cfg(test)]
pub(crate) mod fixture {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::{Value, json};

    /// What the demo provider says of Alex at 1 700 000 000, with these claims in place of its own.
    pub fn id_token(changes: &Value) -> String {
        let mut claims = json!({
            "iss": "https://login.demo.test", "aud": "greencheck", "nonce": "the-nonce", "exp": 1_700_003_600,
            "preferred_username": "alex@demo.test", "name": "Alex Moreau",
        });
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.c2ln", part(&json!({"alg": "RS256"})), part(&claims))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::fixture::id_token;
    use super::*;
    use crate::signin::transaction::fixture::transaction;

    const NOW: i64 = 1_700_000_010;
    const TENANT: &str = "8a3c9a2e-6e0b-4a6f-9d8a-2f2d2f3b9c11";

    #[test]
    fn a_good_one_names_the_person() {
        let alex = Identity {
            account: Some("alex@demo.test".into()),
            name: Some("Alex Moreau".into()),
        };
        for good in [
            json!({}),
            json!({"aud": ["greencheck"]}),
            json!({"aud": ["greencheck", "other"], "azp": "greencheck"}),
        ] {
            let read = read(&id_token(&good), &transaction(), NOW);
            assert_eq!(read.as_ref(), Ok(&alex), "{good}");
        }
    }

    #[test]
    fn one_claim_wrong_and_it_is_refused() {
        for bad in [
            json!({"iss": "https://login.demo.test/"}),
            json!({"iss": null}),
            json!({"aud": "other"}),
            json!({"aud": ["greencheck", "other"]}),
            json!({"aud": []}),
            json!({"nonce": "another"}),
            json!({"nonce": null}),
            json!({"exp": NOW - SKEW}),
            json!({"exp": null}),
        ] {
            let read = read(&id_token(&bad), &transaction(), NOW);
            assert_eq!(read, Err(SignInFailure::WrongIdentity), "{bad}");
        }
        let not_one = read("opaque", &transaction(), NOW);
        assert_eq!(not_one, Err(SignInFailure::WrongIdentity));
    }

    #[test]
    fn an_entry_for_many_tenants_takes_the_tokens_own() {
        let mut many = transaction();
        many.provider.issuer = "https://login.demo.test/organizations/v2.0".into();
        let read = |issuer: &str, tenant: &str| {
            let token = id_token(&json!({"iss": issuer, "tid": tenant}));
            read(&token, &many, NOW).is_ok()
        };
        let own = format!("https://login.demo.test/{TENANT}/v2.0");
        assert!(read(&own, TENANT));
        assert!(!read(&own, "8a3c9a2e-6e0b-4a6f-9d8a-2f2d2f3b9c12"));
        assert!(!read("https://login.demo.test/../evil/v2.0", "../evil"));
        assert!(!read(&format!("https://evil.test/{TENANT}/v2.0"), TENANT));
    }

    #[test]
    fn a_tenant_named_by_its_domain_is_known_by_its_id_in_the_token() {
        let read = |named: &str| {
            let mut one = transaction();
            one.provider.issuer = format!("https://login.demo.test/{named}/v2.0");
            let own = format!("https://login.demo.test/{TENANT}/v2.0");
            read(&id_token(&json!({"iss": own, "tid": TENANT})), &one, NOW).is_ok()
        };
        assert!(read("contoso.com"));
        assert!(read(TENANT));
        assert!(!read("8a3c9a2e-6e0b-4a6f-9d8a-2f2d2f3b9c12"));
    }

    #[test]
    fn only_microsoft_has_tenants() {
        let mut other = transaction();
        other.provider.family = Family::Other;
        other.provider.issuer = "https://login.demo.test/common/v2.0".into();
        let token = id_token(&json!({
            "iss": format!("https://login.demo.test/{TENANT}/v2.0"), "tid": TENANT,
        }));
        assert!(read(&token, &other, NOW).is_err());
    }
}
