//! The page for the owner of a portal: fill in, see it, copy the lines.

use shared::provider::PublicConfig;
use shared::request::MailboxKind;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::finding::block_to_copy;
use super::heading::Heading;
use crate::embed::tag::{self, Options};
use crate::intent::Intent;
use crate::session::Session;
use crate::text::embed::TOKENS;
use crate::text::{ask, path, setup as text};

/// What the view is drawn from.
#[derive(Properties, PartialEq)]
pub struct SetupProps {
    /// The state, and who takes wishes.
    pub session: Session,
}

/// The page.
#[component]
pub fn Setup(props: &SetupProps) -> Html {
    let options = use_state(Options::default);
    let opening = html! {
        <div class="opening">
            <Heading focus={false}>{ text::HEADING }</Heading>
            <p class="lead">{ text::LEAD }</p>
        </div>
    };
    let Some(config) = props.session.state.ready() else {
        return html! { <>{ opening }{ super::ask::question(&props.session) }</> };
    };
    let wish = &props.session.wish;
    let url = &config.public_url;
    html! {
        <>
            { opening }
            { fields(config, &options) }
            { live(config, &options, wish) }
            { for config.embed_script.as_ref().map(|script| {
                lines("tag", text::TAG, text::TAG_HINT, &options.element(url, script), wish)
            }) }
            { lines("frame", text::FRAME, text::FRAME_HINT, &options.frame(url), wish) }
            { lines("policy", text::POLICY, text::POLICY_HINT, &tag::policy(url), wish) }
            { lines("sandbox", text::SANDBOX, text::SANDBOX_HINT, TOKENS, wish) }
            <section aria-labelledby="hosts">
                <h2 id="hosts">{ text::HOSTS }</h2>
                { for text::NOTES.map(|(host, note)| html! {
                    <details><summary>{ host }</summary><p>{ note }</p></details>
                }) }
            </section>
        </>
    }
}

fn lines(
    id: &'static str,
    title: &'static str,
    hint: &'static str,
    lines: &str,
    wish: &Callback<Intent>,
) -> Html {
    html! {
        <section data-lines={id} aria-labelledby={id}>
            <h2 {id}>{ title }</h2>
            <p class="hint">{ hint }</p>
            { block_to_copy(lines, wish) }
        </section>
    }
}

/// The frame as it will stand in a portal; before any portal may hold it, what the operator has to write.
fn live(config: &PublicConfig, options: &Options, wish: &Callback<Intent>) -> Html {
    if config.portals.is_empty() {
        return html! {
            <section class="card amber" data-lines="operator" aria-labelledby="operator">
                <h2 id="operator">{ text::CLOSED }</h2>
                <p>{ text::CLOSED_HINT }</p>
                { block_to_copy(&tag::operators_lines("https://portal.example"), wish) }
            </section>
        };
    }
    let address = options.address("");
    html! {
        <>
            <section aria-labelledby="live">
                <h2 id="live">{ text::LIVE }</h2>
                // Another fragment alone would load nothing anew.
                <iframe key={address.clone()} class="live" src={address} title={text::LIVE} allow="clipboard-write" />
            </section>
            <section aria-labelledby="portals">
                <h2 id="portals">{ text::PORTALS }</h2>
                <ul class="plain">{ for config.portals.iter().map(|portal| html! { <li>{ portal }</li> }) }</ul>
                <p class="hint">{ text::PORTALS_HINT }</p>
            </section>
        </>
    }
}

type Filled = UseStateHandle<Options>;

fn fields(config: &PublicConfig, options: &Filled) -> Html {
    let providers = config
        .providers
        .iter()
        .map(|entry| (entry.id.to_string(), entry.name.clone()));
    let kinds = MailboxKind::ALL
        .into_iter()
        .map(|kind| (kind.code().to_owned(), ask::kind(kind).to_owned()));
    let themes = [("light", text::LIGHT), ("dark", text::DARK)];
    let themes = themes.map(|(value, name)| (value.to_owned(), name.to_owned()));
    html! {
        <form class="question" novalidate=true onsubmit={|event: SubmitEvent| event.prevent_default()}>
            <h2>{ text::QUESTION }</h2>
            <p class="hint">{ text::EMPTY }</p>
            { choice("provider", ask::PROVIDER, text::FIND, providers, options, |o| &mut o.provider) }
            { line("mailbox", ask::MAILBOX, None, options, |o| &mut o.mailbox) }
            { choice("mailbox-kind", ask::KIND, text::ANY_KIND, kinds, options, |o| &mut o.kind) }
            { line("account", ask::ACCOUNT, None, options, |o| &mut o.account) }
            { line("client-id", path::CLIENT_ID, None, options, |o| &mut o.client_id) }
            { line("tenant", path::TENANT, None, options, |o| &mut o.tenant) }
            { tick("jira", text::JIRA, options, |o| &mut o.jira) }
            { tick("readonly", text::READONLY, options, |o| &mut o.readonly) }
            <h2>{ text::LOOK }</h2>
            { choice("theme", text::THEME, text::AUTO, themes.into_iter(), options, |o| &mut o.theme) }
            { tick("compact", text::COMPACT, options, |o| &mut o.compact) }
            { line("height", text::HEIGHT, Some(text::HEIGHT_HINT), options, |o| &mut o.height) }
        </form>
    }
}

/// One part of the options.
type Part<T> = fn(&mut Options) -> &mut T;

fn change<T: 'static>(options: &Filled, part: Part<T>) -> impl Fn(T) + 'static {
    let options = options.clone();
    move |value| {
        let mut changed = (*options).clone();
        *part(&mut changed) = value;
        options.set(changed);
    }
}

fn of<T: Clone>(options: &Filled, part: Part<T>) -> T {
    part(&mut (**options).clone()).clone()
}

fn line(
    name: &'static str,
    label: &'static str,
    hint: Option<&'static str>,
    options: &Filled,
    part: Part<String>,
) -> Html {
    let change = change(options, part);
    let oninput = move |event: InputEvent| {
        change(event.target_unchecked_into::<HtmlInputElement>().value());
    };
    html! {
        <div class="field">
            <label for={name}>{ label }</label>
            { for hint.map(|hint| html! { <p class="hint" id={format!("{name}-hint")}>{ hint }</p> }) }
            <input id={name} type="text" {name} value={of(options, part)} {oninput} autocomplete="off" spellcheck="false"
                aria-describedby={hint.map(|_| format!("{name}-hint"))} />
        </div>
    }
}

fn tick(name: &'static str, label: &'static str, options: &Filled, part: Part<bool>) -> Html {
    let change = change(options, part);
    let onchange = move |event: Event| {
        change(event.target_unchecked_into::<HtmlInputElement>().checked());
    };
    html! {
        <label class="choice alone">
            <input type="checkbox" {name} checked={of(options, part)} {onchange} />
            <span>{ label }</span>
        </label>
    }
}

fn choice(
    name: &'static str,
    label: &'static str,
    unset: &'static str,
    values: impl Iterator<Item = (String, String)>,
    options: &Filled,
    part: Part<String>,
) -> Html {
    let chosen = of(options, part);
    let change = change(options, part);
    let onchange = move |event: Event| {
        change(event.target_unchecked_into::<HtmlSelectElement>().value());
    };
    html! {
        <div class="field">
            <label for={name}>{ label }</label>
            <div class="select">
                <select id={name} {name} {onchange}>
                    <option value="" selected={chosen.is_empty()}>{ unset }</option>
                    { for values.map(|(value, words)| html! {
                        <option selected={value == chosen} value={value.clone()}>{ words }</option>
                    }) }
                </select>
            </div>
        </div>
    }
}
