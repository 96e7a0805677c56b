//! What comes from somebody else: a form out of a link, before a press counts, and a report that was passed on.

use std::fs;

use end_to_end::demo::Demo;
use end_to_end::page::Page;

use crate::Camera;

/// Each moment takes a hundred times as long, for there are four pictures of one.
const SLOWLY: &str = "const soon = window.setTimeout;
    window.setTimeout = (done, moment) => soon(done, moment * 100);
    window.dispatchEvent(new Event('focus'));";

impl Camera<'_> {
    pub(crate) async fn distrust(&self, demo: &Demo) {
        let link = format!("{}/?early#mailbox=alex@demo.test&provider=demo", demo.url);
        let page = Page::open(self.browser, &link).await;
        page.wait_for("[data-note=from-link]").await;
        self.browser.script(SLOWLY, vec![]).await;
        page.wait_for("button[type=submit][aria-disabled=true]")
            .await;
        self.take("link-early").await;

        let directory = tempfile::tempdir().expect("a directory for a report");
        self.browser.downloads_to(directory.path()).await;
        let page = Page::open(self.browser, &demo.url).await;
        let mailbox = demo.mailbox("no-full-access-shared");
        page.leave_for(mailbox).await;
        page.be(&mailbox.sign_in_as).await;
        page.verdict().await;
        let report = page.download("Download report", directory.path()).await;
        let words = fs::read_to_string(&report).expect("the report");
        let mut case: serde_json::Value = serde_json::from_str(&words).expect("JSON");
        let page = Page::open(self.browser, &demo.url).await;
        page.open_report(&report).await;
        page.verdict().await;
        self.take("report").await;

        // Its writer would have an address of theirs registered.
        let description = "AADSTS50011: The redirect URI 'https://other.example/cb' specified in the request does not match.";
        case["attempts"] = serde_json::json!([]);
        case["token_facts"] = serde_json::Value::Null;
        case["sign_in"] = serde_json::json!({ "failed": { "provider": {
            "at": "authorize", "code": "invalid_request", "description": description,
        } } });
        fs::write(&report, case.to_string()).expect("the report");
        let page = Page::open(self.browser, &demo.url).await;
        page.open_report(&report).await;
        page.verdict().await;
        self.take("report-redirect").await;
    }
}
