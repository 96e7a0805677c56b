//! Pages of the provider's that send nobody back: who returns by the browser's Back is asked what they saw, and the answer
//! names the cause.

use end_to_end::browser::Browser;
use end_to_end::demo::{Demo, Way};
use end_to_end::page::Page;

use crate::running;

/// Sets out, is kept, and comes back with Back. Gives the words of the page that kept them.
async fn come_back(browser: &Browser, demo: &Demo, way: &Way) -> String {
    let page = Page::open(browser, &demo.url).await;
    page.set_out(way).await;
    if way.client_id.is_none() {
        page.be(way.sign_in_as.as_deref().unwrap()).await;
    }
    page.wait_for_words("sent back to the application").await;
    let seen = page.text().await;
    for _ in 0..3 {
        browser.client.back().await.unwrap();
        let address = browser.client.current_url().await.unwrap();
        if address.as_str().starts_with(&demo.url) {
            break;
        }
    }
    page.wait_for("[data-unanswered]").await;
    seen
}

fn kept(demo: &Demo) -> impl Iterator<Item = &Way> {
    demo.ways.iter().filter(|way| way.stays)
}

#[tokio::test]
async fn the_words_of_the_page_name_the_cause_at_length() {
    let demo = running::demo();
    Browser::run("stayed-words", async |browser| {
        let mut checked = 0;
        for way in kept(&demo).filter(|way| way.note.contains("AADSTS")) {
            let seen = come_back(browser, &demo, way).await;
            let page = Page::of(browser);
            let line = seen.lines().find(|line| line.starts_with("AADSTS"));
            page.paste_into("textarea[name=saw]", line.expect("a number"))
                .await;
            page.press_named("Name the cause").await;
            let verdict = page.verdict().await;
            assert_eq!(verdict.verdict, "failed", "{}", way.note);
            assert_eq!(verdict.causes[0], way.cause, "{}", way.note);
            assert!(!page.shows("[data-unanswered]").await);
            checked += 1;
        }
        assert_eq!(checked, 4);
    })
    .await;
}

#[tokio::test]
async fn a_button_names_the_cause_and_the_form_is_kept() {
    let demo = running::demo();
    Browser::run("stayed-button", async |browser| {
        let way = kept(&demo).find(|way| way.client_id.is_none()).unwrap();
        let seen = come_back(browser, &demo, way).await;
        assert!(seen.contains("Need admin approval"), "{seen}");
        let page = Page::of(browser);
        assert_eq!(page.value("input[name=mailbox]").await, way.mailbox);
        let text = page.text().await;
        assert!(text.contains("What did you see there?"), "{text}");
        page.audit("unanswered").await;
        page.press_named("An administrator has to approve").await;
        assert_eq!(page.verdict().await.causes[0], way.cause);
        page.press_named("Check another mailbox").await;
        assert_eq!(page.value("input[name=mailbox]").await, way.mailbox);
        assert!(!page.shows("[data-unanswered]").await, "it was answered");
    })
    .await;
}

#[tokio::test]
async fn who_saw_nothing_of_the_kind_is_asked_no_more() {
    let demo = running::demo();
    Browser::run("stayed-nothing", async |browser| {
        let way = kept(&demo).next().unwrap();
        come_back(browser, &demo, way).await;
        let page = Page::of(browser);
        page.press_named("None of these").await;
        page.wait_until_gone("[data-unanswered]").await;
        assert!(!page.shows("[data-verdict], [data-trouble]").await);
        assert_eq!(page.value("input[name=mailbox]").await, way.mailbox);
        browser.client.refresh().await.unwrap();
        page.wait_for("input[name=mailbox]").await;
        assert!(!page.shows("[data-unanswered]").await);
    })
    .await;
}
