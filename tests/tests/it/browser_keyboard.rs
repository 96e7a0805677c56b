//! The whole way with the keyboard alone.

use end_to_end::browser::Browser;
use end_to_end::page::Page;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use serde_json::json;

use crate::running;

/// More stops than any state of the page has.
const MANY: usize = 60;

#[tokio::test]
async fn a_check_needs_no_mouse() {
    let demo = running::demo();
    Browser::run("keyboard", async |browser| {
        let page = Page::open(browser, &demo.url).await;
        tab_to(browser, "input[name=mailbox]").await;
        write(browser, "support@demo.test").await;
        tab_to(browser, "input[name=kind]").await;
        // Arrows move through a group of radio buttons, from wherever it begins.
        for _ in 0..4 {
            if page.shows("input[name=kind][value=shared]:checked").await {
                break;
            }
            press(browser, Key::Down).await;
        }
        assert!(page.shows("input[name=kind][value=shared]:checked").await);
        tab_to(browser, "input[name=account]").await;
        write(browser, "alex@demo.test").await;
        press(browser, Key::Enter).await;

        page.wait_for("button[value='alex@demo.test']").await;
        tab_to(browser, "button[value='alex@demo.test']").await;
        press(browser, Key::Enter).await;

        let verdict = page.verdict().await;
        assert_eq!(verdict.causes[0], "no-full-access-shared");
        tab_to_words(browser, "Copy").await;
        press(browser, Key::Enter).await;
        tab_to_words(browser, "Check again").await;
        press(browser, Key::Enter).await;
        page.wait_for("[data-attempt='1'][data-step=examine][data-state=failed]")
            .await;
        assert_eq!(page.verdict().await.causes[0], "no-full-access-shared");
    })
    .await;
}

async fn tab_to(browser: &Browser, selector: &str) {
    tab_until(
        browser,
        "return document.activeElement.matches(arguments[0])",
        selector,
    )
    .await;
}

async fn tab_to_words(browser: &Browser, words: &str) {
    tab_until(
        browser,
        "return document.activeElement.innerText.startsWith(arguments[0])",
        words,
    )
    .await;
}

/// Presses Tab until the element that is meant has the focus. Every stop on the way shows that it has it.
async fn tab_until(browser: &Browser, reached: &str, what: &str) {
    let mut stops = Vec::new();
    for _ in 0..MANY {
        press(browser, Key::Tab).await;
        let stop = browser
            .script(
                "const at = document.activeElement, style = getComputedStyle(at);
                 const ring = (s) => s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0;
                 return [at.outerHTML.slice(0, 120),
                     at === document.body || ring(style) || [...(at.labels ?? [])].some((l) => ring(getComputedStyle(l)))];",
                vec![],
            )
            .await;
        assert_eq!(stop[1], json!(true), "no visible focus: {stop}");
        if browser.script(reached, vec![json!(what)]).await == json!(true) {
            return;
        }
        stops.push(stop);
    }
    panic!("{what} is not reached by Tab: {stops:#?}");
}

async fn press(browser: &Browser, key: Key) {
    keys(browser, &char::from(key).to_string()).await;
}

async fn write(browser: &Browser, text: &str) {
    keys(browser, text).await;
}

async fn keys(browser: &Browser, text: &str) {
    let actions = text
        .chars()
        .fold(KeyActions::new("keyboard".to_owned()), |actions, value| {
            actions
                .then(KeyAction::Down { value })
                .then(KeyAction::Up { value })
        });
    browser.client.perform_actions(actions).await.unwrap();
}
