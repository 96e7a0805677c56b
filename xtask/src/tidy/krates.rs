//! Which package may depend on which, and what the manifests promise.

use serde_json::Value;

use crate::error::Error;
use crate::place;
use crate::process::{cargo, output};

/// Of our own packages, which may be used by which.
const ARROWS: [(&str, &[&str]); 6] = [
    ("end-to-end", &["shared"]),
    ("frontend", &["shared"]),
    ("relay", &["shared"]),
    ("sandbox", &["shared"]),
    ("shared", &[]),
    ("xtask", &["shared"]),
];

/// What cargo knows about our packages.
pub fn metadata() -> Result<Value, Error> {
    let text = output(&mut cargo(["metadata", "--no-deps", "--format-version=1"]));
    text.and_then(|text| serde_json::from_str(&text).ok())
        .ok_or_else(|| Error::Unexpected {
            path: place::top().join("Cargo.toml"),
            what: "`cargo metadata` does not read it".to_owned(),
        })
}

/// Arrows that the architecture does not have, and promises that a manifest does not keep.
pub fn complaints(metadata: &Value) -> Vec<String> {
    let mut complaints = Vec::new();
    for package in array(&metadata["packages"]) {
        let name = text(&package["name"]);
        let Some((_, allowed)) = ARROWS.iter().find(|(package, _)| *package == name) else {
            complaints.push(format!(
                "{name}: a new package needs its arrows in xtask/src/tidy/krates.rs"
            ));
            continue;
        };
        for dependency in array(&package["dependencies"]) {
            let used = text(&dependency["name"]);
            if dependency["path"].is_string() && !allowed.contains(&used) {
                complaints.push(format!(
                    "{name}: depends on {used}, against the architecture"
                ));
            }
        }
        if name == "relay" && !caps_its_log(package) {
            complaints.push(
                "relay: its `tracing` needs the feature `release_max_level_info`, so that no switch can log a token"
                    .to_owned(),
            );
        }
    }
    complaints
}

fn caps_its_log(relay: &Value) -> bool {
    array(&relay["dependencies"])
        .iter()
        .filter(|dependency| dependency["name"] == "tracing")
        .flat_map(|dependency| array(&dependency["features"]))
        .any(|feature| feature == "release_max_level_info")
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn relay_with(dependency: &Value) -> Vec<String> {
        let tracing =
            json!({ "name": "tracing", "path": null, "features": ["release_max_level_info"] });
        complaints(
            &json!({ "packages": [{ "name": "relay", "dependencies": [tracing, dependency] }] }),
        )
    }

    #[test]
    fn an_arrow_of_the_architecture_is_fine() {
        let none: [String; 0] = [];
        assert_eq!(
            relay_with(&json!({ "name": "shared", "path": "/a/shared" })),
            none
        );
        assert_eq!(
            relay_with(&json!({ "name": "sandbox-like", "path": null })),
            none
        );
    }

    #[test]
    fn another_arrow_is_not() {
        let found = relay_with(&json!({ "name": "sandbox", "path": "/a/sandbox" }));
        assert_eq!(
            found,
            ["relay: depends on sandbox, against the architecture"]
        );
    }

    #[test]
    fn the_relay_caps_its_log_and_every_package_is_known() {
        let bare =
            json!({ "packages": [{ "name": "relay", "dependencies": [] }, { "name": "other" }] });
        assert_eq!(complaints(&bare).len(), 2);
    }
}
