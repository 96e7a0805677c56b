//! The built page: in the binary, or in a directory during development.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use rust_embed::Embed;
use sha2::{Digest, Sha256};

/// What the build leaves in `dist`; a debug build reads it from there.
#[derive(Embed)]
#[folder = "../dist"]
#[allow_missing = true]
struct Built;

/// The page's own name among the built files.
const PAGE: &str = "index.html";

/// Where files come from.
#[derive(Clone, Debug)]
pub struct Assets(Option<PathBuf>);

/// A file as it can be sent.
#[derive(Debug, PartialEq)]
pub struct File {
    /// Its octets, perhaps compressed.
    pub body: Cow<'static, [u8]>,
    /// How they are compressed.
    pub encoding: Option<&'static str>,
    /// Its media type.
    pub media_type: &'static str,
    /// True when its name changes with its content.
    pub lasts: bool,
}

impl Assets {
    /// From this directory, or from the binary.
    pub const fn new(directory: Option<PathBuf>) -> Self {
        Self(directory)
    }

    /// The page itself. It is read each time: in development it is built again beside a running relay.
    pub fn page(&self) -> Option<Cow<'static, [u8]>> {
        self.read(PAGE)
    }

    /// The page as a file.
    pub fn page_file(&self, accepts: &str) -> Option<File> {
        self.form(PAGE, "text/html; charset=utf-8", accepts)
    }

    /// A file beside the page, in the best form that this `Accept-Encoding` admits.
    pub fn file(&self, name: &str, accepts: &str) -> Option<File> {
        self.form(name, media_type(name)?, accepts)
    }

    fn form(&self, name: &str, media_type: &'static str, accepts: &str) -> Option<File> {
        let lasts = has_hash(name);
        for (encoding, suffix) in [("br", ".br"), ("gzip", ".gz")] {
            if admits(accepts, encoding)
                && let Some(body) = self.read(&format!("{name}{suffix}"))
            {
                return Some(File {
                    body,
                    encoding: Some(encoding),
                    media_type,
                    lasts,
                });
            }
        }
        Some(File {
            body: self.read(name)?,
            encoding: None,
            media_type,
            lasts,
        })
    }

    fn read(&self, name: &str) -> Option<Cow<'static, [u8]>> {
        match &self.0 {
            None => Built::get(name).map(|file| file.data),
            Some(directory) => read(directory, name).map(Cow::Owned),
        }
    }
}

/// Names of one level only: nothing leads out of the directory.
fn read(directory: &Path, name: &str) -> Option<Vec<u8>> {
    if name.contains(['/', '\\']) || name.starts_with('.') {
        return None;
    }
    std::fs::read(directory.join(name)).ok()
}

/// Names this build: a page and a relay of different builds do not talk. The page names its scripts with the hashes of
/// their content, so its own hash stands for all of it.
pub fn build(page: &[u8]) -> String {
    let digest = Sha256::digest(page);
    let short = digest
        .iter()
        .take(6)
        .fold(0, |short: u64, octet| short << 8 | u64::from(*octet));
    format!("{}+{short:012x}", env!("CARGO_PKG_VERSION"))
}

/// Only what the build makes is served.
fn media_type(name: &str) -> Option<&'static str> {
    Some(match name.rsplit_once('.')?.1 {
        "css" => "text/css; charset=utf-8",
        "ico" => "image/x-icon",
        "js" => "text/javascript; charset=utf-8",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        _ => return None,
    })
}

/// Trunk puts a number of 64 bits before the ending, in hexadecimal digits: `page-0123456789abcdef.css`,
/// `frontend-…_bg.wasm`. It writes no zeros in front; one name in sixteen has a digit fewer.
fn has_hash(name: &str) -> bool {
    let is_one =
        |part: &str| (10..=16).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_hexdigit());
    name.split(['-', '_', '.']).any(is_one)
}

fn admits(accepts: &str, encoding: &str) -> bool {
    accepts.split(',').any(|offer| {
        let (name, quality) = offer.split_once(';').unwrap_or((offer, ""));
        let refused = matches!(
            quality.trim().strip_prefix("q="),
            Some("0" | "0.0" | "0.00" | "0.000")
        );
        name.trim().eq_ignore_ascii_case(encoding) && !refused
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_admitted_form_is_sent() {
        let dir = tempfile::tempdir().unwrap();
        for name in [
            "a-0123456789abcdef.js",
            "a-0123456789abcdef.js.br",
            "a-0123456789abcdef.js.gz",
            "b.css",
        ] {
            std::fs::write(dir.path().join(name), name).unwrap();
        }
        let assets = Assets::new(Some(dir.path().to_owned()));
        let encoding = |accepts| {
            assets
                .file("a-0123456789abcdef.js", accepts)
                .unwrap()
                .encoding
        };
        assert_eq!(encoding("gzip, deflate, br"), Some("br"));
        assert_eq!(encoding("gzip;q=1.0, br;q=0"), Some("gzip"));
        assert_eq!(encoding("identity"), None);
        assert!(assets.file("a-0123456789abcdef.js", "").unwrap().lasts);
        assert!(!assets.file("b.css", "").unwrap().lasts);
    }

    /// R-102
    #[test]
    fn a_name_by_content_is_known_however_small_its_number() {
        for name in [
            "page-0123456789abcdef.css",
            "frontend-b794c04ed182664_bg.wasm",
        ] {
            assert!(has_hash(name), "{name}");
        }
        for name in [
            "page.css",
            "start-feed.js",
            "index.html",
            "page-0123456789abcdef0.css",
        ] {
            assert!(!has_hash(name), "{name}");
        }
    }

    #[test]
    fn nothing_else_is_served() {
        let assets = Assets::new(Some(PathBuf::from(".")));
        for name in [
            "Cargo.toml",
            "src/lib.rs",
            "../Cargo.toml",
            ".js",
            "a.js.map",
            "",
            "none.js",
        ] {
            assert_eq!(assets.file(name, ""), None, "{name}");
        }
    }
}
