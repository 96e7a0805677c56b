//! The code for a token (RFC 6749 §4.1.3), sent by the browser to the endpoint recorded when the sign-in began.
//!
//! The request is built and the answer read here rather than by the `oauth2` crate, whose response types hold the
//! token in plain texts that nothing wipes.

use oauth2::url::form_urlencoded;
use serde::Deserialize;
use serde_json::Value;
use shared::evidence::signin::{Endpoint, SignInFailure};
use shared::provider::{Provider, Redeem};
use shared::token::Token;
use zeroize::Zeroizing;

use crate::browser::fetch::{self, Method};
use crate::relay;
use crate::signin::SignedIn;
use crate::signin::callback::cut;
use crate::signin::granted::Response;
use crate::signin::identity::{self, Identity};
use crate::signin::now::Now;
use crate::signin::signature::is_signed_by;
use crate::signin::transaction::Transaction;
use crate::state::Granted;

/// Redeems the code at the token endpoint that was recorded.
///
/// # Errors
/// When there is no token, or the identity token is not this sign-in's.
pub async fn redeem(
    code: &str,
    transaction: &Transaction,
    now: Now,
) -> Result<(SignedIn, Granted), SignInFailure> {
    let form = request(code, transaction);
    let answer = fetch::fetch(
        Method::PostForm(&form),
        &transaction.provider.token_url,
        fetch::Site::Other,
    )
    .await
    .map_err(|_| SignInFailure::Unreachable)?;
    let (response, id_token) = read(&answer.body)?;
    let id_token = id_token.as_deref().map(String::as_str);
    signed(id_token, &transaction.provider).await?;
    whole(response, id_token, transaction, now)
}

/// The body of the token request. A public client: its id, and the verifier in place of a secret.
fn request(code: &str, transaction: &Transaction) -> Zeroizing<String> {
    let client_id = transaction.provider.client_id.as_deref();
    Zeroizing::new(
        form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", &transaction.redirect_uri)
            .append_pair("client_id", client_id.unwrap_or_default())
            .append_pair("code_verifier", &transaction.verifier)
            .finish(),
    )
}

/// What counts in the answer (RFC 6749 §5.1). A refresh token has no field: it is dropped unread.
#[derive(Deserialize)]
struct Success {
    access_token: Token,
    #[serde(default)]
    token_type: Option<String>,
    #[serde(default)]
    expires_in: Option<Value>,
    #[serde(default)]
    scope: Option<String>,
    #[serde(default)]
    id_token: Option<Zeroizing<String>>,
}

/// RFC 6749 §5.2.
#[derive(Deserialize)]
struct Failure {
    error: String,
    #[serde(default)]
    error_description: Option<String>,
}

/// Reads the answer. Its body tells success from failure; some providers do not keep to the status codes.
fn read(body: &[u8]) -> Result<(Response, Option<Zeroizing<String>>), SignInFailure> {
    let body = str::from_utf8(body).map_err(|_| SignInFailure::Unreadable)?;
    if let Ok(failure) = serde_json::from_str::<Failure>(body) {
        return Err(SignInFailure::Provider {
            at: Endpoint::Token,
            code: Some(cut(&failure.error)),
            description: failure.error_description.as_deref().map(cut),
            redeemed_by: Some(Redeem::Browser),
        });
    }
    let success: Success = serde_json::from_str(body).map_err(|_| SignInFailure::Unreadable)?;
    let response = Response {
        access_token: success.access_token,
        token_type: success.token_type,
        expires_in: success.expires_in.as_ref().and_then(seconds),
        scope: success.scope,
        lasting: None,
    };
    Ok((response, success.id_token))
}

/// Holds the signature of an identity token against the provider's keys, where the relay has them. Without keys the way
/// that it came counts (OpenID Connect Core §3.1.3.7, point 6): from the token endpoint itself, over TLS.
///
/// # Errors
/// It is signed by somebody else, or not at all.
pub async fn signed(id_token: Option<&str>, provider: &Provider) -> Result<(), SignInFailure> {
    let Some(id_token) = id_token.filter(|_| provider.signing_keys) else {
        return Ok(());
    };
    match relay::signing_keys(&provider.id).await {
        Some(keys) if !is_signed_by(id_token, &keys).await => Err(SignInFailure::WrongIdentity),
        _ => Ok(()),
    }
}

/// What a code was redeemed for, with the identity that belongs to it.
///
/// # Errors
/// What came is no token, or another sign-in's.
pub fn whole(
    response: Response,
    id_token: Option<&str>,
    transaction: &Transaction,
    now: Now,
) -> Result<(SignedIn, Granted), SignInFailure> {
    let identity = match id_token {
        Some(id_token) => identity::read(id_token, transaction, now.relay)?,
        // An answer to a request for `openid` has one (OpenID Connect Core §3.1.3.3).
        None if transaction.asked_identity() => return Err(SignInFailure::Unreadable),
        None => Identity::default(),
    };
    response.granted(
        &transaction.ask,
        &transaction.provider,
        identity,
        now.reader,
    )
}

/// `expires_in`: a number, which some providers write as a text.
fn seconds(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;
    use shared::evidence::signin::SignIn;

    use super::*;
    use crate::signin::identity::fixture::id_token;
    use crate::signin::transaction::fixture::transaction;

    const NOW: i64 = 1_700_000_010;

    fn redeemed(
        body: &[u8],
        transaction: &Transaction,
    ) -> Result<(SignedIn, Granted), SignInFailure> {
        let (response, id_token) = read(body)?;
        let id_token = id_token.as_deref().map(String::as_str);
        whole(response, id_token, transaction, Now::new(NOW, 0))
    }

    fn answered(body: &Value) -> Result<(SignedIn, Granted), SignInFailure> {
        redeemed(body.to_string().as_bytes(), &transaction())
    }

    fn success() -> Value {
        json!({
            "access_token": "not-a-token", "token_type": "bearer", "expires_in": 3600,
            "scope": "openid IMAP.AccessAsUser.All", "id_token": id_token(&json!({})),
            "refresh_token": "dropped-unread",
        })
    }

    fn refused(change: impl FnOnce(&mut Value)) -> SignInFailure {
        let mut body = success();
        change(&mut body);
        answered(&body).err().unwrap()
    }

    #[test]
    fn the_request_is_a_public_clients() {
        let form = request("the code&x", &transaction());
        let pairs: BTreeMap<String, String> = form_urlencoded::parse(form.as_bytes())
            .into_owned()
            .collect();
        let expected = [
            ("client_id", "greencheck"),
            ("code", "the code&x"),
            ("code_verifier", "the-verifier"),
            ("grant_type", "authorization_code"),
            ("redirect_uri", "http://localhost:8080/oauth/callback"),
        ]
        .map(|(k, v)| (k.to_owned(), v.to_owned()));
        assert_eq!(pairs, BTreeMap::from(expected));
    }

    #[test]
    fn a_token_comes_with_its_issuer_and_its_end() {
        let (signed_in, granted) = answered(&success()).unwrap();
        assert_eq!(signed_in.token.expose(), "not-a-token");
        assert_eq!(signed_in.issuer, "https://login.demo.test");
        assert_eq!(granted.life.expires_at, NOW + 3600);
        assert_eq!(
            granted.sign_in,
            SignIn::SignedIn {
                account: Some("alex@demo.test".into()),
                name: Some("Alex Moreau".into()),
                granted_scope: Some("openid IMAP.AccessAsUser.All".into()),
            }
        );
        let printed = format!("{signed_in:?} {granted:?}");
        assert!(!printed.contains("not-a-token") && !printed.contains("dropped-unread"));
    }

    #[test]
    fn what_the_provider_says_is_told() {
        let body = json!({"error": "invalid_grant", "error_description": "AADSTS9002326: words"});
        assert_eq!(
            answered(&body).err(),
            Some(SignInFailure::Provider {
                at: Endpoint::Token,
                code: Some("invalid_grant".into()),
                description: Some("AADSTS9002326: words".into()),
                redeemed_by: Some(Redeem::Browser),
            })
        );
    }

    #[test]
    fn what_is_no_token_response_is_unreadable() {
        for body in ["", "<html>", "[]", "{}", "{\"access_token\":1}"] {
            let read = redeemed(body.as_bytes(), &transaction());
            assert_eq!(read.err(), Some(SignInFailure::Unreadable), "{body}");
        }
        let unreadable = [
            refused(|body| body["access_token"] = json!("")),
            refused(|body| body["access_token"] = json!("a\r\nb")),
            refused(|body| body["token_type"] = json!("DPoP")),
            refused(|body| body["id_token"] = Value::Null),
        ];
        assert!(unreadable.iter().all(|f| *f == SignInFailure::Unreadable));
    }

    #[test]
    fn another_sign_ins_identity_is_refused() {
        let failure = refused(|body| body["id_token"] = json!(id_token(&json!({"nonce": "x"}))));
        assert_eq!(failure, SignInFailure::WrongIdentity);
    }

    /// the reader's clock may be hours off; what is compared with the provider's times is the relay's.
    #[test]
    fn an_identity_is_judged_by_the_relays_clock() {
        let day = 24 * 3600;
        let at = |now: Now| {
            let (response, id_token) = read(success().to_string().as_bytes()).unwrap();
            let id_token = id_token.as_deref().map(String::as_str);
            whole(response, id_token, &transaction(), now)
        };
        for off in [-day, day] {
            let (_, granted) = at(Now::new(NOW + off, -off)).unwrap();
            assert_eq!(granted.life.expires_at, NOW + off + 3600);
            let failure = at(Now::new(NOW, off)).err();
            assert_eq!(failure, Some(SignInFailure::WrongIdentity));
        }
    }

    #[test]
    fn without_openid_nobody_is_named() {
        let mut plain = transaction();
        plain.provider.identity_scopes = Vec::new();
        let body =
            json!({"access_token": "not-a-token", "token_type": "Bearer", "expires_in": "60"});
        let (_, granted) = redeemed(body.to_string().as_bytes(), &plain).unwrap();
        assert_eq!(granted.life.expires_at, NOW + 60);
        assert_eq!(
            granted.sign_in,
            SignIn::SignedIn {
                account: None,
                name: None,
                granted_scope: None
            }
        );
    }
}
