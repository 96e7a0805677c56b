//! A provider is there for people when the operator's file names it, and not before.

use relay::config::Config;
use relay::plan::plan;
use relay::provider::built_in;
use shared::plan::Protocol;
use shared::provider::PublicConfig;
use shared::refusal::Refusal;
use shared::request::CheckRequest;
use shared::token::Token;

use super::http::get;
use super::relay::Relay;

async fn told(settings: &str) -> Vec<String> {
    let relay = Relay::start_with(settings).await;
    let answer = get(relay.address, "/api/v1/config").await;
    let config: PublicConfig = serde_json::from_str(&answer.body).unwrap();
    let ids = config
        .providers
        .iter()
        .map(|provider| provider.id.to_string());
    ids.collect()
}

fn ids() -> Vec<String> {
    built_in()
        .map(|table| table["id"].as_str().unwrap().to_owned())
        .collect()
}

fn enabling(ids: &[String]) -> String {
    let entries = ids
        .iter()
        .map(|id| format!("[[provider]]\nid = \"{id}\"\n"));
    entries.collect()
}

#[tokio::test]
async fn the_page_is_told_of_enabled_providers_only() {
    assert!(told("").await.is_empty());
    assert_eq!(told("[[provider]]\nid = \"fastmail\"").await, ["fastmail"]);
    let all = ids();
    assert_eq!(told(&enabling(&all)).await, all);
}

/// no secret of the operator's is among the public settings.
#[tokio::test]
async fn the_page_is_told_no_secret() {
    let relay = Relay::start_with(
        "[[provider]]\nid = \"google\"\nclient_id = \"app\"\nclient_secret = \"GOCSPX-not-a-real-value\"",
    )
    .await;
    let answer = get(relay.address, "/api/v1/config").await;
    assert!(answer.body.contains("\"operator\""), "the relay can redeem");
    assert!(!answer.body.contains("not-a-real-value") && !answer.body.contains("client_secret"));
}

/// without an entry no host of it is ever in a plan.
#[test]
fn what_is_not_enabled_is_not_dialled() {
    let request = |provider: &str, issuer: &str| CheckRequest {
        provider: provider.to_owned(),
        issuer: issuer.to_owned(),
        mailbox: "anna@contoso.com".to_owned(),
        protocols: vec![Protocol::Imap],
        control: None,
        token: Token::new("opaque-token".to_owned()),
    };
    let all = ids();
    let config = |ids: &[String]| {
        let head = "listen = \"127.0.0.1:8080\"\npublic_url = \"https://check.example\"\n";
        Config::parse(&format!("{head}{}", enabling(ids)), []).unwrap()
    };
    let every = config(&all).policy;
    for entry in &every.providers {
        let id = entry.public.id.to_string();
        let asked = request(&id, &entry.public.issuer);
        let others: Vec<String> = all.iter().filter(|other| **other != id).cloned().collect();
        let refused = plan(&asked, &config(&others).policy);
        assert_eq!(refused, Err(Refusal::ProviderUnknown), "{id}");
        // Enabled, it is dialled where its entry says, unless it takes no token at all.
        match plan(&asked, &every) {
            Ok(plan) => {
                let host = &entry.target(Protocol::Imap, "contoso.com").unwrap().host;
                assert_eq!(plan.routes[0].host.as_str(), host, "{id}");
            }
            Err(Refusal::ProviderNotSetUp) => assert!(entry.public.paths.is_empty(), "{id}"),
            Err(Refusal::TokenOpaque) => assert!(!entry.opaque_tokens, "{id}"),
            Err(other) => panic!("{id}: {other:?}"),
        }
    }
}
