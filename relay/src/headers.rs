//! The headers that every answer carries.

use http::header::{HeaderMap, HeaderName, HeaderValue, InvalidHeaderValue};

use crate::config::Config;
use crate::provider::Entry;
use shared::provider::Redeem;

/// Builds them once, from the settings and the page's own inline scripts.
///
/// # Errors
/// A setting holds what no header can.
pub fn headers(config: &Config, script_hashes: &[String]) -> Result<HeaderMap, InvalidHeaderValue> {
    let mut headers = HeaderMap::new();
    let mut set = |name: &'static str, value: HeaderValue| {
        headers.insert(HeaderName::from_static(name), value);
    };
    set("content-security-policy", HeaderValue::from_str(&policy(config, script_hashes))?);
    set("cross-origin-embedder-policy", HeaderValue::from_static("require-corp"));
    set("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    set("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    set(
        "permissions-policy",
        HeaderValue::from_static(
            "accelerometer=(), bluetooth=(), camera=(), clipboard-read=(), clipboard-write=(self), display-capture=(), \
             geolocation=(), gyroscope=(), hid=(), microphone=(), midi=(), payment=(), serial=(), usb=()",
        ),
    );
    set("referrer-policy", HeaderValue::from_static("no-referrer"));
    set("x-content-type-options", HeaderValue::from_static("nosniff"));
    if config.public_url.starts_with("https://") {
        set("strict-transport-security", HeaderValue::from_static("max-age=63072000; includeSubDomains"));
    }
    Ok(headers)
}

/// Nothing is allowed but our own files, our own socket, and the token endpoints that the browser redeems at.
fn policy(config: &Config, script_hashes: &[String]) -> String {
    let socket = config.public_url.replacen("http", "ws", 1);
    let mut connect = vec!["'self'".to_owned(), socket];
    for endpoint in config.policy.providers.iter().filter_map(redeemed_by_browser) {
        if !connect.contains(&endpoint) {
            connect.push(endpoint);
        }
    }
    [
        "default-src 'none'".to_owned(),
        format!("script-src 'self' 'wasm-unsafe-eval' {}", script_hashes.join(" ")).trim_end().to_owned(),
        "style-src 'self'".to_owned(),
        "img-src 'self'".to_owned(),
        format!("connect-src {}", connect.join(" ")),
        "base-uri 'none'".to_owned(),
        "form-action 'none'".to_owned(),
        "frame-ancestors 'none'".to_owned(),
        "require-trusted-types-for 'script'".to_owned(),
        "trusted-types 'none'".to_owned(),
    ]
    .join("; ")
}

/// The origin of the token endpoint, where the page itself redeems at it.
fn redeemed_by_browser(entry: &Entry) -> Option<String> {
    if entry.public.redeem != Redeem::Browser || entry.public.client_id.is_none() {
        return None;
    }
    let uri: http::Uri = entry.public.token_url.parse().ok()?;
    Some(format!("{}://{}", uri.scheme_str()?, uri.authority()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(public_url: &str) -> Config {
        let file = format!(
            "listen = \"127.0.0.1:0\"\npublic_url = \"{public_url}\"\n[[provider]]\nid = \"microsoft-365\"\nclient_id = \"a\"\n\
             [[provider]]\nid = \"google\"\nclient_id = \"a\""
        );
        Config::parse(&file, []).unwrap()
    }

    #[test]
    fn the_policy_names_every_place_and_no_more() {
        let headers = headers(&config("https://check.example"), &["'sha256-x'".to_owned()]).unwrap();
        assert_eq!(
            headers["content-security-policy"],
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-x'; style-src 'self'; img-src 'self'; \
             connect-src 'self' wss://check.example https://login.microsoftonline.com; base-uri 'none'; \
             form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
        );
        assert!(headers.contains_key("strict-transport-security"));
    }

    #[test]
    fn plain_http_on_this_machine_promises_no_https() {
        let headers = headers(&config("http://localhost:8080"), &[]).unwrap();
        assert!(!headers.contains_key("strict-transport-security"));
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("connect-src 'self' ws://localhost:8080 ") && !policy.contains("unsafe-inline"));
    }
}
