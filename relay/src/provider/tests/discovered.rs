//! An entry and the document of its provider: what is taken, what is refused, and in which words.

use serde_json::{Value, json};
use shared::path::SignInPath;

use super::super::{Discovered, Entry, Flaw, Listed, Metadata, Undiscovered, listed};
use super::table;

const ISSUER: &str = "https://id.corp.example/realms/mail";

/// As short as an entry can be.
pub(super) const SHORT: &str = r#"
    id = "corp"
    name = "Corp mail"
    family = "other"
    client_id = "greencheck"
    issuer = "https://id.corp.example/realms/mail"
    opaque_tokens = true
    redeem = "browser"
    identity_scopes = ["openid", "email"]
    imap_scopes = ["mail"]
    token_minutes = 60
    imap = "imap.corp.example:993:tls"
    mechanisms = ["XOAUTH2"]
"#;

pub(super) fn open(text: &str) -> Undiscovered {
    match listed(table(text), false).unwrap() {
        Listed::Undiscovered(open) => *open,
        Listed::Whole(entry) => panic!("whole: {entry:?}"),
    }
}

pub(super) fn with_issuer(issuer: &str) -> String {
    SHORT.replace(ISSUER, issuer)
}

/// What a provider says that has all of it.
pub(super) fn document() -> Value {
    json!({
        "issuer": ISSUER,
        "authorization_endpoint": "https://id.corp.example/realms/mail/auth",
        "token_endpoint": "https://id.corp.example/realms/mail/token",
        "device_authorization_endpoint": "https://id.corp.example/realms/mail/device",
        "revocation_endpoint": "https://id.corp.example/realms/mail/revoke",
        "jwks_uri": "https://id.corp.example/realms/mail/keys",
        "response_types_supported": ["code", "code id_token"],
        "code_challenge_methods_supported": ["plain", "S256"],
        "scopes_supported": ["openid", "email", "mail"],
        "authorization_response_iss_parameter_supported": true,
        "userinfo_endpoint": "https://id.corp.example/realms/mail/userinfo",
        "subject_types_supported": ["public"],
    })
}

/// The document with one member changed, or taken out where it is null.
fn with(member: &str, value: impl Into<Value>) -> Value {
    let mut document = document();
    let value = value.into();
    if value.is_null() {
        document.as_object_mut().unwrap().remove(member);
    } else {
        document[member] = value;
    }
    document
}

/// The relay may dial every host here but one.
pub(super) fn admits(url: &str) -> bool {
    !url.contains("//inside.corp.example")
}

pub(super) fn read(document: &Value) -> Result<Metadata, Flaw> {
    Metadata::read(document.to_string().as_bytes(), ISSUER)
}

fn complete(text: &str, document: &Value) -> Result<Discovered, String> {
    let open = open(text);
    let metadata = Metadata::read(document.to_string().as_bytes(), &open.issuer);
    let metadata = metadata.map_err(|flaw| flaw.to_string())?;
    let discovered = open.complete(&metadata, admits);
    discovered.map_err(|error| error.to_string())
}

fn whole(text: &str, document: &Value) -> Entry {
    complete(text, document).unwrap().entry
}

#[test]
fn the_document_fills_in_what_the_operator_left_out() {
    let Discovered { entry, hosts } = complete(SHORT, &document()).unwrap();
    let at = |path: &str| format!("{ISSUER}/{path}");
    assert_eq!(entry.public.issuer, ISSUER);
    assert_eq!(entry.public.authorize_url, at("auth"));
    assert_eq!(entry.public.token_url, at("token"));
    assert_eq!(entry.device_url, Some(at("device")));
    assert_eq!(entry.jwks_url, Some(at("keys")));
    assert!(entry.public.signing_keys);
    assert_eq!(entry.token_issuers, [ISSUER]);
    // A document does not say whether the access token ends with the refresh token.
    assert_eq!(entry.revoke_url, None);
    let paths = [SignInPath::Operator, SignInPath::Device, SignInPath::Token];
    assert_eq!(entry.public.paths, paths);
    assert_eq!(
        hosts.into_iter().collect::<Vec<_>>(),
        ["id.corp.example"],
        "nobody goes to the user info endpoint"
    );
}

#[test]
fn what_a_provider_lacks_is_not_offered() {
    let mut document = with("device_authorization_endpoint", Value::Null);
    document.as_object_mut().unwrap().remove("jwks_uri");
    let entry = whole(SHORT, &document);
    assert_eq!((entry.device_url, entry.jwks_url), (None, None));
    let paths = [SignInPath::Operator, SignInPath::Token];
    assert_eq!(entry.public.paths, paths);
    assert!(!entry.public.signing_keys);
    // And what the operator promises all the same is refused.
    let device = format!("{SHORT}paths = [\"device\"]");
    let said = complete(&device, &document).unwrap_err();
    assert!(said.contains("paths names \"device\""), "{said}");
}

/// R-010: whoever says that its answers name it is held to it; whoever says nothing promises nothing.
#[test]
fn the_document_says_whether_answers_name_the_issuer() {
    let member = "authorization_response_iss_parameter_supported";
    for (value, sends) in [
        (json!(true), true),
        (json!(false), false),
        (Value::Null, false),
    ] {
        let entry = whole(SHORT, &with(member, value));
        assert_eq!(entry.public.sends_issuer, sends);
    }
    assert!(matches!(
        read(&with(member, "true")),
        Err(Flaw::NotMetadata { .. })
    ));
}

#[test]
fn the_operators_keys_win() {
    let keys = "token_url = \"https://gate.corp.example/token\"\ndevice_url = \"https://gate.corp.example/device\"\n\
                jwks_url = \"https://gate.corp.example/keys\"\nrevoke_url = \"https://gate.corp.example/revoke\"\n\
                sends_issuer = false\ntoken_issuers = [\"https://other.corp.example\"]\n";
    let text = format!("{SHORT}{keys}");
    let Discovered { entry, hosts } = complete(&text, &document()).unwrap();
    let at = |path: &str| format!("https://gate.corp.example/{path}");
    assert_eq!(entry.public.token_url, at("token"));
    assert_eq!(entry.device_url, Some(at("device")));
    assert_eq!(entry.jwks_url, Some(at("keys")));
    assert_eq!(entry.revoke_url, Some(at("revoke")));
    assert_eq!(entry.token_issuers, ["https://other.corp.example"]);
    assert!(!entry.public.sends_issuer);
    assert_eq!(entry.public.authorize_url, format!("{ISSUER}/auth"));
    assert_eq!(hosts.len(), 1, "the document led to the sign-in page alone");
    // What the document says in their place is not even looked at.
    for member in [
        "token_endpoint",
        "device_authorization_endpoint",
        "jwks_uri",
    ] {
        let entry = whole(&text, &with(member, "http://evil.example/"));
        assert_eq!(entry.public.token_url, at("token"), "{member}");
    }
}

/// R-014: an issuer that differs by a single octet, anywhere, is another.
#[test]
fn an_issuer_is_compared_byte_for_byte() {
    let refused = |issuer: &str| {
        let flaw = read(&with("issuer", issuer)).unwrap_err();
        assert_eq!(flaw, Flaw::Issuer(issuer.to_owned()));
    };
    for at in 0..ISSUER.len() {
        let mut other = ISSUER.as_bytes().to_vec();
        other[at] ^= 1;
        refused(std::str::from_utf8(&other).unwrap());
        other.remove(at);
        refused(std::str::from_utf8(&other).unwrap());
    }
    for other in [
        "https://id.corp.example/realms/mail/",
        "https://ID.corp.example/realms/mail",
        "https://id.corp.example/Realms/mail",
        "https://id.corp.example:443/realms/mail",
        "https://id.corp.example/realms/./mail",
        "https://id.corp.example/realms%2Fmail",
        "http://id.corp.example/realms/mail",
        "https://id.corp.example.evil.example/realms/mail",
        "https://evil.example/realms/mail",
        " https://id.corp.example/realms/mail",
        "https://id.corp.example/realms/mail\0",
        "",
    ] {
        refused(other);
    }
    let said = read(&with("issuer", "https://evil.example"))
        .unwrap_err()
        .to_string();
    assert!(said.contains("\"https://evil.example\""), "{said}");
    // The same the other way round: a slash that the operator wrote is part of the name.
    let slash = with_issuer(&format!("{ISSUER}/"));
    assert!(complete(&slash, &document()).is_err());
    let entry = whole(&slash, &with("issuer", format!("{ISSUER}/")));
    assert_eq!(entry.public.issuer, format!("{ISSUER}/"));
}

/// R-002, R-005: PKCE with S256, or no sign-in. Who does not speak of it may know it: the page sends it in any case.
#[test]
fn a_provider_without_s256_is_refused() {
    let member = "code_challenge_methods_supported";
    for methods in [json!(["plain"]), json!([]), json!(["s256", "S256 "])] {
        assert_eq!(
            read(&with(member, methods.clone())).unwrap_err(),
            Flaw::NoS256,
            "{methods}"
        );
    }
    assert!(Flaw::NoS256.to_string().contains("S256"));
    for methods in [json!(["S256"]), json!(["plain", "S256"])] {
        assert!(read(&with(member, methods)).unwrap().speaks_of_pkce());
    }
    let silent = read(&with(member, Value::Null)).unwrap();
    assert!(!silent.speaks_of_pkce());
}

/// R-001: a provider that gives no codes is none for us.
#[test]
fn a_provider_without_the_code_flow_is_refused() {
    let member = "response_types_supported";
    for types in [
        json!(["token", "id_token", "id_token token"]),
        json!(["code id_token"]),
        json!([]),
    ] {
        assert_eq!(
            read(&with(member, types.clone())).unwrap_err(),
            Flaw::NoCode,
            "{types}"
        );
    }
    assert!(read(&with(member, Value::Null)).is_ok());
}

#[test]
fn an_endpoint_at_another_host_is_taken_and_named() {
    let document = with("token_endpoint", "https://login.cloud.example/token");
    let Discovered { entry, hosts } = complete(SHORT, &document).unwrap();
    assert_eq!(entry.public.token_url, "https://login.cloud.example/token");
    let hosts: Vec<String> = hosts.into_iter().collect();
    assert_eq!(hosts, ["id.corp.example", "login.cloud.example"]);
}

#[test]
fn an_endpoint_that_nobody_should_go_to_is_refused_with_its_name() {
    let members = [
        ("authorization_endpoint", "authorize_url"),
        ("token_endpoint", "token_url"),
        ("device_authorization_endpoint", "device_url"),
        ("jwks_uri", "jwks_url"),
    ];
    for (member, key) in members {
        for url in [
            "http://id.corp.example/x",
            // This machine, which is not the provider's.
            "http://localhost:8081/x",
            "http://127.0.0.1/x",
            "ftp://id.corp.example/x",
            "javascript:alert(1)",
            "//id.corp.example/x",
            "/x",
            "id.corp.example",
            "",
            "https://",
            "https://id.corp.example@evil.example/x",
            "https://id.corp.example:x@evil.example/x",
            "https://id.corp.example/x#y",
            "https://id.corp.example/x y",
            " https://id.corp.example/x",
            "https://id.corp.example/x\r\nX: y",
            "ht\ttps://id.corp.example/x",
            "https://id.corp.example\\@evil.example/x",
            "https://id.corp.example/{tenant}/x",
            "https://\u{131}d.corp.example/x",
        ] {
            let said = complete(SHORT, &with(member, url)).unwrap_err();
            assert!(
                said.contains(member) && said.contains(key),
                "{url:?}: {said}"
            );
            assert!(!said.contains(['\n', '\r', '\t']), "{said}");
        }
    }
    let long = format!("http://id.corp.example/{}", "x".repeat(10_000));
    let said = complete(SHORT, &with("jwks_uri", long)).unwrap_err();
    assert!(said.len() < 600, "{said}");
}

#[test]
fn an_endpoint_that_the_relay_may_not_dial_is_refused_with_what_to_do() {
    for member in [
        "token_endpoint",
        "device_authorization_endpoint",
        "jwks_uri",
    ] {
        let said = complete(SHORT, &with(member, "https://inside.corp.example/x")).unwrap_err();
        assert!(said.contains(member), "{said}");
        assert!(said.contains("[[internal_host]]"), "{said}");
    }
    // A browser goes where the relay does not.
    let inside = "https://inside.corp.example/auth";
    let entry = whole(SHORT, &with("authorization_endpoint", inside));
    assert_eq!(entry.public.authorize_url, inside);
    // The keys that are not taken are nobody's business.
    assert!(complete(SHORT, &with("revocation_endpoint", inside)).is_ok());
}

#[test]
fn what_is_no_document_is_refused_with_its_place() {
    let bare = format!("{{\"issuer\": \"{ISSUER}\"");
    for text in [
        String::new(),
        "<!doctype html><title>Not found</title>".to_owned(),
        "null".to_owned(),
        "[]".to_owned(),
        "\"issuer\"".to_owned(),
        bare.clone(),
        // Whose issuer is it?
        format!("{bare}, \"issuer\": \"https://evil.example\"}}"),
        format!("{bare}, \"token_endpoint\": [\"https://id.corp.example/\"]}}"),
        format!("{bare}, \"response_types_supported\": \"code\"}}"),
        format!("{bare}, \"x\": {}", "[".repeat(10_000)),
    ] {
        let flaw = Metadata::read(text.as_bytes(), ISSUER).unwrap_err();
        assert!(matches!(flaw, Flaw::NotMetadata { .. }), "{text}: {flaw}");
    }
    assert!(Metadata::read(b"\xff\xfe{}", ISSUER).is_err());
    for (member, key) in [
        ("issuer", "authorize_url"),
        ("authorization_endpoint", "authorize_url"),
        ("token_endpoint", "token_url"),
    ] {
        let said = complete(SHORT, &with(member, Value::Null)).unwrap_err();
        let expected = format!("lacks {member}; write {key}");
        assert!(said.contains(&expected), "{said}");
    }
}

#[test]
fn scopes_that_are_not_listed_are_told() {
    let asked = ["openid".to_owned(), "email".to_owned()];
    let of = |scopes: Value| read(&with("scopes_supported", scopes)).unwrap();
    assert_eq!(of(json!(["openid"])).unlisted(&asked), ["email"]);
    assert!(
        of(json!(["email", "openid", "x"]))
            .unlisted(&asked)
            .is_empty()
    );
    // Whoever lists none says nothing about them.
    assert!(of(Value::Null).unlisted(&asked).is_empty());
}
