//! What is peculiar about a provider, and how sure this page is of it.

use shared::provider::Provider;
use yew::prelude::*;

use crate::text::ask;

/// A fold under the provider's field; open where nothing else helps.
pub fn quirks(entry: &Provider) -> Html {
    let standing = ask::standing(entry);
    if entry.quirks.is_empty() && standing.is_none() {
        return Html::default();
    }
    html! {
        <details class="quirks" open={entry.paths.is_empty()} data-quirks={entry.id.to_string()}>
            <summary>{ ask::quirks(&entry.name) }</summary>
            <ul>
                { for entry.quirks.iter().map(|quirk| html! { <li>{ quirk.clone() }</li> }) }
                { for standing.map(|standing| html! { <li>{ standing }</li> }) }
            </ul>
        </details>
    }
}
