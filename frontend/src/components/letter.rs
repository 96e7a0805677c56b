//! "Write to the admin": a message that is ready to send.

use shared::case::Case;
use shared::diagnose::Finding;
use shared::remedy::letter::letter as write;
use yew::prelude::*;

use super::control::{Weight, button};
use crate::intent::Intent;
use crate::state::{Source, State};
use crate::text::verdict;

/// The message, folded.
pub fn letter(finding: &Finding, case: &Case, state: &State, wish: &Callback<Intent>) -> Html {
    let seen = matches!(state.source, Source::Live | Source::Window).then_some(state.now);
    let letter = write(finding, case, seen);
    // Whoever acts on it has to know who vouches for it.
    let origin = match state.source {
        Source::Live | Source::Window => None,
        Source::Example(_) => Some(verdict::LETTER_OF_EXAMPLE),
        Source::Report => Some(verdict::LETTER_OF_REPORT),
        Source::Pasted => Some(verdict::LETTER_OF_WORDS),
    };
    let body = match origin {
        Some(origin) => format!("{origin}\n\n{}", letter.body),
        None => letter.body,
    };
    let whole = format!("{}\n\n{body}", letter.subject);
    html! {
        <details class="letter">
            <summary>{ verdict::LETTER }</summary>
            <p class="hint">{ verdict::LETTER_HINT }</p>
            <div class="buttons">
                { button(Weight::Other, verdict::COPY_LETTER, wish, Intent::CopyText(whole)) }
            </div>
            <p class="subject"><strong>{ verdict::SUBJECT }</strong>{ " " }<bdi>{ letter.subject }</bdi></p>
            <pre dir="auto">{ body }</pre>
        </details>
    }
}
