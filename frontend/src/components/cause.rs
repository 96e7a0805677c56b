//! A page of the catalogue, with the person's values in its commands.

use shared::catalogue::{Block, Inline, Page};
use shared::remedy::values::Values;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::control::{Weight, button};
use super::external::external;
use super::finding::block_to_copy;
use super::heading::Heading;
use crate::intent::Intent;
use crate::session::Session;
use crate::state::shelf::{Blank, Fetched, Shelf};
use crate::text::cause as text;

/// A command as long as this has a line of its own with a button to copy it.
const LONG: usize = 24;

/// A link to a page. In this window it opens over what is shown; in another one it opens cold, without values.
pub fn link(code: &'static str, words: impl Into<Html>, wish: &Callback<Intent>) -> Html {
    let wish = wish.clone();
    let onclick = move |event: MouseEvent| {
        let elsewhere =
            event.ctrl_key() || event.meta_key() || event.shift_key() || event.button() != 0;
        if !elsewhere {
            event.prevent_default();
            wish.emit(Intent::OpenCause(code.to_owned()));
        }
    };
    let words: Html = words.into();
    html! { <a href={format!("/causes/{code}")} {onclick}>{ words }</a> }
}

/// What the view is drawn from.
#[derive(Properties, PartialEq)]
pub struct CauseProps {
    /// The state, and who takes wishes.
    pub session: Session,
    /// The page that is being read.
    pub shelf: Shelf,
}

/// The page, or that it is on its way.
#[component]
pub fn Cause(props: &CauseProps) -> Html {
    let CauseProps { session, shelf } = props;
    let wish = &session.wish;
    let back = button(Weight::Other, text::BACK, wish, Intent::CloseCause);
    match &shelf.page {
        Fetched::Coming => html! {
            <div class="waiting in-place">
                <Heading>{ text::COMING }</Heading>
                <p class="later">{ text::SLOWLY }</p>
                <div class="buttons">{ back }</div>
            </div>
        },
        Fetched::Missing => html! {
            <section class="card amber" data-page="missing">
                <Heading>{ text::MISSING }</Heading>
                <div class="buttons">{ back }</div>
            </section>
        },
        Fetched::Here(page) => {
            let values = shelf.values(session.state.case.as_ref());
            html! {
                <article class="cause" data-page={page.code.clone()}>
                    <div class="buttons">
                        { back }
                        { button(Weight::Other, text::PRINT, wish, Intent::Print) }
                    </div>
                    <Heading>{ page.title.clone() }</Heading>
                    { blanks(&values, wish) }
                    { blocks(page, &values, wish) }
                </article>
            }
        }
    }
}

fn blanks(values: &Values, wish: &Callback<Intent>) -> Html {
    let blank = |id: &'static str, label: &'static str, value: &Option<String>, blank: Blank| {
        let oninput = wish.reform(move |event: InputEvent| {
            let input = event.target_dyn_into::<HtmlInputElement>();
            Intent::FillCause(blank, input.map(|input| input.value()).unwrap_or_default())
        });
        html! {
            <div class="field">
                <label for={id}>{ label }</label>
                <input {id} name={id} type="text" inputmode="email" autocomplete="off" autocapitalize="none"
                    spellcheck="false" dir="ltr" maxlength="300" value={value.clone().unwrap_or_default()} {oninput} />
            </div>
        }
    };
    html! {
        <details class="values question">
            <summary>{ text::VALUES }</summary>
            <p class="hint">{ text::VALUES_HINT }</p>
            { blank("value-mailbox", text::MAILBOX, &values.mailbox, Blank::Mailbox) }
            { blank("value-account", text::ACCOUNT, &values.account, Blank::Account) }
        </details>
    }
}

fn blocks(page: &Page, values: &Values, wish: &Callback<Intent>) -> Html {
    let run = |run: &Vec<Inline>| inlines(run, values, wish);
    let list = |items: &Vec<Vec<Inline>>| html! { { for items.iter().map(|item| html! { <li>{ run(item) }</li> }) } };
    let block = |block: &Block| match block {
        Block::Section(text) => html! { <h2>{ text.clone() }</h2> },
        Block::Actor(text) => html! { <h3>{ text.clone() }</h3> },
        Block::Text(text) => html! { <div class="text">{ run(text) }</div> },
        Block::Steps(items) => html! { <ol class="instructions">{ list(items) }</ol> },
        Block::Points(items) => html! { <ul class="plain">{ list(items) }</ul> },
    };
    html! { { for page.blocks.iter().map(block) } }
}

fn inlines(run: &[Inline], values: &Values, wish: &Callback<Intent>) -> Html {
    let mut drawn = Vec::with_capacity(run.len());
    let mut after_command = false;
    for inline in run {
        let command = matches!(inline, Inline::Code(code) if is_command(code));
        match inline {
            // A command has lines of its own: what follows begins a new one, without the mark that ended the old.
            Inline::Words(words) if after_command => {
                let words = words.trim_start_matches(['.', ',', ';', ' ']);
                drawn.push(html! { <span>{ words.to_owned() }</span> });
            }
            inline => drawn.push(self::inline(inline, values, wish)),
        }
        after_command = command;
    }
    drawn.into_iter().collect()
}

fn inline(inline: &Inline, values: &Values, wish: &Callback<Intent>) -> Html {
    match inline {
        Inline::Words(text) => html! { <span>{ text.clone() }</span> },
        Inline::Link(address) => external(address),
        Inline::Code(code) => {
            // What cannot be quoted leaves its place open.
            let filled = values.command(code).unwrap_or_else(|| code.clone());
            if is_command(code) {
                block_to_copy(&filled, wish)
            } else {
                html! { <code dir="ltr">{ filled }</code> }
            }
        }
    }
}

/// Whether it is something to run, and not only named: a verb and a noun of PowerShell with its parameters.
fn is_command(code: &str) -> bool {
    const VERBS: [&str; 12] = [
        "Add-", "Connect-", "Enable-", "Get-", "Invoke-", "New-", "Remove-", "Resolve-",
        "Restore-", "Set-", "Test-", "Update-",
    ];
    code.len() >= LONG && code.contains(' ') && VERBS.iter().any(|verb| code.starts_with(verb))
}
