//! Signing in as a browser would.

use sandbox::applications::SECRET;
use sandbox::provider::Provider;
use serde_json::Value;

use crate::http::{self, Answer, form};
use crate::{PAGE, Running};

pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

impl Running {
    /// The address of one of a provider's endpoints.
    pub fn endpoint(&self, provider: Provider, name: &str) -> String {
        let issuer = provider.issuer(&self.sandbox.ready.http);
        format!("{issuer}/{name}")
    }

    /// Redeems a code: from the page's origin, or with the secret and from no page where the provider wants one.
    pub async fn redeem(&self, provider: Provider, code: &str, verifier: &str) -> Answer {
        let redirect_uri = redirect_uri();
        let mut grant = vec![
            ("grant_type", "authorization_code"),
            ("client_id", provider.client_id()),
            ("redirect_uri", &redirect_uri),
            ("code", code),
            ("code_verifier", verifier),
        ];
        if provider.needs_secret() {
            grant.push(("client_secret", SECRET));
            return self.ask_for_token(provider, &[], &grant).await;
        }
        let headers = [("Origin", PAGE)];
        self.ask_for_token(provider, &headers, &grant).await
    }

    /// Any question to the token endpoint.
    pub async fn ask_for_token(
        &self,
        provider: Provider,
        headers: &[(&str, &str)],
        grant: &[(&str, &str)],
    ) -> Answer {
        let url = self.endpoint(provider, "token");
        http::send("POST", &url, headers, &form(grant)).await
    }

    /// The person chooses themselves on the sign-in page.
    pub async fn choose(&self, provider: Provider, person: &str) -> Answer {
        let issuer = provider.issuer(&self.sandbox.ready.http);
        self.choose_at(&issuer, &request(provider, &redirect_uri()), person)
            .await
    }

    /// The same for any request, at any issuer's addresses.
    pub async fn choose_at(&self, issuer: &str, request: &[(&str, &str)], person: &str) -> Answer {
        let body = format!("{}&{}", form(request), form(&[("person", person)]));
        http::send("POST", &format!("{issuer}/authorize"), &[], &body).await
    }

    /// All of it: the token response.
    pub async fn sign_in(&self, provider: Provider, person: &str) -> Value {
        let back = self.choose(provider, person).await;
        let code = back.redirect_parameter("code").unwrap();
        let answer = self.redeem(provider, &code, VERIFIER).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()
    }
}

pub fn redirect_uri() -> String {
    format!("{PAGE}/oauth/callback")
}

/// The authorisation request of the page.
pub fn request(provider: Provider, redirect_uri: &str) -> Vec<(&'static str, &str)> {
    vec![
        ("response_type", "code"),
        ("client_id", provider.client_id()),
        ("redirect_uri", redirect_uri),
        (
            "scope",
            match provider {
                Provider::Demo | Provider::DemoOutlook => {
                    "openid profile email https://outlook.office.com/IMAP.AccessAsUser.All"
                }
                Provider::DemoGoogle => "openid profile email https://mail.google.com/",
                Provider::DemoOwn => "openid profile email mail",
            },
        ),
        ("state", "st&te"),
        ("nonce", "n0nce"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("prompt", provider.prompt()),
    ]
}
