//! In the window that a frame opened: who asks and for what, before anybody signs in; and the way back.

use shared::path::SignInPath;
use yew::prelude::*;

use super::ask::question;
use super::control::{Weight, button};
use super::heading::Heading;
use super::icon;
use super::settled::{not_yet, use_settled};
use super::summary::summary;
use super::trust::trust;
use super::unanswered::Unanswered;
use super::ways::stranger;
use crate::intent::{Beside, Intent, Onward, Paper};
use crate::place::{Met, Second, Visit};
use crate::session::Session;
use crate::state::{Problems, Stage};
use crate::text::embed as text;

/// What the view is drawn from.
#[derive(Properties, PartialEq)]
pub struct VisitProps {
    /// The state, and who takes wishes.
    pub session: Session,
}

/// The first view of the window.
#[component]
pub fn VisitView(props: &VisitProps) -> Html {
    let Session { state, wish } = &props.session;
    let settled = use_settled();
    let Some(visit) = state.place.visit() else {
        return Html::default();
    };
    let portal = visit.portal.as_deref();
    let chosen = state.chosen().map(|(entry, _)| entry);
    let path = chosen.map(|entry| state.form.path_at(entry));
    let name = match path {
        Some(SignInPath::Operator | SignInPath::OwnApp) => chosen.map(|entry| entry.name.as_str()),
        _ => None,
    };
    let onclick = settled.then(|| wish.reform(|_: MouseEvent| Intent::SignIn));
    html! {
        <>
            <Heading>{ text::asks(portal) }</Heading>
            if state.unanswered { <Unanswered session={props.session.clone()} /> }
            { summary(state) }
            <p>{ text::gets(portal) }</p>
            if state.form.from_stranger(chosen) { { stranger(&state.form, wish) } }
            // The frame found nothing wrong; where this window does, the person sees what.
            if !without_stranger(state.form.problems).is_empty() { { question(&props.session) } }
            { trust(chosen, &state.form) }
            if visit.sandboxed {
                <section class="card amber" data-visit="sandboxed" role="alert">
                    <div class="title">{ icon::caution() }<p>{ text::INHERITED }</p></div>
                </section>
            }
            <div class="buttons">
                <button type="button" class="main" data-visit="go" aria-disabled={not_yet(!settled)} {onclick}>{ text::go_on(name) }</button>
            </div>
            <p class="hint">{ text::NOT_YOURS }</p>
        </>
    }
}

const fn without_stranger(problems: Problems) -> Problems {
    Problems {
        stranger: false,
        ..problems
    }
}

/// While the provider's window is used.
pub fn second(session: &Session, second: &Second) -> Html {
    let Session { state, wish } = session;
    let provider = state
        .chosen()
        .map_or_else(String::new, |(entry, _)| entry.name.clone());
    html! {
        <div class="waiting in-place" data-second={if matches!(second, Second::Blocked(_)) { "blocked" } else { "open" }}>
            if let Second::Blocked(url) = second {
                <Heading>{ text::SECOND_BLOCKED }</Heading>
                <p><a class="main" href={url.clone()} target="_blank" rel="noopener">{ text::second_link(&provider) }</a></p>
            } else {
                <Heading>{ text::second(&provider) }</Heading>
            }
            <p>{ text::SECOND_HINT }</p>
            <div class="buttons">
                { button(Weight::Other, text::SECOND_CLOSED, wish, Intent::OnTheWay(Onward::CameBack)) }
            </div>
        </div>
    }
}

/// Above everything that the window shows later: who looks on, and the way back.
pub fn note(session: &Session, visit: &Visit) -> Html {
    let Session { state, wish } = session;
    let portal = visit.portal.as_deref();
    let ended = matches!(state.stage, Stage::Done | Stage::Trouble(_));
    match visit.met {
        Met::Gone => html! {
            <div class="source" data-visit="gone">
                <p>{ text::gone(portal) }</p>
                if ended && state.case.is_some() {
                    <div class="buttons">
                        { button(Weight::Other, crate::text::verdict::COPY_REPORT, wish, Intent::GiveOut(Paper::Copied)) }
                    </div>
                }
            </div>
        },
        _ if ended => html! {
            <div class="source" data-visit="back">
                <p>{ text::also_there(portal) }</p>
                <div class="buttons">
                    { button(Weight::Other, text::back(portal), wish, Intent::Beside(Beside::Leave)) }
                </div>
            </div>
        },
        _ => Html::default(),
    }
}

/// In the provider's window, once its answer was handed over.
pub fn handed_over() -> Html {
    html! {
        <div class="waiting" data-handed-over="">
            <Heading>{ text::HANDED_OVER }</Heading>
            <p>{ text::HANDED_OVER_HINT }</p>
        </div>
    }
}
