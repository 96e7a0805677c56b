//! `cargo xtask release-script`: keeps the script that portals load, as it is now.

use std::fs;

use shared::embed::EmbedScript;

use crate::error::Error;
use crate::place;

/// Copies the script among the released ones, under the name that its content gives it. A test of the relay asks for
/// that after each change. A version that no release had may be deleted again; one that a release had has to stay.
pub fn release() -> Result<(), Error> {
    let source = place::top().join("frontend/embed/embed.v1.js");
    let script = fs::read(&source).map_err(Error::file(&source))?;
    let EmbedScript { path, integrity } = EmbedScript::of(&script);
    let directory = place::top().join("frontend/embed/released");
    fs::create_dir_all(&directory).map_err(Error::file(&directory))?;
    let kept = directory.join(path.trim_start_matches('/'));
    fs::write(&kept, &script).map_err(Error::file(&kept))?;
    println!("{}\n{integrity}", kept.display());
    Ok(())
}
