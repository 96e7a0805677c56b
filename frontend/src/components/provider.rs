//! The provider: guessed from the address, said how, changeable.

use shared::provider::Provider;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::field::{self, PROVIDER};
use crate::guess::Guess;
use crate::intent::Intent;
use crate::state::{Edit, ProviderProblem};
use crate::text::ask;

/// What is offered and what counts.
#[derive(Properties, PartialEq)]
pub struct ProviderFieldProps {
    /// The list.
    pub providers: Vec<Provider>,
    /// The one that counts, and how it is known.
    pub chosen: Option<(Provider, Guess)>,
    /// The mailbox as typed: the guess is made from it.
    pub mailbox: String,
    /// Whose page this is.
    pub operator: Option<String>,
    /// What was wrong when the form was sent.
    pub problem: Option<ProviderProblem>,
    /// Takes the edit.
    pub wish: Callback<Intent>,
}

/// The select with its hint.
#[component]
pub fn ProviderField(props: &ProviderFieldProps) -> Html {
    let node = use_node_ref();
    let value = props
        .chosen
        .as_ref()
        .map(|(entry, _)| entry.id.to_string())
        .unwrap_or_default();
    {
        // A select keeps a choice of its own, which the state overrules after every drawing.
        let (node, value) = (node.clone(), value.clone());
        use_effect(move || {
            if let Some(select) = node.cast::<HtmlSelectElement>() {
                select.set_value(&value);
            }
        });
    }
    let onchange = props.wish.reform(|event: Event| {
        let select = event.target_dyn_into::<HtmlSelectElement>();
        let chosen = select.and_then(|select| select.value().parse().ok());
        Intent::Edit(Edit::Provider(chosen))
    });
    let problem = problem(props);
    let hint = props.chosen.as_ref().map_or_else(
        || ask::PROVIDER_HINT.to_owned(),
        |(_, how)| ask::guessed(*how, &props.mailbox),
    );
    let control = html! {
        <div class="select">
            <select ref={node} id={PROVIDER.id} name="provider" {onchange}
                aria-invalid={problem.is_some().then_some("true")}
                aria-describedby={PROVIDER.described_by(problem.is_some())}>
                if props.chosen.is_none() {
                    <option key="" value="">{ ask::PROVIDER_CHOOSE }</option>
                }
                { for props.providers.iter().map(option) }
            </select>
        </div>
    };
    field::field(PROVIDER, ask::PROVIDER, &hint, problem, control)
}

fn option(entry: &Provider) -> Html {
    let id = entry.id.to_string();
    html! { <option key={id.clone()} value={id}>{ ask::provider(entry) }</option> }
}

/// A provider that cannot be used says so as soon as it counts, not only when the form is sent.
fn problem(props: &ProviderFieldProps) -> Option<String> {
    let found = match &props.chosen {
        Some((entry, _)) => ProviderProblem::of(entry),
        None => props.problem,
    }?;
    let name = props.chosen.as_ref().map_or("", |(entry, _)| &entry.name);
    Some(ask::provider_problem(
        found,
        name,
        props.operator.as_deref(),
    ))
}
