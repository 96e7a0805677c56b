//! What is said of a fault of our own.

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};

use relay::panics::name_the_place_alone;

use tokio::sync::Mutex;

use crate::log::Log;

/// What is said of a panic is one for the whole program: who changes it for a while holds this.
pub static SAID: Mutex<()> = Mutex::const_new(());

/// a panic may quote what a server sent; the log holds its place alone.
#[test]
fn a_panic_is_named_by_its_place_alone() {
    let (log, _guard) = Log::start();
    let _said = SAID.blocking_lock();
    let usual = take_hook();
    name_the_place_alone();
    let said = "canary \u{1b}[31m\n* OK from a stranger's server";
    let caught = catch_unwind(AssertUnwindSafe(|| panic!("{said}")));
    // The other tests of this program shall say what they fail of.
    set_hook(usual);
    assert!(caught.is_err());
    let log = log.text();
    assert!(log.contains("ERROR") && log.contains("panics.rs:"), "{log}");
    assert!(
        !log.contains("canary") && !log.contains("stranger"),
        "{log}"
    );
    assert_eq!(log.lines().count(), 1, "{log}");
}
