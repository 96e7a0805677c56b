//! Who is asked, and who is not: an entry before its provider answered.

use shared::provider::Redeem;

use super::super::{Listed, listed};
use super::discovered::{SHORT, admits, document, open, read, with_issuer};
use super::{said, table};

/// OpenID Connect Discovery 1.0 §4.1: a slash at the end of the issuer is not doubled.
#[test]
fn the_document_is_behind_the_issuer() {
    for (issuer, address) in [
        (
            "https://id.corp.example",
            "https://id.corp.example/.well-known/openid-configuration",
        ),
        (
            "https://id.corp.example/",
            "https://id.corp.example/.well-known/openid-configuration",
        ),
        (
            "https://id.corp.example:8443/realms/mail",
            "https://id.corp.example:8443/realms/mail/.well-known/openid-configuration",
        ),
        (
            "http://127.0.0.1:8081",
            "http://127.0.0.1:8081/.well-known/openid-configuration",
        ),
    ] {
        assert_eq!(open(&with_issuer(issuer)).address, address);
    }
}

#[test]
fn an_issuer_that_nobody_can_be_asked_by_is_refused_before() {
    for issuer in [
        "http://id.corp.example",
        "id.corp.example",
        "https://id.corp.example?realm=mail",
        "https://id.corp.example#mail",
        "https://user@id.corp.example",
        "https://id.corp.example/ ",
        "",
    ] {
        let said = listed(table(&with_issuer(issuer)), false).unwrap_err();
        let said = said.to_string();
        assert!(
            said.contains("provider \"corp\": issuer must begin"),
            "{said}"
        );
    }
}

/// Nobody is asked where the answer would change nothing.
#[test]
fn whoever_wrote_both_addresses_asks_nobody() {
    let both = format!(
        "{SHORT}authorize_url = \"https://id.corp.example/a\"\ntoken_url = \"https://id.corp.example/t\"\n\
         token_issuers = []\nsends_issuer = true"
    );
    let Listed::Whole(entry) = listed(table(&both), false).unwrap() else {
        panic!("it is whole");
    };
    assert_eq!(entry.jwks_url, None);
    // Many issuers in one have no document of their own.
    let many = with_issuer("https://id.corp.example/{tenant}");
    let said = listed(table(&many), false).unwrap_err().to_string();
    assert!(said.contains("missing field"), "{said}");
    for id in super::ids() {
        let listed = listed(table(&format!("id = \"{id}\"")), false).unwrap();
        assert!(matches!(listed, Listed::Whole(_)), "{id}");
    }
}

#[test]
fn what_is_wrong_besides_is_said_before_anybody_is_asked() {
    for (from, to, words) in [
        (
            "imap = \"imap.corp.example:993:tls\"",
            "",
            "imap = \"host:993:tls\" is missing",
        ),
        (
            "mechanisms = [\"XOAUTH2\"]",
            "mechanisms = []",
            "mechanisms",
        ),
        ("redeem = \"browser\"", "", "redeem"),
        ("id = \"corp\"", "id = \"Corp\"", "Corp"),
    ] {
        let said = listed(table(&SHORT.replace(from, to)), false).unwrap_err();
        assert!(said.to_string().contains(words), "{said}");
    }
    assert!(said(SHORT).contains("missing field"));
}

/// an entry that waits for its provider prints no secret.
#[test]
fn the_secret_of_an_unfinished_entry_is_not_printed() {
    let text = SHORT.replace("redeem = \"browser\"", "redeem = \"relay\"");
    let open = open(&format!("{text}client_secret = \"not-a-real-value\""));
    assert!(!format!("{open:?}").contains("not-a-real-value"));
    let metadata = read(&document()).unwrap();
    let entry = open.complete(&metadata, admits).unwrap().entry;
    assert_eq!(entry.public.redeem, Redeem::Relay);
    assert_eq!(entry.client_secret.unwrap().expose(), "not-a-real-value");
}
