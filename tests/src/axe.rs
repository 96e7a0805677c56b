//! The accessibility engine.

use std::fs;

use serde_json::json;

use crate::browser::Browser;
use crate::places;

/// What axe-core finds wrong with the window as it is now, one line a finding: rule, place and why.
///
/// Every rule counts except the experimental ones. The engine comes in through WebDriver, which the page's own
/// Content Security Policy does not bind.
pub async fn findings(browser: &Browser) -> Vec<String> {
    let engine = places::node_modules().join("axe-core/axe.min.js");
    let engine = fs::read_to_string(&engine)
        .unwrap_or_else(|error| panic!("{}: {error}. Run: npm ci", engine.display()));
    if browser.script("return !window.axe", vec![]).await == json!(true) {
        browser.script(&engine, vec![]).await;
    }
    let found = browser
        .client
        .execute_async(
            "const done = arguments[arguments.length - 1];
             axe.run(document, { preload: false, resultTypes: ['violations'] }).then(
                 ({ violations }) => done(violations.flatMap(({ id, nodes }) => nodes.map(
                     (node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary}`))),
                 (error) => done([String(error)]));",
            vec![],
        )
        .await
        .expect("axe-core runs");
    serde_json::from_value(found).expect("a list of findings")
}
