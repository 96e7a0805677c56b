//! What the tests of this binary share while they run.

use std::fs;
use std::sync::Arc;

use end_to_end::demo::Demo;
use end_to_end::lab::Lab;
use end_to_end::places;
use end_to_end::sharing::Slot;
use tempfile::TempDir;

/// The lab, started by the first test that needs it.
pub fn lab() -> Arc<Lab> {
    static LAB: Slot<Lab> = Slot::new();
    LAB.take(Lab::start)
}

/// The demonstration, for tests that leave its gate open.
pub fn demo() -> Arc<Demo> {
    static DEMO: Slot<Demo> = Slot::new();
    DEMO.take(Demo::start)
}

/// The built page with a shell that differs in a comment: another build, as far as anybody can tell.
pub fn another_build() -> TempDir {
    let copy = TempDir::with_prefix("build-").unwrap();
    for entry in fs::read_dir(places::page()).unwrap() {
        let file = entry.unwrap().path();
        // The compressed copies of the shell would no longer fit it.
        if file.is_file() && !file.to_string_lossy().contains("index.html.") {
            fs::copy(&file, copy.path().join(file.file_name().unwrap())).unwrap();
        }
    }
    let shell = copy.path().join("index.html");
    let text = fs::read_to_string(&shell).unwrap();
    fs::write(&shell, text + "<!-- another build -->\n").unwrap();
    copy
}
