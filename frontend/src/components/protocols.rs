//! Which protocols are tried, where the provider has several.

use shared::plan::Protocol;
use shared::provider::Provider;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::field::{PROTOCOLS, wrong};
use crate::intent::Intent;
use crate::state::{Edit, Form};
use crate::text::ask;

/// A group of boxes to tick.
pub fn protocols(provider: Option<&Provider>, form: &Form, wish: &Callback<Intent>) -> Html {
    let Some(provider) = provider.filter(|provider| provider.protocols.len() > 1) else {
        return Html::default();
    };
    let problem = form.problems.protocols;
    let ticked = form.protocols_at(provider);
    let all = &provider.protocols;
    let one = all
        .iter()
        .all(|protocol| provider.mail_scopes(*protocol) == provider.mail_scopes(all[0]));
    let hint = if one {
        ask::PROTOCOLS_HINT_ONE
    } else {
        ask::PROTOCOLS_HINT
    };
    let boxes = provider.protocols.iter().enumerate();
    html! {
        <fieldset class="field" aria-describedby={PROTOCOLS.described_by(problem)}>
            <legend>{ ask::PROTOCOLS }</legend>
            <p class="hint" id={PROTOCOLS.hint}>{ hint }</p>
            <div class="choices">
                { for boxes.map(|(at, protocol)| {
                    let wrong = problem && at == 0;
                    choice(*protocol, ticked.contains(protocol), wrong, wish)
                }) }
            </div>
            { wrong(PROTOCOLS, problem.then(|| ask::NO_PROTOCOL.to_owned())) }
        </fieldset>
    }
}

fn choice(protocol: Protocol, ticked: bool, wrong: bool, wish: &Callback<Intent>) -> Html {
    let onchange = wish.reform(move |event: Event| {
        let input = event.target_dyn_into::<HtmlInputElement>();
        let ticked = input.is_some_and(|input| input.checked());
        Intent::Edit(Edit::Protocol(protocol, ticked))
    });
    html! {
        <label class="choice">
            <input type="checkbox" name="protocol" value={protocol.code()} checked={ticked} {onchange}
                aria-invalid={wrong.then_some("true")} />
            <span>{ ask::protocol(protocol) }</span>
        </label>
    }
}
