//! The check while it runs.

use yew::prelude::*;

use super::control::{Weight, button};
use super::heading::Heading;
use super::identity::identity;
use super::matrix::matrix;
use super::steps;
use crate::intent::Intent;
use crate::session::Session;
use crate::state::State;
use crate::text;

/// What the view is drawn from.
#[derive(Properties, PartialEq)]
pub struct CheckingProps {
    /// The state, and who takes wishes.
    pub session: Session,
}

/// Who opens what, and the steps as they come in.
#[component]
pub fn Checking(props: &CheckingProps) -> Html {
    let Session { state, wish } = &props.session;
    let Some(case) = &state.case else {
        return Html::default();
    };
    html! {
        <>
            <Heading>{ text::steps::checking(text::mailbox(case)) }</Heading>
            { identity(case, None, false) }
            <div class="steps reserved">{ so_far(state) }</div>
            <div class="buttons">{ button(Weight::Other, text::steps::STOP, wish, Intent::Cancel) }</div>
        </>
    }
}

fn so_far(state: &State) -> Html {
    let planned = state
        .case
        .as_ref()
        .zip(state.running)
        .and_then(|(case, running)| {
            let number = running.attempt?;
            Some((case.attempts.get(number)?, number, running))
        });
    match planned {
        Some((attempt, number, running)) => html! {
            <>
                { matrix(attempt) }
                { steps::attempt(attempt, number, Some(&running)) }
            </>
        },
        None => html! {
            <div class="waiting in-place">
                <p>{ text::steps::ASKING }</p>
                <p class="later">{ text::steps::ASKING_SLOWLY }</p>
            </div>
        },
    }
}
