//! Browsers that lack what the page needs: it says so, or does without.

use end_to_end::browser::Browser;
use end_to_end::page::Page;
use end_to_end::requests::requests;
use serde_json::json;

use crate::running;

/// Takes something away from each page before its first script runs.
async fn without(browser: &Browser, what: &str) {
    let script = format!(
        "const [object, name] = {what};
         Object.defineProperty(object, name, {{ value: undefined, configurable: true }});"
    );
    let new_documents = "Page.addScriptToEvaluateOnNewDocument";
    browser
        .devtools(new_documents, json!({ "source": script }))
        .await;
}

/// without WebAssembly there is no program, so the page itself says what is missing.
#[tokio::test]
async fn without_webassembly_the_page_says_so() {
    let demo = running::demo();
    Browser::run("no-wasm", async |browser| {
        without(browser, "[globalThis, 'WebAssembly']").await;
        browser.client.goto(&demo.url).await.unwrap();
        let page = Page::of(browser);
        page.wait_for("#cannot-run:not([hidden])").await;
        let text = page.text().await;
        assert!(text.contains("it has no WebAssembly"), "{text}");
        assert!(!text.contains("Opening"), "{text}");
        assert!(!text.contains("did not come whole"), "{text}");
        page.audit("no WebAssembly").await;
        // What is only to be read can be read.
        let about = format!("{}/about/data", demo.url);
        browser.client.goto(&about).await.unwrap();
        page.wait_for("article.cause").await;
    })
    .await;
}

/// a verifier is drawn by `WebCrypto` alone, so without it nobody leaves to sign in.
#[tokio::test]
async fn without_webcrypto_nobody_leaves() {
    let demo = running::demo();
    let row = demo.mailbox("healthy");
    Browser::run("no-crypto", async |browser| {
        without(browser, "[globalThis, 'crypto']").await;
        let page = Page::open(browser, &demo.url).await;
        browser.events().await;
        page.leave_for(row).await;
        page.wait_for("[data-trouble]").await;
        let text = page.text().await;
        assert!(text.contains("browser"), "{text}");
        let asked = requests(&browser.events().await);
        let own = |url: &str| url.starts_with(&format!("{}/", demo.url));
        assert!(asked.iter().all(|one| own(&one.url)), "{asked:?}");
        page.audit("no WebCrypto").await;
    })
    .await;
}

/// Trusted Types are a second wall behind the page's own code, which makes no markup of words. It does without.
#[tokio::test]
async fn without_trusted_types_a_check_is_the_same() {
    let demo = running::demo();
    let row = demo.mailbox("healthy");
    Browser::run("no-trusted-types", async |browser| {
        without(browser, "[globalThis, 'trustedTypes']").await;
        let page = Page::open(browser, &demo.url).await;
        page.leave_for(row).await;
        page.be(&row.sign_in_as).await;
        assert_eq!(page.verdict().await.causes, ["healthy"]);
    })
    .await;
}
