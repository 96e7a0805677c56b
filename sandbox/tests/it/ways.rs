//! The other ways to sign in, from the request to the mailbox.

use sandbox::applications::{self, Kind, SECRET};
use sandbox::provider::Provider;
use sandbox::servers;
use sandbox::ways::{WAYS, Way};
use serde_json::Value;
use shared::path::SignInPath;
use shared::token::claims;

use crate::http::{Answer, form, send};
use crate::imap::open;
use crate::signing::{VERIFIER, redirect_uri, request};
use crate::{PAGE, Running, running};

/// What the token endpoint was told, and in whose place the request is made.
struct Asked {
    issuer: String,
    client_id: &'static str,
}

impl Running {
    fn asked(&self, way: &Way) -> Asked {
        let tenant = way.tenant.unwrap_or(way.provider.tenant());
        Asked {
            issuer: format!("{}/{}", self.sandbox.ready.http, way.provider.path(tenant)),
            client_id: way.client_id.unwrap_or(way.provider.client_id()),
        }
    }

    async fn token(&self, asked: &Asked, origin: bool, grant: &[(&str, &str)]) -> Answer {
        let headers: &[_] = if origin { &[("Origin", PAGE)] } else { &[] };
        let url = format!("{}/token", asked.issuer);
        send("POST", &url, headers, &form(grant)).await
    }

    /// With a browser: to the page that the person stays on, or to the token response.
    async fn in_a_browser(&self, way: &Way) -> Answer {
        let asked = self.asked(way);
        let redirect_uri = redirect_uri();
        let mut query = request(way.provider, &redirect_uri);
        query.retain(|(name, _)| *name != "client_id");
        query.push(("client_id", asked.client_id));
        if way.will_last {
            query.push(("access_type", "offline"));
        }
        let back = self
            .choose_at(&asked.issuer, &query, way.sign_in_as.unwrap())
            .await;
        let Some(code) = back.redirect_parameter("code") else {
            return back;
        };
        assert_eq!(back.redirect_parameter("iss").as_ref(), Some(&asked.issuer));
        let mut grant = vec![
            ("grant_type", "authorization_code"),
            ("client_id", asked.client_id),
            ("redirect_uri", &redirect_uri),
            ("code", &code),
            ("code_verifier", VERIFIER),
        ];
        if way.provider.needs_secret() {
            grant.push(("client_secret", SECRET));
        }
        let origin = !way.provider.needs_secret();
        self.token(&asked, origin, &grant).await
    }

    async fn as_itself(&self, way: &Way) -> Answer {
        let grant = [
            ("grant_type", "client_credentials"),
            ("client_id", way.client_id.unwrap()),
            ("client_secret", way.secret.unwrap()),
            ("scope", "https://outlook.office365.com/.default"),
        ];
        self.token(&self.asked(way), false, &grant).await
    }

    async fn with_a_device(&self, way: &Way) -> Answer {
        let begun = self.begin_device().await;
        let pressed = [("person", way.sign_in_as.unwrap())];
        let done = self.type_code(&begun, &pressed).await;
        assert_eq!(done.status, 200);
        self.poll(&begun).await
    }

    pub async fn begin_device(&self) -> Value {
        let provider = Provider::Demo;
        let body = form(&[
            ("client_id", provider.client_id()),
            (
                "scope",
                "openid https://outlook.office.com/IMAP.AccessAsUser.All",
            ),
        ]);
        let url = self.endpoint(provider, "devicecode");
        let answer = send("POST", &url, &[], &body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()
    }

    /// What a person types and presses at the address that the device shows.
    pub async fn type_code(&self, begun: &Value, pressed: &[(&str, &str)]) -> Answer {
        let at = begun["verification_uri"].as_str().unwrap();
        let code = form(&[("user_code", begun["user_code"].as_str().unwrap())]);
        send("POST", at, &[], &format!("{code}&{}", form(pressed))).await
    }

    pub async fn poll(&self, begun: &Value) -> Answer {
        let grant = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            ("client_id", Provider::Demo.client_id()),
            ("device_code", begun["device_code"].as_str().unwrap()),
        ];
        self.ask_for_token(Provider::Demo, &[], &grant).await
    }
}

/// The number that each refused way shows, on the page or from the token endpoint.
fn number(cause: &str, note: &str) -> String {
    match note.split_once("AADSTS") {
        Some((_, rest)) => {
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            format!("AADSTS{digits}: ")
        }
        None if cause == "consent-missing-admin" => "Need admin approval".to_owned(),
        None => "AADSTS50076: ".to_owned(),
    }
}

fn host(way: &Way) -> &'static str {
    let address = way.mailbox.parse().unwrap();
    servers::for_address(&address).unwrap().host
}

#[tokio::test]
async fn every_way_comes_to_what_its_row_says() {
    let running = running().await;
    for way in &WAYS {
        let answer = match way.path {
            SignInPath::Operator | SignInPath::OwnApp => running.in_a_browser(way).await,
            SignInPath::Device => running.with_a_device(way).await,
            SignInPath::AppOnly => running.as_itself(way).await,
            SignInPath::Token => unreachable!("a token that somebody has needs no row"),
        };
        // Whoever stays is sent nowhere; everybody else has gone on to the token endpoint.
        assert_eq!(answer.header("location"), None, "{}", way.note);
        let html = answer
            .header("content-type")
            .is_some_and(|kind| kind.starts_with("text/html"));
        assert_eq!(html, way.stays, "{}: {}", way.note, answer.body);
        if way.refused {
            assert!(
                answer.body.contains(&number(way.cause, way.note)),
                "{}",
                answer.body
            );
            assert!(!answer.body.contains("access_token"), "{}", way.note);
        } else {
            assert_eq!(answer.status, 200, "{}: {}", way.note, answer.body);
            assert!(answer.json()["access_token"].is_string());
            let lasts = answer.json()["refresh_token"].is_string();
            assert_eq!(lasts, way.will_last, "{}", way.note);
            let token = answer.json();
            let token = token["access_token"].as_str().unwrap();
            let last = open(&running, host(way), way.mailbox, token).await;
            let expected = match way.cause {
                "service-principal-missing" => "a NO AUTHENTICATE failed.",
                "service-principal-no-mailbox-permission" => "b BAD User is authenticated",
                _ => "b OK [READ-ONLY]",
            };
            assert!(last.starts_with(expected), "{}: {last}", way.note);
        }
    }
}

#[tokio::test]
async fn a_token_names_its_application_and_its_own_tenant() {
    let running = running().await;
    let many = WAYS.iter().find(|way| way.tenant == Some("organizations"));
    let token = running.in_a_browser(many.unwrap()).await.json();
    let facts = claims(token["access_token"].as_str().unwrap()).unwrap();
    assert_eq!(facts["appid"], many.unwrap().client_id.unwrap());
    assert_eq!(facts["tid"], Provider::Demo.tenant());
    assert_eq!(
        facts["iss"],
        Provider::Demo.issuer(&running.sandbox.ready.http)
    );
}

#[tokio::test]
async fn a_web_application_redeems_by_its_secret_and_not_in_a_browser() {
    let running = running().await;
    let mut all = applications::APPLICATIONS.iter();
    let web = all.find(|one| one.kind == Kind::NotSinglePage).unwrap();
    let redirect_uri = redirect_uri();
    let mut query = request(Provider::Demo, &redirect_uri);
    query.retain(|(name, _)| *name != "client_id");
    query.push(("client_id", web.client_id));
    let issuer = Provider::Demo.issuer(&running.sandbox.ready.http);
    let back = running.choose_at(&issuer, &query, "alex@demo.test").await;
    let code = back.redirect_parameter("code").unwrap();
    let grant = [
        ("grant_type", "authorization_code"),
        ("client_id", web.client_id),
        ("redirect_uri", &redirect_uri),
        ("code", &code),
        ("code_verifier", VERIFIER),
        ("client_secret", SECRET),
    ];
    let page = [("Origin", PAGE)];
    let refused = running.ask_for_token(Provider::Demo, &page, &grant).await;
    assert!(refused.body.contains("AADSTS9002326: "), "{}", refused.body);
    let without = &grant[..5];
    let refused = running.ask_for_token(Provider::Demo, &[], without).await;
    assert!(refused.body.contains("AADSTS7000218: "), "{}", refused.body);
    let given = running.ask_for_token(Provider::Demo, &[], &grant).await;
    assert_eq!(given.status, 200, "{}", given.body);
}

#[tokio::test]
async fn an_application_asks_for_its_tenant_and_its_default_scope() {
    let running = running().await;
    let base = &running.sandbox.ready.http;
    let ask = async |tenant: &str, scope: &str| {
        let body = form(&[
            ("grant_type", "client_credentials"),
            ("client_id", "5a4db0c5-0000-4000-8000-00000000da01"),
            ("client_secret", SECRET),
            ("scope", scope),
        ]);
        send("POST", &format!("{base}/demo/{tenant}/token"), &[], &body).await
    };
    let scope = "https://outlook.office365.com/.default";
    let given = ask("demo.test", scope).await;
    let facts = claims(given.json()["access_token"].as_str().unwrap()).unwrap();
    assert_eq!(facts["idtyp"], "app");
    assert_eq!(facts["roles"][0], "IMAP.AccessAsApp");
    assert_eq!(facts["oid"], applications::PRINCIPAL);
    assert!(facts.get("scp").is_none() && facts.get("upn").is_none());
    let many = ask("organizations", scope).await;
    assert!(many.body.contains("AADSTS50059: "), "{}", many.body);
    let other = ask("demo.test", "https://graph.microsoft.com/.default").await;
    assert_eq!(other.json()["error"], "invalid_scope");
    let nowhere = ask("contoso.example", scope).await;
    assert!(nowhere.body.contains("AADSTS90002: "), "{}", nowhere.body);
    assert_eq!(nowhere.json()["error"], "invalid_request");
}
