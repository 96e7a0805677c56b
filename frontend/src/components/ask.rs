//! The question, and what can be done without asking one.

use yew::prelude::*;

use super::beside;
use super::control::{Weight, button};
use super::examples::examples;
use super::form::Question;
use super::heading::Heading;
use super::icon;
use super::unanswered::Unanswered;
use crate::intent::Intent;
use crate::session::Session;
use crate::state::{Config, ConfigTrouble};
use crate::text;
use crate::text::{ask, paste, trouble};

/// What the view is drawn from.
#[derive(Properties, PartialEq)]
pub struct AskProps {
    /// The state, and who takes wishes.
    pub session: Session,
    /// Whether the focus comes to the heading.
    pub focus: bool,
}

/// The first view.
#[component]
pub fn Ask(props: &AskProps) -> Html {
    let state = &props.session.state;
    let framed = state.place.frame();
    let origin = state
        .ready()
        .map_or("", |config| config.public_url.as_str());
    html! {
        <>
            <div class="opening">
                <Heading focus={props.focus}>{ ask::HEADING }</Heading>
                <p class="lead">{ ask::LEAD }</p>
            </div>
            { beside::trouble(state, origin, &props.session.wish) }
            if state.unanswered { <Unanswered session={props.session.clone()} /> }
            if state.consented { <p class="source" data-note="consented">{ ask::CONSENTED }</p> }
            if state.is_of_a_stranger() { <p class="source" data-note="from-link">{ ask::FROM_LINK }</p> }
            { question(&props.session) }
            <div class="buttons" data-door="paste">
                { button(Weight::Quiet, paste::DOOR, &props.session.wish, Intent::OpenPaste) }
            </div>
            if framed.is_none() { { examples(&props.session.wish) } }
        </>
    }
}

/// The form, once it is known which providers there are; or why that is not known.
pub fn question(session: &Session) -> Html {
    match &session.state.config {
        Config::Loading => html! {
            <div class="waiting in-place">
                <p>{ text::LOADING }</p>
                <p class="later">{ text::LOADING_SLOWLY }</p>
            </div>
        },
        Config::Ready(config) if config.providers.is_empty() => html! {
            <p class="card amber">{ ask::NO_PROVIDERS }</p>
        },
        Config::Ready(_) => html! { <Question session={session.clone()} /> },
        Config::Failed(why) => no_settings(*why, session),
    }
}

fn no_settings(why: ConfigTrouble, session: &Session) -> Html {
    let words = trouble::config(why);
    html! {
        <section class="card amber" role="alert" data-trouble="no-settings">
            <div class="title">{ icon::caution() }<h2>{ words.title }</h2></div>
            <p>{ words.why }</p>
            <p>{ words.next }</p>
            <div class="buttons">
                { button(Weight::Main, trouble::TRY_AGAIN, &session.wish, Intent::LoadConfig) }
            </div>
        </section>
    }
}
