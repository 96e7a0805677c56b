//! What can be done with a result.

use yew::prelude::*;

use super::control::{Weight, button};
use crate::intent::Intent;
use crate::session::Session;
use crate::state::Source;
use crate::text::verdict;

/// Check again, another mailbox, and the report.
pub fn actions(session: &Session) -> Html {
    let Session { state, wish } = session;
    html! {
        <>
            <div class="buttons">{ onwards(session) }</div>
            if state.source == Source::Live && !state.token_alive(state.now) {
                <p class="hint">{ verdict::CHECK_AGAIN_HINT }</p>
            }
            <section class="report" aria-labelledby="report">
                <h2 id="report">{ verdict::REPORT }</h2>
                <p class="hint">{ verdict::REPORT_HINT }</p>
                <div class="buttons">
                    { button(Weight::Other, verdict::COPY_REPORT, wish, Intent::CopyReport) }
                    { button(Weight::Other, verdict::COPY_PUBLIC, wish, Intent::CopyPublic) }
                    { button(Weight::Other, verdict::DOWNLOAD, wish, Intent::DownloadJson) }
                    { button(Weight::Other, verdict::DOWNLOAD_MARKDOWN, wish, Intent::DownloadMarkdown) }
                </div>
            </section>
        </>
    }
}

/// An example and a saved report cannot be checked again: nobody signed in.
fn onwards(session: &Session) -> Html {
    let wish = &session.wish;
    match session.state.source {
        Source::Live => html! {
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
