//! The authorisation request (RFC 6749 §4.1.1), and the addresses that lead back.

use serde::Deserialize;
use url::form_urlencoded::Serializer;

use crate::applications::{Application, Kind};
use crate::provider::Provider;
use crate::signin::client;
use crate::signin::place::Place;

/// The parameters as they come.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(default)]
pub struct Parameters {
    /// Must be `code`.
    pub response_type: Option<String>,
    /// Must be a registered application's.
    pub client_id: Option<String>,
    /// Must be the registered one, byte for byte.
    pub redirect_uri: Option<String>,
    /// Space separated.
    pub scope: Option<String>,
    /// Sent back as it came.
    pub state: Option<String>,
    /// Put into the identity token.
    pub nonce: Option<String>,
    /// PKCE (RFC 7636 §4.3).
    pub code_challenge: Option<String>,
    /// Must be `S256`.
    pub code_challenge_method: Option<String>,
    /// The account that should sign in (OpenID Connect Core §3.1.2.1).
    pub login_hint: Option<String>,
    /// `none` is refused as there is no session to use; any other value shows the list of people.
    pub prompt: Option<String>,
    /// `offline` asks for a refresh token, in Google's way.
    pub access_type: Option<String>,
}

/// A request that may be answered.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Request {
    /// Who asks.
    pub application: &'static Application,
    /// The scopes asked for.
    pub scopes: Vec<String>,
    /// Whether the person is to stay signed in.
    pub offline: bool,
    /// Sent back as it came.
    pub state: Option<String>,
    /// For the identity token.
    pub nonce: Option<String>,
    /// The PKCE challenge.
    pub challenge: String,
    /// Who should sign in.
    pub hint: Option<String>,
}

/// A request that may not.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Rejection {
    /// The application or its address is not the registered one, so nobody may be sent there: the page says so.
    Show(String),
    /// The person is sent back with this error (RFC 6749 §4.1.2.1).
    Return {
        /// The `error` code.
        code: &'static str,
        /// The `error_description`.
        description: String,
        /// Sent back as it came.
        state: Option<String>,
    },
}

/// Reads a request. `redirect_uri` is the registered one.
pub fn read(
    place: Place,
    parameters: Parameters,
    redirect_uri: &str,
) -> Result<Request, Rejection> {
    let Parameters {
        scope,
        state,
        nonce,
        login_hint,
        ..
    } = parameters;
    let provider = place.provider;
    let application = match client::known(place, parameters.client_id.as_deref()) {
        Ok(application) => application,
        // In the numbered words of the provider that has some.
        Err(fault) if provider == Provider::Demo => return Err(Rejection::Show(fault.to_string())),
        Err(_) => {
            return Err(Rejection::Show(format!(
                "No application with the client id {} is registered here.",
                parameters.client_id.as_deref().unwrap_or("(none)")
            )));
        }
    };
    let sent = parameters.redirect_uri.as_deref();
    if let Some(why) = not_registered(application, sent, redirect_uri) {
        return Err(Rejection::Show(why));
    }
    let refuse = |code, description: &str| Rejection::Return {
        code,
        description: description.to_owned(),
        state: state.clone(),
    };
    if parameters.response_type.as_deref() != Some("code") {
        return Err(refuse(
            "unsupported_response_type",
            "Only response_type=code is offered.",
        ));
    }
    // The challenge of S256 is 32 octets in base64url (RFC 7636 §4.2).
    let challenge = match (parameters.code_challenge, parameters.code_challenge_method) {
        (Some(challenge), Some(method)) if method == "S256" && challenge.len() == 43 => challenge,
        _ => {
            return Err(refuse(
                "invalid_request",
                "PKCE is required: send code_challenge and code_challenge_method=S256.",
            ));
        }
    };
    let scopes: Vec<_> = scope
        .unwrap_or_default()
        .split_ascii_whitespace()
        .map(str::to_owned)
        .collect();
    if let Some(other) = scopes.iter().find(|scope| !provider.offers(scope)) {
        let why = format!("The scope {other} is not offered here.");
        return Err(refuse("invalid_scope", &why));
    }
    if scopes.is_empty() {
        return Err(refuse("invalid_scope", "No scope was asked for."));
    }
    if parameters.prompt.as_deref() == Some("none") {
        return Err(refuse("login_required", "Nobody is signed in here."));
    }
    let offline = provider.is_offline(&scopes, parameters.access_type.as_deref());
    Ok(Request {
        application,
        scopes,
        offline,
        state,
        nonce,
        challenge,
        hint: login_hint,
    })
}

/// What the provider says when the address to send the person back to is not registered. It sends nobody there.
fn not_registered(application: &Application, sent: Option<&str>, ours: &str) -> Option<String> {
    let sent = sent.unwrap_or("(none)");
    match application.kind {
        Kind::Daemon { .. } => {
            Some("AADSTS500113: No reply address is registered for the application.".to_owned())
        }
        Kind::WithoutRedirect => Some(mismatch(application, sent)),
        _ if sent == ours => None,
        _ if application.provider == Provider::Demo => Some(mismatch(application, sent)),
        _ => Some(format!(
            "The redirect URI {sent} is not the one registered for this application, {ours}."
        )),
    }
}

fn mismatch(application: &Application, sent: &str) -> String {
    format!(
        "AADSTS50011: The redirect URI '{sent}' specified in the request does not match the redirect URIs configured \
         for the application '{}'. Make sure the redirect URI sent in the request matches one added to your \
         application in the Azure portal.",
        application.client_id
    )
}

/// Where a person is sent with a code.
pub fn with_code(redirect_uri: &str, code: &str, state: Option<&str>, issuer: &str) -> String {
    back(redirect_uri, &[("code", code)], state, issuer)
}

/// Where a person is sent without one.
pub fn with_error(
    redirect_uri: &str,
    error: &str,
    description: &str,
    state: Option<&str>,
    issuer: &str,
) -> String {
    let answer = [("error", error), ("error_description", description)];
    back(redirect_uri, &answer, state, issuer)
}

/// Adds `state` and `iss` (RFC 9207) to the answer.
fn back(redirect_uri: &str, answer: &[(&str, &str)], state: Option<&str>, issuer: &str) -> String {
    let query = Serializer::new(String::new())
        .extend_pairs(answer)
        .extend_pairs(state.map(|state| ("state", state)))
        .append_pair("iss", issuer)
        .finish();
    format!("{redirect_uri}?{query}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::applications::UNKNOWN;

    const URI: &str = "http://localhost:8080/oauth/callback";

    fn good() -> Parameters {
        let text = |text: &str| Some(text.to_owned());
        Parameters {
            response_type: text("code"),
            client_id: text(Provider::Demo.client_id()),
            redirect_uri: text(URI),
            scope: text("openid https://outlook.office.com/IMAP.AccessAsUser.All"),
            state: text("s"),
            nonce: text("n"),
            code_challenge: text("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
            code_challenge_method: text("S256"),
            login_hint: text("alex@demo.test"),
            prompt: text("select_account"),
            access_type: None,
        }
    }

    fn error(change: impl Fn(&mut Parameters)) -> &'static str {
        let mut parameters = good();
        change(&mut parameters);
        match read(Place::of(Provider::Demo), parameters, URI) {
            Ok(_) => "none",
            Err(Rejection::Show(_)) => "shown",
            Err(Rejection::Return { code, state, .. }) => {
                assert_eq!(state.as_deref(), Some("s"));
                code
            }
        }
    }

    #[test]
    fn a_whole_request_is_read() {
        let request = read(Place::of(Provider::Demo), good(), URI).unwrap();
        assert_eq!(request.hint.as_deref(), Some("alex@demo.test"));
        assert_eq!(request.scopes.len(), 2);
    }

    #[test]
    fn nobody_is_sent_to_an_address_that_is_not_registered() {
        assert_eq!(error(|p| p.client_id = None), "shown");
        assert_eq!(error(|p| p.redirect_uri = Some(format!("{URI}/"))), "shown");
        assert_eq!(error(|p| p.redirect_uri = None), "shown");
    }

    #[test]
    fn what_is_wrong_with_an_own_application_stays_on_the_page() {
        let said = |tenant, client_id: &str| {
            let mut parameters = good();
            parameters.client_id = Some(client_id.to_owned());
            let provider = Provider::Demo;
            match read(Place { provider, tenant }, parameters, URI) {
                Err(Rejection::Show(why)) => why,
                other => panic!("{other:?}"),
            }
        };
        let tenant = Provider::Demo.tenant();
        for (at, id, number) in [
            (tenant, UNKNOWN, "AADSTS700016: "),
            (
                tenant,
                "5a4db0c5-0000-4000-8000-00000000a003",
                "AADSTS50011: ",
            ),
            (
                "organizations",
                "5a4db0c5-0000-4000-8000-00000000a004",
                "AADSTS50194: ",
            ),
            (
                tenant,
                "5a4db0c5-0000-4000-8000-00000000da01",
                "AADSTS500113: ",
            ),
        ] {
            let why = said(at, id);
            assert!(why.starts_with(number), "{why}");
        }
    }

    #[test]
    fn offline_access_is_asked_for_in_each_providers_own_way() {
        let offline = |provider: Provider, scope: &str, access_type: Option<&str>| {
            let parameters = Parameters {
                client_id: Some(provider.client_id().into()),
                scope: Some(scope.into()),
                access_type: access_type.map(Into::into),
                ..good()
            };
            read(Place::of(provider), parameters, URI).unwrap().offline
        };
        let google = "https://mail.google.com/";
        assert!(offline(Provider::DemoGoogle, google, Some("offline")));
        assert!(!offline(Provider::DemoGoogle, google, None));
        assert!(offline(Provider::Demo, "openid offline_access", None));
        assert!(!offline(Provider::Demo, "openid", Some("offline")));
    }

    #[test]
    fn other_mistakes_are_told_to_the_application() {
        assert_eq!(error(|_| ()), "none");
        let bad_type = error(|p| p.response_type = Some("token".into()));
        assert_eq!(bad_type, "unsupported_response_type");
        assert_eq!(error(|p| p.code_challenge = None), "invalid_request");
        let plain = error(|p| p.code_challenge_method = Some("plain".into()));
        assert_eq!(plain, "invalid_request");
        assert_eq!(error(|p| p.scope = None), "invalid_scope");
        assert_eq!(
            error(|p| p.scope = Some("openid Mail.Read".into())),
            "invalid_scope"
        );
        assert_eq!(error(|p| p.prompt = Some("none".into())), "login_required");
    }

    #[test]
    fn the_way_back_keeps_state_and_names_the_issuer() {
        assert_eq!(
            with_code(URI, "c", Some("a&b=c"), "http://127.0.0.1:1/demo"),
            format!("{URI}?code=c&state=a%26b%3Dc&iss=http%3A%2F%2F127.0.0.1%3A1%2Fdemo")
        );
        assert_eq!(
            with_error(URI, "access_denied", "no", None, "i"),
            format!("{URI}?error=access_denied&error_description=no&iss=i")
        );
    }
}
