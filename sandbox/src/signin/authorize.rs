//! The authorisation request (RFC 6749 §4.1.1), and the addresses that lead back.

use serde::Deserialize;
use url::form_urlencoded::Serializer;

use crate::provider::Provider;

/// The parameters as they come.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(default)]
pub struct Parameters {
    /// Must be `code`.
    pub response_type: Option<String>,
    /// Must be the registered application's.
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
}

/// A request that may be answered.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Request {
    /// The provider that is asked.
    pub provider: Provider,
    /// The scopes asked for.
    pub scopes: Vec<String>,
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
    provider: Provider,
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
    if parameters.client_id.as_deref() != Some(provider.client_id()) {
        return Err(Rejection::Show(format!(
            "No application with the client id {} is registered here.",
            parameters.client_id.as_deref().unwrap_or("(none)")
        )));
    }
    if parameters.redirect_uri.as_deref() != Some(redirect_uri) {
        return Err(Rejection::Show(format!(
            "The redirect URI {} is not the one registered for this application, {redirect_uri}.",
            parameters.redirect_uri.as_deref().unwrap_or("(none)")
        )));
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
    let known = |scope: &String| {
        provider.protocol_of(scope).is_some()
            || provider.identity_scopes().contains(&scope.as_str())
    };
    if let Some(other) = scopes.iter().find(|scope| !known(scope)) {
        let why = format!("The scope {other} is not offered here.");
        return Err(refuse("invalid_scope", &why));
    }
    if scopes.is_empty() {
        return Err(refuse("invalid_scope", "No scope was asked for."));
    }
    if parameters.prompt.as_deref() == Some("none") {
        return Err(refuse("login_required", "Nobody is signed in here."));
    }
    Ok(Request {
        provider,
        scopes,
        state,
        nonce,
        challenge,
        hint: login_hint,
    })
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
        }
    }

    fn error(change: impl Fn(&mut Parameters)) -> &'static str {
        let mut parameters = good();
        change(&mut parameters);
        match read(Provider::Demo, parameters, URI) {
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
        let request = read(Provider::Demo, good(), URI).unwrap();
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
