//! Above the button, for whoever never heard of OAuth: where they sign in, and what they allow.

use oauth2::url::Url;
use shared::path::SignInPath;
use shared::provider::Provider;
use yew::prelude::*;

use super::external::external;
use crate::state::Form;
use crate::text::ask;

/// Two short paragraphs.
pub fn trust(provider: Option<&Provider>, form: &Form) -> Html {
    let protocols =
        provider.map_or_else(|| form.protocols.clone(), |entry| form.protocols_at(entry));
    let host = provider.and_then(|entry| host(&entry.authorize_url));
    let withdraw = provider.and_then(|entry| entry.withdraw_url.as_deref());
    let path = provider.map_or(SignInPath::Operator, |entry| form.path_at(entry));
    // A token that is here already was allowed elsewhere, and an application allows nothing to itself.
    if matches!(path, SignInPath::Token | SignInPath::AppOnly) {
        return html! { <p class="trust">{ ask::what_happens(&protocols) }</p> };
    }
    html! {
        <div class="trust">
            <p>{ ask::where_you_sign_in(provider.map(|entry| (entry.name.as_str(), host.as_deref()))) }</p>
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

/// The host of an address, in ASCII: what looks like another name is seen to be another.
fn host(address: &str) -> Option<String> {
    Some(Url::parse(address).ok()?.host_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// a name that only looks right, or is turned round, is shown as it is.
    #[test]
    fn a_host_is_shown_in_ascii() {
        let shown = |address: &str| host(address).unwrap_or_default();
        assert_eq!(
            shown("https://login.microsoftonline.com/x"),
            "login.microsoftonline.com"
        );
        let hostile = [
            "https://login.micrоsoft.test/",
            "https://\u{202e}evil.test/",
        ];
        assert!(hostile.iter().all(|address| shown(address).is_ascii()));
    }
}
