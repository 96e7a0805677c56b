//! Somebody came back from the provider's page without an answer: what did it show?

use shared::evidence::signin::Saw;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::control::{Weight, button};
use super::field::{Names, field};
use super::icon;
use crate::intent::{Intent, Onward};
use crate::session::Session;
use crate::text::{path as text, question};

const WORDS: Names = Names {
    id: "saw-words",
    hint: "saw-words-hint",
    problem: "saw-words-problem",
};

/// In the order of the page: what happens most comes first.
const SEEN: [Saw; 5] = [
    Saw::ApprovalNeeded,
    Saw::WrongAccounts,
    Saw::NoPassword,
    Saw::AppBlocked,
    Saw::NoPage,
];

/// What the view is drawn from.
#[derive(Properties, PartialEq)]
pub struct UnansweredProps {
    /// The state, and who takes wishes.
    pub session: Session,
}

/// A card above the form.
#[component]
pub fn Unanswered(props: &UnansweredProps) -> Html {
    let (state, wish) = (&props.session.state, &props.session.wish);
    let node = use_node_ref();
    let provider = state
        .chosen()
        .map_or_else(String::new, |(entry, _)| entry.name.clone());
    let onsubmit = {
        let (node, wish) = (node.clone(), wish.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let typed = node
                .cast::<HtmlTextAreaElement>()
                .map(|area| area.value())
                .filter(|typed| !typed.trim().is_empty());
            if let Some(typed) = typed {
                wish.emit(Intent::OnTheWay(Onward::SawWords(typed)));
            }
        })
    };
    let control = html! {
        <textarea ref={node} id={WORDS.id} name="saw" rows="3" dir="auto" spellcheck="false" autocomplete="off"
            maxlength="4000" aria-describedby={WORDS.described_by(false)} />
    };
    html! {
        <section class="card amber" data-unanswered="" aria-labelledby="unanswered">
            <div class="title">{ icon::caution() }<h2 id="unanswered">{ text::CAME_BACK }</h2></div>
            <p>{ text::came_back_hint(&provider) }</p>
            <div class="buttons">
                { for SEEN.map(|saw| button(Weight::Other, question::saw(saw), wish, Intent::OnTheWay(Onward::Saw(saw)))) }
            </div>
            <form novalidate=true {onsubmit}>
                { field(WORDS, text::SAW_WORDS, text::SAW_WORDS_HINT, None, control) }
                <div class="buttons">
                    <button type="submit" class="other">{ text::SAW_READ }</button>
                    { button(Weight::Quiet, question::SAW_NOTHING, wish, Intent::OnTheWay(Onward::SawNothing)) }
                </div>
            </form>
        </section>
    }
}
