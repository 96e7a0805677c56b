//! Good identity tokens, and the negative set of a relying party's conformance tests.

use serde_json::json;

use super::IdentityFault::*;
use super::*;

const NOW: i64 = 1_700_000_010;
const TENANT: &str = "8a3c9a2e-6e0b-4a6f-9d8a-2f2d2f3b9c11";

fn expected() -> Expected<'static> {
    Expected {
        issuer: "https://login.demo.test",
        client_id: "greencheck",
        nonce: Some("the-nonce"),
        now: NOW,
        family: Family::Other,
    }
}

/// Alex's token, with these members in place of its own; `null` takes one away.
fn changed(changes: &Value) -> Value {
    let mut claims = json!({
        "iss": "https://login.demo.test", "aud": "greencheck", "sub": "248289761001", "nonce": "the-nonce",
        "exp": 1_700_003_600, "iat": 1_700_000_000, "preferred_username": "alex@demo.test", "name": "Alex Moreau",
    });
    let all = claims.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            all.remove(name);
        } else {
            all.insert(name.clone(), value.clone());
        }
    }
    claims
}

fn read(changes: &Value) -> Result<Identity, IdentityFault> {
    check(&changed(changes), &json!({"alg": "RS256"}), expected())
}

fn signed(header: &Value) -> Result<Identity, IdentityFault> {
    check(&changed(&json!({})), header, expected())
}

#[test]
fn a_good_token_names_the_person() {
    let alex = Identity {
        account: Some("alex@demo.test".into()),
        name: Some("Alex Moreau".into()),
    };
    for good in [
        json!({}),
        json!({"aud": ["greencheck"]}),
        json!({"aud": ["greencheck", "other"], "azp": "greencheck"}),
        json!({"azp": "greencheck"}),
        json!({"iat": NOW + SKEW}),
        json!({"exp": NOW - SKEW + 1}),
        json!({"exp": i64::MAX}),
        json!({"iat": 1_700_000_000.75}),
    ] {
        assert_eq!(read(&good), Ok(alex.clone()), "{good}");
    }
    for alg in ALGORITHMS {
        assert!(signed(&json!({"alg": alg, "kid": "1"})).is_ok(), "{alg}");
    }
}

/// the negative set of OpenID's tests for relying parties, as far as it is about claims and header. That a
/// `kid` is unknown or a signature wrong is for whoever has the keys.
#[test]
fn each_thing_that_is_wrong_is_told() {
    for (name, claims, fault) in [
        (
            "invalid iss",
            json!({"iss": "https://login.demo.test/"}),
            Issuer,
        ),
        (
            "invalid iss, case",
            json!({"iss": "https://Login.demo.test"}),
            Issuer,
        ),
        ("missing iss", json!({"iss": null}), Issuer),
        (
            "iss of another type",
            json!({"iss": ["https://login.demo.test"]}),
            Issuer,
        ),
        ("missing sub", json!({"sub": null}), NoSubject),
        ("empty sub", json!({"sub": ""}), NoSubject),
        (
            "sub of another type",
            json!({"sub": 248_289_761}),
            NoSubject,
        ),
        ("endless sub", json!({"sub": "a".repeat(256)}), NoSubject),
        ("invalid aud", json!({"aud": "other"}), Audience),
        ("aud begins alike", json!({"aud": "greencheck2"}), Audience),
        ("missing aud", json!({"aud": null}), Audience),
        ("empty aud", json!({"aud": []}), Audience),
        (
            "aud of another type",
            json!({"aud": {"greencheck": true}}),
            Audience,
        ),
        (
            "several aud, no azp",
            json!({"aud": ["greencheck", "other"]}),
            AuthorizedParty,
        ),
        (
            "second aud of another type",
            json!({"aud": ["greencheck", 1]}),
            AuthorizedParty,
        ),
        ("invalid azp", json!({"azp": "other"}), AuthorizedParty),
        (
            "azp of another type",
            json!({"azp": ["greencheck"]}),
            AuthorizedParty,
        ),
        ("nonce invalid", json!({"nonce": "another"}), Nonce),
        ("nonce missing", json!({"nonce": null}), Nonce),
        ("expired", json!({"exp": NOW - SKEW}), Expired),
        ("missing exp", json!({"exp": null}), Expired),
        ("exp as text", json!({"exp": "1700003600"}), Expired),
        ("exp before time", json!({"exp": i64::MIN}), Expired),
        ("missing iat", json!({"iat": null}), NoIssueTime),
        ("iat ahead", json!({"iat": NOW + SKEW + 1}), Future),
        ("nbf ahead", json!({"nbf": i64::MAX}), Future),
    ] {
        assert_eq!(read(&claims), Err(fault), "{name}");
    }
    for (name, header, fault) in [
        ("alg none", json!({"alg": "none"}), Unsigned),
        ("alg nOnE", json!({"alg": "nOnE"}), Unsigned),
        ("alg HS256", json!({"alg": "HS256"}), SharedSecret),
        ("alg hs512", json!({"alg": "hs512"}), SharedSecret),
        ("alg unknown", json!({"alg": "RS1"}), Algorithm),
        ("alg in lower case", json!({"alg": "rs256"}), Algorithm),
        ("alg é", json!({"alg": "é"}), Algorithm),
        ("missing alg", json!({"typ": "JWT"}), Algorithm),
        ("alg of another type", json!({"alg": ["RS256"]}), Algorithm),
        ("no header", json!(null), Algorithm),
        (
            "an extension",
            json!({"alg": "RS256", "crit": ["b64"], "b64": false}),
            Critical,
        ),
    ] {
        assert_eq!(signed(&header), Err(fault), "{name}");
    }
}

/// without `openid` no nonce was sent, and none is asked for; all else stays.
#[test]
fn a_nonce_that_was_not_sent_is_not_missed() {
    let without = Expected {
        nonce: None,
        ..expected()
    };
    let read = |changes: &Value| check(&changed(changes), &json!({"alg": "ES256"}), without);
    assert!(read(&json!({"nonce": null})).is_ok());
    assert_eq!(read(&json!({"nonce": null, "aud": "other"})), Err(Audience));
}

#[test]
fn a_token_for_nobody_is_not_for_an_application_without_id() {
    let nobody = Expected {
        client_id: "",
        ..expected()
    };
    for aud in [json!(""), json!([""])] {
        let claims = changed(&json!({"aud": aud, "azp": ""}));
        let read = check(&claims, &json!({"alg": "RS256"}), nobody);
        assert_eq!(read, Err(Audience), "{claims}");
    }
}

/// Microsoft's issuer has the token's own tenant in the place of a word or a domain, and nothing else.
#[test]
fn a_tenant_stands_in_the_place_of_a_word() {
    let read = |named: &str, family: Family, issuer: &str, tenant: &str| {
        let issuer_of_entry = format!("https://login.demo.test/{named}/v2.0");
        let expected = Expected {
            issuer: &issuer_of_entry,
            family,
            ..expected()
        };
        let claims = changed(&json!({"iss": issuer, "tid": tenant}));
        check(&claims, &json!({"alg": "RS256"}), expected).is_ok()
    };
    let of = |tenant: &str| format!("https://login.demo.test/{tenant}/v2.0");
    let other = "8a3c9a2e-6e0b-4a6f-9d8a-2f2d2f3b9c12";
    let microsoft = |named, issuer: &str, tenant| read(named, Family::Microsoft, issuer, tenant);
    for named in ["organizations", "common", "contoso.com", TENANT] {
        assert!(microsoft(named, &of(TENANT), TENANT), "{named}");
    }
    assert!(read(
        "consumers",
        Family::OutlookCom,
        &of(CONSUMERS),
        CONSUMERS
    ));
    assert!(microsoft("common", &of(CONSUMERS), CONSUMERS));
    for (named, issuer, tenant) in [
        ("organizations", of(TENANT), other),
        ("organizations", of(CONSUMERS), CONSUMERS),
        ("consumers", of(TENANT), TENANT),
        (other, of(TENANT), TENANT),
        ("organizations", of("../evil"), "../evil"),
        (
            "organizations",
            format!("https://evil.test/{TENANT}/v2.0"),
            TENANT,
        ),
        ("organizations", format!("{}/", of(TENANT)), TENANT),
    ] {
        assert!(!microsoft(named, &issuer, tenant), "{named} {issuer}");
    }
    for family in [Family::Google, Family::Other] {
        assert!(!read("common", family, &of(TENANT), TENANT));
    }
}
