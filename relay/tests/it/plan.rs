//! What is planned for a request, in full, and which tokens are let near a host.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use relay::config::Config;
use relay::plan::{Policy, plan};
use serde_json::{Value, json};
use shared::control::Control;
use shared::plan::{AddressFamily, Mechanism, Plan, Protocol};
use shared::refusal::Refusal;
use shared::request::CheckRequest;
use shared::token::Token;

const TENANT: &str = "8a3c9a2e-6e0b-4a6f-9d8a-2f2d2f3b9c11";
const MICROSOFT: &str = "https://login.microsoftonline.com/organizations/v2.0";

/// Built-in providers, and a server of the operator's own.
fn policy() -> Policy {
    let file = r#"
        listen = "127.0.0.1:8080"
        public_url = "https://check.example"
        [[provider]]
        id = "microsoft-365"
        client_id = "app"
        imap_by_domain = { "corp.example" = "mail.corp.example:8993:tls" }
        [[provider]]
        id = "google"
        client_id = "app"
        protocols = ["imap", "smtp"]
        [[internal_host]]
        name = "mail.corp.example"
        addresses = ["10.0.0.5"]
        ports = [8993]
    "#;
    Config::parse(file, []).unwrap().policy
}

fn request(provider: &str, issuer: &str, mailbox: &str, token: String) -> CheckRequest {
    CheckRequest {
        provider: provider.to_owned(),
        issuer: issuer.to_owned(),
        mailbox: mailbox.to_owned(),
        protocols: vec![Protocol::Imap],
        control: None,
        token: Token::new(token),
    }
}

/// A token with these claims.
fn jwt(claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.c2ln", part(&json!({"alg": "RS256"})), part(claims))
}

/// A token as Microsoft mints them, said to be from this issuer and tenant.
fn microsofts(issuer: &str, tenant: &str) -> String {
    jwt(&json!({"iss": issuer, "tid": tenant, "aud": "https://outlook.office.com"}))
}

/// With `UPDATE_GOLDEN=1` the file is written instead.
fn assert_golden(name: &str, plan: &Plan) {
    let path = format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"));
    let found = serde_json::to_string_pretty(plan).unwrap() + "\n";
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &found).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), found, "{name}");
}

#[test]
fn a_plan_leaves_nothing_open_but_the_addresses() {
    let token = microsofts(&format!("https://sts.windows.net/{TENANT}/"), TENANT);
    let planned = plan(
        &request("microsoft-365", MICROSOFT, "Support@Contoso.com", token),
        &policy(),
    );
    assert_golden("plan-microsoft-365.json", &planned.unwrap());
}

#[test]
fn each_protocol_has_a_route_of_its_own() {
    let token = microsofts(&format!("https://sts.windows.net/{TENANT}/"), TENANT);
    let mut request = request("microsoft-365", MICROSOFT, "support@contoso.com", token);
    request.protocols = vec![Protocol::Imap, Protocol::Pop, Protocol::Smtp];
    let planned = plan(&request, &policy()).unwrap();
    assert_golden("plan-three-protocols.json", &planned);
}

#[test]
fn a_server_of_the_operators_own_is_marked() {
    let token = microsofts(&format!("https://sts.windows.net/{TENANT}/"), TENANT);
    let planned = plan(
        &request("microsoft-365", MICROSOFT, "anna@CORP.example", token),
        &policy(),
    );
    assert_golden("plan-internal-host.json", &planned.unwrap());
}

#[test]
fn an_opaque_token_is_fine_where_tokens_are_opaque() {
    let token = "ya29.not-a-token".to_owned();
    let planned = plan(
        &request(
            "google",
            "https://accounts.google.com",
            "anna@gmail.com",
            token,
        ),
        &policy(),
    );
    assert_golden("plan-google.json", &planned.unwrap());
}

/// R-023, R-027: the token's own issuer is held against the provider's before anything is dialled.
#[test]
fn a_token_goes_to_the_hosts_of_its_issuer_only() {
    let policy = policy();
    let outcome = |token: String| {
        plan(
            &request("microsoft-365", MICROSOFT, "anna@contoso.com", token),
            &policy,
        )
        .map(|_| ())
    };
    for good in [
        format!("https://sts.windows.net/{TENANT}/"),
        format!("https://login.microsoftonline.com/{TENANT}/v2.0"),
    ] {
        assert_eq!(outcome(microsofts(&good, TENANT)), Ok(()), "{good}");
    }
    let other = "00000000-0000-0000-0000-000000000000";
    for (issuer, tenant) in [
        // Of another tenant than it says.
        (format!("https://sts.windows.net/{other}/"), TENANT),
        // Another spelling is another issuer.
        (format!("https://sts.windows.net/{TENANT}"), TENANT),
        (format!("HTTPS://sts.windows.net/{TENANT}/"), TENANT),
        // A tenant that would spell a whole issuer.
        ("https://sts.windows.net//".to_owned(), ""),
        ("https://sts.windows.net/../evil/".to_owned(), "../evil"),
        ("https://sts.windows.net/{tid}/".to_owned(), "{tid}"),
        ("https://login.evil.test/".to_owned(), TENANT),
        ("https://accounts.google.com".to_owned(), TENANT),
    ] {
        let refused = outcome(microsofts(&issuer, tenant));
        assert_eq!(refused, Err(Refusal::IssuerNotBound), "{issuer}");
    }
    assert_eq!(
        outcome(jwt(&json!({"tid": TENANT}))),
        Err(Refusal::IssuerNotBound)
    );
    assert_eq!(outcome("opaque".to_owned()), Err(Refusal::TokenOpaque));
}

#[test]
fn a_readable_token_of_somebody_else_is_not_let_in_as_an_opaque_one() {
    let token = microsofts(&format!("https://sts.windows.net/{TENANT}/"), TENANT);
    let refused = plan(
        &request(
            "google",
            "https://accounts.google.com",
            "anna@gmail.com",
            token,
        ),
        &policy(),
    );
    assert_eq!(refused, Err(Refusal::IssuerNotBound));
}

/// A second look at a mailbox of the Google entry, which has two mechanisms.
fn second_look(control: Control) -> Result<Plan, Refusal> {
    let mut request = request(
        "google",
        "https://accounts.google.com",
        "anna@gmail.com",
        "ya29.not-a-token".to_owned(),
    );
    request.control = Some(control);
    if let Control::Protocol(protocol) = control {
        request.protocols = vec![protocol];
    }
    plan(&request, &policy())
}

#[test]
fn a_second_look_changes_one_thing_and_says_which() {
    let usual = second_look(Control::Retry).unwrap();
    let changed = |control: Control| {
        let mut plan = second_look(control).unwrap();
        assert_eq!(plan.control, Some(control));
        plan.control = usual.control;
        plan
    };
    assert_eq!(changed(Control::OwnMailbox), usual);

    let mut over_ipv4 = changed(Control::Ipv4);
    assert_eq!(over_ipv4.routes[0].addresses, AddressFamily::V4);
    over_ipv4.routes[0].addresses = AddressFamily::Any;
    assert_eq!(over_ipv4, usual);

    let over_ipv6 = changed(Control::Ipv6);
    assert_eq!(over_ipv6.routes[0].addresses, AddressFamily::V6);

    let mut bearer = changed(Control::Mechanism(Mechanism::OAuthBearer));
    assert_eq!(bearer.routes[0].mechanisms, [Mechanism::OAuthBearer]);
    bearer.routes[0]
        .mechanisms
        .clone_from(&usual.routes[0].mechanisms);
    assert_eq!(bearer, usual);
}

#[test]
fn a_second_look_that_the_entry_does_not_have_is_refused() {
    let token = microsofts(&format!("https://sts.windows.net/{TENANT}/"), TENANT);
    let mut request = request("microsoft-365", MICROSOFT, "anna@contoso.com", token);
    request.control = Some(Control::Mechanism(Mechanism::OAuthBearer));
    assert_eq!(plan(&request, &policy()), Err(Refusal::ControlMalformed));
    assert_eq!(
        second_look(Control::Protocol(Protocol::Pop)),
        Err(Refusal::ProtocolNotOffered)
    );
}

/// R-072: of all the hosts of the Internet a check goes to those of the providers that the operator's file enables, whatever
/// the mailbox; nobody can name another.
#[test]
fn hosts_come_from_the_operators_file_alone() {
    let policy = policy();
    let mut hosts = BTreeSet::new();
    for domain in [
        "contoso.com",
        "corp.example",
        "gmail.com",
        "imap.evil.example",
        "outlook.office365.com.evil.example",
        "printer.local",
        "metadata.google.internal",
    ] {
        let token = microsofts(&format!("https://sts.windows.net/{TENANT}/"), TENANT);
        let request = request("microsoft-365", MICROSOFT, &format!("a@{domain}"), token);
        hosts.insert(plan(&request, &policy).unwrap().routes[0].host.to_string());
    }
    assert_eq!(
        hosts.into_iter().collect::<Vec<_>>(),
        ["mail.corp.example", "outlook.office365.com"]
    );
    // One that is not enabled is nobody's.
    let fastmail = request(
        "fastmail",
        "https://x.example",
        "a@fastmail.com",
        "t".to_owned(),
    );
    assert_eq!(plan(&fastmail, &policy), Err(Refusal::ProviderUnknown));
}
