//! A portal's page in a browser, and the windows that a sign-in opens from it.

use fantoccini::Locator;
use fantoccini::wd::WindowHandle;
use serde_json::{Value, json};

use crate::browser::{Browser, PATIENCE};
use crate::page::Page;

/// The portal's window, and the one that its frame opened.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The portal's.
    pub portal: WindowHandle,
    /// The other.
    pub window: WindowHandle,
}

/// A portal's page in a browser.
#[derive(Clone, Copy, Debug)]
pub struct Holder<'a> {
    browser: &'a Browser,
}

impl<'a> Holder<'a> {
    /// Opens it.
    pub async fn open(browser: &'a Browser, address: &str) -> Self {
        browser
            .client
            .goto(address)
            .await
            .expect("the portal's page");
        Self { browser }
    }

    /// Goes into the frame of an element, counted from 0, once its form is there.
    pub async fn enter(&self, number: usize) -> Page<'a> {
        let wait = self.browser.client.wait().at_most(PATIENCE);
        let some = wait.for_element(Locator::Css("mailbox-check")).await;
        some.expect("an element");
        let elements = self.browser.client.find_all(Locator::Css("mailbox-check"));
        let element = &elements.await.expect("elements")[number];
        let root = element.shadow_root().await.expect("the element is defined");
        let frame = root.find(Locator::Css("iframe")).await.expect("its frame");
        frame.enter_frame().await.expect("a frame");
        let page = Page::of(self.browser);
        page.wait_for("form.question, [data-beside]").await;
        page
    }

    /// Goes into the plain frame.
    pub async fn enter_plain(&self) -> Page<'a> {
        self.browser.enter_frame("#check").await;
        Page::of(self.browser)
    }

    /// In the frame: presses the button, and goes to the window that it opens once somebody could go on there.
    pub async fn open_window(&self, frame: Page<'a>) -> Opened {
        let portal = self.browser.window().await;
        let before = self.browser.windows().await;
        frame.submit().await;
        let window = self.browser.wait_for_new_window(&before).await;
        self.browser.switch_to(&window).await;
        let page = Page::of(self.browser);
        page.wait_for("[data-visit=go]:not([aria-disabled=true])")
            .await;
        Opened { portal, window }
    }

    /// In the window: goes on, and to the provider's window.
    pub async fn go_on(&self) -> WindowHandle {
        let before = self.browser.windows().await;
        Page::of(self.browser).click("[data-visit=go]").await;
        let provider = self.browser.wait_for_new_window(&before).await;
        self.browser.switch_to(&provider).await;
        provider
    }

    /// Signs in at the pretend provider and waits for the verdict in the window. Ends in the portal's page, in no frame.
    pub async fn sign_in(&self, opened: &Opened, person: &str) {
        let provider = self.go_on().await;
        Page::of(self.browser).be(person).await;
        self.browser.wait_until_closed(&provider).await;
        self.browser.switch_to(&opened.window).await;
        Page::of(self.browser).verdict().await;
        self.browser.switch_to(&opened.portal).await;
    }

    /// The messages that its page heard.
    pub async fn heard(&self) -> Vec<Value> {
        self.list("heard").await
    }

    /// The events of the elements, each with the element's number.
    pub async fn events(&self) -> Vec<Value> {
        self.list("events").await
    }

    /// The names of the events of one element, one after the other, without repetition.
    pub async fn names(&self, number: usize) -> Vec<String> {
        let mut names: Vec<String> = self
            .events()
            .await
            .iter()
            .filter(|event| event["number"] == json!(number))
            .map(|event| event["name"].as_str().unwrap_or_default().to_owned())
            .collect();
        names.dedup();
        names
    }

    /// Cumulative layout shift (Chromium alone measures it).
    pub async fn shifted(&self) -> f64 {
        let shifted = self.browser.script("return shifted", vec![]).await;
        shifted.as_f64().expect("a number")
    }

    async fn list(&self, name: &str) -> Vec<Value> {
        let list = self.browser.script(&format!("return {name}"), vec![]).await;
        serde_json::from_value(list).expect("a list")
    }
}
