//! What only a person can find out: a question with two answers, or a block to run and its answer to paste.

use shared::case::Case;
use shared::cause::Cause;
use shared::control::Control;
use shared::diagnose::{Diagnosis, Finding};
use shared::followup::Question;
use shared::followup::human::{self, Block};
use shared::remedy::advise;
use shared::told::Told;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::cause::link;
use super::control::{Weight, button};
use super::finding::block_to_copy;
use crate::intent::Intent;
use crate::session::Session;
use crate::state::{Why, looks};
use crate::text::question as text;

/// What is drawn from.
#[derive(Properties, PartialEq)]
pub struct QuestionProps {
    /// The state, and who takes wishes.
    pub session: Session,
    /// The case as it stands.
    pub case: Case,
    /// What was found, and what would separate the rest.
    pub next: Question,
    /// What is left.
    pub findings: Vec<Finding>,
}

/// The question that is open, and the way to take answers back.
pub fn question(session: &Session, case: &Case, diagnosis: &Diagnosis) -> Html {
    let untell = (!case.told.is_empty()).then(|| {
        let words = text::UNTELL;
        html! { <div class="buttons">{ button(Weight::Quiet, words, &session.wish, Intent::Untell) }</div> }
    });
    // While a look that may settle it runs, or is about to, nobody needs to be asked. A repetition is only a wait.
    let looking = match session.state.running.map(|running| running.why) {
        Some(Why::Doubt(control)) => Some(control),
        _ => looks::due(&session.state).map(|due| due.control),
    };
    let waiting = matches!(looking, None | Some(Control::Retry));
    let Some(next) = diagnosis.ask.filter(|_| waiting) else {
        return html! { { for untell } };
    };
    let findings = diagnosis.findings.clone();
    html! {
        <>
            <Asked session={session.clone()} case={case.clone()} {next} {findings} />
            { for untell }
        </>
    }
}

#[component]
fn Asked(props: &QuestionProps) -> Html {
    let QuestionProps {
        session,
        case,
        next,
        findings,
    } = props;
    let wish = &session.wish;
    let (code, asked, place, told): (_, _, _, fn(bool) -> Told) = match next {
        Question::AccountWasMeant => {
            let asked = text::account_was_meant(case);
            ("account-was-meant", asked, "", Told::AccountWasMeant)
        }
        Question::Switch => {
            let (asked, place) = text::switch(case);
            ("switch", asked, place, Told::Switch)
        }
        Question::WebMail => {
            let (asked, place) = text::web_mail(case);
            ("web-mail", asked, place, Told::WebMail)
        }
        Question::Exchange => {
            let causes: Vec<&Cause> = findings.iter().map(|finding| &finding.cause).collect();
            return match human::block(case, &causes) {
                Some(block) => exchange(&block, case, findings, session),
                None => Html::default(),
            };
        }
    };
    html! {
        <section class="ask" data-question={code} aria-labelledby="ask">
            <h2 id="ask">{ text::HEADING }</h2>
            <p><bdi>{ asked }</bdi></p>
            if !place.is_empty() { <p class="hint">{ place }</p> }
            <div class="buttons">
                { button(Weight::Other, text::YES, wish, Intent::Tell(told(true))) }
                { button(Weight::Other, text::NO, wish, Intent::Tell(told(false))) }
            </div>
        </section>
    }
}

/// What a line of the answer shows, in the words of the finding where there is one.
fn shows(code: &'static str, case: &Case, findings: &[Finding]) -> String {
    let found = findings.iter().find(|finding| finding.cause.code() == code);
    found.map_or_else(|| code.to_owned(), |finding| advise(finding, case).title)
}

fn exchange(block: &Block, case: &Case, findings: &[Finding], session: &Session) -> Html {
    html! {
        <section class="ask" data-question="exchange" aria-labelledby="ask">
            <h2 id="ask">{ text::HEADING }</h2>
            <p>{ text::EXCHANGE }</p>
            if block.commands.contains("FullAccess") { <p class="hint">{ text::FRESH }</p> }
            { block_to_copy(&block.commands, &session.wish) }
            <details>
                <summary>{ text::MEANINGS }</summary>
                <ul class="plain">
                    { for block.meanings.iter().map(|meaning| html! {
                        <li>
                            { text::IF_YOU_SEE }{ " " }<code>{ meaning.seen }</code>{ text::IT_IS }{ " " }
                            { link(meaning.code, shows(meaning.code, case, findings), &session.wish) }
                        </li>
                    }) }
                </ul>
            </details>
            <Answer session={session.clone()} />
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct AnswerProps {
    session: Session,
}

/// The box for the answer. It keeps what was pasted until it is read, or somebody empties it.
#[component]
fn Answer(props: &AnswerProps) -> Html {
    let Session { state, wish } = &props.session;
    let unread = state.answer_unread;
    let oninput = wish.reform(|event: InputEvent| {
        let typed = event.target_dyn_into::<HtmlTextAreaElement>();
        Intent::EditAnswer(typed.map(|area| area.value()).unwrap_or_default())
    });
    let described = if unread {
        "answer-problem answer-hint"
    } else {
        "answer-hint"
    };
    html! {
        <div class="field">
            <label for="answer">{ text::PASTE }</label>
            <p class="hint" id="answer-hint">{ text::PASTE_HINT }</p>
            <textarea id="answer" name="answer" rows="6" dir="ltr" spellcheck="false" autocomplete="off"
                maxlength="65536" aria-describedby={described} aria-invalid={unread.then_some("true")}
                value={state.answer.clone()} {oninput} />
            if unread {
                <p class="problem" id="answer-problem" role="alert">
                    { super::icon::cross() }<span>{ text::UNREAD }</span>
                </p>
            }
            <div class="buttons">{ button(Weight::Other, text::READ, wish, Intent::TellExchange) }</div>
        </div>
    }
}
