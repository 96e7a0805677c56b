//! Pictures of what keeps the page from its work.

use end_to_end::demo::Demo;
use end_to_end::gate::Rule;
use end_to_end::page::Page;
use serde_json::json;

use crate::Camera;

impl Camera<'_> {
    pub async fn troubles(&self, demo: &Demo) {
        let mailbox = demo.mailbox("no-full-access-shared");
        let page = Page::open(self.browser, &demo.url).await;
        page.leave_for(mailbox).await;
        page.press_named("Refuse").await;
        page.verdict().await;
        self.take("sign-in-refused").await;
        for (rule, name) in [
            (Rule::NoWebSocket, "trouble-no-web-socket"),
            (Rule::NoApi, "trouble-relay-down"),
        ] {
            demo.gate.rule(Rule::Open);
            let page = Page::open(self.browser, &demo.url).await;
            page.leave_for(mailbox).await;
            page.wait_for("form button").await;
            demo.gate.rule(rule);
            page.be(&mailbox.sign_in_as).await;
            page.wait_for("[data-trouble]").await;
            self.take(name).await;
        }
        demo.gate.rule(Rule::Open);
        self.cannot_run(demo).await;
    }

    /// A browser without WebAssembly, and a program that does not come whole.
    async fn cannot_run(&self, demo: &Demo) {
        for (instead, name, shown) in [
            ("undefined", "cannot-run", "#cannot-run:not([hidden])"),
            ("{}", "did-not-come", "#did-not-come:not([hidden])"),
        ] {
            let source = format!(
                "Object.defineProperty(globalThis, 'WebAssembly', {{ value: {instead} }});"
            );
            let new_documents = "Page.addScriptToEvaluateOnNewDocument";
            let added = self
                .browser
                .devtools(new_documents, json!({ "source": source }))
                .await;
            self.browser
                .client
                .goto(&demo.url)
                .await
                .expect("the page loads");
            Page::of(self.browser).wait_for(shown).await;
            self.take(name).await;
            let removed = "Page.removeScriptToEvaluateOnNewDocument";
            self.browser.devtools(removed, added).await;
        }
    }
}
