//! A finding: what happened, how sure that is and why, who acts, what to do.

use shared::case::Case;

use shared::cause::{Actor, Cause};
use shared::diagnose::Finding;
use shared::remedy::{Advice, Instruction, advise};
use yew::prelude::*;

use super::cause::link;
use super::control::{Weight, button};
use super::external::external;
use super::heading::Heading;
use super::icon;
use super::letter::letter;
use super::proof::proof;
use crate::intent::Intent;
use crate::state::State;
use crate::text::{self, cause, verdict};

/// The first finding, as the head of the page; `changed` is what whoever put it right can press.
pub fn first(
    finding: &Finding,
    case: &Case,
    state: &State,
    changed: Html,
    wish: &Callback<Intent>,
) -> Html {
    let advice = advise(finding, case);
    let passed = advice.actor == Actor::Nobody;
    html! {
        <article data-cause={finding.cause.code()} data-rank="1">
            <div class="title">
                { if passed { icon::tick() } else { icon::cross() } }
                <div>
                    <p class="kicker">{ kicker(finding, case, passed) }</p>
                    <Heading id="verdict"><bdi>{ advice.title.clone() }</bdi></Heading>
                </div>
            </div>
            if passed {
                { because(&advice) }
                { proof(case) }
            } else {
                { why(finding, &advice) }
                { fix(&advice, html! { <h2>{ verdict::HOW }</h2> }, wish) }
                { changed }
                { letter(finding, case, state, wish) }
            }
            { code(finding, wish) }
        </article>
    }
}

/// The cause of another protocol that was tried beside the first.
pub fn beside(
    finding: &Finding,
    rank: usize,
    case: &Case,
    state: &State,
    wish: &Callback<Intent>,
) -> Html {
    let advice = advise(finding, case);
    html! {
        <article data-cause={finding.cause.code()} data-rank={rank.to_string()}>
            <div class="title">
                { icon::cross() }
                <div>
                    <p class="kicker">{ kicker(finding, case, false) }</p>
                    <h2 class="heading"><bdi>{ advice.title.clone() }</bdi></h2>
                </div>
            </div>
            { why(finding, &advice) }
            { fix(&advice, html! { <h3>{ verdict::HOW }</h3> }, wish) }
            { letter(finding, case, state, wish) }
            { code(finding, wish) }
        </article>
    }
}

fn kicker(finding: &Finding, case: &Case, passed: bool) -> String {
    if passed {
        return verdict::PASSED.to_owned();
    }
    let several = text::protocols(case).len() > 1 && !case.attempts.is_empty();
    verdict::failed(&finding.over, several)
}

/// The other findings, folded; the first has this rank.
pub fn others(findings: &[Finding], first: usize, case: &Case, wish: &Callback<Intent>) -> Html {
    if findings.is_empty() {
        return Html::default();
    }
    let ranked = (first..).zip(findings);
    html! {
        <details class="others">
            <summary>{ verdict::less_likely(findings.len()) }</summary>
            { for ranked.map(|(rank, finding)| other(finding, rank, case, wish)) }
        </details>
    }
}

fn other(finding: &Finding, rank: usize, case: &Case, wish: &Callback<Intent>) -> Html {
    html! {
        <article data-cause={finding.cause.code()} data-rank={rank.to_string()}>
            { folded(finding, case, wish) }
        </article>
    }
}

/// A finding behind its title.
pub fn folded(finding: &Finding, case: &Case, wish: &Callback<Intent>) -> Html {
    let advice = advise(finding, case);
    html! {
        <details>
            <summary><bdi>{ advice.title.clone() }</bdi></summary>
            { why(finding, &advice) }
            { fix(&advice, html! { <h2>{ verdict::HOW }</h2> }, wish) }
            { code(finding, wish) }
        </details>
    }
}

fn why(finding: &Finding, advice: &Advice) -> Html {
    html! {
        <>
            // Nothing is claimed of a cause that is not known, so there is nothing to be more or less sure of.
            if !matches!(finding.cause, Cause::Unrecognised { .. }) {
                <p>
                    <strong>{ verdict::confidence(finding.confidence) }</strong>
                    { " " }{ verdict::confidence_means(finding.confidence) }
                </p>
            }
            { because(advice) }
        </>
    }
}

fn because(advice: &Advice) -> Html {
    let sentences = advice.because.iter();
    sentences
        .map(|sentence| html! { <p><bdi>{ sentence.clone() }</bdi></p> })
        .collect()
}

fn fix(advice: &Advice, heading: Html, wish: &Callback<Intent>) -> Html {
    html! {
        <>
            if !advice.who.is_empty() {
                <p class="who">{ verdict::WHO }{ " " }<strong>{ advice.who.clone() }</strong></p>
            }
            if !advice.steps.is_empty() {
                { heading }
                <ol class="instructions">{ for advice.steps.iter().map(|step| instruction(step, wish)) }</ol>
            }
            if !advice.verify.is_empty() {
                <p class="verify"><strong>{ verdict::VERIFY }</strong>{ " " }{ advice.verify.clone() }</p>
            }
        </>
    }
}

fn instruction(step: &Instruction, wish: &Callback<Intent>) -> Html {
    html! {
        <li>
            <p><bdi>{ step.text.clone() }</bdi></p>
            { for step.link.as_deref().map(|link| html! { <p>{ external(link) }</p> }) }
            { for step.command.as_deref().map(|command| block_to_copy(command, wish)) }
        </li>
    }
}

/// Commands with a button that copies them.
pub fn block_to_copy(command: &str, wish: &Callback<Intent>) -> Html {
    let words =
        html! { <>{ verdict::COPY }<span class="unseen">{ verdict::COPY_COMMAND }</span></> };
    html! {
        <div class="command">
            <pre dir="ltr"><code>{ for command.split_inclusive('\n').map(line) }</code></pre>
            { button(Weight::Other, words, wish, Intent::CopyText(command.to_owned())) }
        </div>
    }
}

/// What does not fit in one line goes on further in, so that it is not taken for the next command.
fn line(line: &str) -> Html {
    let (words, end) = line
        .strip_suffix('\n')
        .map_or((line, None), |words| (words, Some("\n")));
    html! { <span class="line">{ for words.split_inclusive(' ').map(unbroken) }{ end }</span> }
}

/// A line of a command may end between its words, and not behind the hyphen of an option.
fn unbroken(word: &str) -> Html {
    let space = word.ends_with(' ').then_some(" ");
    html! { <><span class="unbroken">{ word.trim_end().to_owned() }</span>{ space }</> }
}

fn code(finding: &Finding, wish: &Callback<Intent>) -> Html {
    let code = finding.cause.code();
    html! {
        <p class="code">
            { link(code, cause::MORE, wish) }{ " " }
            <span>{ verdict::CODE }{ " " }<code>{ code }</code></span>
        </p>
    }
}
