//! The provider of an address, as far as an address tells.

use shared::path::SignInPath;
use shared::provider::Provider;

/// How the form knows its provider.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Guess {
    /// The person chose it.
    ByHand,
    /// A link chose it.
    ByLink,
    /// Chosen by the portal around this frame.
    ByPortal,
    /// The address's domain is surely this provider's.
    ByDomain,
    /// The domain's directory, or where its mail goes, says so.
    Found,
    /// The operator says that most mailboxes here are there.
    Default,
    /// It is the only one that can be used here.
    OnlyOne,
}

/// The provider of a mailbox, typed so far; `None` when nothing tells.
pub fn guess<'a>(mailbox: &str, providers: &'a [Provider]) -> Option<(&'a Provider, Guess)> {
    let domain = mailbox.trim().rsplit_once('@').map(|(_, domain)| domain);
    let known = domain.and_then(|domain| {
        providers
            .iter()
            .find(|entry| entry.domains.iter().any(|known| covers(known, domain)))
    });
    if let Some(entry) = known {
        return Some((entry, Guess::ByDomain));
    }
    let mut usable = providers
        .iter()
        .filter(|entry| entry.paths.contains(&SignInPath::Operator));
    match (usable.next(), usable.next()) {
        (Some(only), None) => Some((only, Guess::OnlyOne)),
        _ => None,
    }
}

/// Whether a provider's entry names this domain: itself, or with a dot before it every domain below.
fn covers(known: &str, domain: &str) -> bool {
    if known.starts_with('.') {
        let start = domain.len().checked_sub(known.len());
        return start
            .and_then(|start| domain.get(start..))
            .is_some_and(|end| end.eq_ignore_ascii_case(known));
    }
    known.eq_ignore_ascii_case(domain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::fixture::provider;

    #[test]
    fn a_dot_before_a_domain_stands_for_all_below_it() {
        assert!(covers(".onmicrosoft.com", "contoso.OnMicrosoft.com"));
        for other in ["onmicrosoft.com", "contoso-onmicrosoft.com", "é.com", ""] {
            assert!(!covers(".onmicrosoft.com", other), "{other}");
        }
        assert!(covers("gmail.com", "GMail.com") && !covers("gmail.com", "a.gmail.com"));
    }

    #[test]
    fn the_domain_tells_even_a_provider_that_is_not_set_up() {
        let mut google = provider("google");
        google.domains = vec!["gmail.com".into()];
        google.client_id = None;
        let providers = [provider("demo"), google];
        let (entry, how) = guess(" alex@GMail.com ", &providers).unwrap();
        assert_eq!((entry.id.as_str(), how), ("google", Guess::ByDomain));
    }

    #[test]
    fn the_only_usable_one_is_guessed_and_of_two_none() {
        let mut idle = provider("idle");
        idle.paths = vec![SignInPath::Token];
        let one = [provider("demo"), idle];
        let (entry, how) = guess("alex@example.org", &one).unwrap();
        assert_eq!((entry.id.as_str(), how), ("demo", Guess::OnlyOne));
        let two = [provider("demo"), provider("other")];
        assert_eq!(guess("alex@example.org", &two), None);
        assert_eq!(guess("alex", &[]), None);
    }
}
