//! Who opens what: three words on a line, with the edge marked that broke.

use shared::case::{Attempt, Case};
use shared::evidence::Outcome;
use shared::plan::Step;
use yew::prelude::*;

use super::icon;
use crate::progress::Mark;
use crate::text;
use crate::text::steps;

/// The sentence "Signed in as X · opening Y", and the same as a picture.
pub fn identity(case: &Case, attempt: Option<&Attempt>) -> Html {
    let (person, mailbox) = (text::person(case), text::mailbox(case));
    let (signed_in, opening) = steps::identity(&person, mailbox);
    let edge = attempt.map_or(Mark::Pending, edge);
    html! {
        <div class="identity">
            <p><bdi>{ signed_in }</bdi>{ " · " }<bdi>{ opening }</bdi></p>
            <p class="picture" aria-hidden="true">
                <bdi>{ text::person_in_short(case) }</bdi>
                <span class="edge passed">{ icon::mark(Mark::Passed) }</span>
                <span>{ "token" }</span>
                <span class={classes!("edge", edge.code())}>{ icon::mark(edge) }</span>
                <bdi>{ mailbox.to_owned() }</bdi>
            </p>
        </div>
    }
}

/// How far the way from the token to the mailbox is.
fn edge(attempt: &Attempt) -> Mark {
    let opened = attempt
        .evidence(0, Step::Examine)
        .map(shared::evidence::Evidence::outcome);
    match opened {
        Some(Outcome::Passed) => Mark::Passed,
        _ if attempt.failure(0).is_some() => Mark::Failed,
        _ => Mark::Pending,
    }
}
