//! The second door: words in place of a sign-in.

use shared::address::AddressError;
use shared::provider::Family;
use web_sys::{HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::control::{Weight, button};
use super::field::{Names, field};
use super::heading::Heading;
use super::input::{Line, line};
use crate::intent::Intent;
use crate::session::Session;
use crate::state::paste::PasteEdit;
use crate::text::{ask, paste as text};

const TEXT: Names = Names {
    id: "words",
    hint: "words-hint",
    problem: "words-problem",
};
const MAILBOX: Names = Names {
    id: "paste-mailbox",
    hint: "paste-mailbox-hint",
    problem: "paste-mailbox-problem",
};
const ACCOUNT: Names = Names {
    id: "paste-account",
    hint: "paste-account-hint",
    problem: "paste-account-problem",
};
const FAMILY: Names = Names {
    id: "paste-family",
    hint: "paste-family-hint",
    problem: "paste-family-problem",
};

/// In the order of the page.
const FAMILIES: [(Family, &str); 4] = [
    (Family::Microsoft, "microsoft"),
    (Family::OutlookCom, "outlook-com"),
    (Family::Google, "google"),
    (Family::Other, "other"),
];

/// What the view is drawn from.
#[derive(Properties, PartialEq)]
pub struct PasteProps {
    /// The state, and who takes wishes.
    pub session: Session,
}

/// The form behind the second door.
#[component]
pub fn Paste(props: &PasteProps) -> Html {
    let wish = &props.session.wish;
    let typed = &props.session.state.paste;
    let onsubmit = {
        let wish = wish.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            wish.emit(Intent::ReadPaste);
        })
    };
    html! {
        <>
            <div class="opening">
                <Heading>{ text::HEADING }</Heading>
                <p class="lead">{ text::LEAD }</p>
            </div>
            <form class="question" novalidate=true {onsubmit}>
                { words(&typed.text, typed.problems.nothing, wish) }
                { family(typed.family, wish) }
                { address(MAILBOX, (text::MAILBOX, text::MAILBOX_HINT), &typed.mailbox, typed.problems.mailbox, wish, PasteEdit::Mailbox) }
                { address(ACCOUNT, (text::ACCOUNT, text::ACCOUNT_HINT), &typed.account, typed.problems.account, wish, PasteEdit::Account) }
                <div class="buttons">
                    <button type="submit" class="main">{ text::READ }</button>
                    { button(Weight::Quiet, text::BACK, wish, Intent::Back) }
                </div>
            </form>
        </>
    }
}

fn words(typed: &str, nothing: bool, wish: &Callback<Intent>) -> Html {
    let oninput = wish.reform(|event: InputEvent| {
        let area = event.target_dyn_into::<HtmlTextAreaElement>();
        Intent::EditPaste(PasteEdit::Text(
            area.map(|area| area.value()).unwrap_or_default(),
        ))
    });
    let control = html! {
        <textarea id={TEXT.id} name="words" rows="8" dir="auto" spellcheck="false" autocomplete="off" maxlength="262144"
            value={typed.to_owned()} {oninput} aria-invalid={nothing.then_some("true")}
            aria-describedby={TEXT.described_by(nothing)} />
    };
    let problem = nothing.then(|| text::NOTHING.to_owned());
    field(TEXT, text::TEXT, text::TEXT_HINT, problem, control)
}

fn address(
    names: Names,
    (label, hint): (&str, &str),
    typed: &str,
    problem: Option<AddressError>,
    wish: &Callback<Intent>,
    edit: fn(String) -> PasteEdit,
) -> Html {
    let address = Line {
        names,
        name: names.id,
        typed,
        address: true,
        remembered: false,
        wrong: problem.is_some(),
        disabled: false,
    };
    let control = line(&address, wish, move |typed| Intent::EditPaste(edit(typed)));
    let problem = problem.map(|problem| ask::address_problem(problem).to_owned());
    field(names, label, hint, problem, control)
}

fn family(chosen: Option<Family>, wish: &Callback<Intent>) -> Html {
    let onchange = wish.reform(|event: Event| {
        let select = event.target_dyn_into::<HtmlSelectElement>();
        let value = select.map(|select| select.value()).unwrap_or_default();
        let family = FAMILIES.iter().find(|(_, name)| *name == value);
        Intent::EditPaste(PasteEdit::Family(family.map(|(family, _)| *family)))
    });
    let control = html! {
        <div class="select">
            <select id={FAMILY.id} name="paste-family" {onchange} aria-describedby={FAMILY.described_by(false)}>
                <option value="" selected={chosen.is_none()}>{ text::FAMILY_AUTO }</option>
                { for FAMILIES.iter().map(|(family, name)| html! {
                    <option value={*name} selected={chosen == Some(*family)}>{ text::family(*family) }</option>
                }) }
            </select>
        </div>
    };
    field(FAMILY, text::FAMILY, text::FAMILY_HINT, None, control)
}
