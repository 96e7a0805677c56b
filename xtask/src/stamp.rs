//! Remembers what a result was made from, so that it is made again only when that has changed.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::place;

/// A digest of files, by name and content. Good enough to notice a change; not a protection against an attacker.
///
/// # Errors
/// When a file cannot be read. A path that does not exist counts as absent, not as an error.
pub fn digest(inputs: &[PathBuf]) -> Result<String, Error> {
    let mut hasher = DefaultHasher::new();
    for input in inputs {
        for file in files(input)? {
            file.hash(&mut hasher);
            fs::read(&file)
                .map_err(Error::file(&file))?
                .hash(&mut hasher);
        }
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// Whether the result `name` was made from this digest.
pub fn is_current(name: &str, digest: &str) -> bool {
    fs::read_to_string(path(name)).is_ok_and(|stamp| stamp == digest)
}

/// Notes that the result `name` was made from this digest.
pub fn set(name: &str, digest: &str) -> Result<(), Error> {
    let path = path(name);
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory).map_err(Error::file(directory))?;
    }
    fs::write(&path, digest).map_err(Error::file(&path))
}

/// All files under a directory in order of their names, or the file itself.
pub fn files(path: &Path) -> Result<Vec<PathBuf>, Error> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    if path.is_dir() {
        for entry in fs::read_dir(path).map_err(Error::file(path))? {
            found.extend(files(&entry.map_err(Error::file(path))?.path())?);
        }
    }
    found.sort();
    Ok(found)
}

fn path(name: &str) -> PathBuf {
    place::target().join("xtask").join(format!("{name}.stamp"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_follows_content_and_ignores_what_is_absent() {
        let directory = place::target().join("xtask/stamp-test");
        fs::create_dir_all(directory.join("inner")).unwrap();
        let file = directory.join("inner/file");
        let inputs = [directory.clone(), directory.join("absent")];
        fs::write(&file, "one").unwrap();
        let one = digest(&inputs).unwrap();
        assert_eq!(one, digest(&inputs).unwrap());
        fs::write(&file, "two").unwrap();
        assert_ne!(one, digest(&inputs).unwrap());
        fs::remove_dir_all(directory).unwrap();
    }
}
