//! What can be done with a result.

use shared::evidence::signin::SignIn;
use yew::prelude::*;

use super::control::{Weight, button};
use crate::intent::{Intent, Paper};
use crate::session::Session;
use crate::state::{Source, State};
use crate::text::{paste, trouble, verdict};

/// Check again, another mailbox, and the report.
pub fn actions(session: &Session) -> Html {
    let Session { state, wish } = session;
    html! {
        <>
            // What goes on in another window is gone on with there.
            if !state.place.goes_on_beside() { <div class="buttons">{ onwards(session) }</div> }
            if state.source == Source::Live && !failed_to_sign_in(state) && !state.token_alive(state.now) {
                <p class="hint">{ verdict::CHECK_AGAIN_HINT }</p>
            }
            <section class="report" aria-labelledby="report">
                <h2 id="report">{ verdict::REPORT }</h2>
                <p class="hint">{ verdict::REPORT_HINT }</p>
                <div class="buttons">
                    { button(Weight::Other, verdict::COPY_REPORT, wish, Intent::GiveOut(Paper::Copied)) }
                    { button(Weight::Other, verdict::COPY_PUBLIC, wish, Intent::GiveOut(Paper::CopiedForPublic)) }
                    { button(Weight::Other, verdict::DOWNLOAD, wish, Intent::GiveOut(Paper::Json)) }
                    { button(Weight::Other, verdict::DOWNLOAD_MARKDOWN, wish, Intent::GiveOut(Paper::Markdown)) }
                </div>
            </section>
        </>
    }
}

fn failed_to_sign_in(state: &State) -> bool {
    let sign_in = state.case.as_ref().and_then(|case| case.sign_in.as_ref());
    matches!(sign_in, Some(SignIn::Failed(_)))
}

/// An example and a saved report cannot be checked again: nobody signed in.
fn onwards(session: &Session) -> Html {
    let wish = &session.wish;
    match session.state.source {
        Source::Live if failed_to_sign_in(&session.state) => html! {
            <>
                { button(Weight::Main, trouble::SIGN_IN_AGAIN, wish, Intent::SignInAgain) }
                { button(Weight::Quiet, verdict::ANOTHER, wish, Intent::Back) }
            </>
        },
        Source::Pasted => html! {
            <>
                { button(Weight::Main, paste::BACK, wish, Intent::Back) }
                { button(Weight::Quiet, paste::CHANGE, wish, Intent::OpenPaste) }
            </>
        },
        Source::Live | Source::Window => html! {
            <>
                { button(Weight::Main, verdict::CHECK_AGAIN, wish, Intent::CheckAgain) }
                { button(Weight::Quiet, verdict::ANOTHER, wish, Intent::Back) }
            </>
        },
        Source::Example(_) | Source::Report => {
            button(Weight::Main, verdict::YOUR_OWN, wish, Intent::Back)
        }
    }
}
