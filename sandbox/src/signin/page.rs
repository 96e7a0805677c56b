//! What a person sees: plain HTML without scripts.

pub mod device;

use crate::applications::Application;
use crate::mailboxes::{Answer, MAILBOXES};
use crate::people::{self, Person};
use crate::provider::{OFFLINE_ACCESS, Provider};
use crate::signin::authorize::{Parameters, Request};
use shared::plan::Protocol;

/// The style of every page here.
pub const STYLE: &str = include_str!("style.css");

/// The list of people. `parameters` go along unchanged, so that nothing about the request is kept here.
pub fn ask(request: &Request, parameters: &Parameters) -> String {
    let application = request.application;
    let provider = application.provider.name();
    let hint = request.hint.as_deref();
    let hinted = hint.map_or_else(String::new, |hint| {
        format!(
            "<p>{} suggests <strong>{}</strong>.</p>",
            escape(application.name),
            escape(hint)
        )
    });
    page(
        &format!("Sign in – {provider}"),
        &format!(
            "<h1>{provider}</h1>\n{PRETEND}\n\
             <h2>Who signs in?</h2>\n{hinted}\n\
             <form method=\"post\" action=\"authorize\">\n{hidden}<ul class=\"people\">\n{people}</ul>\n\
             <h2>What {name} asks for</h2>\n<ul>\n{scopes}</ul>\n\
             <p><button class=\"refuse\" name=\"refuse\" value=\"yes\">Refuse</button></p>\n</form>",
            hidden = hidden(parameters),
            people = buttons(application.provider, hint),
            name = escape(application.name),
            scopes = wishes(application.provider, &request.scopes),
        ),
    )
}

/// What every page of a sign-in says first.
const PRETEND: &str = "<p class=\"pretend\" role=\"note\"><strong>This provider is pretend.</strong> Nobody here is real, \
     there are no passwords, and whoever you choose signs in.</p>";

/// A button for each person, the hinted one first.
fn buttons(provider: Provider, hint: Option<&str>) -> String {
    let people = people::of(provider, hint).into_iter().map(|person| {
        format!(
            "<li><button name=\"person\" value=\"{address}\"><strong>{name}</strong> \
             <span>{address}</span> <small>{about}</small></button></li>\n",
            address = escape(person.address),
            name = escape(person.name),
            about = escape(person.about),
        )
    });
    people.collect::<Vec<_>>().concat()
}

/// What the scopes mean, in lines of a list.
fn wishes(provider: Provider, scopes: &[String]) -> String {
    let lines = scopes.iter().map(|scope| {
        let meaning = meaning(provider, scope);
        format!("<li>{meaning} <code>{}</code></li>\n", escape(scope))
    });
    lines.collect::<Vec<_>>().concat()
}

/// The person may not consent, and is kept here: Microsoft's page has no way back to the application either, except one
/// that few people find.
pub fn needs_approval(person: &Person, application: &Application) -> String {
    page(
        "Need admin approval",
        &format!(
            "<h1>Need admin approval</h1>\n\
             <p><strong>{name}</strong> wants permissions that only an administrator of {provider} can give. Ask one to \
             approve {name}, then sign in again.</p>\n\
             <p>You are signed in as {address}.</p>\n\
             <p>This is a pretend provider, and nobody is sent back to the application from here.</p>",
            name = escape(application.name),
            provider = application.provider.name(),
            address = escape(person.address),
        ),
    )
}

/// A request that cannot be answered, and nobody can be sent back.
pub fn problem(why: &str) -> String {
    page(
        "Cannot sign in",
        &format!(
            "<h1>Cannot sign in</h1>\n<p>{}</p>\n<p>This is a pretend provider. Nobody is sent back to \
             the application from here.</p>",
            escape(why)
        ),
    )
}

/// What Exchange Online PowerShell would print about each mailbox that a check leaves in doubt.
pub fn exchange() -> String {
    let answers: Vec<String> = MAILBOXES
        .iter()
        .flat_map(|row| row.answers.iter().map(move |answer| (row.mailbox, answer)))
        .filter_map(|(mailbox, answer)| match answer {
            Answer::Exchange(text) => Some((mailbox, *text)),
            Answer::Switch(_) | Answer::WebMail(_) => None,
        })
        .map(|(mailbox, text)| {
            format!(
                "<h2>{}</h2>\n<pre>{}</pre>\n",
                escape(mailbox),
                escape(text)
            )
        })
        .collect();
    page(
        "Pretend PowerShell",
        &format!(
            "<h1>Pretend PowerShell</h1>\n<p>What an administrator would paste after running the read-only block that \
             the page shows. Nobody here is real.</p>\n{}",
            answers.concat()
        ),
    )
}

/// What is here.
pub fn front_door() -> String {
    let providers: Vec<String> = Provider::ALL
        .iter()
        .map(|provider| {
            format!(
                "<li>{}: <a href=\"/{path}/.well-known/openid-configuration\">configuration</a></li>\n",
                provider.name(),
                path = provider.path(provider.tenant()),
            )
        })
        .collect();
    page(
        "Pretend providers",
        &format!(
            "<h1>Pretend providers</h1>\n<p>The Greencheck sandbox. Nobody here is real.</p>\n\
             <ul>\n{}</ul>\n<p><a href=\"/exchange\">What PowerShell would print</a></p>\n\
             <p><a href=\"/device\">The code of another device</a></p>",
            providers.concat()
        ),
    )
}

fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<link rel=\"stylesheet\" href=\"/style.css\">\n</head>\n\
         <body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )
}

fn hidden(parameters: &Parameters) -> String {
    [
        ("response_type", &parameters.response_type),
        ("client_id", &parameters.client_id),
        ("redirect_uri", &parameters.redirect_uri),
        ("scope", &parameters.scope),
        ("state", &parameters.state),
        ("nonce", &parameters.nonce),
        ("code_challenge", &parameters.code_challenge),
        ("code_challenge_method", &parameters.code_challenge_method),
        ("login_hint", &parameters.login_hint),
        ("prompt", &parameters.prompt),
        ("access_type", &parameters.access_type),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value.as_deref()?)))
    .map(|(name, value)| {
        let value = escape(value);
        format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">\n")
    })
    .collect::<Vec<_>>()
    .concat()
}

fn meaning(provider: Provider, scope: &str) -> &'static str {
    match provider.protocol_of(scope) {
        Some(Protocol::Imap) => return "Open your mailboxes over IMAP, with everything in them.",
        Some(Protocol::Pop) => return "Open your mailboxes over POP3, with everything in them.",
        Some(Protocol::Smtp) => return "Send mail as you.",
        None => {}
    }
    match scope {
        "openid" => "Know that it is you.",
        "profile" => "See your name.",
        OFFLINE_ACCESS => "Do all this while you are away.",
        _ => "See your address.",
    }
}

fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::applications::APPLICATIONS;

    fn shown(hint: &str) -> String {
        let parameters = Parameters {
            state: Some("\"><script>".into()),
            ..Parameters::default()
        };
        let request = Request {
            application: &APPLICATIONS[0],
            offline: false,
            scopes: vec![
                "openid".into(),
                Provider::Demo.mail_scope(Protocol::Imap).into(),
            ],
            state: None,
            nonce: None,
            challenge: String::new(),
            hint: Some(hint.to_owned()),
        };
        ask(&request, &parameters)
    }

    #[test]
    fn the_hinted_person_is_the_first_button() {
        let page = shown("pat@demo.test");
        let place = |address: &str| page.find(&format!("value=\"{address}\"")).unwrap();
        assert!(place("pat@demo.test") < place("alex@demo.test"));
        assert!(page.contains("This provider is pretend."));
        assert!(page.contains("Open your mailboxes over IMAP"));
    }

    #[test]
    fn the_answers_of_powershell_can_be_copied() {
        let page = exchange();
        assert!(
            page.contains("<h2>support@demo.test</h2>\n<pre>RecipientTypeDetails : SharedMailbox")
        );
        assert!(page.contains("couldn&#39;t be found"));
    }

    #[test]
    fn what_comes_with_the_request_stays_text() {
        let page = shown("<img src=x>");
        assert!(!page.contains("<script") && !page.contains("<img"));
        assert!(page.contains("value=\"&quot;&gt;&lt;script&gt;\""));
        assert!(page.contains("&lt;img src=x&gt;"));
    }
}
