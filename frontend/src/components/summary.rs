//! The question in a few lines, where it is not to be changed.

use shared::path::SignInPath;
use yew::prelude::*;

use crate::state::State;
use crate::text::{ask, path, summary as text};

/// Mailbox, provider, whose it is, who signs in, what is tried, with which application.
pub fn summary(state: &State) -> Html {
    let form = &state.form;
    let chosen = state.chosen().map(|(entry, _)| entry);
    let way = chosen.map(|entry| form.path_at(entry));
    let protocols = chosen.map_or_else(|| form.protocols.clone(), |entry| form.protocols_at(entry));
    let names: Vec<&str> = protocols.iter().map(|protocol| protocol.name()).collect();
    let account = match way {
        Some(SignInPath::AppOnly) => None,
        _ if form.account_unknown || form.account.trim().is_empty() => None,
        _ => Some(form.account.trim()),
    };
    let app = way
        .filter(|way| way.names_app())
        .map(|_| form.client_id.trim());
    html! {
        <dl class="summary" data-summary="">
            { row(ask::MAILBOX, form.mailbox.trim()) }
            { for chosen.map(|entry| row(ask::PROVIDER, &entry.name)) }
            { row(ask::KIND, ask::kind(form.kind)) }
            { for account.map(|account| row(ask::ACCOUNT, account)) }
            { row(text::TRIED, &names.join(", ")) }
            { for app.map(|app| row(path::CLIENT_ID, app)) }
        </dl>
    }
}

fn row(name: &'static str, value: &str) -> Html {
    html! { <div><dt>{ name }</dt><dd><bdi>{ value.to_owned() }</bdi></dd></div> }
}
