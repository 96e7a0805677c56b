//! Whose mail servers a domain uses, for the form.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::RETRY_AFTER;
use shared::address::HostName;
use shared::oauth::Discovered;
use url::form_urlencoded;

use super::caller::{OurPage, Whence};
use crate::egress::is_public_name;
use crate::probe::mx::exchangers;
use crate::provider::of_exchangers;
use crate::service::Service;

/// Whoever types an address waits for this.
const WITHIN: Duration = Duration::from_secs(2);

/// `GET /api/v1/discover?domain=…`, for our own page only. Of the domain's records nothing leaves the relay but which
/// enabled provider they name. A domain without any and a name server that fails look the same.
pub async fn discover(
    _: OurPage,
    State(service): State<Arc<Service>>,
    Whence(peer): Whence,
    RawQuery(query): RawQuery,
) -> Response {
    let Some(domain) = domain(query.as_deref().unwrap_or_default()) else {
        let text = "One domain name is asked for: ?domain=contoso.com\n";
        return (StatusCode::BAD_REQUEST, text).into_response();
    };
    if let Err(too_many) = service.lookups.count(peer) {
        let seconds = too_many.wait.as_secs().saturating_add(1).to_string();
        let headers = [(RETRY_AFTER, seconds)];
        return (StatusCode::TOO_MANY_REQUESTS, headers).into_response();
    }
    let hosts = exchangers(&service.reach.resolver, &domain, WITHIN).await;
    let found = of_exchangers(&service.policy.providers, &domain, &hosts);
    Json(Discovered {
        provider: found.map(|entry| entry.public.id.to_string()),
    })
    .into_response()
}

/// The domain that a query asks about; `None` when it asks about anything else, or about more.
fn domain(query: &str) -> Option<HostName> {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let (key, name) = pairs.next()?;
    if key != "domain" || pairs.next().is_some() {
        return None;
    }
    let domain: HostName = name.parse().ok()?;
    is_public_name(&domain).then_some(domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_domain_is_asked_about() {
        let asked = |query: &str| domain(query).map(|domain| domain.to_string());
        assert_eq!(asked("domain=Contoso.com").as_deref(), Some("contoso.com"));
        assert_eq!(
            asked("domain=contoso%2Ecom").as_deref(),
            Some("contoso.com")
        );
        assert_eq!(
            asked("domain=xn--mnchen-3ya.example").as_deref(),
            Some("xn--mnchen-3ya.example")
        );
    }

    /// no address in any spelling, no single label, no name of a local network.
    #[test]
    fn what_is_no_domain_is_not_asked_about() {
        let long = format!("domain={}.example", "a.".repeat(130));
        for query in [
            "",
            "domain",
            "domain=",
            "domain=contoso",
            "domain=localhost",
            "domain=192.0.2.1",
            "domain=2130706433",
            "domain=0x7f.0.0.1",
            "domain=127.1",
            "domain=[::1]",
            "domain=::1",
            "domain=contoso.com.",
            "domain=.contoso.com",
            "domain=contoso..com",
            "domain=contoso.com:25",
            "domain=a@contoso.com",
            "domain=contoso.com%00",
            "domain=contoso.com%0d%0a",
            "domain=contoso%20.com",
            "domain=m%C3%BCnchen.example",
            "domain=_dmarc.contoso.com",
            "domain=*.contoso.com",
            "domain=https://contoso.com/",
            "domain=metadata.google.internal",
            "domain=printer.local",
            "domain=1.0.0.127.in-addr.arpa",
            "domain=router.home.arpa",
            "domain=x.onion",
            "domain=contoso.com&domain=fabrikam.com",
            "domain=contoso.com&type=TXT",
            "Domain=contoso.com",
            "name=contoso.com",
            &long,
        ] {
            assert_eq!(domain(query), None, "{query}");
        }
    }
}
