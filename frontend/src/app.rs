//! The page: header, what the stage shows, footer, and what is said aloud.

use yew::prelude::*;

use crate::components::ask::Ask;
use crate::components::cause::Cause;
use crate::components::checking::Checking;
use crate::components::confirm::Confirm;
use crate::components::device::DeviceView;
use crate::components::done::Done;
use crate::components::frame::{Footer, Header};
use crate::components::hand::HandView;
use crate::components::notice::Notice;
use crate::components::paste::Paste;
use crate::components::trouble::TroubleView;
use crate::components::waiting::{Waiting, leaving, returning};
use crate::session::{Session, use_session};
use crate::state::Stage;
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
            <Header {operator} />
            <main id="content" tabindex="-1">
                if let Some(shelf) = state.shelf.clone() {
                    <Cause session={session.clone()} {shelf} />
                } else {
                    { stage(&session, focus) }
                }
            </main>
            <Footer />
            <p class="unseen" aria-live="polite">{ spoken::live(state) }</p>
            <Notice notice={state.notice} wish={session.wish.clone()} />
        </>
    }
}

fn stage(session: &Session, focus: bool) -> Html {
    let session = session.clone();
    match session.state.stage.clone() {
        Stage::Ask => html! { <Ask {session} {focus} /> },
        Stage::Paste => html! { <Paste {session} /> },
        Stage::Leaving => {
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
