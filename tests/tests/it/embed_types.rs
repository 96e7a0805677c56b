//! The declarations of the portals' element, against the TypeScript compiler.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use end_to_end::places;

fn compile(source: &Path) -> Output {
    Command::new(places::system("node", "nodejs"))
        .arg(places::node_modules().join("typescript/bin/tsc"))
        .args(["--noEmit", "--strict", "--target", "es2022"])
        .args(["--module", "nodenext", "--moduleResolution", "nodenext"])
        .arg(source)
        .output()
        .expect("node starts")
}

#[test]
fn a_portals_script_compiles_and_a_wrong_one_does_not() {
    let example = places::lab("embed-example.ts");
    let output = compile(&example);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");

    let text = fs::read_to_string(&example).expect("the example");
    let types = example
        .parent()
        .and_then(|lab| lab.join("../../frontend/embed").canonicalize().ok())
        .expect("the declarations");
    let text = text.replace("../../frontend/embed", types.to_str().expect("a path"));
    let directory = tempfile::tempdir().expect("a temporary directory");
    for (right, wrong) in [
        ("event.detail.build", "event.detail.nothing"),
        ("detail.outcome", "detail.outcomes"),
        (
            "\"mailbox-kind\": \"shared\"",
            "\"mailbox-kind\": \"everybodys\"",
        ),
        ("scheme: \"dark\"", "scheme: \"red\""),
        ("check.cancel()", "check.signIn()"),
        ("command: \"hello\"", "command: \"sign-in\""),
        ("message.detail.height", "message.detail.width"),
    ] {
        assert!(text.contains(right), "{right}");
        let file = directory.path().join("wrong.ts");
        fs::write(&file, text.replacen(right, wrong, 1)).expect("our own directory");
        let output = compile(&file);
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(!output.status.success(), "{wrong} compiles");
        assert!(said.lines().count() < 4, "{wrong}: {said}");
    }
}
