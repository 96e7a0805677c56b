//! Whose sign-in it was: the claims of the identity token.

use shared::evidence::signin::SignInFailure;
pub use shared::identity::Identity;
use shared::identity::{Expected, check};
use shared::token::{claims, header};

use crate::signin::transaction::Transaction;

/// Reads and checks an identity token (OpenID Connect Core §3.1.3.7): issuer, audience, nonce, time, and that it is
/// signed at all.
///
/// Its signature is checked by [`super::exchange::signed`]. It only names the person on the page; no access is granted
/// by it.
///
/// # Errors
/// When it belongs to another sign-in, application or issuer.
pub fn read(
    id_token: &str,
    transaction: &Transaction,
    now: i64,
) -> Result<Identity, SignInFailure> {
    let wrong = SignInFailure::WrongIdentity;
    let (Some(claims), Some(header)) = (claims(id_token), header(id_token)) else {
        return Err(wrong);
    };
    let provider = &transaction.provider;
    let expected = Expected {
        issuer: &provider.issuer,
        client_id: provider.client_id.as_deref().unwrap_or_default(),
        // Sent with `openid` alone: a provider that gives an identity unasked cannot repeat it.
        nonce: transaction
            .asked_identity()
            .then_some(transaction.nonce.as_str()),
        now,
        family: provider.family,
    };
    check(&claims, &header, expected).map_err(|_| wrong)
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
            "sub": "alex", "iat": 1_700_000_000,
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
    use shared::identity::SKEW;
    use shared::provider::Family;

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
    fn an_identity_that_was_not_asked_for_has_no_nonce() {
        let mut quiet = transaction();
        quiet.provider.identity_scopes.clear();
        assert!(read(&id_token(&json!({"nonce": null})), &quiet, NOW).is_ok());
        let other = read(
            &id_token(&json!({"nonce": null, "aud": "other"})),
            &quiet,
            NOW,
        );
        assert_eq!(other, Err(SignInFailure::WrongIdentity));
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
