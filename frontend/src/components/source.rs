//! Says so when what is shown was not checked here and now.

use yew::prelude::*;

use crate::clock;
use crate::state::{Source, State};
use crate::text::{paste, verdict};

/// A line above the verdict.
pub fn source(state: &State) -> Html {
    let words = match state.source {
        Source::Live | Source::Window => return Html::default(),
        Source::Pasted => paste::IS_PASTED.to_owned(),
        Source::Example(_) => verdict::IS_EXAMPLE.to_owned(),
        Source::Report => {
            let last = state.case.as_ref().and_then(|case| case.attempts.last());
            let when = last.map(|attempt| clock::utc(attempt.relay_time));
            verdict::is_report(when.as_deref())
        }
    };
    html! { <p class="source">{ words }</p> }
}
