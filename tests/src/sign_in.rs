//! Signing in at the sandbox without a browser.

use serde_json::Value;
use shared::evidence::signin::SignIn;
use shared::plan::Protocol;
use shared::provider::{Provider, Redeem};
use shared::token::{Token, TokenFacts};
use url::Url;

/// The pair of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// The secret of every application of the sandbox that has one.
pub const SECRET: &str = "pretend-secret-of-the-demo";

/// What a sign-in gave.
pub struct SignedIn {
    /// The access token.
    pub token: String,
    /// What a report says of it.
    pub sign_in: SignIn,
    /// What the token says.
    pub facts: TokenFacts,
}

/// Signs in as this person; `page` is the page's origin.
pub fn sign_in(provider: &Provider, protocols: &[Protocol], page: &str, person: &str) -> SignedIn {
    let client_id = provider.client_id.as_deref().expect("a client id");
    let redirect_uri = format!("{page}/oauth/callback");
    let scope = provider.scopes(protocols).join(" ");
    let agent = ureq::Agent::config_builder()
        .max_redirects(0)
        .build()
        .new_agent();
    let back = agent
        .post(&provider.authorize_url)
        .send_form([
            ("response_type", "code"),
            ("client_id", client_id),
            ("redirect_uri", &redirect_uri),
            ("scope", &scope),
            ("state", "state"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
            ("person", person),
        ])
        .expect("the sandbox answers");
    let location = back.headers().get("location").expect("a redirect");
    let location = Url::parse(location.to_str().expect("an address")).expect("an address");
    let parameter = |name: &str| {
        let mut pairs = location.query_pairs();
        pairs
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    let code = parameter("code").unwrap_or_else(|| panic!("no code for {person}: {location}"));
    let mut grant = vec![
        ("grant_type", "authorization_code"),
        ("client_id", client_id),
        ("redirect_uri", &redirect_uri),
        ("code", &code),
        ("code_verifier", VERIFIER),
    ];
    if provider.redeem == Redeem::Relay {
        grant.push(("client_secret", SECRET));
    }
    let answer: Value = ureq::post(&provider.token_url)
        .header("Origin", page)
        .send_form(grant)
        .expect("the sandbox gives a token")
        .body_mut()
        .read_json()
        .expect("a token response");
    let text = |name: &str| answer[name].as_str().map(str::to_owned);
    let token = text("access_token").expect("a token");
    SignedIn {
        sign_in: SignIn::SignedIn {
            account: Some(person.to_owned()),
            name: None,
            granted_scope: text("scope"),
        },
        facts: TokenFacts::read(&Token::new(token.clone())),
        token,
    }
}
