//! A saved report is the whole case: the page opens it again, without a relay or a sign-in.

use std::fs;

use end_to_end::browser::Browser;
use end_to_end::page::Page;
use tempfile::TempDir;

use crate::running;

#[tokio::test]
async fn a_saved_report_shows_the_same_verdict() {
    let demo = running::demo();
    let downloads = TempDir::with_prefix("downloads-").unwrap();
    Browser::run("report", async |browser| {
        browser.downloads_to(downloads.path()).await;
        let page = Page::open(browser, &demo.url).await;
        let mailbox = demo.mailbox("no-full-access-shared");
        page.leave_for(mailbox).await;
        page.be(&mailbox.sign_in_as).await;
        let live = page.verdict().await;
        let report = page.download("Download report", downloads.path()).await;
        let markdown = page
            .download("Download as Markdown", downloads.path())
            .await;
        let markdown = fs::read_to_string(markdown).unwrap();
        assert!(markdown.contains("no-full-access-shared"), "{markdown}");

        let page = Page::open(browser, &demo.url).await;
        page.open_report(&report).await;
        let read = page.verdict().await;
        assert_eq!(read.causes, live.causes);
        let steps = page.steps().await;
        assert!(steps.contains(&"examine failed".to_owned()), "{steps:?}");
        page.audit("saved report").await;

        // Whoever wrote it may have written any question into it: that does not get into the form.
        page.press_named("Check your own mailbox").await;
        assert_eq!(page.value("input[name=mailbox]").await, "");
    })
    .await;
}

#[tokio::test]
async fn a_file_that_is_no_report_is_refused_and_the_form_stays() {
    let demo = running::demo();
    let directory = TempDir::with_prefix("report-").unwrap();
    let file = directory.path().join("report.json");
    fs::write(&file, "{\"format\": 1, \"ask\": {}}").unwrap();
    Browser::run("no-report", async |browser| {
        let page = Page::open(browser, &demo.url).await;
        page.open_report(&file).await;
        page.wait_for_words("report").await;
        page.wait_for("[role=status]:not(:empty)").await;
        page.wait_for("input[name=mailbox]").await;
        assert!(!page.shows("[data-verdict]").await);
        page.audit("not a report").await;
    })
    .await;
}
