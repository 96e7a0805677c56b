//! The portal that holds the check.

use std::path::Path;

use sandbox::options::Options;
use shared::embed::EmbedScript;
use tempfile::TempDir;

use crate::http::send;
use crate::{PAGE, Running, running_with};

async fn with_portal() -> (Running, String) {
    let running = running_with(|options| Options {
        portal: Some("127.0.0.1:0".parse().unwrap()),
        ..options
    })
    .await;
    let portal = running.sandbox.ready.portal.clone().unwrap();
    (running, portal)
}

#[tokio::test]
async fn the_page_loads_the_element_as_relays_serve_it_and_may_load_nothing_else() {
    let (_running, portal) = with_portal().await;
    let answer = send(
        "GET",
        &format!("{portal}/?two&mailbox=%22%3E%3Cscript%3E"),
        &[],
        "",
    )
    .await;
    assert_eq!(answer.status, 200);
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../frontend/embed/embed.v1.js");
    let EmbedScript { path, integrity } = EmbedScript::of(&std::fs::read(source).unwrap());
    let tag = format!(
        "<script type=\"module\" src=\"{PAGE}{path}\" integrity=\"{integrity}\" crossorigin></script>"
    );
    assert!(answer.body.contains(&tag), "{}", answer.body);
    assert!(answer.body.contains("<mailbox-check></mailbox-check>"));
    assert!(answer.body.contains("This is a demonstration portal."));
    assert!(!answer.body.contains("><script>") && !answer.body.contains("{check}"));
    assert_eq!(
        answer.header("content-security-policy").unwrap(),
        format!(
            "default-src 'none'; script-src {PAGE} 'self'; frame-src {PAGE}; style-src 'self'; connect-src 'none'; \
             base-uri 'none'"
        )
    );
    for (file, kind) in [("script.js", "text/javascript"), ("style.css", "text/css")] {
        let answer = send("GET", &format!("{portal}/{file}"), &[], "").await;
        let media_type = answer.header("content-type").unwrap();
        assert_eq!(
            (answer.status, media_type),
            (200, &*format!("{kind}; charset=utf-8"))
        );
    }
}

#[tokio::test]
async fn the_relay_is_told_of_the_portal_where_there_is_one() {
    let (running, portal) = with_portal().await;
    assert!(
        portal.starts_with("http://127.0.0.1:") && !portal.ends_with(":0"),
        "{portal}"
    );
    let portals = |dir: &TempDir| {
        let text = std::fs::read_to_string(dir.path().join("relay.toml")).unwrap();
        let config: toml::Table = text.parse().unwrap();
        config.get("embed").map(|embed| embed["portals"].clone())
    };
    assert_eq!(portals(&running.dir), Some(vec![portal].into()));
    let without = crate::running().await;
    assert_eq!(without.sandbox.ready.portal, None);
    assert_eq!(portals(&without.dir), None);
}
