//! Every grant at the lab's OpenID provider, and where its relay finds them: what the other tests build on, without a page.

use end_to_end::openid::{APP, APP_MAILBOX, CONFIDENTIAL, OWN, OpenId, PUBLIC};
use serde_json::Value;
use shared::path::SignInPath;
use shared::provider::PublicConfig;
use tempfile::TempDir;

use crate::running;

const INTROSPECTION: &str = "lab-introspection";

struct Started {
    openid: OpenId,
    _directory: TempDir,
}

fn start() -> Started {
    let directory = TempDir::with_prefix("openid-").unwrap();
    let callback = "http://localhost:1/oauth/callback";
    Started {
        openid: OpenId::start(directory.path(), callback, INTROSPECTION),
        _directory: directory,
    }
}

impl Started {
    /// A form to one of its endpoints, and the answer whatever its status.
    fn post(&self, path: &str, form: &[(&str, &str)]) -> Value {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .new_agent();
        let url = format!("{}{path}", self.openid.issuer);
        let mut answer = agent.post(&url).send_form(form.to_vec()).unwrap();
        let text = answer.body_mut().read_to_string().unwrap();
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    /// A form of an application with a secret.
    fn confidential(&self, path: &str, client_id: &str, form: &[(&str, &str)]) -> Value {
        let mut form = form.to_vec();
        form.push(("client_id", client_id));
        form.push(("client_secret", &self.openid.application_secret));
        self.post(path, &form)
    }

    fn refresh(&self, token: &Value) -> Value {
        let token = token.as_str().unwrap();
        let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
        self.confidential("/token", CONFIDENTIAL, &form)
    }

    /// Whose mailbox a token opens, as the mail server is told.
    fn account(&self, token: &Value) -> Option<String> {
        let url = format!(
            "http://dovecot:{INTROSPECTION}@{}/token/introspection",
            self.openid.issuer.trim_start_matches("http://")
        );
        let mut answer = ureq::post(&url)
            .send_form([("token", token.as_str().unwrap())])
            .unwrap();
        let said: Value = answer.body_mut().read_json().unwrap();
        said["active"].as_bool().unwrap().then_some(())?;
        said["email"].as_str().map(str::to_owned)
    }
}

#[test]
fn public_clients_redeem_codes_and_get_no_refresh_token() {
    let lab = start();
    for client_id in [PUBLIC, OWN] {
        let answer = lab.openid.sign_in("alex@lab.test", client_id);
        assert!(answer["id_token"].is_string(), "{client_id}");
        assert!(answer.get("refresh_token").is_none(), "{client_id}");
        let account = lab.account(&answer["access_token"]);
        assert_eq!(account.as_deref(), Some("alex@lab.test"));
    }
}

#[test]
fn a_refresh_token_is_kept_or_rotated_and_revoked_alone() {
    let lab = start();
    let kept = lab.openid.sign_in("alex@lab.test", CONFIDENTIAL);
    let again = lab.refresh(&kept["refresh_token"]);
    assert!(again["access_token"].is_string(), "{again}");
    assert_eq!(again["refresh_token"], kept["refresh_token"]);

    let rotating = lab.openid.sign_in("rotates@lab.test", CONFIDENTIAL);
    let next = lab.refresh(&rotating["refresh_token"]);
    assert!(next["refresh_token"].is_string(), "{next}");
    assert_ne!(next["refresh_token"], rotating["refresh_token"]);

    let form = [("token", kept["refresh_token"].as_str().unwrap())];
    lab.confidential("/token/revocation", CONFIDENTIAL, &form);
    let refused = lab.refresh(&kept["refresh_token"]);
    assert_eq!(refused["error"], "invalid_grant");
    let account = lab.account(&kept["access_token"]);
    assert_eq!(account.as_deref(), Some("alex@lab.test"));
}

#[test]
fn the_secret_is_asked_for() {
    let lab = start();
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", APP),
        ("client_secret", "another"),
        ("scope", "mail"),
    ];
    assert_eq!(lab.post("/token", &form)["error"], "invalid_client");
    let without = [form[0], form[1], form[3]];
    assert_eq!(lab.post("/token", &without)["error"], "invalid_client");
}

#[test]
fn an_application_opens_its_own_mailbox() {
    let lab = start();
    let account = lab.account(&lab.openid.application_token().into());
    assert_eq!(account.as_deref(), Some(APP_MAILBOX));
}

#[test]
fn a_device_is_allowed_or_refused_elsewhere() {
    let lab = start();
    for (login, token, error) in [
        (Some("alex@lab.test"), true, None),
        (None, false, Some("access_denied")),
    ] {
        let scope = ("scope", "openid email mail");
        let begun = lab.post("/device/auth", &[("client_id", PUBLIC), scope]);
        let text = |name: &str| begun[name].as_str().unwrap();
        let poll = || {
            let grant_type = "urn:ietf:params:oauth:grant-type:device_code";
            let form = [
                ("grant_type", grant_type),
                ("client_id", PUBLIC),
                ("device_code", text("device_code")),
            ];
            lab.post("/token", &form)
        };
        assert_eq!(poll()["error"], "authorization_pending");
        lab.openid
            .answer_device(text("verification_uri"), text("user_code"), login);
        let answer = poll();
        assert_eq!(answer["access_token"].is_string(), token, "{answer}");
        assert_eq!(answer["error"].as_str(), error);
    }
}

#[test]
fn two_providers_sign_with_keys_of_their_own() {
    let (one, other) = (start(), start());
    let key = |lab: &Started| -> Value {
        let url = format!("{}/jwks", lab.openid.issuer);
        let mut answer = ureq::get(&url).call().unwrap();
        answer.body_mut().read_json::<Value>().unwrap()["keys"][0]["n"].clone()
    };
    assert!(key(&one).is_string());
    assert_ne!(key(&one), key(&other));
    assert_ne!(
        one.openid.application_secret,
        other.openid.application_secret
    );
}

/// the relay asked this issuer, which says who it is, that its answers name it, and where its endpoints are.
#[test]
fn the_relay_finds_the_endpoints_by_the_issuer_alone() {
    let lab = running::lab();
    let config = format!("{}/api/v1/config", lab.url);
    let mut answer = ureq::get(&config).call().unwrap();
    let config: PublicConfig = answer.body_mut().read_json().unwrap();
    let of = |id: &str| {
        let found = config.providers.iter().find(|one| one.id.as_str() == id);
        found.unwrap_or_else(|| panic!("{id} is not offered"))
    };
    let (discovered, written) = (of("lab-discovered"), of("lab"));
    assert_eq!(discovered.issuer, lab.openid.issuer);
    assert_eq!(discovered.authorize_url, written.authorize_url);
    assert_eq!(discovered.token_url, written.token_url);
    assert!(discovered.sends_issuer && discovered.signing_keys);
    let paths = [SignInPath::Operator, SignInPath::Device, SignInPath::Token];
    assert_eq!(discovered.paths, paths);
    assert!(
        discovered.domains.is_empty(),
        "the form chooses the other one by itself"
    );
}
