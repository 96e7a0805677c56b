//! The page: header, what the stage shows, footer, and what is said aloud.

use yew::prelude::*;

use crate::components::ask::Ask;
use crate::components::beside;
use crate::components::cause::Cause;
use crate::components::checking::Checking;
use crate::components::confirm::Confirm;
use crate::components::device::DeviceView;
use crate::components::done::Done;
use crate::components::frame::{Footer, FrameFooter, Header};
use crate::components::hand::HandView;
use crate::components::notice::Notice;
use crate::components::paste::Paste;
use crate::components::setup::Setup;
use crate::components::trouble::TroubleView;
use crate::components::visit::{self, VisitView};
use crate::components::waiting::{Waiting, leaving, returning};
use crate::place::{Met, Place};
use crate::session::{Session, use_session};
use crate::state::{Stage, State};
use crate::text;
use crate::text::spoken;

/// The outermost component.
#[component]
pub fn App() -> Html {
    let session = use_session();
    let state = &session.state;
    use_effect_with(spoken::title(state), |title| set_title(title));
    // Whoever comes back to the form finds its heading in focus; whoever opens the page is left alone.
    let been_elsewhere = use_mut_ref(|| false);
    if state.stage != Stage::Ask {
        *been_elsewhere.borrow_mut() = true;
    }
    let focus = *been_elsewhere.borrow();
    let operator = state.ready().and_then(|config| config.operator.clone());

    html! {
        <>
            <a class="skip" href="#content">{ text::SKIP }</a>
            if state.place.frame().is_none() { <Header {operator} /> }
            <main id="content" tabindex="-1">
                if let Some(shelf) = state.shelf.clone() {
                    <Cause session={session.clone()} {shelf} />
                } else {
                    { for state.place.visit().map(|visit| visit::note(&session, visit)) }
                    { beside::note(&session) }
                    { stage(&session, focus) }
                }
            </main>
            { footer(state) }
            <p class="unseen" aria-live="polite">{ spoken::live(state) }</p>
            <Notice notice={state.notice} wish={session.wish.clone()} />
        </>
    }
}

fn footer(state: &State) -> Html {
    match state.place.frame() {
        Some(frame) => {
            html! { <FrameFooter portal={frame.portal.clone()} page={frame.links.page.clone()} /> }
        }
        None => html! { <Footer /> },
    }
}

fn stage(session: &Session, focus: bool) -> Html {
    let session = session.clone();
    match session.state.stage.clone() {
        Stage::Ask => match session.state.place.clone() {
            Place::Setup => html! { <Setup {session} /> },
            Place::Window(visit) if visit.met == Met::Asked => {
                html! { <Waiting now={text::embed::MEETING} later={text::embed::MEETING_SLOWLY} /> }
            }
            Place::Window(visit) if visit.met != Met::Nobody => html! { <VisitView {session} /> },
            _ => html! { <Ask {session} {focus} /> },
        },
        Stage::Elsewhere => beside::elsewhere(&session),
        Stage::HandedOver => visit::handed_over(),
        Stage::Paste => html! { <Paste {session} /> },
        Stage::Leaving => {
            if let Some(second) = session.state.second() {
                return visit::second(&session, second);
            }
            let (now, later) = leaving(&session.state);
            html! { <Waiting {now} {later} /> }
        }
        Stage::Hand(hand) => html! { <HandView {session} {hand} /> },
        Stage::Device {
            user_code,
            verification_uri,
            ends,
        } => html! { <DeviceView {session} {user_code} {verification_uri} {ends} /> },
        Stage::Returning => {
            let (now, later) = returning();
            html! { <Waiting {now} {later} /> }
        }
        Stage::Confirm { signed_in, meant } => match session.state.case.clone() {
            Some(case) => html! { <Confirm {case} {signed_in} {meant} wish={session.wish} /> },
            None => Html::default(),
        },
        Stage::Checking => html! { <Checking {session} /> },
        Stage::Done => html! { <Done {session} /> },
        Stage::Trouble(trouble) => html! { <TroubleView {session} {trouble} /> },
    }
}

fn set_title(title: &str) {
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        document.set_title(title);
    }
}
