//! Buttons that send a wish.

use yew::prelude::*;

use crate::intent::Intent;

/// How much a button asks for attention.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Weight {
    /// The one main action of a view.
    Main,
    /// The others.
    Other,
    /// As a link in the text.
    Quiet,
}

/// A button with these words that sends this wish.
pub fn button(
    weight: Weight,
    words: impl Into<Html>,
    wish: &Callback<Intent>,
    intent: Intent,
) -> Html {
    let class = match weight {
        Weight::Main => "main",
        Weight::Other => "other",
        Weight::Quiet => "quiet",
    };
    let words: Html = words.into();
    let onclick = wish.reform(move |_: MouseEvent| intent.clone());
    html! { <button type="button" {class} {onclick}>{ words }</button> }
}
