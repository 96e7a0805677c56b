//! How a portal's page names the script of the element.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256, Sha384};

use super::VERSION;

/// The script of the element, as `<script src integrity>` names it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EmbedScript {
    /// Its path at the relay. It changes with the content, so what a portal has named stays what it was.
    pub path: String,
    /// Its digest, as browsers check it (Subresource Integrity).
    pub integrity: String,
}

impl EmbedScript {
    /// Of these octets. The path has the first 16 hexadecimal digits of their SHA-256.
    pub fn of(script: &[u8]) -> Self {
        let digest = Sha256::digest(script);
        let short = digest
            .iter()
            .take(8)
            .fold(0, |short: u64, octet| short << 8 | u64::from(*octet));
        Self {
            path: format!("/embed.v{VERSION}.{short:016x}.js"),
            integrity: format!("sha384-{}", STANDARD.encode(Sha384::digest(script))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The digests are those of `printf abc | sha256sum` and `printf abc | openssl dgst -sha384 -binary | base64`.
    #[test]
    fn a_script_is_named_by_its_content() {
        let script = EmbedScript::of(b"abc");
        assert_eq!(script.path, "/embed.v1.ba7816bf8f01cfea.js");
        assert_eq!(
            script.integrity,
            "sha384-ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP/W+2AhgcroefMI1i67KE0yCWn"
        );
        assert_ne!(script, EmbedScript::of(b"abd"));
    }
}
