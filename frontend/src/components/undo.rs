//! What can be taken back after a check: what was added to a registration for it, and the permission itself.

use shared::case::Case;
use shared::evidence::signin::SignIn;
use shared::path::SignInPath;
use yew::prelude::*;

use super::external::external;
use super::finding::block_to_copy;
use crate::intent::Intent;
use crate::state::{Source, State};
use crate::text::{ask, path as text};

/// The redirect URI, where the asker's own application was used; the permission, where somebody gave one.
pub fn undo(state: &State, case: &Case, wish: &Callback<Intent>) -> Html {
    let path = case.ask.path;
    let given = matches!(case.sign_in, Some(SignIn::SignedIn { .. }))
        && !matches!(path, SignInPath::Token | SignInPath::AppOnly);
    let withdraw = case.provider.withdraw_url.as_ref().filter(|_| given);
    let own = case
        .provider
        .own_app
        .as_ref()
        .filter(|_| path == SignInPath::OwnApp);
    let config = state.ready().filter(|_| state.source == Source::Live);
    let (Some(config), true) = (config, withdraw.is_some() || own.is_some()) else {
        return Html::default();
    };
    html! {
        <section data-undo="" aria-labelledby="undo">
            <h2 id="undo">{ text::UNDO }</h2>
            { for own.map(|own| html! {
                <>
                    <p>{ text::undo(&own.platform) }</p>
                    { block_to_copy(&config.redirect_uri(&case.provider), wish) }
                </>
            }) }
            { for withdraw.map(|address| html! {
                <p>{ ask::WITHDRAW_AT }{ " " }{ external(address) }</p>
            }) }
        </section>
    }
}
