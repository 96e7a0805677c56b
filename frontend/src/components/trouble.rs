//! Something stands in the way that is not the mailbox: what, why, what to do. The form stays below, as it was typed.

use shared::case::Case;
use yew::prelude::*;

use super::ask::question;
use super::control::{Weight, button};
use super::done::tried;
use super::heading::Heading;
use super::icon;
use super::source::source;
use crate::intent::Intent;
use crate::session::Session;
use crate::state::{Config, Source, State, Trouble};
use crate::text::{trouble, verdict};

/// What the view is drawn from.
#[derive(Properties, PartialEq)]
pub struct TroubleProps {
    /// The state, and who takes wishes.
    pub session: Session,
    /// What it is.
    pub trouble: Trouble,
}

/// The card, what was seen until then, and the form.
#[component]
pub fn TroubleView(props: &TroubleProps) -> Html {
    let Session { state, wish } = &props.session;
    // Without settings there is no form to show, and a second card would only say the same again.
    let settings = !matches!(state.config, Config::Failed(_));
    let form = settings || way_out(state, &props.trouble).is_none();
    let kept = settings && state.source == Source::Live && !state.form.mailbox.is_empty();
    html! {
        <>
            { source(state) }
            { card(state, &props.trouble, kept, wish) }
            { for state.case.as_ref().filter(|case| cut_off(case)).map(tried) }
            if form { { question(&props.session) } }
        </>
    }
}

fn cut_off(case: &Case) -> bool {
    case.attempts
        .last()
        .is_some_and(|attempt| !attempt.finished)
}

fn card(state: &State, what: &Trouble, kept: bool, wish: &Callback<Intent>) -> Html {
    let provider = state.case.as_ref().map(|case| case.provider.name.as_str());
    let words = trouble::words(what, provider);
    html! {
        <section class="card amber" data-trouble={trouble::code(what)} aria-labelledby="trouble">
            <div class="title">{ icon::caution() }<Heading id="trouble">{ words.title }</Heading></div>
            <p>{ words.why }</p>
            <p>{ words.next }</p>
            if kept { <p class="hint">{ trouble::FORM_KEPT }</p> }
            <div class="buttons">{ for way_out(state, what).map(|(words, intent)| button(Weight::Main, words, wish, intent)) }</div>
            { small_code(what) }
        </section>
    }
}

/// The one thing to press, where the form below is not it.
fn way_out(state: &State, what: &Trouble) -> Option<(&'static str, Intent)> {
    if state.source != Source::Live {
        return Some((verdict::YOUR_OWN, Intent::Back));
    }
    match what {
        Trouble::SignIn(_) => state
            .case
            .is_some()
            .then_some((trouble::SIGN_IN_AGAIN, Intent::SignInAgain)),
        Trouble::Reload | Trouble::Unreadable => Some((trouble::RELOAD, Intent::Reload)),
        Trouble::Refused { .. }
        | Trouble::RelayUnreachable
        | Trouble::WebSocketBlocked
        | Trouble::ConnectionLost => state
            .case
            .is_some()
            .then_some((verdict::CHECK_AGAIN, Intent::CheckAgain)),
        Trouble::BrowserRefuses | Trouble::ProviderEntry => None,
    }
}

fn small_code(what: &Trouble) -> Html {
    let code = match what {
        Trouble::Refused { refusal, .. } => serde_json::to_value(refusal)
            .ok()
            .and_then(|name| name.as_str().map(str::to_owned)),
        _ => None,
    };
    code.map_or_else(Html::default, |code| {
        html! { <p class="code">{ verdict::CODE }{ " " }<code>{ code }</code></p> }
    })
}
