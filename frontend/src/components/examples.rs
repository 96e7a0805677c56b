//! Results to look at without signing in, and reports that somebody sent.

use web_sys::{File, HtmlInputElement};
use yew::prelude::*;

use super::control::{Weight, button};
use crate::examples::ExampleId;
use crate::intent::Intent;
use crate::text::ask;

/// Both, below the form.
pub fn examples(wish: &Callback<Intent>) -> Html {
    let wish_to_open = wish.clone();
    let onchange = move |event: Event| {
        if let Some(file) = chosen(&event) {
            wish_to_open.emit(Intent::OpenReport(file));
        }
    };
    html! {
        <>
            <section aria-labelledby="examples">
                <h2 id="examples">{ ask::EXAMPLES }</h2>
                <p class="hint">{ ask::EXAMPLES_HINT }</p>
                <ul class="links">
                    { for ExampleId::ALL.iter().map(|id| example(*id, wish)) }
                </ul>
            </section>
            <section aria-labelledby="open-report">
                <h2 id="open-report">{ ask::OPEN_REPORT }</h2>
                <p class="hint" id="open-report-hint">{ ask::OPEN_REPORT_HINT }</p>
                <input type="file" name="report" accept=".json,application/json" aria-labelledby="open-report"
                    aria-describedby="open-report-hint" {onchange} />
            </section>
        </>
    }
}

fn chosen(event: &Event) -> Option<File> {
    let input = event.target_dyn_into::<HtmlInputElement>()?;
    let file = input.files()?.get(0)?;
    // So that the same file can be chosen again.
    input.set_value("");
    Some(file)
}

fn example(id: ExampleId, wish: &Callback<Intent>) -> Html {
    let name = match id {
        ExampleId::NoFullAccess => "no-full-access",
        ExampleId::WrongAudience => "wrong-audience",
        ExampleId::Healthy => "healthy",
    };
    html! {
        <li data-example={name}>{ button(Weight::Quiet, ask::example(id), wish, Intent::OpenExample(id)) }</li>
    }
}
