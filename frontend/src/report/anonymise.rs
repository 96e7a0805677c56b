//! The same case about other people.
//!
//! Every field is visited by its type, so that a new kind of evidence does not compile before somebody decided what
//! of it may be shown to strangers.

mod certificate;
mod evidence;

use shared::address::{Address, HostName};
use shared::case::{Attempt, Case};
use shared::evidence::signin::{SignIn, SignInFailure};
use shared::evidence::{Observation, Side};
use shared::plan::Route;
use shared::provider::{Family, Provider};
use shared::token::TokenFacts;
use shared::told::Told;

use crate::report::scrub::Scrub;

/// Replaces addresses, display names, ids, private hosts and IP addresses, each everywhere by the same stand-in.
pub fn anonymise(case: &Case) -> Case {
    let mut case = case.clone();
    let mut scrub = Scrub::default();
    learn(&case, &mut scrub);
    for one in [&mut case.ask.mailbox, &mut case.ask.account]
        .into_iter()
        .flatten()
    {
        address(one, &mut scrub);
    }
    provider(&mut case.provider, &mut scrub);
    // It is the operator's own address.
    case.redirect_uri = None;
    if let Some(sign_in) = &mut case.sign_in {
        signed_in(sign_in, &mut scrub);
    }
    if let Some(facts) = &mut case.token_facts {
        token(facts, &mut scrub);
    }
    id(&mut case.mailbox_tenant, &mut scrub);
    for attempt in &mut case.attempts {
        check(attempt, &mut scrub);
    }
    if let Some(pasted) = &mut case.pasted {
        observed(&mut pasted.observation, &mut scrub);
    }
    for told in &mut case.told {
        answered(told, &mut scrub);
    }
    case
}

/// Names and domains first, so that they are found in whatever comes before their own field.
fn learn(case: &Case, scrub: &mut Scrub) {
    if let Some(mailbox) = &case.ask.mailbox {
        scrub.know_domain(&mailbox.domain());
    }
    if let Some(SignIn::SignedIn {
        name: Some(name), ..
    }) = &case.sign_in
    {
        scrub.know_name(name, "Person 1");
    }
    if case.provider.family == Family::Other {
        scrub.know_name(&case.provider.name, "Provider 1");
    }
    for route in case.attempts.iter().flat_map(|a| &a.plan.routes) {
        if route.internal {
            scrub.private_host(route.host.as_str());
        }
    }
    // The relay says to SMTP servers who it is, and they repeat it.
    let seen = case
        .attempts
        .iter()
        .flat_map(|attempt| &attempt.observations);
    for line in seen.flat_map(|seen| &seen.lines) {
        if let (Side::Client, Some(name)) = (line.from, line.text.strip_prefix("EHLO "))
            && !name.starts_with('[')
            && name.contains('.')
        {
            scrub.private_host(name);
        }
    }
}

fn provider(provider: &mut Provider, scrub: &mut Scrub) {
    let Provider {
        id: _,
        name,
        family: _,
        client_id,
        issuer,
        sends_issuer: _,
        authorize_url,
        token_url,
        redeem: _,
        prompt: _,
        identity_scopes,
        imap_scopes,
        pop_scopes,
        smtp_scopes,
        protocols: _,
        audiences,
        domains,
        withdraw_url,
        token_minutes: _,
        registration: _,
        paths: _,
        own_app,
        offline: _,
        signing_keys: _,
        quirks,
        last_checked: _,
        confidence: _,
    } = provider;
    // Where other applications sign in says nothing about this one.
    *own_app = None;
    quirks.clear();
    id(client_id, scrub);
    domains.clear();
    for one in [name, issuer, authorize_url, token_url] {
        text(one, scrub);
    }
    if let Some(link) = withdraw_url {
        text(link, scrub);
    }
    for list in [
        identity_scopes,
        imap_scopes,
        pop_scopes,
        smtp_scopes,
        audiences,
    ] {
        texts(list, scrub);
    }
}

fn signed_in(sign_in: &mut SignIn, scrub: &mut Scrub) {
    match sign_in {
        SignIn::SignedIn {
            account,
            name,
            granted_scope,
        } => {
            who(account, scrub);
            for one in name.iter_mut().chain(granted_scope) {
                text(one, scrub);
            }
        }
        SignIn::Failed(SignInFailure::Provider {
            at: _,
            code,
            description,
            redeemed_by: _,
        }) => {
            for words in [code, description].into_iter().flatten() {
                text(words, scrub);
            }
        }
        SignIn::Failed(
            SignInFailure::UnknownState
            | SignInFailure::WrongIssuer
            | SignInFailure::NoCode
            | SignInFailure::WrongIdentity
            | SignInFailure::Unreachable
            | SignInFailure::UnreachableForRelay
            | SignInFailure::Stayed { .. }
            | SignInFailure::Unreadable,
        ) => {}
    }
}

fn token(facts: &mut TokenFacts, scrub: &mut Scrub) {
    let TokenFacts {
        format: _,
        issuer,
        audience,
        scopes,
        roles,
        account,
        object_id,
        tenant,
        app,
        app_only: _,
        issued_at: _,
        not_before: _,
        expires_at: _,
    } = facts;
    for one in [object_id, tenant, app] {
        id(one, scrub);
    }
    who(account, scrub);
    if let Some(issuer) = issuer {
        text(issuer, scrub);
    }
    for list in [audience, scopes, roles] {
        texts(list, scrub);
    }
}

fn check(attempt: &mut Attempt, scrub: &mut Scrub) {
    for route in &mut attempt.plan.routes {
        let Route {
            protocol: _,
            host: name,
            port: _,
            tls: _,
            addresses: _,
            user,
            mechanisms: _,
            internal: _,
            steps: _,
        } = route;
        host(name, scrub);
        address(user, scrub);
    }
    for seen in &mut attempt.observations {
        observed(seen, scrub);
    }
}

fn observed(seen: &mut Observation, scrub: &mut Scrub) {
    let Observation {
        route: _,
        step: _,
        evidence: shown,
        lines,
        ms: _,
    } = seen;
    for line in lines {
        text(&mut line.text, scrub);
    }
    evidence::anonymise(shown, scrub);
}

fn answered(told: &mut Told, scrub: &mut Scrub) {
    match told {
        Told::Exchange(answer) => who(&mut answer.primary_address, scrub),
        Told::AccountWasMeant(_)
        | Told::WebMail(_)
        | Told::Switch(_)
        | Told::OtherMailboxes(_)
        | Told::OthersToo
        | Told::MadeUpAddressSame(_)
        | Told::Graph(_) => {}
    }
}

fn text(text: &mut String, scrub: &mut Scrub) {
    *text = scrub.text(text);
}

fn texts(list: &mut [String], scrub: &mut Scrub) {
    for one in list {
        text(one, scrub);
    }
}

/// An account's name is an address, or a name that stands for the whole person.
fn who(account: &mut Option<String>, scrub: &mut Scrub) {
    if let Some(account) = account {
        *account = if account.contains('@') {
            scrub.address(account)
        } else {
            "account 1".to_owned()
        };
    }
}

fn id(id: &mut Option<String>, scrub: &mut Scrub) {
    if let Some(id) = id {
        *id = scrub.id(id);
    }
}

fn address(address: &mut Address, scrub: &mut Scrub) {
    if let Ok(stand_in) = scrub.address(address.as_str()).parse() {
        *address = stand_in;
    }
}

fn host(host: &mut HostName, scrub: &mut Scrub) {
    if let Ok(stand_in) = scrub.host(host.as_str()).parse() {
        *host = stand_in;
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use shared::diagnose::diagnose;
    use shared::evidence::{Evidence, Line};
    use shared::plan::Step;
    use shared::words::ErrorChallenge;

    use super::*;
    use crate::examples::{ExampleId, example};
    use crate::report;

    #[test]
    fn the_stand_ins_tell_the_same_story() {
        for id in ExampleId::ALL {
            let case = example(id).unwrap();
            let codes = |case: &Case| {
                let findings = diagnose(case, 1_793_610_840).findings;
                findings.iter().map(|f| f.cause.code()).collect::<Vec<_>>()
            };
            assert_eq!(codes(&anonymise(&case)), codes(&case));
        }
    }

    /// R-129
    #[test]
    fn no_field_keeps_what_it_was() {
        let case = example(ExampleId::NoFullAccess).unwrap();
        let text = report::to_json(&anonymise(&case)).unwrap().to_lowercase();
        let ids = ["0b9c4f5e", "c1f7e0a2", "5d0e8a4c"];
        let names = ["contoso", "alex", "moreau", "52.97", "2603:1026", "qqbn"];
        for private in ids.iter().chain(&names) {
            assert!(!text.contains(private), "{private} in\n{text}");
        }
    }

    #[test]
    fn who_called_an_smtp_server_is_replaced_wherever_it_is_repeated() {
        let mut case = example(ExampleId::NoFullAccess).unwrap();
        let line = |from, text: &str| Line {
            from,
            text: text.to_owned(),
            cut: false,
        };
        case.attempts[0].observations[0].lines = vec![
            line(Side::Client, "EHLO check.acme-ops.net"),
            line(
                Side::Server,
                "250-mx.example Hello check.acme-ops.net [IPv6:2a01:111::1]",
            ),
        ];
        let text = report::to_json(&anonymise(&case)).unwrap();
        assert!(
            !text.contains("acme") && !text.contains("2a01:111"),
            "{text}"
        );
    }

    #[test]
    fn a_private_host_and_a_challenge_are_replaced() {
        let mut case = example(ExampleId::WrongAudience).unwrap();
        case.attempts[0].plan.routes[0].host = "mx.intern.example".parse().unwrap();
        case.attempts[0].plan.routes[0].internal = true;
        for seen in &mut case.attempts[0].observations {
            if let Evidence::Auth(sasl) = &mut seen.evidence {
                let json = r#"{"status":"400","scope":"mail","for":"alex","openid-configuration":"https://mx.intern.example"}"#;
                sasl.challenge = Some(STANDARD.encode(json));
            }
        }
        let public = anonymise(&case);
        let host = &public.attempts[0].plan.routes[0].host;
        assert_eq!(host.as_str(), "domain2.example");
        let Some(Evidence::Auth(sasl)) = public.attempts[0].evidence(0, Step::Auth) else {
            panic!("the step is there");
        };
        let challenge = sasl.challenge.as_deref().unwrap();
        assert_eq!(
            ErrorChallenge::parse(challenge).unwrap(),
            ErrorChallenge {
                status: Some("400".into()),
                scope: Some("mail".into()),
                ..ErrorChallenge::default()
            }
        );
        let decoded = String::from_utf8(STANDARD.decode(challenge).unwrap()).unwrap();
        assert!(!decoded.contains("alex") && !decoded.contains("intern"));
    }
}
