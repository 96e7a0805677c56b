//! The same case about other people.
//!
//! Every field is visited by its type, so that a new kind of evidence does not compile before somebody decided what
//! of it may be shown to strangers.

mod certificate;
mod evidence;
#[cfg(test)]
mod tests;

use shared::address::{Address, HostName};
use shared::case::{Attempt, Case};
use shared::evidence::lasting::{Lasting, Refresh};
use shared::evidence::signin::{SignIn, SignInFailure};
use shared::evidence::{Observation, Side};
use shared::path::App;
use shared::plan::Route;
use shared::provider::{Family, Provider};
use shared::request::Ask;
use shared::token::TokenFacts;
use shared::told::Told;

use crate::report::scrub::Scrub;

/// Replaces addresses, display names, ids, private hosts and IP addresses, each everywhere by the same stand-in.
pub fn anonymise(case: &Case) -> Case {
    let mut scrub = Scrub::default();
    learn(case, &mut scrub);
    let mut public = case.clone();
    let Case {
        format: _,
        ask,
        provider: entry,
        flow: _,
        redirect_uri,
        sign_in,
        lasting,
        token_facts,
        mailbox_tenant,
        attempts,
        pasted,
        told,
    } = &mut public;
    asked(ask, &mut scrub);
    provider(entry, &mut scrub);
    // It is the operator's own address.
    *redirect_uri = None;
    if let Some(sign_in) = sign_in {
        signed_in(sign_in, &mut scrub);
    }
    if let Some(lasting) = lasting {
        prolonged(lasting, &mut scrub);
    }
    if let Some(facts) = token_facts {
        token(facts, &mut scrub);
    }
    id(mailbox_tenant, &mut scrub);
    for attempt in attempts {
        check(attempt, &mut scrub);
    }
    if let Some(pasted) = pasted {
        observed(&mut pasted.observation, &mut scrub);
    }
    for told in told {
        answered(told, &mut scrub);
    }
    public
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

fn asked(ask: &mut Ask, scrub: &mut Scrub) {
    let Ask {
        provider: _,
        mailbox,
        kind: _,
        account,
        protocols: _,
        path: _,
        app,
        will_last: _,
        spare_own_mailbox: _,
    } = ask;
    for one in [mailbox, account].into_iter().flatten() {
        address(one, scrub);
    }
    if let Some(App { client_id, tenant }) = app {
        *client_id = scrub.id(client_id);
        if let Some(tenant) = tenant {
            // A domain, an id, or a word for many tenants.
            *tenant = match tenant.parse::<HostName>() {
                Ok(domain) => scrub.private_host(domain.as_str()),
                Err(_) => scrub.text(tenant),
            };
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

fn prolonged(lasting: &mut Lasting, scrub: &mut Scrub) {
    match &mut lasting.outcome {
        Refresh::Refused { code, description } => {
            for words in std::iter::once(code).chain(description) {
                text(words, scrub);
            }
        }
        Refresh::NotGiven | Refresh::Refreshed { .. } | Refresh::NoAnswer => {}
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
