//! What was added to a registration for the time of a test, to be taken back.

use shared::case::Case;
use shared::path::SignInPath;
use yew::prelude::*;

use super::finding::block_to_copy;
use crate::intent::Intent;
use crate::state::State;
use crate::text::path as text;

/// The redirect URI, where the asker's own application was used.
pub fn undo(state: &State, case: &Case, wish: &Callback<Intent>) -> Html {
    let own = (case.ask.path == SignInPath::OwnApp)
        .then_some(case.provider.own_app.as_ref())
        .flatten();
    let (Some(own), Some(config)) = (own, state.ready()) else {
        return Html::default();
    };
    html! {
        <section data-undo="" aria-labelledby="undo">
            <h2 id="undo">{ text::UNDO }</h2>
            <p>{ text::undo(&own.platform) }</p>
            { block_to_copy(&config.redirect_uri(&case.provider), wish) }
        </section>
    }
}
