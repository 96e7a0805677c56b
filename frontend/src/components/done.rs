//! The verdict, and below it what it rests on.

use shared::case::Case;
use shared::cause::Cause;
use shared::diagnose::{Diagnosis, Finding};
use shared::remedy::{Wait, advise};
use yew::prelude::*;

use super::actions::actions;
use super::control::{Weight, button};
use super::heading::Heading;
use super::icon;
use super::identity::identity;
use super::lasting::lasting;
use super::looks::looks;
use super::matrix::matrix;
use super::question::question;
use super::source::source;
use super::token::token;
use super::undo::undo;
use super::watch::watch;
use super::{finding, steps};
use crate::intent::Intent;
use crate::session::Session;
use crate::state::{Source, State};
use crate::text;
use crate::text::{verdict, watch as watching};

/// What the view is drawn from.
#[derive(Properties, PartialEq)]
pub struct DoneProps {
    /// The state, and who takes wishes.
    pub session: Session,
}

/// The last view of a check.
#[component]
pub fn Done(props: &DoneProps) -> Html {
    let session = &props.session;
    let state = &session.state;
    let (Some(case), Some(diagnosis)) = (state.settled(), state.diagnosis()) else {
        return Html::default();
    };
    let (case, diagnosis) = (case.as_ref(), &diagnosis);
    // Where words were pasted, nobody may be known at all.
    let drawn = case.pasted.is_none() || case.signed_in_as().is_some();
    html! {
        <>
            { source(state) }
            if drawn { { identity(case, Some(diagnosis), false) } }
            { card(session, case, diagnosis) }
            { for case.series().first().map(matrix) }
            { lasting(case, &session.wish) }
            if !state.place.goes_on_beside() {
                { looks(session, case) }
                { question(session, case, diagnosis) }
            }
            { watch(session) }
            { undo(state, case, &session.wish) }
            { actions(session) }
            { tried(case) }
        </>
    }
}

fn card(session: &Session, case: &Case, diagnosis: &Diagnosis) -> Html {
    let (leading, others) = diagnosis.split();
    let Some((first, beside)) = leading.split_first() else {
        return no_verdict();
    };
    let (verdict, colour) = match first.cause {
        Cause::Healthy => ("passed", "green"),
        _ => ("failed", "red"),
    };
    let wish = &session.wish;
    html! {
        <>
            <section class={classes!("card", colour)} data-verdict={verdict} aria-labelledby="verdict">
                { finding::first(first, case, &session.state, changed(&session.state, first, case, wish), wish) }
                { finding::others(others, leading.len() + 1, case, wish) }
            </section>
            // Another protocol's cause is no less likely: it stands beside.
            { for (2..).zip(beside).map(|(rank, finding)| html! {
                <section class={classes!("card", colour)}>
                    { finding::beside(finding, rank, case, &session.state, wish) }
                </section>
            }) }
        </>
    }
}

/// "I changed it", where there is something to wait for.
fn changed(state: &State, first: &Finding, case: &Case, wish: &Callback<Intent>) -> Html {
    let wait = advise(first, case).wait;
    let waits = !matches!(wait, Wait::AtOnce | Wait::NextToken);
    let words = match wait {
        Wait::ByItself => watching::WAIT,
        _ => watching::BEGIN,
    };
    let can =
        state.source == Source::Live && state.form.changed_at.is_none() && state.token.is_some();
    if !(waits && can && first.cause != Cause::Healthy) {
        return Html::default();
    }
    html! {
        <div class="buttons">
            { button(Weight::Other, words, wish, Intent::KeepChecking) }
        </div>
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

/// The steps of the last check and of the looks that followed it, and the token.
pub fn tried(case: &Case) -> Html {
    let begin = case.attempts.len() - case.series().len();
    let attempts = (begin..).zip(case.series());
    html! {
        <>
            if !case.attempts.is_empty() {
                <section class="steps" aria-labelledby="steps">
                    <h2 id="steps">{ text::steps::HEADING }</h2>
                    { for attempts.map(|(number, attempt)| match attempt.plan.control {
                        None => steps::attempt(attempt, number, None),
                        Some(control) => html! {
                            <details class="again" data-control={control.code()}>
                                <summary>{ text::look::name(control) }</summary>
                                { steps::attempt(attempt, number, None) }
                            </details>
                        },
                    }) }
                </section>
            }
            { token(case) }
        </>
    }
}
