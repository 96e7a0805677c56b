//! The button below the form. It waits by itself: drawn anew meanwhile, the fields would be what they were a moment ago, under
//! the fingers of whoever types.

use yew::prelude::*;

use super::settled::{not_yet, use_settled};

/// What the button is drawn from.
#[derive(Properties, PartialEq)]
pub struct SubmitProps {
    /// What it says.
    pub words: AttrValue,
    /// Whether anybody may have filled in the form: that could be a trap, so no press counts that comes too early.
    pub of_a_stranger: bool,
}

/// The button.
#[component]
pub fn Submit(props: &SubmitProps) -> Html {
    let settled = use_settled();
    let early = props.of_a_stranger && !settled;
    // Enter in a field presses this button too.
    let onclick = early.then(|| {
        Callback::from(|event: MouseEvent| {
            event.prevent_default();
            event.stop_propagation();
        })
    });
    html! {
        <button type="submit" class="main" aria-disabled={not_yet(early)} {onclick}>{ props.words.clone() }</button>
    }
}
