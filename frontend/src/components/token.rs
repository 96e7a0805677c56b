//! What the token says, for whoever wants to look.

use shared::token::{TokenFacts, TokenFormat};
use yew::prelude::*;

use crate::clock;
use crate::text::token;

/// A fold with the claims that decide.
pub fn token(facts: &TokenFacts) -> Html {
    html! {
        <details class="token">
            <summary>{ token::HEADING }</summary>
            { match facts.format {
                TokenFormat::Opaque => html! { <p>{ token::OPAQUE }</p> },
                TokenFormat::NotAToken => html! { <p>{ token::NOT_A_TOKEN }</p> },
                TokenFormat::Jwt => claims(facts),
            } }
        </details>
    }
}

fn claims(facts: &TokenFacts) -> Html {
    let rows = [
        (token::ACCOUNT, facts.account.clone()),
        (token::AUDIENCE, listed(&facts.audience)),
        (token::SCOPES, listed(&facts.scopes)),
        (token::ISSUER, facts.issuer.clone()),
        (token::TENANT, facts.tenant.clone()),
        (token::APP, facts.app.clone()),
        (token::EXPIRES, facts.expires_at.map(clock::utc)),
    ];
    let known = rows
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)));
    html! {
        <>
            if facts.app_only { <p>{ token::APP_ONLY }</p> }
            <dl>
                { for known.map(|(name, value)| html! {
                    <div><dt>{ name }</dt><dd><bdi>{ value }</bdi></dd></div>
                }) }
            </dl>
            <p class="hint">{ token::NOTE }</p>
        </>
    }
}

fn listed(values: &[String]) -> Option<String> {
    (!values.is_empty()).then(|| values.join(", "))
}
