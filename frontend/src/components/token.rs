//! What the token says, for whoever wants to look.

use shared::case::Case;
use shared::token::TokenFormat;
use yew::prelude::*;

use super::icon;
use crate::claims::{Claim, Fit, rows};
use crate::text::token;

/// A fold with the claims that decide, and a mark beside what is wrong for this check.
pub fn token(case: &Case) -> Html {
    let Some(facts) = &case.token_facts else {
        return Html::default();
    };
    let rows = rows(case);
    let wrong = rows.iter().any(|row| matches!(row.fit, Fit::Wrong(_)));
    html! {
        <details class="token" open={wrong}>
            <summary>{ token::HEADING }</summary>
            { match facts.format {
                TokenFormat::Opaque => html! {
                    <>
                        <p>{ token::OPAQUE }</p>
                        <dl>{ for rows.iter().map(row) }</dl>
                    </>
                },
                TokenFormat::NotAToken => html! { <p>{ token::NOT_A_TOKEN }</p> },
                TokenFormat::Jwt => html! {
                    <>
                        if facts.app_only { <p>{ token::APP_ONLY }</p> }
                        <dl>{ for rows.iter().map(row) }</dl>
                    </>
                },
            } }
            <p class="hint">{ token::NOTE }</p>
        </details>
    }
}

fn row(claim: &Claim) -> Html {
    let (class, mark) = match &claim.fit {
        Fit::Good => ("good", Some(icon::tick())),
        Fit::Wrong(_) => ("broken", Some(icon::cross())),
        Fit::NotAsMeant(_) => ("doubtful", Some(icon::caution())),
        Fit::Plain | Fit::Personal | Fit::ThisPage => ("neutral", None),
    };
    let means = token::means(claim);
    html! {
        <div class={class} data-claim={token::code(claim.name)} data-fit={class}>
            <dt>{ token::name(claim.name) }</dt>
            <dd>
                <bdi>{ token::value(claim) }</bdi>
                if !means.is_empty() { <p class="means">{ mark }<bdi>{ means }</bdi></p> }
            </dd>
        </div>
    }
}
