//! Greencheck's page as a person uses it.

mod ways;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fantoccini::Locator;
use serde_json::{Value, json};
use shared::plan::Protocol;
use shared::request::MailboxKind;

use crate::browser::{Browser, PATIENCE};
use crate::{axe, demo, policy};

/// The page in a browser.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    browser: &'a Browser,
}

/// What the verdict card says.
#[derive(Debug)]
pub struct Verdict {
    /// `passed` or `failed`.
    pub verdict: String,
    /// The codes of the causes, the most likely first.
    pub causes: Vec<String>,
}

impl<'a> Page<'a> {
    /// Opens the page and waits for the form.
    pub async fn open(browser: &'a Browser, url: &str) -> Self {
        browser.client.goto(url).await.expect("the page loads");
        let page = Self::of(browser);
        page.wait_for("input[name=mailbox]").await;
        page
    }

    /// Whatever the browser shows.
    pub fn of(browser: &'a Browser) -> Self {
        Self { browser }
    }

    /// Waits until the page takes no second look by itself, or only waits to repeat itself, and gives the verdict then.
    pub async fn looked_on(&self) -> Verdict {
        self.verdict().await;
        let deadline = Instant::now() + PATIENCE;
        let looking = "[data-look]:not([data-look=retry])";
        while self.shows(looking).await {
            assert!(Instant::now() < deadline, "the second looks do not end");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.verdict().await
    }

    /// Opens everything that is folded.
    pub async fn open_folds(&self) {
        let script =
            "document.querySelectorAll('details').forEach((fold) => { fold.open = true; })";
        self.browser.script(script, vec![]).await;
    }

    /// Types a question; nothing is sent yet.
    pub async fn ask(&self, mailbox: &str, kind: MailboxKind, account: Option<&str>) {
        self.type_into("input[name=mailbox]", mailbox).await;
        let kind = json!(kind);
        let choice = format!("input[name=kind][value={}]", kind.as_str().expect("a word"));
        self.click(&choice).await;
        if let Some(account) = account {
            self.type_into("input[name=account]", account).await;
        }
    }

    /// Ticks or unticks a protocol.
    pub async fn tick(&self, protocol: &str) {
        self.click(&format!("input[name=protocol][value={protocol}]"))
            .await;
    }

    /// What stands in a cell of the matrix, and the words in it.
    pub async fn cell(&self, question: &str, protocol: &str) -> (String, String) {
        let script = "const cell = document.querySelector(
                `[data-question=\"${arguments[0]}\"][data-protocol=\"${arguments[1]}\"]`);
             return cell ? [cell.dataset.answer, cell.innerText.trim()] : ['', ''];";
        let found = self
            .browser
            .script(script, vec![json!(question), json!(protocol)])
            .await;
        serde_json::from_value(found).expect("two texts")
    }

    /// Fills in the form as a mailbox of the demonstration says, and leaves for the sign-in page.
    pub async fn leave_for(&self, mailbox: &demo::Mailbox) {
        self.ask(&mailbox.mailbox, mailbox.kind, Some(&mailbox.account))
            .await;
        self.choose("select[name=provider]", &mailbox.provider)
            .await;
        for protocol in mailbox.protocols.iter().filter(|p| **p != Protocol::Imap) {
            self.tick(protocol.code()).await;
        }
        if !mailbox.protocols.contains(&Protocol::Imap) {
            self.tick(Protocol::Imap.code()).await;
        }
        self.submit().await;
    }

    /// Presses "Sign in and check".
    pub async fn submit(&self) {
        // After a link a press means nothing for a moment.
        self.click("form.question button[type=submit]:not([aria-disabled=true])")
            .await;
    }

    /// On the pretend provider's page: signs in as this person.
    pub async fn be(&self, person: &str) {
        self.click(&format!("button[value='{person}']")).await;
    }

    /// On the OpenID provider's pages: signs in under this address and consents.
    pub async fn log_in(&self, login: &str) {
        self.type_into("input[name=login]", login).await;
        self.type_into("input[name=password]", "any").await;
        self.click("button[type=submit]").await;
        // The consent page has the same kind of form, without a login.
        self.wait_for("input[name=prompt][value=consent]").await;
        self.click("button[type=submit]").await;
    }

    /// Waits for the verdict. Where the page asks whether the right person signed in, the answer is yes.
    pub async fn verdict(&self) -> Verdict {
        self.wait_for("[data-verdict], [data-confirm], [data-trouble]")
            .await;
        if self.shows("[data-confirm]").await {
            self.press_named("Continue as").await;
            self.wait_for("[data-verdict], [data-trouble]").await;
        }
        let trouble = self.shows("[data-trouble]").await;
        assert!(!trouble, "instead of a verdict: {}", self.text().await);
        let read = self
            .browser
            .script(
                "const card = document.querySelector('[data-verdict]');
                 const findings = [...document.querySelectorAll('[data-cause][data-rank]')]
                     .sort((a, b) => a.dataset.rank - b.dataset.rank);
                 return [card.dataset.verdict, findings.map((finding) => finding.dataset.cause)];",
                vec![],
            )
            .await;
        let (verdict, causes) = serde_json::from_value(read).expect("a verdict and its causes");
        Verdict { verdict, causes }
    }

    /// The states of the steps in order, such as `dns passed`.
    pub async fn steps(&self) -> Vec<String> {
        let read = self
            .browser
            .script(
                "return [...document.querySelectorAll('[data-attempt][data-protocol][data-step][data-state]')]
                     .map(({ dataset }) => `${dataset.step} ${dataset.state}`);",
                vec![],
            )
            .await;
        serde_json::from_value(read).expect("a list of states")
    }

    /// All that is written on the page.
    pub async fn text(&self) -> String {
        let read = self
            .browser
            .script("return document.body.innerText", vec![])
            .await;
        read.as_str().unwrap_or_default().to_owned()
    }

    /// What stands in a field.
    pub async fn value(&self, field: &str) -> String {
        let field = self.wait_for(field).await;
        let value = field.prop("value").await.expect("a field");
        value.unwrap_or_default()
    }

    /// Waits for these words anywhere on the page.
    pub async fn wait_for_words(&self, words: &str) {
        let found = format!("//body//*[contains(normalize-space(.), {words:?})]");
        self.browser
            .client
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::XPath(&found))
            .await
            .unwrap_or_else(|error| panic!("{words:?} never appeared: {error}"));
    }

    /// Waits until something matches and gives it.
    pub async fn wait_for(&self, selector: &str) -> fantoccini::elements::Element {
        self.browser
            .client
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::Css(selector))
            .await
            .unwrap_or_else(|error| panic!("{selector} never appeared: {error}"))
    }

    /// Whether something matches now.
    pub async fn shows(&self, selector: &str) -> bool {
        self.browser
            .script(
                "return document.querySelector(arguments[0]) !== null",
                vec![json!(selector)],
            )
            .await
            == Value::Bool(true)
    }

    /// How many elements match now.
    pub async fn count(&self, selector: &str) -> usize {
        let found = self.browser.client.find_all(Locator::Css(selector)).await;
        found.expect("a selector").len()
    }

    /// Clicks one of several that match, counted from 0.
    pub async fn click_nth(&self, selector: &str, number: usize) {
        let found = self.browser.client.find_all(Locator::Css(selector)).await;
        let element = &found.expect("a selector")[number];
        element
            .click()
            .await
            .unwrap_or_else(|error| panic!("{selector}: {error}"));
    }

    /// Clicks what matches.
    pub async fn click(&self, selector: &str) {
        let element = self.wait_for(selector).await;
        element
            .click()
            .await
            .unwrap_or_else(|error| panic!("{selector}: {error}"));
    }

    /// Clicks the button or link with these words.
    pub async fn press_named(&self, words: &str) {
        let named =
            format!("//*[self::button or self::a][contains(normalize-space(.), {words:?})]");
        let client = &self.browser.client;
        let found = client
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::XPath(&named))
            .await;
        let element = found.unwrap_or_else(|error| panic!("no button {words:?}: {error}"));
        element
            .click()
            .await
            .unwrap_or_else(|error| panic!("{words:?}: {error}"));
    }

    /// Presses a button that saves a file in the directory that downloads go to, and gives that file.
    pub async fn download(&self, words: &str, directory: &Path) -> PathBuf {
        let before = saved(directory);
        self.press_named(words).await;
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(file) = saved(directory).difference(&before).next() {
                return file.clone();
            }
            assert!(Instant::now() < deadline, "{words} saved nothing");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Opens a saved report.
    pub async fn open_report(&self, file: &Path) {
        let input = self.wait_for("input[type=file][name=report]").await;
        let path = file.to_str().expect("a path of ours");
        input.send_keys(path).await.expect("a file input");
    }

    /// Asserts all that holds in every state of the page: accessible in light and dark, no scrolling sideways at
    /// 320 px, nothing that the Content Security Policy had to stop.
    pub async fn audit(&self, state: &str) {
        // First, since the engine below is not bound by the policy and may trip over it.
        let stopped = policy::stopped(self.browser).await;
        assert!(stopped.is_empty(), "{state}: {stopped:#?}");

        for scheme in ["light", "dark"] {
            self.browser.colours(scheme).await;
            let findings = axe::findings(self.browser).await;
            assert!(findings.is_empty(), "{state}, {scheme}: {findings:#?}");
        }
        self.browser.colours("light").await;

        self.browser.width(320).await;
        let wide = self
            .browser
            .script(
                "const { scrollWidth, clientWidth } = document.documentElement;
                 return scrollWidth <= clientWidth ? [] : [...document.querySelectorAll('body *')]
                     .filter((e) => e.getBoundingClientRect().right > clientWidth + 1)
                     .map((e) => `${e.tagName} ${e.className}`);",
                vec![],
            )
            .await;
        self.browser
            .devtools("Emulation.clearDeviceMetricsOverride", json!({}))
            .await;
        assert_eq!(wide, json!([]), "{state}: wider than 320 px");
        // What the engine tripped over is not the page's.
        policy::stopped(self.browser).await;
    }

    /// Types into a field, in place of what stood there.
    pub async fn type_into(&self, field: &str, text: &str) {
        let element = self.wait_for(field).await;
        element.clear().await.expect("a field");
        element
            .send_keys(text)
            .await
            .unwrap_or_else(|error| panic!("{field}: {error}"));
    }

    /// Puts a whole text into a field at once, as pasting does.
    pub async fn paste_into(&self, field: &str, text: &str) {
        self.set(field, text).await;
    }

    /// Sets the value of a field and tells the page, for what no keyboard types.
    pub async fn set(&self, field: &str, value: &str) {
        self.wait_for(field).await;
        let script = "const field = document.querySelector(arguments[0]);
             const owner = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
             Object.getOwnPropertyDescriptor(owner.prototype, 'value').set.call(field, arguments[1]);
             field.dispatchEvent(new InputEvent('input', { bubbles: true }));
             field.dispatchEvent(new Event('change', { bubbles: true }));";
        self.browser
            .script(script, vec![json!(field), json!(value)])
            .await;
    }

    /// Lets two hours pass while the page waits for a change: whatever it does next, it looks at the clock.
    pub async fn end_the_sign_in(&self) {
        let later = "const now = Date.now; Date.now = () => now() + 2 * 3600 * 1000;";
        self.browser.script(later, vec![]).await;
        self.set("input[name=changed-at]", "00:00").await;
    }

    /// Waits until nothing matches.
    pub async fn wait_until_gone(&self, selector: &str) {
        let deadline = Instant::now() + PATIENCE;
        while self.shows(selector).await {
            assert!(Instant::now() < deadline, "{selector} stays");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Chooses an entry of a list by its value.
    pub async fn choose(&self, select: &str, value: &str) {
        let select = self.wait_for(select).await;
        select
            .select_by_value(value)
            .await
            .unwrap_or_else(|error| panic!("{value}: {error}"));
    }
}

/// The files of a directory that are whole.
fn saved(directory: &Path) -> BTreeSet<PathBuf> {
    let entries = fs::read_dir(directory).expect("the directory exists");
    let files = entries.filter_map(|entry| Some(entry.ok()?.path()));
    files
        .filter(|file| {
            let end = file.extension();
            end.is_none_or(|end| end != "crdownload" && end != "part")
        })
        // Firefox holds the name with an empty file until it has all.
        .filter(|file| file.metadata().is_ok_and(|about| about.len() > 0))
        .filter(|file| {
            !file
                .file_name()
                .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
        })
        .collect()
}
