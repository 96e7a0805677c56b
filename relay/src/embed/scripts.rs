//! The script of the element, in every version that a portal may have in its page.

use std::collections::BTreeMap;

use bytes::Bytes;
use rust_embed::Embed;
use shared::embed::EmbedScript;

/// The script as portals are told to load it now.
const CURRENT: &[u8] = include_bytes!("../../../frontend/embed/embed.v1.js");

/// Its types, for whoever writes a portal in TypeScript.
pub const TYPES: &str = include_str!("../../../frontend/embed/embed.v1.d.ts");

/// Every version that was released. A portal's page names one by its digest and is never changed by us, so that one has
/// to stay.
#[derive(Embed)]
#[folder = "../frontend/embed/released"]
#[include = "*.js"]
struct Released;

/// All of them.
#[derive(Clone, Debug)]
pub struct Scripts {
    /// What a new portal is told to load.
    pub current: EmbedScript,
    by_path: BTreeMap<String, Bytes>,
}

impl Scripts {
    /// From the binary. Each is found under the name that its content gives it.
    pub fn read() -> Self {
        let released = Released::iter().filter_map(|name| Released::get(&name));
        let all = released
            .map(|file| Bytes::from(file.data.into_owned()))
            .chain([Bytes::from_static(CURRENT)]);
        Self {
            current: EmbedScript::of(CURRENT),
            by_path: all
                .map(|script| (EmbedScript::of(&script).path, script))
                .collect(),
        }
    }

    /// Each with its path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Bytes)> {
        self.by_path
            .iter()
            .map(|(path, script)| (path.as_str(), script))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_released_script_never_changes_and_the_current_one_is_released() {
        let mut paths = Vec::new();
        for name in Released::iter() {
            let path = EmbedScript::of(&Released::get(&name).unwrap().data).path;
            assert_eq!(
                path,
                format!("/{name}"),
                "frontend/embed/released/{name} was changed: portals that name it would refuse it. Restore it"
            );
            paths.push(path);
        }
        assert!(
            paths.contains(&EmbedScript::of(CURRENT).path),
            "frontend/embed/embed.v1.js was changed: run cargo xtask release-script"
        );
    }

    #[test]
    fn every_script_is_found() {
        let scripts = Scripts::read();
        assert_eq!(scripts.iter().count(), Released::iter().count());
        let mut current = scripts
            .iter()
            .filter(|(path, _)| *path == scripts.current.path);
        assert_eq!(current.next().map(|(_, script)| &script[..]), Some(CURRENT));
    }
}
