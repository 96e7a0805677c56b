//! Everything that a relay could be asked for.

use std::collections::BTreeSet;
use std::path::Path;

use shared::provider::PublicConfig;

use super::http::get;
use super::relay::Relay;

/// The current script's path at a relay.
pub async fn script(relay: &Relay) -> String {
    let answer = get(relay.address, "/api/v1/config").await;
    let config: PublicConfig = serde_json::from_str(&answer.body).unwrap();
    config.embed_script.unwrap().path
}

/// Every path that the router's source names, a file of the page, and paths that nothing is at.
pub async fn paths(relay: &Relay) -> BTreeSet<String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = vec![source.join("routes.rs")];
    for file in std::fs::read_dir(source.join("routes")).unwrap() {
        files.push(file.unwrap().path());
    }
    let mut paths = BTreeSet::new();
    for file in files {
        let text = std::fs::read_to_string(file).unwrap();
        let routes = text.split(".route(\"").skip(1);
        for route in routes.filter_map(|rest| rest.split('"').next()) {
            let path = route
                .replace("{provider}", "example")
                .replace("{code}", "dns-failure")
                .replace("{file}", "dns-failure.json");
            assert!(!path.contains('{'), "{path}: say what stands there");
            paths.insert(path);
        }
    }
    assert!(paths.len() > 15 && paths.contains("/embed"), "{paths:?}");
    for other in [
        "/app-0123456789abcdef.js",
        "/embed/",
        "/embed/nowhere",
        "/embed.v1.js",
        "/embed.v1.0000000000000000.js",
        "/nowhere",
        "/oauth/callback?code=a&state=b",
    ] {
        paths.insert(other.to_owned());
    }
    paths.insert(script(relay).await);
    paths
}
