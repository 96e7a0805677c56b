//! Says in the log whose page holds `/embed` in a frame without being one of the operator's portals. The browser shows
//! nothing of it there and tells only its own console why, so the operator would never learn what to write.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use http::HeaderMap;
use http::header::REFERER;

use crate::address;

/// How long an origin is not named again.
const ONCE: Duration = Duration::from_hours(1);

/// The most that is named within that time: whoever makes origins up fills no log.
const MOST: usize = 64;

/// The longest address that is read, and the longest origin that is named, in octets. A host name has at most 253.
const LONGEST_ADDRESS: usize = 2_048;
const LONGEST_ORIGIN: usize = 270;

/// The origins that may hold the page, and those that were named because they may not.
#[derive(Debug)]
pub struct Refused {
    allowed: Vec<String>,
    named: Mutex<BTreeMap<Stranger, Instant>>,
}

/// A page that holds ours in a frame and may not, by the origin in its `Referer`, where it sends one.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Stranger(Option<String>);

impl Refused {
    /// With our own origin and the operator's portals.
    pub fn new(public_url: &str, portals: &[String]) -> Self {
        let own = public_url.to_owned();
        Self {
            allowed: [&[own], portals].concat(),
            named: Mutex::default(),
        }
    }

    /// Whom to name in the log for this request for `/embed`; nobody, where the page is no stranger's, or where it was
    /// named within the hour.
    pub fn name(&self, headers: &HeaderMap, now: Instant) -> Option<Stranger> {
        if !is_for_a_foreign_frame(headers) {
            return None;
        }
        let stranger = Stranger(origin(headers));
        if stranger
            .0
            .as_ref()
            .is_some_and(|one| self.allowed.contains(one))
        {
            return None;
        }
        let mut named = self.named.lock().unwrap_or_else(PoisonError::into_inner);
        named.retain(|_, at| now.duration_since(*at) < ONCE);
        if named.len() >= MOST || named.contains_key(&stranger) {
            return None;
        }
        named.insert(stranger.clone(), now);
        Some(stranger)
    }
}

impl fmt::Display for Stranger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(origin) => write!(
                f,
                "a page of {origin} holds /embed in a frame, which embed.portals does not allow"
            ),
            None => f.write_str(
                "a page that does not name itself holds /embed in a frame: browsers show it only if embed.portals \
                 has that page's origin",
            ),
        }
    }
}

/// Whether a browser says that it asks for a frame of another origin's page (Fetch Metadata Request Headers).
fn is_for_a_foreign_frame(headers: &HeaderMap) -> bool {
    let says = |name, values: &[&str]| {
        let said = headers.get(name).and_then(|value| value.to_str().ok());
        said.is_some_and(|said| values.contains(&said))
    };
    says("sec-fetch-dest", &["iframe", "frame"]) && !says("sec-fetch-site", &["same-origin"])
}

/// The origin of the page that asks. Nothing else of what a stranger sends gets into the log.
fn origin(headers: &HeaderMap) -> Option<String> {
    let page = headers.get(REFERER)?.to_str().ok()?;
    if page.len() > LONGEST_ADDRESS {
        return None;
    }
    let url = address::url(page)?;
    let origin = url.origin().ascii_serialization();
    let web = matches!(url.scheme(), "http" | "https");
    (web && origin.len() <= LONGEST_ORIGIN).then_some(origin)
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    fn refused() -> Refused {
        Refused::new(
            "https://check.example",
            &["https://portal.example".to_owned()],
        )
    }

    fn asking(dest: &str, site: &str, referer: &str) -> HeaderMap {
        let headers = [
            ("sec-fetch-dest", dest),
            ("sec-fetch-site", site),
            ("referer", referer),
        ];
        let sent = headers.into_iter().filter(|(_, value)| !value.is_empty());
        sent.map(|(name, value)| {
            let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
            (HeaderName::from_static(name), value)
        })
        .collect()
    }

    /// What the log says of one request, if anything.
    fn said(dest: &str, site: &str, referer: &str) -> Option<String> {
        let stranger = refused().name(&asking(dest, site, referer), Instant::now());
        stranger.map(|stranger| stranger.to_string())
    }

    #[test]
    fn a_stranger_is_named_by_its_origin_alone() {
        let evil = "a page of https://evil.example holds /embed in a frame, which embed.portals does not allow";
        for (dest, site, referer) in [
            ("iframe", "cross-site", "https://evil.example/"),
            ("frame", "same-site", "https://evil.example/a?b=c#d"),
            ("iframe", "none", "https://anna:pass@EVIL.example:443/"),
            ("iframe", "", "https://evil.example"),
        ] {
            assert_eq!(
                said(dest, site, referer).as_deref(),
                Some(evil),
                "{referer}"
            );
        }
        let plain = said("iframe", "cross-site", "http://intranet:8080/help");
        assert!(
            plain
                .unwrap()
                .starts_with("a page of http://intranet:8080 holds")
        );
    }

    #[test]
    fn a_page_that_does_not_name_itself_is_said_to_be_one() {
        let long = format!("https://{}.example/", "a".repeat(300));
        let longer = format!("https://evil.example/{}", "a".repeat(LONGEST_ADDRESS));
        for referer in [
            "",
            "evil",
            "about:srcdoc",
            "data:text/html,x",
            "blob:https://evil.example/1",
            "file:///etc/passwd",
            "https://evil example/",
            "https://evil.example\u{2028}ok",
            &long,
            &longer,
        ] {
            let said = said("iframe", "cross-site", referer).unwrap();
            assert!(
                said.starts_with("a page that does not name itself holds"),
                "{referer:?}: {said}"
            );
        }
    }

    #[test]
    fn nobody_is_named_who_may_or_who_holds_no_frame() {
        for (dest, site, referer) in [
            ("iframe", "cross-site", "https://portal.example/help?a"),
            ("iframe", "same-origin", "https://check.example/embed/setup"),
            ("iframe", "cross-site", "https://check.example/"),
            ("iframe", "same-origin", ""),
            ("document", "cross-site", "https://evil.example/"),
            ("empty", "cross-site", "https://evil.example/"),
            ("", "", "https://evil.example/"),
            ("", "", ""),
        ] {
            assert_eq!(said(dest, site, referer), None, "{dest} {site} {referer}");
        }
    }

    #[test]
    fn each_origin_is_named_once_an_hour() {
        let (refused, start) = (refused(), Instant::now());
        let [one, other, silent] = ["https://a.example/1", "https://b.example/", ""]
            .map(|referer| asking("iframe", "cross-site", referer));
        let again = asking("iframe", "cross-site", "https://a.example/2");
        for headers in [&one, &other, &silent] {
            assert!(refused.name(headers, start).is_some());
        }
        for headers in [&one, &again, &other, &silent] {
            let soon = start + ONCE.saturating_sub(Duration::from_secs(1));
            assert_eq!(refused.name(headers, soon), None);
        }
        assert!(refused.name(&again, start + ONCE).is_some());
    }

    #[test]
    fn a_flood_of_origins_fills_no_log() {
        let (refused, start) = (refused(), Instant::now());
        let ask = |n: usize, at| {
            let referer = format!("https://a{n}.example/");
            refused.name(&asking("iframe", "cross-site", &referer), at)
        };
        let second = |n: usize| start + Duration::from_secs(u64::try_from(n).unwrap() % 3_600);
        let flood = (0..10_000).filter(|n| ask(*n, second(0)).is_some());
        assert_eq!(flood.count(), MOST);
        let rest = (10_000..13_600).filter(|n| ask(*n, second(*n)).is_some());
        assert_eq!(rest.count(), 0);
        assert_eq!(refused.named.lock().unwrap().len(), MOST);
        assert!(ask(0, start + ONCE).is_some());
    }
}
