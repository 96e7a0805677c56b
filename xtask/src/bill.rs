//! What the relay and its page are made of, for whoever has to know: a bill of materials in the `CycloneDX` format.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::error::Error;
use crate::place;
use crate::process::{cargo, succeed};
use crate::tool;

/// The packages that are shipped.
const SHIPPED: [&str; 2] = ["relay", "frontend"];

/// Writes a bill for each into `target/bill`, and prints where.
pub fn write() -> Result<(), Error> {
    tool::cargo_cyclonedx()?;
    let directory = place::target().join("bill");
    fs::create_dir_all(&directory).map_err(Error::file(&directory))?;
    for package in SHIPPED {
        let made = place::top()
            .join(package)
            .join(format!("{package}.cdx.json"));
        let mut bill = cargo(["cyclonedx", "--format=json", "--quiet"]);
        bill.arg("--manifest-path")
            .arg(place::top().join(package).join("Cargo.toml"));
        succeed(bill)?;
        // The tool writes one for each package of the workspace, each beside its manifest.
        let bill = directory.join(format!("{package}.cdx.json"));
        fs::rename(&made, &bill).map_err(Error::file(&made))?;
        for rest in left_over()? {
            fs::remove_file(&rest).map_err(Error::file(&rest))?;
        }
        println!("{}: {} packages", bill.display(), count(&bill)?);
    }
    Ok(())
}

/// The bills that stand beside manifests.
fn left_over() -> Result<Vec<PathBuf>, Error> {
    let mut found = Vec::new();
    for entry in fs::read_dir(place::top()).map_err(Error::file(&place::top()))? {
        let directory = entry.map_err(Error::file(&place::top()))?.path();
        if !directory.is_dir() {
            continue;
        }
        for file in fs::read_dir(&directory).map_err(Error::file(&directory))? {
            let file = file.map_err(Error::file(&directory))?.path();
            if file.to_string_lossy().ends_with(".cdx.json") {
                found.push(file);
            }
        }
    }
    Ok(found)
}

fn count(bill: &Path) -> Result<usize, Error> {
    let text = fs::read_to_string(bill).map_err(Error::file(bill))?;
    let bill: Option<Value> = serde_json::from_str(&text).ok();
    let components = bill.as_ref().and_then(|bill| bill["components"].as_array());
    Ok(components.map_or(0, Vec::len))
}
