//! A line that somebody types: an address, or an id.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::field::Names;
use crate::intent::Intent;

/// What differs from one such line to the next.
pub struct Line<'a> {
    /// Its names.
    pub names: Names,
    /// The name that the form knows it by.
    pub name: &'static str,
    /// What stands in it.
    pub typed: &'a str,
    /// It is an address: a keyboard on glass shows the @.
    pub address: bool,
    /// The browser may offer what was typed before.
    pub remembered: bool,
    /// Something is wrong with it.
    pub wrong: bool,
    /// It does not count now.
    pub disabled: bool,
}

/// The line; `edit` makes a wish of what is typed.
pub fn line(
    line: &Line<'_>,
    wish: &Callback<Intent>,
    edit: impl Fn(String) -> Intent + 'static,
) -> Html {
    let oninput = wish.reform(move |event: InputEvent| {
        let input = event.target_dyn_into::<HtmlInputElement>();
        edit(input.map(|input| input.value()).unwrap_or_default())
    });
    let remembered = line.address && line.remembered;
    html! {
        <input id={line.names.id} name={line.name} type="text" inputmode={line.address.then_some("email")}
            autocomplete={if remembered { "email" } else { "off" }} autocapitalize="none" autocorrect="off"
            spellcheck="false" dir="ltr" maxlength="300" value={line.typed.to_owned()} disabled={line.disabled} {oninput}
            aria-invalid={line.wrong.then_some("true")} aria-describedby={line.names.described_by(line.wrong)} />
    }
}
