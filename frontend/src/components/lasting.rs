//! Will it last? What one use of the refresh token showed.

use shared::case::Case;
use shared::remedy::lasting::{Verdict, say};
use yew::prelude::*;

use super::finding::folded;
use super::icon;
use crate::intent::Intent;
use crate::text::path as text;

/// A card below the verdict, where it was tried.
pub fn lasting(case: &Case, wish: &Callback<Intent>) -> Html {
    let Some(advice) = say(case) else {
        return Html::default();
    };
    let (colour, code, icon) = match advice.verdict {
        Verdict::Lasts => ("green", "lasts", icon::tick()),
        Verdict::Ends => ("amber", "ends", icon::caution()),
        Verdict::Broken => ("red", "broken", icon::cross()),
        Verdict::Unknown => ("amber", "unknown", icon::caution()),
    };
    html! {
        <section class={classes!("card", colour)} data-lasting={code} aria-labelledby="lasting">
            <div class="title">
                { icon }
                <div>
                    <p class="kicker">{ text::LASTING }</p>
                    <h2 class="heading" id="lasting">{ advice.title }</h2>
                </div>
            </div>
            { for advice.sentences.into_iter().map(|sentence| html! { <p>{ sentence }</p> }) }
            { for advice.cause.map(|cause| folded(&cause, case, wish)) }
        </section>
    }
}
