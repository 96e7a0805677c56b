//! The address that the browser is sent to.

use oauth2::basic::BasicClient;
use oauth2::url::{Host, ParseError, Url};
use oauth2::{AuthUrl, ClientId, CsrfToken, RedirectUrl, Scope};
use shared::plan::Protocol;
use shared::provider::Provider;

use crate::signin::pkce::Secrets;

/// Asks the provider to ask (OpenID Connect Core §3.1.2.1).
const PROMPT: &str = "prompt";

/// One authorisation request (RFC 6749 §4.1.1).
pub struct Redirect<'a> {
    /// The provider's entry.
    pub provider: &'a Provider,
    /// The one redirect URI.
    pub redirect_uri: &'a str,
    /// What will be checked: it decides the scopes.
    pub protocols: &'a [Protocol],
    /// This sign-in's secrets.
    pub secrets: &'a Secrets,
    /// The account to suggest.
    pub login_hint: Option<&'a str>,
    /// True when the provider has to ask who signs in, even if its entry names no `prompt`.
    pub again: bool,
    /// True when the sign-in is to be tried for its length: then offline access is asked for.
    pub will_last: bool,
}

/// Why a provider's entry gives no address.
#[derive(Debug, thiserror::Error)]
pub enum RedirectError {
    /// The operator has not set it up.
    #[error("the provider has no client id")]
    NoClientId,
    /// An address is none.
    #[error("the provider's address cannot be read: {0}")]
    NotAnAddress(#[from] ParseError),
    /// Not encrypted, and not on this computer.
    #[error("the provider's address is not https")]
    NotEncrypted,
}

impl Redirect<'_> {
    /// The address.
    ///
    /// # Errors
    /// When the provider's entry cannot be used.
    pub fn url(&self) -> Result<Url, RedirectError> {
        let provider = self.provider;
        let id = provider
            .client_id
            .as_ref()
            .ok_or(RedirectError::NoClientId)?;
        let authorize = AuthUrl::new(provider.authorize_url.clone())?;
        if !encrypted(authorize.url()) {
            return Err(RedirectError::NotEncrypted);
        }
        let client = BasicClient::new(ClientId::new(id.clone()))
            .set_auth_uri(authorize)
            .set_redirect_uri(RedirectUrl::new(self.redirect_uri.to_owned())?);
        let offline = provider.offline.as_ref().filter(|_| self.will_last);
        let mut scopes = provider.scopes(self.protocols);
        scopes.extend(
            offline
                .into_iter()
                .flat_map(|offline| offline.scopes.clone()),
        );
        let openid = scopes.iter().any(|scope| scope == "openid");
        let mut request = client
            .authorize_url(|| CsrfToken::new(self.secrets.state.clone()))
            .set_pkce_challenge(self.secrets.challenge())
            .add_scopes(scopes.into_iter().map(Scope::new));
        if openid {
            request = request.add_extra_param("nonce", &self.secrets.nonce);
        }
        if let Some(hint) = self.login_hint {
            request = request.add_extra_param("login_hint", hint);
        }
        let parameters = offline.into_iter().flat_map(|offline| &offline.parameters);
        for (name, value) in parameters.filter(|(name, _)| *name != PROMPT) {
            request = request.add_extra_param(name, value);
        }
        let ask_anew = self.again.then_some("login");
        // `prompt` is a list (OpenID Connect Core §3.1.2.1): consent for offline access takes no choice of account away.
        let for_offline = offline.and_then(|offline| offline.parameters.get(PROMPT));
        let usual = provider.prompt.as_deref().or(ask_anew);
        let prompts: Vec<&str> = usual
            .into_iter()
            .chain(for_offline.map(String::as_str))
            .collect();
        if !prompts.is_empty() {
            request = request.add_extra_param(PROMPT, prompts.join(" "));
        }
        Ok(request.url().0)
    }
}

/// A demo and a lab run on this computer without TLS; everything else is encrypted.
fn encrypted(url: &Url) -> bool {
    let here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && here)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use shared::provider::Offline;

    use super::*;
    use crate::state::fixture::provider;

    fn secrets() -> Secrets {
        Secrets {
            verifier: "the-verifier-stays-here-and-is-43-characters".into(),
            state: "the-state".into(),
            nonce: "the-nonce".into(),
        }
    }

    fn request(provider: &Provider, hint: Option<&str>, again: bool) -> BTreeMap<String, String> {
        let url = Redirect {
            provider,
            redirect_uri: "http://localhost:8080/oauth/callback",
            protocols: &[Protocol::Imap],
            secrets: &secrets(),
            login_hint: hint,
            again,
            will_last: false,
        }
        .url()
        .unwrap();
        assert!(url.as_str().starts_with(&provider.authorize_url));
        let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        let map: BTreeMap<_, _> = pairs.iter().cloned().collect();
        assert_eq!(map.len(), pairs.len(), "each parameter once");
        map
    }

    /// the code flow with S256, whatever an entry says.
    #[test]
    fn it_asks_for_a_code_with_s256_and_nothing_else() {
        let asked = request(&provider("demo"), Some("alex@demo.test"), false);
        let expected = [
            ("client_id", "greencheck"),
            ("code_challenge", secrets().challenge().as_str()),
            ("code_challenge_method", "S256"),
            ("login_hint", "alex@demo.test"),
            ("nonce", "the-nonce"),
            ("prompt", "select_account"),
            ("redirect_uri", "http://localhost:8080/oauth/callback"),
            ("response_type", "code"),
            (
                "scope",
                "openid profile email https://outlook.demo.test/IMAP.AccessAsUser.All",
            ),
            ("state", "the-state"),
        ]
        .map(|(k, v)| (k.to_owned(), v.to_owned()));
        assert_eq!(asked, BTreeMap::from(expected));
    }

    #[test]
    fn without_openid_there_is_no_nonce_and_without_an_entry_no_prompt() {
        let mut plain = provider("plain");
        plain.identity_scopes = Vec::new();
        plain.prompt = None;
        let asked = request(&plain, None, false);
        for absent in ["nonce", "prompt", "login_hint"] {
            assert!(!asked.contains_key(absent), "{absent}");
        }
        assert_eq!(request(&plain, None, true)["prompt"], "login");
    }

    /// offline access is asked for only where the sign-in is to be tried for its length.
    #[test]
    fn offline_access_is_asked_for_when_it_is_to_be_tried() {
        let mut entry = provider("demo");
        entry.offline = Some(Offline {
            scopes: vec!["offline_access".into()],
            parameters: BTreeMap::from([("prompt".into(), "consent".into())]),
        });
        let asked = |will_last| {
            let redirect = Redirect {
                provider: &entry,
                redirect_uri: "http://localhost:8080/oauth/callback",
                protocols: &[Protocol::Imap],
                secrets: &secrets(),
                login_hint: None,
                again: false,
                will_last,
            };
            redirect.url().unwrap().to_string()
        };
        let (yes, no) = (asked(true), asked(false));
        assert!(yes.contains("offline_access") && yes.contains("prompt=select_account+consent"));
        assert!(!no.contains("offline_access") && no.contains("prompt=select_account"));
    }

    #[test]
    fn only_an_encrypted_address_or_one_on_this_computer_is_gone_to() {
        let url = |authorize: &str| {
            let mut entry = provider("demo");
            entry.authorize_url = authorize.into();
            Redirect {
                provider: &entry,
                redirect_uri: "http://localhost:8080/oauth/callback",
                protocols: &[Protocol::Imap],
                secrets: &secrets(),
                login_hint: None,
                again: false,
                will_last: false,
            }
            .url()
            .map(|_| ())
        };
        for good in [
            "https://login.example/a",
            "http://localhost:1/a",
            "http://127.0.0.1:1/a",
            "http://[::1]/a",
        ] {
            assert!(url(good).is_ok(), "{good}");
        }
        for bad in [
            "http://login.example/a",
            "http://localhost.example/a",
            "javascript:alert(1)",
            "data:text/html,x",
        ] {
            assert!(
                matches!(url(bad), Err(RedirectError::NotEncrypted)),
                "{bad}"
            );
        }
        assert!(matches!(
            url("nowhere"),
            Err(RedirectError::NotAnAddress(_))
        ));
    }
}
