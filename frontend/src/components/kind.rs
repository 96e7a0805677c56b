//! Whose mailbox it is.

use shared::request::MailboxKind;
use yew::prelude::*;

use crate::intent::Intent;
use crate::state::Edit;
use crate::text::ask;

/// A group of choices.
pub fn kinds(chosen: MailboxKind, wish: &Callback<Intent>) -> Html {
    html! {
        <fieldset class="field" aria-describedby="kind-hint">
            <legend>{ ask::KIND }</legend>
            <p class="hint" id="kind-hint">{ ask::KIND_HINT }</p>
            <div class="choices">
                { for MailboxKind::ALL.into_iter().map(|kind| choice(kind, chosen, wish)) }
            </div>
        </fieldset>
    }
}

fn choice(kind: MailboxKind, chosen: MailboxKind, wish: &Callback<Intent>) -> Html {
    let onchange = wish.reform(move |_: Event| Intent::Edit(Edit::Kind(kind)));
    html! {
        <label class="choice">
            <input type="radio" name="kind" value={kind.code()} checked={kind == chosen} {onchange} />
            <span>{ ask::kind(kind) }</span>
        </label>
    }
}
