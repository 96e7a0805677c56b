//! The headers that every answer carries, and the policy of the page.

use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderMap, HeaderName, HeaderValue, InvalidHeaderValue,
    REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use shared::path::SignInPath;
use shared::provider::Redeem;

use crate::address;
use crate::config::Config;
use crate::provider::Entry;

/// For every answer that is no page: it may load nothing and be framed by nobody.
const NO_PAGE: &str = "default-src 'none'; frame-ancestors 'none'";

/// For whoever may be framed by nobody.
const NOBODY: &str = "'none'";

/// Nobody who frames or is framed by the page gets hold of these.
const PERMISSIONS: &str = "accelerometer=(), camera=(), clipboard-read=(), clipboard-write=(self), \
     display-capture=(), geolocation=(), gyroscope=(), hid=(), microphone=(), midi=(), payment=(), serial=(), usb=()";

/// Two years, as browsers ask for their lists of hosts.
const HTTPS_ONLY: &str = "max-age=63072000; includeSubDomains";

/// What the page is at an address: that decides who may hold it in a frame, and whether it holds one itself.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Stands {
    /// In a window of its own.
    Alone,
    /// In a portal's page.
    InAPortal,
    /// In a window of its own, with itself in a frame, as it will look in a portal.
    AroundItself,
}

/// What the settings decide about headers.
#[derive(Clone, Debug)]
pub struct Headers {
    everywhere: HeaderMap,
    /// The places that the page may connect to.
    connect: String,
    /// The pages that may hold the page in a frame, where it is made for that.
    portals: String,
}

impl Headers {
    /// From the settings.
    ///
    /// # Errors
    /// A setting holds what no header can.
    pub fn new(config: &Config) -> Result<Self, InvalidHeaderValue> {
        let mut everywhere = HeaderMap::new();
        for (name, value) in [
            (
                HeaderName::from_static("cross-origin-embedder-policy"),
                "require-corp",
            ),
            (
                HeaderName::from_static("cross-origin-opener-policy"),
                "same-origin",
            ),
            (
                HeaderName::from_static("cross-origin-resource-policy"),
                "same-origin",
            ),
            (HeaderName::from_static("permissions-policy"), PERMISSIONS),
            (REFERRER_POLICY, "no-referrer"),
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        ] {
            everywhere.insert(name, HeaderValue::from_static(value));
        }
        if config.public_url.starts_with("https://") {
            let value = HeaderValue::from_static(HTTPS_ONLY);
            everywhere.insert(STRICT_TRANSPORT_SECURITY, value);
        }
        let headers = Self {
            everywhere,
            connect: connect(config),
            portals: portals(config),
        };
        // What can be wrong with a policy comes from the settings.
        headers.policy(Stands::InAPortal)?;
        Ok(headers)
    }

    /// Adds what the answer does not say for itself.
    pub fn complete(&self, answer: &mut HeaderMap) {
        for (name, value) in &self.everywhere {
            answer.entry(name).or_insert_with(|| value.clone());
        }
        answer
            .entry(CONTENT_SECURITY_POLICY)
            .or_insert(HeaderValue::from_static(NO_PAGE));
        answer
            .entry(CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("no-store"));
    }

    /// The page's policy (CSP Level 3): its own files, its socket, and the token endpoints that it redeems at. Nothing may
    /// become markup or script (Trusted Types). Nobody holds it in a frame but the operator's portals, at the one address
    /// that is made for that.
    ///
    /// # Errors
    /// A setting holds what no header can.
    pub fn policy(&self, stands: Stands) -> Result<HeaderValue, InvalidHeaderValue> {
        let connect = &self.connect;
        let (ancestors, frames) = match stands {
            Stands::Alone => (NOBODY, ""),
            Stands::InAPortal => (self.portals.as_str(), ""),
            Stands::AroundItself => (NOBODY, "frame-src 'self'; "),
        };
        HeaderValue::from_str(&format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src {connect}; \
             {frames}base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}; \
             require-trusted-types-for 'script'; trusted-types 'none'"
        ))
    }
}

/// Without a portal it is nobody. With one it is also our own page, which shows the portal's owner how it will look.
fn portals(config: &Config) -> String {
    match config.portals.as_slice() {
        [] => NOBODY.to_owned(),
        portals => format!("'self' {}", portals.join(" ")),
    }
}

/// Not every browser takes `'self'` for the socket of the same host.
fn connect(config: &Config) -> String {
    let socket = config.public_url.replacen("http", "ws", 1);
    let mut places = vec!["'self'".to_owned(), socket];
    let endpoints = config.policy.providers.iter();
    for endpoint in endpoints.filter_map(redeemed_by_browser) {
        if !places.contains(&endpoint) {
            places.push(endpoint);
        }
    }
    places.join(" ")
}

/// The origin of the token endpoint, where the page itself redeems at it.
fn redeemed_by_browser(entry: &Entry) -> Option<String> {
    let provider = &entry.public;
    let operators =
        provider.redeem == Redeem::Browser && provider.paths.contains(&SignInPath::Operator);
    let own = provider.own_app.as_ref();
    let others = own.is_some_and(|own| own.redeem == Redeem::Browser)
        && provider.paths.contains(&SignInPath::OwnApp);
    if !(operators || others) {
        return None;
    }
    let url = address::url(&provider.token_url)?;
    Some(url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(public_url: &str, portals: &[&str]) -> Headers {
        let file = format!(
            "listen = \"127.0.0.1:0\"\npublic_url = \"{public_url}\"\n[embed]\nportals = {portals:?}\n\
             [[provider]]\nid = \"microsoft-365\"\nclient_id = \"a\"\n\
             [[provider]]\nid = \"google\"\nclient_id = \"a\""
        );
        Headers::new(&Config::parse(&file, []).unwrap()).unwrap()
    }

    ///
    #[test]
    fn the_policy_names_every_place_and_no_more() {
        let headers = headers("https://check.example", &["https://portal.example"]);
        let policy = headers.policy(Stands::Alone);
        assert_eq!(
            policy.unwrap(),
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
             connect-src 'self' wss://check.example https://login.microsoftonline.com; base-uri 'none'; \
             form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
        );
    }

    /// the operator's list, at the one place that is made for it.
    #[test]
    fn only_portals_hold_the_page_and_only_where_it_is_made_for_that() {
        let two = ["https://portal.example", "https://help.example:8443"];
        let [none, two] = [&[][..], &two].map(|portals| headers("https://check.example", portals));
        for (headers, stands, ancestors) in [
            (&none, Stands::Alone, "'none'"),
            (&none, Stands::InAPortal, "'none'"),
            (&none, Stands::AroundItself, "'none'"),
            (&two, Stands::Alone, "'none'"),
            (
                &two,
                Stands::InAPortal,
                "'self' https://portal.example https://help.example:8443",
            ),
            (&two, Stands::AroundItself, "'none'"),
        ] {
            let policy = headers.policy(stands).unwrap();
            let policy = policy.to_str().unwrap();
            let directive = |name| policy.split("; ").find_map(|one| one.strip_prefix(name));
            assert_eq!(directive("frame-ancestors "), Some(ancestors), "{stands:?}");
            let frames = (stands == Stands::AroundItself).then_some("'self'");
            assert_eq!(directive("frame-src "), frames, "{stands:?}");
        }
    }

    ///
    #[test]
    fn https_is_promised_where_it_is_used() {
        for (url, promised) in [
            (
                "https://check.example",
                Some("max-age=63072000; includeSubDomains"),
            ),
            ("http://localhost", None),
        ] {
            let mut answer = HeaderMap::new();
            headers(url, &[]).complete(&mut answer);
            let said = answer.get(STRICT_TRANSPORT_SECURITY);
            let said = said.map(|said| said.to_str().unwrap());
            assert_eq!(said, promised, "{url}");
        }
    }

    #[test]
    fn what_an_answer_says_for_itself_stays() {
        let mut answer = HeaderMap::new();
        answer.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        answer.insert(REFERRER_POLICY, HeaderValue::from_static("origin"));
        headers("https://check.example", &[]).complete(&mut answer);
        assert_eq!(answer[CACHE_CONTROL], "no-cache");
        assert_eq!(answer[REFERRER_POLICY], "origin");
        assert_eq!(answer[X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(answer[CONTENT_SECURITY_POLICY], NO_PAGE);
    }
}
