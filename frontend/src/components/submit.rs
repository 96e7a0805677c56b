//! The button below the form. It waits by itself: drawn anew meanwhile, the fields would be what they were a moment ago, under
//! the fingers of whoever types.

use yew::prelude::*;

use super::settled::use_settled;

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
    html! {
        <button type="submit" class="main" disabled={early}>{ props.words.clone() }</button>
    }
}
