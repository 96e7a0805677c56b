//! Something secret that the person has. The field is the browser's: its text is taken out once, when it is sent, and
//! never becomes part of the page's state.

use shared::path::is_secret_id;
use shared::provider::Family;
use shared::secret::MAX_SECRET;
use shared::token::MAX_TOKEN;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::control::{Weight, button};
use super::field::{Names, field};
use super::heading::Heading;
use crate::intent::{Handed, Intent, Onward};
use crate::session::Session;
use crate::state::Hand;
use crate::text::path::{self as text, HandProblem};

const FIELD: Names = Names {
    id: "handed",
    hint: "handed-hint",
    problem: "handed-problem",
};

/// What the view is drawn from.
#[derive(Properties, PartialEq)]
pub struct HandProps {
    /// The state, and who takes wishes.
    pub session: Session,
    /// What is asked for.
    pub hand: Hand,
}

/// One field and one button.
#[component]
pub fn HandView(props: &HandProps) -> Html {
    let (hand, wish) = (props.hand, &props.session.wish);
    let node = use_node_ref();
    let problem = use_state(|| None::<HandProblem>);
    let chosen = props.session.state.chosen();
    let microsoft = chosen
        .as_ref()
        .is_some_and(|(entry, _)| matches!(entry.family, Family::Microsoft | Family::OutlookCom));
    let onsubmit = {
        let (wish, node, problem) = (wish.clone(), node.clone(), problem.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(area) = node.cast::<HtmlTextAreaElement>() else {
                return;
            };
            let typed = area.value();
            if let Some(wrong) = wrong(hand, microsoft, &typed) {
                problem.set(Some(wrong));
                // Without focus the problem still stands beside its field.
                let _ = area.focus();
                return;
            }
            area.set_value("");
            let handed = Handed::new(typed.trim().to_owned());
            wish.emit(Intent::OnTheWay(Onward::HandOver(handed)));
        })
    };
    let oninput = {
        let problem = problem.clone();
        Callback::from(move |_: InputEvent| problem.set(None))
    };
    let provider = chosen
        .map(|(entry, _)| entry.name.clone())
        .unwrap_or_default();
    let words = problem.map(|problem| text::hand_problem(problem).to_owned());
    let control = html! {
        <textarea ref={node} id={FIELD.id} name="handed" rows="5" dir="ltr" spellcheck="false" autocomplete="off"
            autocapitalize="none" class="secret" maxlength="70000" {oninput}
            aria-invalid={words.is_some().then_some("true")} aria-describedby={FIELD.described_by(words.is_some())} />
    };
    html! {
        <>
            <div class="opening">
                <Heading>{ text::hand_heading(hand) }</Heading>
                <p class="lead">{ text::hand_lead(hand, &provider) }</p>
            </div>
            <form class="question" novalidate=true {onsubmit}>
                { field(FIELD, text::hand_label(hand), text::hand_hint(hand, microsoft), words, control) }
                <div class="buttons">
                    <button type="submit" class="main">{ text::hand_go(hand) }</button>
                    { button(Weight::Quiet, text::STOP, wish, Intent::Back) }
                </div>
            </form>
        </>
    }
}

/// `microsoft`: whose secrets' ids are GUIDs and whose values never are. Others may give out secrets of that shape.
fn wrong(hand: Hand, microsoft: bool, typed: &str) -> Option<HandProblem> {
    let text = typed.trim();
    let most = match hand {
        Hand::Token => MAX_TOKEN,
        Hand::AppSecret | Hand::SecretForCode => MAX_SECRET,
    };
    // Whatever is copied along with a token is taken off later.
    let spaces = hand == Hand::Token;
    let fine = |c: char| c.is_ascii_graphic() || (spaces && c == ' ');
    if text.is_empty() {
        Some(HandProblem::Empty)
    } else if microsoft && hand != Hand::Token && is_secret_id(text) {
        Some(HandProblem::SecretId)
    } else if text.len() > most || !text.chars().all(fine) {
        Some(HandProblem::Malformed)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_secret_is_not_sent() {
        let id = "6b2d1d92-7018-4182-b70e-821127bec509";
        assert_eq!(wrong(Hand::AppSecret, true, " a~secret \n"), None);
        assert_eq!(wrong(Hand::AppSecret, true, "  "), Some(HandProblem::Empty));
        assert_eq!(
            wrong(Hand::SecretForCode, true, id),
            Some(HandProblem::SecretId)
        );
        assert_eq!(wrong(Hand::SecretForCode, false, id), None);
        assert_eq!(
            wrong(Hand::AppSecret, true, "a b"),
            Some(HandProblem::Malformed)
        );
        assert_eq!(wrong(Hand::Token, true, "Bearer a.b.c"), None);
        assert_eq!(
            wrong(Hand::Token, true, "a\nb"),
            Some(HandProblem::Malformed)
        );
        let long = "x".repeat(MAX_TOKEN + 1);
        assert_eq!(
            wrong(Hand::Token, true, &long),
            Some(HandProblem::Malformed)
        );
    }
}
