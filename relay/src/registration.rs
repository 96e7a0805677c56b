//! What the operator has to register with each provider, said when the relay starts.

use shared::path::SignInPath;
use shared::provider::{Registration, redirect_uri};

use crate::config::Config;
use crate::provider::Entry;

/// In lines, for the terminal.
pub fn registration(config: &Config) -> String {
    let first = format!(
        "Greencheck listens on {} for {}",
        config.listen, config.public_url
    );
    if config.policy.providers.is_empty() {
        let hint = "  No provider is enabled: add a [[provider]] with an id and a client_id.";
        return [&first, hint].join("\n");
    }
    let entries = config.policy.providers.iter();
    let entries = entries.map(|entry| of_entry(entry, &config.public_url));
    [first]
        .into_iter()
        .chain(entries)
        .collect::<Vec<_>>()
        .join("\n")
}

fn of_entry(entry: &Entry, public_url: &str) -> String {
    let Entry {
        public, platform, ..
    } = entry;
    match public.registration {
        Registration::None => return format!("  {}, without OAuth: the page says so", public.name),
        Registration::Closed if !public.paths.contains(&SignInPath::Operator) => {
            return format!(
                "  {}, by a token by hand only: it registers no applications for mail",
                public.name
            );
        }
        _ => {}
    }
    let state = match &public.client_id {
        Some(client_id) if public.paths.contains(&SignInPath::Operator) => {
            format!("client id {client_id}")
        }
        Some(client_id) => {
            format!(
                "client id {client_id}, nobody signs in: without a secret, or left out by paths"
            )
        }
        None => "not set up: it has no client_id".to_owned(),
    };
    format!(
        "  {}, {state}\n    redirect URI to register: {}\n    platform type: {platform}",
        public.name,
        redirect_uri(public_url, public)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(providers: &str) -> String {
        let file = format!(
            "listen = \"127.0.0.1:8080\"\npublic_url = \"https://check.example\"\n{providers}"
        );
        registration(&Config::parse(&file, []).unwrap())
    }

    #[test]
    fn each_provider_says_what_to_register() {
        let providers = "[[provider]]\nid = \"microsoft-365\"\nclient_id = \"0f0f\"\n\
                         [[provider]]\nid = \"google\"";
        assert_eq!(
            said(providers),
            "Greencheck listens on 127.0.0.1:8080 for https://check.example\n  \
             Microsoft 365, client id 0f0f\n    \
             redirect URI to register: https://check.example/oauth/callback/microsoft-365\n    \
             platform type: Single-page application\n  \
             Google, not set up: it has no client_id\n    \
             redirect URI to register: https://check.example/oauth/callback/google\n    \
             platform type: Web application"
        );
    }

    #[test]
    fn what_cannot_be_registered_is_said_in_a_line() {
        let providers = "[[provider]]\nid = \"yahoo\"\n[[provider]]\nid = \"icloud\"";
        assert!(said(providers).ends_with(
            "for https://check.example\n  \
             Yahoo, by a token by hand only: it registers no applications for mail\n  \
             iCloud, without OAuth: the page says so"
        ));
    }

    #[test]
    fn an_application_whose_secret_is_missing_is_not_called_set_up() {
        let said = said("[[provider]]\nid = \"google\"\nclient_id = \"app\"");
        assert!(said.contains("Google, client id app, nobody signs in: without a secret"));
    }

    #[test]
    fn without_providers_it_says_how_to_add_one() {
        assert!(said("").ends_with("add a [[provider]] with an id and a client_id."));
    }
}
