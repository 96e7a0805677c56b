//! The catalogue: cold and without a program, in the page with the person's values, and on paper.

use end_to_end::browser::Browser;
use end_to_end::page::Page;
use serde_json::json;

use crate::running;

#[tokio::test]
async fn a_page_can_be_read_without_scripts() {
    let demo = running::demo();
    let read = |path: &str| {
        let mut answer = ureq::get(format!("{}{path}", demo.url)).call().unwrap();
        answer.body_mut().read_to_string().unwrap()
    };
    let page = read("/causes/no-full-access-shared");
    assert!(page.contains("<h3>An Exchange administrator</h3>"));
    assert!(
        page.contains("&#39;&lt;mailbox&gt;&#39;"),
        "places stay open"
    );
    assert!(read("/causes").contains("href=\"/causes/no-full-access-shared\""));
}

#[tokio::test]
async fn a_page_takes_typed_values_and_quotes_them() {
    let demo = running::demo();
    Browser::run("cause", async |browser| {
        let url = format!(
            "{}/causes/no-full-access-shared?mailbox=evil@demo.test",
            demo.url
        );
        browser.client.goto(&url).await.unwrap();
        let page = Page::of(browser);
        page.wait_for("[data-page=no-full-access-shared]").await;
        let text = page.text().await;
        assert!(
            text.contains("Add-MailboxPermission -Identity '<mailbox>'"),
            "{text}"
        );
        assert!(!text.contains("evil@"), "a value came from the address bar");
        page.open_folds().await;
        page.audit("cause").await;
        page.type_into("input[name=value-mailbox]", "o'brien’s@contoso.com")
            .await;
        let text = page.text().await;
        assert!(
            text.contains("-Identity 'o''brien’’s@contoso.com'"),
            "{text}"
        );
        page.set("input[name=value-mailbox]", "a\u{202e}b@contoso.com")
            .await;
        let text = page.text().await;
        assert!(
            text.contains("Add-MailboxPermission -Identity '<mailbox>'"),
            "{text}"
        );
        assert!(!text.contains('\u{202e}'), "{text}");
    })
    .await;
}

#[tokio::test]
async fn a_page_opens_over_a_finding_with_its_values_and_prints() {
    let demo = running::demo();
    Browser::run("cause-of-finding", async |browser| {
        let page = Page::open(browser, &demo.url).await;
        let mailbox = demo.mailbox("no-full-access-shared");
        page.leave_for(mailbox).await;
        page.be(&mailbox.sign_in_as).await;
        page.verdict().await;
        page.press_named("All about this cause").await;
        page.wait_for("[data-page=no-full-access-shared]").await;
        let command = "Add-MailboxPermission -Identity 'support@demo.test' -User 'alex@demo.test'";
        let text = page.text().await;
        assert!(text.contains(command), "{text}");
        let address = browser.client.current_url().await.unwrap();
        assert_eq!(address.path(), "/causes/no-full-access-shared");
        assert_eq!(address.query(), None);

        let media = json!({ "media": "print" });
        browser.devtools("Emulation.setEmulatedMedia", media).await;
        let printed = page.text().await;
        assert!(
            printed.contains(command) && printed.contains("Sources"),
            "{printed}"
        );
        for button in ["Print this page", "Copy", "Your values"] {
            assert!(!printed.contains(button), "{button}");
        }
        browser
            .devtools("Emulation.setEmulatedMedia", json!({ "media": "" }))
            .await;

        browser.client.back().await.unwrap();
        assert_eq!(page.verdict().await.causes[0], "no-full-access-shared");
        // The list is plain HTML, and stays where the page's program would be.
        browser
            .client
            .goto(&format!("{}/causes", demo.url))
            .await
            .unwrap();
        page.audit("list of causes").await;
        assert!(page.count("a[href^='/causes/']").await >= 50);
        page.click("a[href='/causes/no-license']").await;
        page.wait_for("[data-page=no-license]").await;
    })
    .await;
}
