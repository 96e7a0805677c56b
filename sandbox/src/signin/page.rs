//! What a person sees: plain HTML without scripts.

use crate::mailboxes::{Answer, MAILBOXES};
use crate::people;
use crate::provider::Provider;
use crate::signin::authorize::{Parameters, Request};
use shared::plan::Protocol;

/// The style of every page here.
pub const STYLE: &str = include_str!("style.css");

/// The list of people. `parameters` go along unchanged, so that nothing about the request is kept here.
pub fn ask(request: &Request, parameters: &Parameters) -> String {
    let provider = request.provider.name();
    let hint = request.hint.as_deref();
    let people: Vec<String> = people::of(request.provider, hint)
        .into_iter()
        .map(|person| {
            format!(
                "<li><button name=\"person\" value=\"{address}\"><strong>{name}</strong> \
                 <span>{address}</span> <small>{about}</small></button></li>\n",
                address = escape(person.address),
                name = escape(person.name),
                about = escape(person.about),
            )
        })
        .collect();
    let scopes: Vec<String> = request
        .scopes
        .iter()
        .map(|scope| {
            let meaning = meaning(request.provider, scope);
            format!("<li>{meaning} <code>{}</code></li>\n", escape(scope))
        })
        .collect();
    let hinted = hint.map_or_else(String::new, |hint| {
        format!(
            "<p>Greencheck suggests <strong>{}</strong>.</p>",
            escape(hint)
        )
    });
    page(
        &format!("Sign in – {provider}"),
        &format!(
            "<h1>{provider}</h1>\n\
             <p class=\"pretend\" role=\"note\"><strong>This provider is pretend.</strong> Nobody here is real, \
             there are no passwords, and whoever you choose signs in.</p>\n\
             <h2>Who signs in?</h2>\n{hinted}\n\
             <form method=\"post\" action=\"authorize\">\n{hidden}<ul class=\"people\">\n{people}</ul>\n\
             <h2>What Greencheck asks for</h2>\n<ul>\n{scopes}</ul>\n\
             <p><button class=\"refuse\" name=\"refuse\" value=\"yes\">Refuse</button></p>\n</form>",
            people = people.concat(),
            hidden = hidden(parameters),
            scopes = scopes.concat(),
        ),
    )
}

/// A request that cannot be answered, and nobody can be sent back.
pub fn problem(why: &str) -> String {
    page(
        "Cannot sign in",
        &format!(
            "<h1>Cannot sign in</h1>\n<p>{}</p>\n<p>This is a pretend provider. Nobody was sent back to \
             the application, because its address is not known to be right.</p>",
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
                "<li>{}: <a href=\"/{id}/.well-known/openid-configuration\">configuration</a></li>\n",
                provider.name(),
                id = provider.id(),
            )
        })
        .collect();
    page(
        "Pretend providers",
        &format!(
            "<h1>Pretend providers</h1>\n<p>The Greencheck sandbox. Nobody here is real.</p>\n\
             <ul>\n{}</ul>\n<p><a href=\"/exchange\">What PowerShell would print</a></p>",
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

    fn shown(hint: &str) -> String {
        let parameters = Parameters {
            state: Some("\"><script>".into()),
            ..Parameters::default()
        };
        let request = Request {
            provider: Provider::Demo,
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
