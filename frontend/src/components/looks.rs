//! What the page does by itself after a result: announced, said while it runs, and stoppable.

use shared::case::Case;
use shared::control::Control;
use yew::prelude::*;

use super::control::{Weight, button};
use crate::intent::Intent;
use crate::session::Session;
use crate::state::{Why, looks};
use crate::text::look;

/// The second looks, if there is anything to say of them. Nothing here moves the focus.
pub fn looks(session: &Session, case: &Case) -> Html {
    let state = &session.state;
    let running = state.running.and_then(|running| match running.why {
        Why::Doubt(control) => Some(control),
        Why::Asked | Why::Changed => None,
    });
    let due = looks::due(state).map(|due| due.control);
    if let Some(control) = running.or(due) {
        return going_on(session, case, control, running.is_some());
    }
    if let Some(why) = &state.looks.broke {
        return note("broke", &look::broke(why));
    }
    if state.looks.stopped {
        return note("stopped", look::STOPPED);
    }
    Html::default()
}

fn going_on(session: &Session, case: &Case, control: Control, runs: bool) -> Html {
    let wish = &session.wish;
    let how = if runs { "running" } else { "announced" };
    html! {
        <section class="look" data-look={control.code()} data-look-state={how} aria-labelledby="look">
            <h2 id="look">{ look::HEADING }</h2>
            <p><bdi>{ look::announce(control, case) }</bdi></p>
            if runs { <p class="hint">{ look::RUNNING }</p> }
            <div class="buttons">
                if control == Control::OwnMailbox && !runs {
                    { button(Weight::Other, look::SPARE, wish, Intent::SpareOwnMailbox) }
                }
                { button(Weight::Other, look::STOP, wish, Intent::StopLooks) }
            </div>
        </section>
    }
}

fn note(how: &'static str, words: &str) -> Html {
    html! { <p class="source" data-look-state={how}>{ words.to_owned() }</p> }
}
