//! The files that the page is made of: named by their content, asked for once, and not run when they are others.

use std::fs;

use end_to_end::browser::Browser;
use end_to_end::demo::Demo;
use end_to_end::page::Page;
use end_to_end::places;
use end_to_end::requests::requests;
use serde_json::Value;
use tempfile::TempDir;

use crate::running;

/// The element that loads each file, without its `crossorigin`, and whether it says what the file has to be.
const LOADERS: &str = "return [...document.querySelectorAll('script, link[href]')].map((element) => [
    element.getAttribute('src') ?? element.getAttribute('href'), element.integrity.startsWith('sha384-')])";

/// each loader says what it loads, names change with content, and what comes twice would be asked for twice.
#[tokio::test]
async fn every_file_is_named_by_its_content_and_asked_for_once() {
    let demo = running::demo();
    Browser::run("files", async |browser| {
        Page::open(browser, &demo.url).await;
        let loaders = browser.script(LOADERS, vec![]).await;
        let loaders: Vec<(String, bool)> = serde_json::from_value(loaders).unwrap();
        let asked = requests(&browser.events().await);
        for ending in [".js", "_bg.wasm", ".css", ".svg"] {
            assert!(
                loaders.iter().any(|(name, _)| name.ends_with(ending)),
                "{loaders:?}"
            );
        }
        for (name, says) in loaders {
            assert!(says, "{name}");
            assert!(name.starts_with('/'), "{name}");
            assert!(name.split(['-', '_', '.']).any(is_a_hash), "{name}");
            let whole = format!("{}{name}", demo.url);
            let times = asked.iter().filter(|one| one.url == whole).count();
            assert_eq!(times, 1, "{name}");
        }
        // The start that wasm-bindgen writes says so where it has to do without streaming.
        let console = browser.console().await;
        let slowly = console
            .iter()
            .any(|line| line.contains("instantiateStreaming"));
        assert!(!slowly, "{console:?}");
    })
    .await;
}

/// A number of 64 bits as Trunk writes it, without zeros in front. Seven or more of them never come.
fn is_a_hash(part: &str) -> bool {
    (10..=16).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_hexdigit())
}

/// a program that is not what the page says it is does not run, and the page says so.
#[tokio::test]
async fn another_program_than_the_pages_own_does_not_run() {
    let mut demo = Demo::start();
    let copy = TempDir::with_prefix("tampered-").unwrap();
    for entry in fs::read_dir(places::page()).unwrap() {
        let file = entry.unwrap().path();
        let name = file.file_name().unwrap().to_owned();
        let text = name.to_string_lossy().into_owned();
        // The compressed copies would hide the change.
        if text.contains(".wasm.") {
            continue;
        }
        let mut octets = fs::read(&file).unwrap();
        if text.strip_suffix(".wasm").is_some() {
            // A section of its own at the end, which is as good a program.
            octets.extend([0, 2, 1, b'x']);
        }
        fs::write(copy.path().join(name), octets).unwrap();
    }
    demo.relay.restart_with(copy.path());
    Browser::run("tampered", async |browser| {
        browser.client.goto(&demo.url).await.unwrap();
        let page = Page::of(browser);
        page.wait_for("#did-not-come:not([hidden])").await;
        let form: Value = browser
            .script("return document.querySelector('form')", vec![])
            .await;
        assert_eq!(form, Value::Null);
    })
    .await;
}
