//! Keep checking: what a red check is worth after a change, and when the page looks again.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::control::{Weight, button};
use crate::clock;
use crate::intent::Intent;
use crate::session::Session;
use crate::state::watch;
use crate::text::{trouble, watch as text};

/// The card, once something was changed; the button to say so stands beside the finding.
pub fn watch(session: &Session) -> Html {
    let state = &session.state;
    let Some(changed_at) = state.form.changed_at.filter(|_| watch::is_on(state)) else {
        return Html::default();
    };
    let (now, ahead, wish) = (state.now, state.ahead, &session.wish);
    let worth = text::worth(changed_at, watch::proves_from(state), now, ahead);
    let due = watch::due(state);
    let ended = due.is_none() && state.running.is_none() && !state.token_alive(now);
    let onchange = wish.reform(move |event: Event| {
        let typed = event.target_dyn_into::<HtmlInputElement>();
        Intent::ChangedAt(typed.map(|input| input.value()).unwrap_or_default())
    });
    html! {
        <section class="watch" data-watch={if ended { "ended" } else { "on" }} aria-labelledby="watch">
            <h2 id="watch">{ text::HEADING }</h2>
            <div class="field at">
                <label for="changed-at">{ text::TIME }</label>
                <input id="changed-at" type="time" name="changed-at" value={clock::of_day(changed_at, ahead)} {onchange} />
            </div>
            <p>{ worth }</p>
            { for state.watch.broke.as_ref().map(|why| html! { <p data-watch-broke="">{ text::broke(why) }</p> }) }
            { for due.map(|at| html! {
                <p data-next-check={at.to_string()}>{ text::next(at, state.watch.last, state.watch.same, ahead) }</p>
            }) }
            if ended {
                <p>{ text::SIGN_IN }</p>
                <div class="buttons">{ button(Weight::Main, trouble::SIGN_IN_AGAIN, wish, Intent::SignInAgain) }</div>
            } else {
                <p class="hint">{ text::NOTIFIES }</p>
            }
            <div class="buttons">{ button(Weight::Other, text::STOP, wish, Intent::StopChecking) }</div>
        </section>
    }
}
