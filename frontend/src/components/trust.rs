//! Above the button, for whoever never heard of OAuth: where they sign in, and what they allow.

use shared::provider::Provider;
use yew::prelude::*;

use super::external::external;
use crate::state::Form;
use crate::text::ask;

/// Two short paragraphs.
pub fn trust(provider: Option<&Provider>, form: &Form) -> Html {
    let protocols =
        provider.map_or_else(|| form.protocols.clone(), |entry| form.protocols_at(entry));
    let withdraw = provider.and_then(|entry| entry.withdraw_url.as_deref());
    html! {
        <div class="trust">
            <p>{ ask::where_you_sign_in(provider.map(|entry| entry.name.as_str())) }</p>
            <p>
                { ask::what_you_allow(&protocols, provider.map(|entry| entry.token_minutes)) }
                { " " }
                { withdraw.map_or_else(|| html! { ask::WITHDRAW }, |address| html! {
                    <>{ ask::WITHDRAW_AT }{ " " }{ external(address) }</>
                }) }
            </p>
        </div>
    }
}
