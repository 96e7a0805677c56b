//! The verdict, and below it what it rests on.

use shared::case::Case;
use shared::cause::Cause;
use shared::diagnose::Diagnosis;
use yew::prelude::*;

use super::actions::actions;
use super::heading::Heading;
use super::icon;
use super::identity::identity;
use super::source::source;
use super::token::token;
use super::{finding, steps};
use crate::intent::Intent;
use crate::session::Session;
use crate::text;
use crate::text::verdict;

/// What the view is drawn from.
#[derive(Properties, PartialEq)]
pub struct DoneProps {
    /// The state, and who takes wishes.
    pub session: Session,
}

/// The last view of a check.
#[component]
pub fn Done(props: &DoneProps) -> Html {
    let Session { state, wish } = &props.session;
    let (Some(case), Some(diagnosis)) = (&state.case, state.diagnosis()) else {
        return Html::default();
    };
    html! {
        <>
            { source(state) }
            { identity(case, case.attempts.last()) }
            { card(case, &diagnosis, wish) }
            { actions(&props.session) }
            { tried(case) }
        </>
    }
}

fn card(case: &Case, diagnosis: &Diagnosis, wish: &Callback<Intent>) -> Html {
    let Some((first, others)) = diagnosis.findings.split_first() else {
        return no_verdict();
    };
    let (verdict, colour) = match first.cause {
        Cause::Healthy => ("passed", "green"),
        _ => ("failed", "red"),
    };
    html! {
        <section class={classes!("card", colour)} data-verdict={verdict} aria-labelledby="verdict">
            { finding::first(first, case, wish) }
            { finding::others(others, case, wish) }
        </section>
    }
}

fn no_verdict() -> Html {
    html! {
        <section class="card amber" aria-labelledby="verdict">
            <div class="title">{ icon::caution() }<Heading id="verdict">{ verdict::NO_VERDICT }</Heading></div>
            <p>{ verdict::NO_VERDICT_HINT }</p>
        </section>
    }
}

/// The steps of the last attempt, and the token.
pub fn tried(case: &Case) -> Html {
    let last = case.attempts.len().checked_sub(1);
    let attempt = last.and_then(|number| Some((case.attempts.get(number)?, number)));
    html! {
        <>
            { for attempt.map(|(attempt, number)| html! {
                <section class="steps" aria-labelledby="steps">
                    <h2 id="steps">{ text::steps::HEADING }</h2>
                    { steps::attempt(attempt, number, None) }
                </section>
            }) }
            { for case.token_facts.as_ref().map(token) }
        </>
    }
}
