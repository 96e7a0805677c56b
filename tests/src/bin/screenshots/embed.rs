//! Pictures of the check in a portal.

use end_to_end::demo::Demo;
use end_to_end::page::Page;
use end_to_end::portal::Holder;

use crate::Camera;

impl Camera<'_> {
    /// A portal's page with the check in it, the window of its sign-in, and the page that makes the tag.
    pub async fn embed(&self) {
        let demo = Demo::start_with_portal();
        let portal = demo.portal.clone().expect("it was asked for");
        let browser = self.browser;
        Page::open(browser, &format!("{}/embed/setup", demo.url)).await;
        self.take("embed-setup").await;
        let about = format!("{}/about/data", demo.url);
        browser.client.goto(&about).await.expect("the page loads");
        self.take("about-data").await;
        let asked = "provider=demo&mailbox=support%40demo.test&mailbox-kind=shared&account=alex%40demo.test";
        let page = Page::of(browser);
        for (name, more) in [
            ("form", ""),
            ("readonly", "&readonly"),
            ("dark", "&theme=dark&readonly"),
            ("compact", "&density=compact"),
        ] {
            let holder = Holder::open(browser, &format!("{portal}/?{asked}{more}")).await;
            holder.enter(0).await.wait_for("[data-portal]").await;
            browser.leave_frame().await;
            self.take(&format!("embed-frame-{name}")).await;
        }
        let unasked = "document.querySelector('form.question button[type=submit]').click()";
        for (name, more) in [
            ("blocked", ""),
            (
                "sandboxed",
                "&sandbox=allow-scripts%20allow-same-origin%20allow-forms",
            ),
        ] {
            Holder::open(browser, &format!("{portal}/?plain&readonly&{asked}{more}")).await;
            page.wait_for("#events li[data-event=ready]").await;
            browser.enter_frame("#check iframe").await;
            browser.script(unasked, vec![]).await;
            page.wait_for(&format!("[data-beside={name}]")).await;
            browser.leave_frame().await;
            self.take(&format!("embed-frame-{name}")).await;
        }
        let holder = Holder::open(browser, &format!("{portal}/?readonly&{asked}")).await;
        let opened = holder.open_window(holder.enter(0).await).await;
        self.take("embed-window").await;
        let provider = holder.go_on().await;
        browser.switch_to(&opened.window).await;
        self.take("embed-window-second").await;
        browser.switch_to(&opened.portal).await;
        self.take("embed-frame-elsewhere").await;
        browser.switch_to(&provider).await;
        page.be("alex@demo.test").await;
        browser.wait_until_closed(&provider).await;
        browser.switch_to(&opened.window).await;
        page.verdict().await;
        self.take("embed-window-result").await;
        browser.switch_to(&opened.portal).await;
        self.take("embed-frame-result").await;
        browser
            .client
            .goto("about:blank")
            .await
            .expect("an empty page");
        browser.switch_to(&opened.window).await;
        page.press_named("Check again").await;
        page.wait_for("[data-visit=gone]").await;
        page.verdict().await;
        self.take("embed-window-gone").await;
    }
}
