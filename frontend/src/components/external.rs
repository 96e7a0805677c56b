//! A link out of the page.

use yew::prelude::*;

use crate::text;

/// A link in a new tab: this one holds the token, and leaving would lose it. What is no web address is only shown.
pub fn external(address: &str) -> Html {
    let Some(shown) = address
        .strip_prefix("https://")
        .or_else(|| address.strip_prefix("http://"))
    else {
        return html! { <bdi>{ address.to_owned() }</bdi> };
    };
    html! {
        <a href={address.to_owned()} target="_blank" rel="noopener noreferrer">
            <bdi>{ shown.trim_end_matches('/').to_owned() }</bdi>
            <span class="unseen">{ " " }{ text::NEW_TAB }</span>
        </a>
    }
}
