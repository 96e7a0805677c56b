//! Where wishes become actions: the one place that calls the browser, and the owner of the token.

use yew::prelude::*;

use crate::intent::Intent;
use crate::state::State;

/// What the page is drawn from, and what takes its wishes.
#[derive(Clone, PartialEq)]
pub struct Session {
    /// The state.
    pub state: UseReducerHandle<State>,
    /// Takes a wish.
    pub wish: Callback<Intent>,
}

/// The page's state, kept by one reducer, with the effects behind it.
#[hook]
pub fn use_session() -> Session {
    let state = use_reducer(|| State::new(0));
    let wish = {
        let state = state.clone();
        Callback::from(move |intent| {
            if let Intent::Edit(edit) = intent {
                state.dispatch(crate::state::Action::Edit(edit));
            }
        })
    };
    Session { state, wish }
}
