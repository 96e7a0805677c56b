//! What a form asks, and what is wrong with it.

use shared::provider::{OwnApp, Redeem};

use super::*;
use crate::state::fixture::provider;

fn typed(mailbox: &str, account: &str) -> Form {
    Form {
        mailbox: mailbox.into(),
        account: account.into(),
        ..Form::default()
    }
}

#[test]
fn a_whole_form_asks() {
    let ask = typed(" support@contoso.com ", "alex@contoso.com")
        .ask(Some(&provider("demo")))
        .unwrap();
    assert_eq!(ask.mailbox.unwrap().as_str(), "support@contoso.com");
    assert_eq!(ask.account.unwrap().as_str(), "alex@contoso.com");
    assert_eq!(ask.protocols, [Protocol::Imap]);
}

#[test]
fn an_account_that_is_not_known_is_not_asked_about() {
    let ask = |form: Form| form.ask(Some(&provider("demo"))).unwrap().account;
    assert_eq!(ask(typed("a@b.example", "  ")), None);
    let unknown = Form {
        account_unknown: true,
        ..typed("a@b.example", "not an address")
    };
    assert_eq!(ask(unknown), None);
}

#[test]
fn every_problem_is_told_at_once() {
    assert_eq!(
        typed("", "alex@").ask(None).unwrap_err(),
        Problems {
            mailbox: Some(AddressError::Empty),
            provider: Some(ProviderProblem::Missing),
            account: Some(AddressError::Malformed),
            protocols: false,
            app: None,
            stranger: false,
        }
    );
}

#[test]
fn what_is_ticked_of_what_the_provider_has_is_asked() {
    let mut entry = provider("demo");
    let asked = |ticked: &[Protocol], entry: &Provider| {
        let form = Form {
            protocols: ticked.to_vec(),
            ..typed("a@b.example", "")
        };
        form.ask(Some(entry)).map(|ask| ask.protocols)
    };
    let all = [Protocol::Imap, Protocol::Pop, Protocol::Smtp];
    assert_eq!(asked(&all, &entry).unwrap(), [Protocol::Imap]);
    assert_eq!(asked(&[], &entry).unwrap(), [Protocol::Imap]);
    entry.protocols = all.to_vec();
    // In the provider's order, however they were ticked.
    let ticked = [Protocol::Smtp, Protocol::Imap];
    assert_eq!(
        asked(&ticked, &entry).unwrap(),
        [Protocol::Imap, Protocol::Smtp]
    );
    assert!(asked(&[], &entry).unwrap_err().protocols);
    entry.protocols = vec![Protocol::Pop, Protocol::Smtp];
    assert!(asked(&[Protocol::Imap], &entry).unwrap_err().protocols);
}

#[test]
fn a_provider_that_cannot_be_used_says_why() {
    let form = typed("a@b.example", "");
    let mut entry = provider("demo");
    let problem = |entry: &Provider| form.ask(Some(entry)).unwrap_err().provider;
    entry.paths.clear();
    assert_eq!(problem(&entry), Some(ProviderProblem::NotSetUp));
    entry.registration = Registration::None;
    assert_eq!(problem(&entry), Some(ProviderProblem::NoOauth));
}

#[test]
fn an_application_is_asked_for_where_the_way_takes_one() {
    let mut entry = provider("demo");
    entry.paths = vec![SignInPath::Operator, SignInPath::OwnApp];
    entry.own_app = Some(OwnApp {
        issuer: "https://login.demo.test/{tenant}".into(),
        authorize_url: "https://login.demo.test/{tenant}/authorize".into(),
        token_url: "https://login.demo.test/{tenant}/token".into(),
        redeem: Redeem::Browser,
        platform: "Single-page application".into(),
    });
    let mut form = typed("a@b.example", "");
    assert_eq!(form.ask(Some(&entry)).unwrap().app, None);
    form.path = Some(SignInPath::OwnApp);
    let problem = |form: &Form| form.ask(Some(&entry)).unwrap_err().app;
    assert_eq!(problem(&form), Some(AppProblem::NoClientId));
    form.client_id = " 6b2d1d92-7018-4182-b70e-821127bec509 ".into();
    assert_eq!(problem(&form), Some(AppProblem::NoTenant));
    form.tenant = "contoso.com".into();
    let ask = form.ask(Some(&entry)).unwrap();
    assert_eq!(ask.path, SignInPath::OwnApp);
    assert_eq!(ask.app.unwrap().client_id, form.client_id.trim());
    // A way that this provider has not is none.
    form.path = Some(SignInPath::Device);
    assert_eq!(form.ask(Some(&entry)).unwrap().path, SignInPath::Operator);
}

#[test]
fn the_form_survives_storage_without_its_problems() {
    let mut form = typed("a@b.example", "c@d.example");
    form.kind = MailboxKind::Shared;
    let kept = form.clone();
    form.problems.mailbox = Some(AddressError::Empty);
    let text = serde_json::to_string(&form).unwrap();
    assert_eq!(serde_json::from_str::<Form>(&text).unwrap(), kept);
}
