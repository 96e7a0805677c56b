//! What can be read from a token, and what is no token.

use serde_json::json;

use super::*;

fn jwt(claims: &Value) -> Token {
    let part = |v: &Value| URL_SAFE_NO_PAD.encode(v.to_string());
    Token::new(format!(
        "{}.{}.c2ln",
        part(&json!({"alg": "RS256"})),
        part(claims)
    ))
}

#[test]
fn a_token_never_prints_itself() {
    let token = Token::new("canary".into());
    assert_eq!(
        format!("{token:?} {:#?}", Some(&token)),
        "[redacted] Some(\n    [redacted],\n)"
    );
}

#[test]
fn a_token_that_could_break_a_line_is_no_token() {
    let check = |text: &str| Token::new(text.into()).check();
    assert_eq!(check("abc.DEF-123_~+/="), Ok(()));
    assert_eq!(check(""), Err(TokenError::Empty));
    for bad in ["a\r\nb", "a\u{1}b", "a\0b", "a b", "é"] {
        assert_eq!(check(bad), Err(TokenError::BadCharacter));
    }
    assert_eq!(check(&"a".repeat(MAX_TOKEN + 1)), Err(TokenError::TooLong));
}

#[test]
fn claims_are_read_as_microsoft_writes_them() {
    let facts = TokenFacts::read(&jwt(&json!({
        "iss": "https://sts.windows.net/t/", "aud": "https://outlook.office.com", "upn": "alex@contoso.com",
        "scp": "IMAP.AccessAsUser.All POP.AccessAsUser.All", "exp": 1_700_003_600, "iat": 1_700_000_000.5,
        "tid": "t", "oid": "o", "appid": "a",
    })));
    assert_eq!(facts.format, TokenFormat::Jwt);
    assert_eq!(facts.audience, ["https://outlook.office.com"]);
    assert_eq!(
        facts.scopes,
        ["IMAP.AccessAsUser.All", "POP.AccessAsUser.All"]
    );
    assert_eq!(facts.account.as_deref(), Some("alex@contoso.com"));
    assert_eq!(
        (facts.issued_at, facts.expires_at),
        (Some(1_700_000_000), Some(1_700_003_600))
    );
    assert!(!facts.app_only);
}

#[test]
fn an_application_token_is_seen_as_one() {
    let facts = TokenFacts::read(&jwt(
        &json!({"idtyp": "app", "roles": ["IMAP.AccessAsApp"], "aud": ["a", "b"]}),
    ));
    assert!(facts.app_only);
    assert_eq!(facts.roles, ["IMAP.AccessAsApp"]);
    assert_eq!(facts.audience, ["a", "b"]);
}

#[test]
fn scopes_are_the_same_by_their_short_name() {
    let full = "https://outlook.office.com/IMAP.AccessAsUser.All";
    assert!(same_scope(full, "IMAP.AccessAsUser.All"));
    assert!(same_scope(
        full,
        "https://outlook.office365.com/imap.accessasuser.all"
    ));
    assert!(!same_scope(full, "POP.AccessAsUser.All"));
    assert!(same_scope(
        "https://mail.google.com/",
        "https://mail.google.com/"
    ));
    assert!(!same_scope(
        "https://mail.google.com/",
        "https://www.google.com/"
    ));
}

#[test]
fn anything_else_is_opaque() {
    for text in [
        "",
        "abc",
        "a.b",
        "a.b.c",
        "a.b.c.d",
        "e30.W10.x",
        "e30.bnVsbA.x",
        "EwBIA8l6BAAU",
        "é.é.é",
    ] {
        assert_eq!(
            TokenFacts::read(&Token::new(text.into())),
            TokenFacts::default(),
            "{text}"
        );
    }
}

#[test]
fn broken_endless_and_deep_tokens_are_opaque_and_quick() {
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let nested = |open: &str, close: &str, n| open.repeat(n) + "0" + &close.repeat(n);
    let deep = format!("{{\"a\":{}}}", nested("[", "]", 20_000));
    let deeper = nested("{\"a\":", "}", 5_000);
    for text in [
        format!("{}.!!!.x", part("{}")),
        format!("{}.e3}}.x", part("{}")),
        format!("{}.{}=.x", part("{}"), &part("{\"a\":1}")[1..]),
        format!("{}.{}.x", part("{}"), URL_SAFE_NO_PAD.encode([0xff, 0xfe])),
        format!("{}.{}.x", part("{}"), part("{\"exp\":1")),
        format!("{}.{}.x", part("{}"), part(&deep)),
        format!("{}.{}.x", part("{}"), part(&deeper)),
        ".".repeat(MAX_JWT),
        "A".repeat(MAX_JWT),
        format!("{}.{}.{}", part("{}"), part("{}"), "A".repeat(MAX_JWT)),
    ] {
        assert_eq!(claims(&text), None, "{}", &text[..text.len().min(60)]);
        assert_eq!(TokenFacts::read(&Token::new(text)), TokenFacts::default());
    }
}

#[test]
fn a_token_with_ever_so_many_claims_gives_few_facts() {
    let many = (0..10_000).map(|i| (format!("c{i}"), json!(i))).collect();
    let ten_thousand = jwt(&Value::Object(many));
    assert!(ten_thousand.expose().len() > MAX_JWT);
    assert_eq!(TokenFacts::read(&ten_thousand), TokenFacts::default());

    let scopes = "s ".repeat(10_000);
    let names: Vec<String> = (0..4_000).map(|i| i.to_string()).collect();
    let facts = TokenFacts::read(&jwt(
        &json!({"scp": scopes, "aud": names, "upn": "a".repeat(MAX_CLAIM + 1), "exp": 1e300}),
    ));
    assert_eq!(facts.format, TokenFormat::Jwt);
    assert_eq!(facts.scopes.len(), MAX_ENTRIES);
    assert_eq!(facts.audience.len(), MAX_ENTRIES);
    assert_eq!((facts.account, facts.expires_at), (None, Some(i64::MAX)));
}

#[test]
fn the_header_is_read_like_the_claims() {
    let token = jwt(&json!({}));
    assert_eq!(header(token.expose()), Some(json!({"alg": "RS256"})));
    for text in ["", "a.b", "e30", "W10.e30.x", "e30.e30.x.y"] {
        assert_eq!(header(text), None, "{text}");
    }
}

#[test]
fn a_slash_at_the_end_is_no_other_audience() {
    let outlook = "https://outlook.office.com";
    assert!(same_audience(outlook, "https://Outlook.office.com/"));
    assert!(!same_audience(outlook, "https://graph.microsoft.com"));
}
