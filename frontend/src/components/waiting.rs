//! The short states on the way to the provider and back.

use yew::prelude::*;

use crate::state::State;
use crate::text;

/// What is going on.
#[derive(Properties, PartialEq)]
pub struct WaitingProps {
    /// At once.
    pub now: AttrValue,
    /// When it takes long.
    pub later: AttrValue,
}

/// One quiet sentence, and after some seconds a second one.
#[component]
pub fn Waiting(props: &WaitingProps) -> Html {
    html! {
        <div class="waiting">
            <h1>{ props.now.clone() }</h1>
            <p class="later">{ props.later.clone() }</p>
        </div>
    }
}

/// On the way to the provider.
pub fn leaving(state: &State) -> (AttrValue, AttrValue) {
    let provider = match (&state.case, state.chosen()) {
        (Some(case), _) => case.provider.name.clone(),
        (None, Some((entry, _))) => entry.name.clone(),
        (None, None) => String::new(),
    };
    (text::leaving(&provider).into(), text::LEAVING_SLOWLY.into())
}

/// Back from it.
pub fn returning() -> (AttrValue, AttrValue) {
    (text::RETURNING.into(), text::RETURNING_SLOWLY.into())
}
