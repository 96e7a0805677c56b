//! The content security policies of the relay, as a judge of policies reads them.

use end_to_end::openid::node;
use end_to_end::public::Public;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Finding {
    severity: u32,
    #[expect(dead_code, reason = "it is printed")]
    description: String,
}

/// What is found in it. The smaller a severity, the worse: 10 is high, 30 medium, 50 perhaps medium.
fn findings(policy: &str) -> Vec<Finding> {
    let output = node("policy.mjs").arg(policy).output().unwrap();
    let problems = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{problems}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// nothing worse than that scripts of our own origin run, and there are none but the page's files.
#[test]
fn no_policy_has_a_hole() {
    let relay = Public::start();
    for path in ["/", "/oauth/callback", "/window", "/embed", "/embed/setup"] {
        let answer = ureq::get(format!("http://127.0.0.1:{}{path}", relay.port));
        let answer = answer.call().unwrap();
        let policy = &answer.headers()["content-security-policy"];
        let policy = policy.to_str().unwrap();
        let found = findings(policy);
        let worse: Vec<&Finding> = found.iter().filter(|one| one.severity < 50).collect();
        assert!(worse.is_empty(), "{path}: {worse:#?}");
        let weak = policy.replace("'wasm-unsafe-eval'", "'unsafe-inline'");
        let found = findings(&weak);
        let seen = found.iter().any(|one| one.severity < 50);
        assert!(seen, "what is wrong is found: {found:#?}");
    }
}
