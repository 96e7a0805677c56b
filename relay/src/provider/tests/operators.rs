//! What an operator can change, and what is wrong with it.

use shared::path::SignInPath;
use shared::plan::Protocol;
use shared::provider::Redeem;

use super::super::is_secure;
use super::{entry, internal, said};

#[test]
fn an_operator_overrides_key_by_key() {
    let text = "id = \"microsoft-365\"\nclient_id = \"app\"\ntenant = \"contoso.example\"";
    let entry = entry(text).unwrap();
    assert_eq!(entry.public.client_id.as_deref(), Some("app"));
    let issuer = "https://login.microsoftonline.com/contoso.example/v2.0";
    assert_eq!(entry.public.issuer, issuer);
    assert_eq!(entry.public.prompt.as_deref(), Some("select_account"));
    let keys = "https://login.microsoftonline.com/contoso.example/discovery/v2.0/keys";
    assert_eq!(entry.jwks_url.as_deref(), Some(keys));
}

#[test]
fn what_is_wrong_is_said_with_the_entrys_id() {
    assert_eq!(said("name = \"x\""), "a [[provider]] has no id");
    let tenant = "id = \"microsoft-365\"\ntenant = \"a/b\"";
    assert!(said(tenant).contains("tenant"));
    assert!(said("id = \"google\"\nmechanisms = []").contains("mechanisms"));
    assert!(said("id = \"google\"\nimap = \"192.0.2.1:993:tls\"").contains("no host name"));
    assert!(said("id = \"icloud\"\nimap = \"192.0.2.1:993:tls\"").contains("no host name"));
    assert!(said("id = \"google\"\nsmtp = \"smtp.gmail.com:465:ssl\"").contains("starttls"));
    let mine = "id = \"mine\"\nname = \"Mine\"\nfamily = \"other\"\nissuer = \"https://a.example\"\n\
        token_issuers = []\nopaque_tokens = true\nsends_issuer = true\nauthorize_url = \"https://a.example/a\"\n\
        token_url = \"https://a.example/t\"\nredeem = \"browser\"\nidentity_scopes = []\ntoken_minutes = 5\n\
        mechanisms = [\"XOAUTH2\"]\n";
    assert!(said(mine).contains("imap ="));
    let pop = format!("{mine}pop = \"pop.example:995:tls\"");
    assert!(said(&pop).contains("pop_scopes is missing"));
    let whole = entry(&format!("{pop}\npop_scopes = []")).unwrap();
    assert_eq!(whole.public.protocols, [Protocol::Pop]);
    let smtp = format!("{pop}\npop_scopes = []\nprotocols = [\"pop\", \"smtp\"]");
    assert!(said(&smtp).contains("smtp = "));
    let only = entry("id = \"google\"\nprotocols = [\"imap\"]").unwrap();
    assert_eq!(only.public.protocols, [Protocol::Imap]);
    assert!(said("id = \"mine\"").contains("provider \"mine\": missing field"));
    assert!(said("id = \"google\"\nclientid = \"x\"").contains("clientid"));
    assert!(said("id = \"google\"\nimap = \"imap.gmail.com\"").contains("not host:port:tls"));
    for key in [
        "authorize_url",
        "token_url",
        "device_url",
        "jwks_url",
        "revoke_url",
    ] {
        let said = said(&format!(
            "id = \"google\"\n{key} = \"http://token.example/\""
        ));
        assert!(said.contains(&format!("{key} must begin with")), "{said}");
    }
}

#[test]
fn paths_leaves_out_what_should_not_be_offered() {
    let paths = |text: &str| entry(text).unwrap().public.paths;
    let app = "id = \"microsoft-365\"\nclient_id = \"app\"\n";
    assert_eq!(
        paths(app),
        [
            SignInPath::Operator,
            SignInPath::OwnApp,
            SignInPath::Device,
            SignInPath::Token
        ]
    );
    let chosen = format!("{app}paths = [\"own-app\", \"operator\"]");
    assert_eq!(paths(&chosen), [SignInPath::OwnApp, SignInPath::Operator]);
    assert_eq!(paths(&format!("{app}paths = []")), []);
}

#[test]
fn paths_cannot_name_what_the_entry_lacks() {
    for (text, path) in [
        // No application, no secret that is demanded, no device endpoint, nobody's secrets, no such grant.
        ("id = \"microsoft-365\"\npaths = [\"operator\"]", "operator"),
        (
            "id = \"google\"\nclient_id = \"app\"\npaths = [\"operator\"]",
            "operator",
        ),
        (
            "id = \"google\"\nclient_id = \"app\"\nclient_secret = \"hush\"\npaths = [\"device\"]",
            "device",
        ),
        (
            "id = \"microsoft-365\"\npaths = [\"token\", \"device\"]",
            "device",
        ),
        ("id = \"google\"\npaths = [\"own-app\"]", "own-app"),
        ("id = \"microsoft-365\"\npaths = [\"app-only\"]", "app-only"),
        ("id = \"yahoo\"\npaths = [\"own-app\"]", "own-app"),
    ] {
        let said = said(text);
        let expected = format!("paths names \"{path}\", and the entry lacks what it needs");
        assert!(said.contains(&expected), "{said}");
    }
    let google = "id = \"google\"\npaths = [\"app-only\"]";
    assert!(
        internal(google).is_err(),
        "no service account signs in here"
    );
    assert!(said("id = \"google\"\npaths = [\"password\"]").contains("password"));
}

#[test]
fn where_people_may_send_secrets_more_can_be_offered() {
    let app = "id = \"google\"\n";
    assert_eq!(entry(app).unwrap().public.paths, [SignInPath::Token]);
    let google = internal(app).unwrap().public;
    assert_eq!(google.paths, [SignInPath::OwnApp, SignInPath::Token]);
    assert_eq!(google.own_app.unwrap().redeem, Redeem::Relay);
}

#[test]
fn plain_http_is_for_this_machine_only() {
    for good in [
        "http://localhost:8081/x",
        "http://127.0.0.1",
        "https://a.example",
    ] {
        assert!(is_secure(good), "{good}");
    }
    for bad in [
        "http://localhost.example/",
        "http://a.example",
        "http://localhost@a.example/",
        "ftp://localhost",
        "https://",
        "",
    ] {
        assert!(!is_secure(bad), "{bad}");
    }
}
