//! Whoever goes on to another mailbox leaves no token behind, not even in the page's memory.

use end_to_end::browser::Browser;
use end_to_end::memory;
use end_to_end::page::Page;
use end_to_end::requests::sent_token;

use crate::running;

/// the page's copy is wiped, and no other is left where the memory was used before.
#[tokio::test]
async fn a_token_that_was_dropped_is_nowhere_in_memory() {
    let demo = running::demo();
    let row = demo.mailbox("healthy");
    Browser::run("memory", async |browser| {
        let page = Page::open(browser, &demo.url).await;
        page.leave_for(row).await;
        page.be(&row.sign_in_as).await;
        page.looked_on().await;
        let token = sent_token(&browser.events().await).expect("a check was sent");
        // A JWT of some length: its middle is its own, and nothing else holds it.
        let middle = &token[token.len() / 3..token.len() / 3 * 2];
        let held = memory::count(browser, middle).await;
        assert!(held > 0, "the search finds what the page holds");
        page.press_named("Check another mailbox").await;
        page.wait_for("input[name=mailbox]").await;
        assert_eq!(memory::count(browser, middle).await, 0, "{held} before");
    })
    .await;
}
