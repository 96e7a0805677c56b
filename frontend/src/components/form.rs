//! The form.

use shared::address::{Address, AddressError};
use shared::path::SignInPath;
use shared::provider::{Provider, PublicConfig};
use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

use super::control::{Weight, button};
use super::field::{ACCOUNT, MAILBOX, Names, field, wrong};
use super::input::{Line, line};
use super::kind::kinds;
use super::protocols::protocols;
use super::provider::ProviderField;
use super::quirks::quirks;
use super::submit::Submit;
use super::summary::summary;
use super::trust::trust;
use super::ways::ways;
use crate::found;
use crate::intent::Intent;
use crate::prefill;
use crate::session::Session;
use crate::state::{Edit, Form, ProviderProblem, State};
use crate::text::{self, ask};

/// What the form is drawn from.
#[derive(Properties, PartialEq)]
pub struct QuestionProps {
    /// The state, and who takes wishes.
    pub session: Session,
}

/// The question: which mailbox, whose, and who signs in.
#[component]
pub fn Question(props: &QuestionProps) -> Html {
    let Session { state, wish } = &props.session;
    let node = use_node_ref();
    let sent = use_state(|| 0_u32);
    {
        let node = node.clone();
        use_effect_with(*sent, move |_| focus_on_problem(&node));
    }
    let onsubmit = {
        let (wish, sent) = (wish.clone(), sent.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            wish.emit(Intent::SignIn);
            sent.set(*sent + 1);
        })
    };
    let chosen = state.chosen().map(|(entry, how)| (entry.clone(), how));
    let provider = chosen.as_ref().map(|(entry, _)| entry.clone());
    let usable = provider
        .as_ref()
        .is_none_or(|entry| ProviderProblem::of(entry).is_none());
    let operator = state.ready().and_then(operator);
    // Where the application signs in as itself, nobody does.
    let somebody = provider
        .as_ref()
        .is_none_or(|entry| state.form.path_at(entry) != SignInPath::AppOnly);
    let submit = ask::submit(provider.as_ref().map(|entry| state.form.path_at(entry)));
    let submit = html! {
        <>
            { trust(provider.as_ref(), &state.form) }
            <div class="buttons">
                <Submit words={submit} of_a_stranger={state.is_of_a_stranger()} />
                { pass_on(&props.session, provider.as_ref()) }
            </div>
        </>
    };
    if locked(state) {
        return html! {
            <form ref={node} class="question" novalidate=true {onsubmit}>
                { summary(state) }
                { foreign(&state.form) }
                { submit }
            </form>
        };
    }
    html! {
        <form ref={node} class="question" novalidate=true {onsubmit}>
            { mailbox(&state.form.mailbox, state.form.problems.mailbox, wish) }
            <ProviderField providers={state.providers().to_vec()} {chosen} mailbox={state.form.mailbox.clone()}
                {operator} problem={state.form.problems.provider} wish={wish.clone()} />
            // One node always: with one fewer the fields beside it would be made anew under somebody's fingers.
            { provider.as_ref().map_or_else(Html::default, quirks) }
            { kinds(state.form.kind, wish) }
            if somebody {
                { account(&state.form.account, state.form.account_unknown, state.form.problems.account, wish) }
            }
            { foreign(&state.form) }
            { protocols(provider.as_ref(), &state.form, wish) }
            { ways_of(&props.session, provider.as_ref()) }
            { spare(state.form.spare_own_mailbox, wish) }
            if usable { { submit } }
        </form>
    }
}

/// Whether the portal has asked the whole question, and wants none of it changed.
fn locked(state: &State) -> bool {
    let readonly = state
        .place
        .frame()
        .is_some_and(|frame| frame.given.readonly);
    let chosen = state.chosen().map(|(entry, _)| entry);
    readonly && state.form.known().ask(chosen).is_ok()
}

fn ways_of(session: &Session, provider: Option<&Provider>) -> Html {
    let Session { state, wish } = session;
    match (state.ready(), provider) {
        // In a frame that is asked in the window, where nothing can lie over it.
        (Some(config), Some(entry)) => ways(
            config,
            entry,
            &state.form,
            state.place.frame().is_none(),
            wish,
        ),
        _ => Html::default(),
    }
}

/// A guest is named before anybody signs in.
fn foreign(form: &Form) -> Html {
    found::foreign(form).map_or_else(Html::default, |(account, mailbox)| {
        html! { <p class="aside" data-note="foreign">{ ask::foreign(&account, &mailbox) }</p> }
    })
}

/// A link for somebody else, once there is a mailbox to ask about.
fn pass_on(session: &Session, provider: Option<&Provider>) -> Html {
    let Session { state, wish } = session;
    let (Some(config), Some(entry)) = (state.ready(), provider) else {
        return Html::default();
    };
    if state.form.mailbox.parse::<Address>().is_err() {
        return Html::default();
    }
    let path = state.form.path_at(entry);
    let link = prefill::link(&config.public_url, &state.form, &entry.id, path);
    button(
        Weight::Quiet,
        text::path::COPY_LINK,
        wish,
        Intent::CopyText(link),
    )
}

fn operator(config: &PublicConfig) -> Option<String> {
    config.operator.clone()
}

fn mailbox(typed: &str, problem: Option<AddressError>, wish: &Callback<Intent>) -> Html {
    let control = address(
        MAILBOX,
        "mailbox",
        typed,
        problem,
        false,
        wish,
        Edit::Mailbox,
    );
    let problem = problem.map(|problem| ask::address_problem(problem).to_owned());
    field(MAILBOX, ask::MAILBOX, ask::MAILBOX_HINT, problem, control)
}

fn account(
    typed: &str,
    unknown: bool,
    problem: Option<AddressError>,
    wish: &Callback<Intent>,
) -> Html {
    let control = address(
        ACCOUNT,
        "account",
        typed,
        problem,
        unknown,
        wish,
        Edit::Account,
    );
    let onchange = wish.reform(|event: Event| {
        let ticked = event
            .target_dyn_into::<HtmlInputElement>()
            .is_some_and(|input| input.checked());
        Intent::Edit(Edit::AccountUnknown(ticked))
    });
    let problem = problem.map(|problem| ask::address_problem(problem).to_owned());
    html! {
        <div class="field">
            <label for={ACCOUNT.id}>{ ask::ACCOUNT }</label>
            <p class="hint" id={ACCOUNT.hint}>{ ask::ACCOUNT_HINT }</p>
            { control }
            { wrong(ACCOUNT, problem) }
            <label class="choice alone">
                <input type="checkbox" name="account-unknown" checked={unknown} {onchange} />
                <span>{ ask::ACCOUNT_UNKNOWN }</span>
            </label>
        </div>
    }
}

/// The switch that forbids a second look at the person's own mailbox.
fn spare(ticked: bool, wish: &Callback<Intent>) -> Html {
    let onchange = wish.reform(|event: Event| {
        let input = event.target_dyn_into::<HtmlInputElement>();
        Intent::Edit(Edit::SpareOwnMailbox(
            input.is_some_and(|input| input.checked()),
        ))
    });
    html! {
        <div class="field">
            <label class="choice alone">
                <input type="checkbox" name="spare-own-mailbox" checked={ticked} {onchange}
                    aria-describedby="spare-hint" />
                <span>{ ask::SPARE }</span>
            </label>
            <p class="hint" id="spare-hint">{ ask::SPARE_HINT }</p>
        </div>
    }
}

fn address(
    names: Names,
    name: &'static str,
    typed: &str,
    problem: Option<AddressError>,
    disabled: bool,
    wish: &Callback<Intent>,
    edit: fn(String) -> Edit,
) -> Html {
    let address = Line {
        names,
        name,
        typed,
        address: true,
        remembered: true,
        wrong: problem.is_some(),
        disabled,
    };
    line(&address, wish, move |typed| Intent::Edit(edit(typed)))
}

fn focus_on_problem(form: &NodeRef) {
    let problem = form
        .cast::<HtmlElement>()
        .and_then(|form| form.query_selector("[aria-invalid=true]").ok().flatten())
        .and_then(|field| wasm_bindgen::JsCast::dyn_into::<HtmlElement>(field).ok());
    if let Some(field) = problem {
        // Without focus the problem still stands beside its field.
        let _ = field.focus();
    }
}
