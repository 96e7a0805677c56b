//! How the token is obtained: the ways that this provider has here, and what the chosen one needs.

use shared::path::{AppProblem, SignInPath};
use shared::provider::{Provider, PublicConfig};
use shared::remedy::consent;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::field::{Names, field, wrong as wrong_about};
use super::finding::block_to_copy;
use super::input::{Line, line};
use crate::found;
use crate::intent::Intent;
use crate::state::{Edit, Form};
use crate::text::path as text;

const CLIENT_ID: Names = Names {
    id: "client-id",
    hint: "client-id-hint",
    problem: "client-id-problem",
};
const TENANT: Names = Names {
    id: "tenant",
    hint: "tenant-hint",
    problem: "tenant-problem",
};

const STRANGER: Names = Names {
    id: "knows-app",
    hint: "stranger-hint",
    problem: "stranger-problem",
};

/// The choice, where there is one, and what belongs to it. `here` when whoever signs in does so from this window.
pub fn ways(
    config: &PublicConfig,
    entry: &Provider,
    form: &Form,
    here: bool,
    wish: &Callback<Intent>,
) -> Html {
    let chosen = form.path_at(entry);
    let named = form.app_at(entry).and_then(|app| entry.with_app(&app));
    html! {
        <>
            if entry.paths.len() > 1 {
                <fieldset class="field ways">
                    <legend>{ text::HEADING }</legend>
                    <div class="choices">
                        { for entry.paths.iter().map(|path| choice(*path, chosen, wish)) }
                    </div>
                </fieldset>
            }
            if chosen == SignInPath::Operator && text::may_need_approval(entry) && entry.paths.contains(&SignInPath::OwnApp) {
                { approval(config, entry, form, wish) }
            }
            if chosen.names_app() { { app(entry, form, wish) } }
            if chosen == SignInPath::OwnApp {
                { redirect(config, named.as_ref().unwrap_or(entry), form, wish) }
            }
            if here && form.from_stranger(Some(entry)) { { stranger(form, wish) } }
            if text::secret_later(entry, chosen) { <p class="hint">{ text::SECRET_LATER }</p> }
            if chosen == SignInPath::Operator && entry.offline.is_some() { { will_last(form.will_last, wish) } }
        </>
    }
}

/// An administrator may have to approve this page's application, and can be asked before anybody signs in.
fn approval(config: &PublicConfig, entry: &Provider, form: &Form, wish: &Callback<Intent>) -> Html {
    let operator = config.operator.as_deref().unwrap_or(crate::text::PRODUCT);
    let link = consent::link(consent::Wanted {
        provider: entry,
        tenant: found::of(form, &form.mailbox).and_then(|found| found.tenant.as_deref()),
        protocols: &form.protocols_at(entry),
        redirect_uri: &config.redirect_uri(entry),
    });
    html! {
        <div class="aside" data-note="approval">
            <p>{ text::approval(&entry.name) }</p>
            { for link.map(|link| html! {
                <details>
                    <summary>{ text::CONSENT }</summary>
                    <p>{ text::CONSENT_HINT }</p>
                    { block_to_copy(&text::consent_message(operator, &link), wish) }
                </details>
            }) }
        </div>
    }
}

fn choice(path: SignInPath, chosen: SignInPath, wish: &Callback<Intent>) -> Html {
    let onchange = wish.reform(move |_: Event| Intent::Edit(Edit::Path(path)));
    let code = path.code();
    let hint = format!("way-{code}");
    html! {
        <label class="choice">
            <input type="radio" name="way" value={code} checked={path == chosen} {onchange} aria-describedby={hint.clone()} />
            <span>{ text::name(path) }<span class="hint" id={hint}>{ text::proves(path) }</span></span>
        </label>
    }
}

fn app(entry: &Provider, form: &Form, wish: &Callback<Intent>) -> Html {
    let problem = form.problems.app;
    let of_tenant = matches!(
        problem,
        Some(AppProblem::NoTenant | AppProblem::Tenant | AppProblem::TenantOfMany)
    );
    let words = problem.map(|problem| text::app_problem(problem).to_owned());
    let (client, tenant) = if of_tenant {
        (None, words)
    } else {
        (words, None)
    };
    let guids = entry.has_tenants();
    let id = id_line(
        CLIENT_ID,
        &form.client_id,
        client.is_some(),
        wish,
        Edit::ClientId,
    );
    let directory = id_line(TENANT, &form.tenant, tenant.is_some(), wish, Edit::Tenant);
    html! {
        <>
            { field(CLIENT_ID, text::CLIENT_ID, text::client_id_hint(guids), client, id) }
            if guids { { field(TENANT, text::TENANT, text::TENANT_HINT, tenant, directory) } }
        </>
    }
}

fn id_line(
    names: Names,
    typed: &str,
    wrong: bool,
    wish: &Callback<Intent>,
    edit: fn(String) -> Edit,
) -> Html {
    let id = Line {
        names,
        name: names.id,
        typed,
        address: false,
        remembered: false,
        wrong,
        disabled: false,
    };
    line(&id, wish, move |typed| Intent::Edit(edit(typed)))
}

/// What the asker's registration has to have, before anybody leaves for it.
fn redirect(config: &PublicConfig, entry: &Provider, form: &Form, wish: &Callback<Intent>) -> Html {
    let uri = config.redirect_uri(entry);
    let platform = entry.own_app.as_ref().map(|own| own.platform.clone());
    let protocols = form.protocols_at(entry);
    html! {
        <div class="field" data-own-app="redirect">
            <p class="label">{ text::REDIRECT }</p>
            <p class="hint">{ text::redirect_hint(&platform.unwrap_or_default()) }</p>
            { block_to_copy(&uri, wish) }
            <p class="label">{ text::SCOPES }</p>
            <p class="hint">{ text::SCOPES_HINT }</p>
            <pre dir="ltr"><code>{ entry.scopes(&protocols).join(" ") }</code></pre>
        </div>
    }
}

/// Whoever registered an application can ask for mail with it: a link's is not signed in to unseen.
pub fn stranger(form: &Form, wish: &Callback<Intent>) -> Html {
    let wrong = form.problems.stranger;
    let onchange = wish.reform(|event: Event| {
        let input = event.target_dyn_into::<HtmlInputElement>();
        Intent::Edit(Edit::KnowsApp(input.is_some_and(|input| input.checked())))
    });
    html! {
        <div class="field card amber" data-note="stranger">
            <p id={STRANGER.hint}>{ text::STRANGER }</p>
            <label class="choice alone">
                <input id={STRANGER.id} type="checkbox" name="knows-app" checked={form.knows_app} {onchange}
                    aria-invalid={wrong.then_some("true")} aria-describedby={STRANGER.described_by(wrong)} />
                <span>{ text::KNOWS_APP }</span>
            </label>
            { wrong_about(STRANGER, wrong.then(|| text::KNOWS_APP_FIRST.to_owned())) }
        </div>
    }
}

fn will_last(ticked: bool, wish: &Callback<Intent>) -> Html {
    let onchange = wish.reform(|event: Event| {
        let input = event.target_dyn_into::<HtmlInputElement>();
        Intent::Edit(Edit::WillLast(input.is_some_and(|input| input.checked())))
    });
    html! {
        <div class="field">
            <label class="choice alone">
                <input type="checkbox" name="will-last" checked={ticked} {onchange} aria-describedby="will-last-hint" />
                <span>{ text::WILL_LAST }</span>
            </label>
            <p class="hint" id="will-last-hint">{ text::WILL_LAST_HINT }</p>
        </div>
    }
}
