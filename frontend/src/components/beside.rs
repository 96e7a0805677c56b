//! In a frame: the window beside it. What it shows cannot be done here.

use yew::prelude::*;

use super::control::{Weight, button};
use super::finding::block_to_copy;
use super::heading::Heading;
use super::icon;
use crate::intent::{Beside, Intent};
use crate::place::{Aside, Framed};
use crate::session::Session;
use crate::state::{Stage, State};
use crate::text::embed as text;

/// The view while the person is in the window.
pub fn elsewhere(session: &Session) -> Html {
    let wish = &session.wish;
    html! {
        <div class="waiting in-place" data-beside="open">
            <Heading>{ text::ELSEWHERE }</Heading>
            <p>{ text::ELSEWHERE_HINT }</p>
            <div class="buttons">
                { button(Weight::Main, text::GO_THERE, wish, Intent::Beside(Beside::Go)) }
                { button(Weight::Quiet, text::GIVE_UP, wish, Intent::Beside(Beside::Close)) }
            </div>
        </div>
    }
}

/// Beside a check or a result that came from the window.
pub fn note(session: &Session) -> Html {
    let state = &session.state;
    let Some(frame) = state
        .place
        .frame()
        .filter(|_| state.stage != Stage::Elsewhere)
    else {
        return Html::default();
    };
    match frame.aside {
        Aside::Open => html! {
            <div class="source" data-beside="open">
                <p>{ text::BESIDE }</p>
                <div class="buttons">
                    { button(Weight::Quiet, text::GO_THERE, &session.wish, Intent::Beside(Beside::Go)) }
                </div>
            </div>
        },
        Aside::Closed => {
            html! { <p class="source" data-beside="closed">{ text::BESIDE_CLOSED }</p> }
        }
        _ => Html::default(),
    }
}

/// Above the form: why no window opened, and what to do.
pub fn trouble(state: &State, origin: &str, wish: &Callback<Intent>) -> Html {
    let Some(frame) = state.place.frame().filter(|_| state.stage == Stage::Ask) else {
        return Html::default();
    };
    match frame.aside {
        Aside::Blocked => blocked(frame),
        Aside::Sandboxed => sandboxed(frame, origin, wish),
        Aside::GivenUp => html! { <p class="source" data-beside="given-up">{ text::GIVEN_UP }</p> },
        Aside::Elsewhere => html! {
            <div class="source" data-beside="elsewhere">
                <p>{ text::IN_TAB }</p>
                <p>{ page_link(frame, text::WHOLE_PAGE) }</p>
            </div>
        },
        Aside::None | Aside::Opening | Aside::Open | Aside::Closed => Html::default(),
    }
}

/// A link is a click on a page, which no browser takes for a pop-up.
fn blocked(frame: &Framed) -> Html {
    html! {
        <section class="card amber" data-beside="blocked" aria-labelledby="blocked" role="alert">
            <div class="title">{ icon::caution() }<h2 id="blocked">{ text::BLOCKED }</h2></div>
            <p>{ text::BLOCKED_NEXT }</p>
            <p><a class="main" href={frame.links.window.clone()} target="_blank" rel="opener">{ text::OPEN_WINDOW }</a></p>
            <p class="hint">{ page_link(frame, text::BLOCKED_PAGE) }</p>
        </section>
    }
}

fn sandboxed(frame: &Framed, origin: &str, wish: &Callback<Intent>) -> Html {
    html! {
        <section class="card amber" data-beside="sandboxed" aria-labelledby="sandboxed" role="alert">
            <div class="title">{ icon::caution() }<h2 id="sandboxed">{ text::SANDBOXED }</h2></div>
            <p>{ text::SANDBOXED_WHO }</p>
            { block_to_copy(text::TOKENS, wish) }
            <p>{ text::MEANWHILE }</p>
            { block_to_copy(&format!("{origin}{}", frame.links.page), wish) }
        </section>
    }
}

fn page_link(frame: &Framed, words: &'static str) -> Html {
    html! { <a href={frame.links.page.clone()} target="_blank" rel="noopener">{ words }</a> }
}
