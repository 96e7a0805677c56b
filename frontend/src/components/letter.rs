//! "Write to the admin": a message that is ready to send.

use shared::case::Case;
use shared::diagnose::Finding;
use shared::remedy::letter::letter as write;
use yew::prelude::*;

use super::control::{Weight, button};
use crate::intent::Intent;
use crate::text::verdict;

/// The message, folded.
pub fn letter(finding: &Finding, case: &Case, now: i64, wish: &Callback<Intent>) -> Html {
    let letter = write(finding, case, now);
    let whole = format!("{}\n\n{}", letter.subject, letter.body);
    html! {
        <details class="letter">
            <summary>{ verdict::LETTER }</summary>
            <p class="hint">{ verdict::LETTER_HINT }</p>
            <div class="buttons">
                { button(Weight::Other, verdict::COPY_LETTER, wish, Intent::CopyText(whole)) }
            </div>
            <p class="subject"><strong>{ verdict::SUBJECT }</strong>{ " " }<bdi>{ letter.subject }</bdi></p>
            <pre dir="auto">{ letter.body }</pre>
        </details>
    }
}
