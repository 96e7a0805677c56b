//! What stands around every view.

use yew::prelude::*;

use crate::text;

/// Whose page it is.
#[derive(Properties, PartialEq)]
pub struct HeaderProps {
    /// The operator's name.
    pub operator: Option<String>,
}

/// The name of the product, and whose page it is.
#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let operator = props.operator.as_deref().map(|operator| {
        html! { <span class="operator">{ text::run_by(operator) }</span> }
    });
    html! {
        <header class="masthead">
            <span class="brand">{ logo() }{ text::PRODUCT }</span>
            { operator }
        </header>
    }
}

/// What holds for every check.
#[component]
pub fn Footer() -> Html {
    html! { <footer><p>{ text::FOOTER }</p></footer> }
}

fn logo() -> Html {
    html! {
        <svg class="logo" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
            <rect class="logo-ground" width="32" height="32" rx="9" />
            <path class="logo-tick" d="M9 16.8l4.8 4.7L23.4 11" fill="none" stroke-width="3.4" stroke-linecap="round"
                stroke-linejoin="round" />
        </svg>
    }
}
