//! The script that portals load, and its types.

use std::path::{Path, PathBuf};

use shared::embed::EmbedScript;
use shared::provider::PublicConfig;

use super::http::{get, send};
use super::relay::Relay;

fn place() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../frontend/embed")
}

#[tokio::test]
async fn the_page_is_told_which_portals_there_are_and_which_script_they_load() {
    let relay = Relay::start("[embed]\nportals = [\"https://portal.example\"]").await;
    let answer = get(relay.address, "/api/v1/config").await;
    let config: PublicConfig = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(config.portals, ["https://portal.example"]);
    let source = std::fs::read(place().join("embed.v1.js")).unwrap();
    let script = config.embed_script.unwrap();
    assert_eq!(script, EmbedScript::of(&source));

    let answer = get(relay.address, &script.path).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body.as_bytes(), source);
    // A browser that checks this answer comes to the same.
    assert_eq!(EmbedScript::of(answer.body.as_bytes()), script);
}

#[tokio::test]
async fn a_relay_without_portals_says_so() {
    let relay = Relay::start("").await;
    let answer = get(relay.address, "/api/v1/config").await;
    let config: PublicConfig = serde_json::from_str(&answer.body).unwrap();
    assert!(config.portals.is_empty() && config.embed_script.is_some());
    assert!(!answer.body.contains("portals"), "{}", answer.body);
}

/// What a portal has in its page goes on to work, whatever is released after it.
#[tokio::test]
async fn every_version_stays_where_it_was() {
    let relay = Relay::start("").await;
    let released: Vec<_> = std::fs::read_dir(place().join("released"))
        .unwrap()
        .map(|file| file.unwrap())
        .collect();
    assert!(!released.is_empty());
    for file in released {
        let name = file.file_name().into_string().unwrap();
        let path = format!("/{name}");
        let answer = get(relay.address, &path).await;
        assert_eq!(answer.status, 200, "{path}");
        let kept = std::fs::read_to_string(file.path()).unwrap();
        assert_eq!(answer.body, kept, "{path}");
        for (header, value) in [
            ("content-type", "text/javascript; charset=utf-8"),
            ("cache-control", "public, max-age=31536000, immutable"),
            ("access-control-allow-origin", "*"),
            ("cross-origin-resource-policy", "cross-origin"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(answer.header(header), value, "{path}: {header}");
        }
        let answer = send(relay.address, "POST", &path, &[]).await;
        assert_eq!((answer.status, answer.header("allow")), (405, "GET,HEAD"));
    }
    for path in [
        "/embed.v1.js",
        "/embed.v1.0000000000000000.js",
        "/embed.v2.0000000000000000.js",
        "/released",
    ] {
        assert_eq!(get(relay.address, path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn its_types_are_there_to_be_read_by_a_person() {
    let relay = Relay::start("").await;
    let answer = get(relay.address, "/embed.v1.d.ts").await;
    let types = std::fs::read_to_string(place().join("embed.v1.d.ts")).unwrap();
    assert_eq!((answer.status, &answer.body), (200, &types));
    assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(answer.header("cache-control"), "no-cache");
}
