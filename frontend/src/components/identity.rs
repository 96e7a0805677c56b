//! Who signed in, whose token it is, which mailbox is opened: a small picture, and the same in words.

use shared::case::Case;
use shared::diagnose::Diagnosis;
use yew::prelude::*;

use super::icon;
use crate::text;
use crate::text::triangle as words;
use crate::triangle::{self, Triangle, Way};

/// The picture of a case. `doubtful` when somebody else signed in than was meant.
pub fn identity(case: &Case, diagnosis: Option<&Diagnosis>, doubtful: bool) -> Html {
    let drawn = triangle::of(case, diagnosis, doubtful);
    let (person, mailbox) = (text::person(case), text::mailbox(case));
    let sides = [
        (drawn.sign_in, words::sign_in(drawn.sign_in, case)),
        (drawn.taken, words::taken(drawn.taken, case)),
        (drawn.opens, words::opens(drawn.opens, case)),
    ];
    html! {
        <section class="triangle" data-broken={broken(drawn)} aria-label={words::LABEL}>
            <div class="picture" aria-hidden="true">
                <bdi class="node">{ person }</bdi>
                <span class={classes!("edge", class(drawn.sign_in))}>{ icon::way(drawn.sign_in) }</span>
                <span class="node">{ words::TOKEN }</span>
                <span class={classes!("edge", class(drawn.taken))}>{ icon::way(drawn.taken) }</span>
                <bdi class="node">{ mailbox.to_owned() }</bdi>
                <span class={classes!("below", class(drawn.opens))}>
                    { icon::way(drawn.opens) }<span>{ words::below(drawn.opens) }</span>
                </span>
            </div>
            <ul class="sides">
                { for sides.into_iter().map(|(way, sentence)| html! {
                    <li class={class(way)}>{ icon::way(way) }<bdi>{ sentence }</bdi></li>
                }) }
            </ul>
        </section>
    }
}

const fn class(way: Way) -> &'static str {
    match way {
        Way::Unknown => "unknown",
        Way::Good => "good",
        Way::Doubtful => "doubtful",
        Way::Broken => "broken",
    }
}

const fn broken(drawn: Triangle) -> &'static str {
    match drawn {
        Triangle {
            sign_in: Way::Broken,
            ..
        } => "sign-in",
        Triangle {
            taken: Way::Broken, ..
        } => "taken",
        Triangle {
            opens: Way::Broken, ..
        } => "opens",
        _ => "none",
    }
}
