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
    html! {
        <footer>
            <p>{ text::FOOTER }</p>
            // In a new tab: this window may hold a token, and leaving would lose it.
            <p><a href="/about/data" target="_blank" rel="noopener">{ text::ABOUT_DATA }</a></p>
        </footer>
    }
}

/// Whose frame it is.
#[derive(Properties, PartialEq)]
pub struct FrameFooterProps {
    /// The portal's origin, once it is known.
    pub portal: Option<String>,
    /// Where the whole page is.
    pub page: String,
}

/// The same in a frame, with whose page is around it.
#[component]
pub fn FrameFooter(props: &FrameFooterProps) -> Html {
    let page = if props.page.is_empty() {
        "/"
    } else {
        &props.page
    };
    html! {
        <footer>
            <p>{ text::FOOTER }</p>
            <p class="shown-in" data-portal={props.portal.clone()}>
                { logo() }
                { text::embed::shown_in(props.portal.as_deref()) }
                { ". " }
                <a href={page.to_owned()} target="_blank" rel="noopener">{ text::embed::WHOLE_PAGE }</a>
            </p>
        </footer>
    }
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
