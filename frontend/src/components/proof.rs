//! What a green verdict proves, and what it leaves open.

use shared::case::Case;
use yew::prelude::*;

use crate::text;
use crate::text::verdict;

/// Both lists.
pub fn proof(case: &Case) -> Html {
    let person = text::person(case);
    let path = case.ask.path;
    let proves = verdict::proves(&person, text::mailbox(case), &text::protocols(case), path);
    let account = case.signed_in_as().unwrap_or(&person);
    let open = verdict::does_not_prove(account, &case.provider, path);
    html! {
        <>
            <h2>{ verdict::PROVES }</h2>
            <ul class="ticked">{ for proves.into_iter().map(|sentence| html! { <li>{ sentence }</li> }) }</ul>
            <h2>{ verdict::DOES_NOT_PROVE }</h2>
            <p>{ verdict::STILL_FAILING }</p>
            <ol class="instructions">
                { for open.into_iter().map(|(what, next)| html! {
                    <li><p><strong>{ what }</strong>{ " " }{ next }</p></li>
                }) }
            </ol>
        </>
    }
}
