//! Addresses that lead astray, in whatever the page reads from its own address: it stays where it is.

use end_to_end::browser::Browser;
use end_to_end::demo::Demo;
use end_to_end::page::Page;
use end_to_end::requests::requests;
use serde_json::json;
use url::form_urlencoded::Serializer;

/// The list that the relay is asked with, too.
const ASTRAY: &str = include_str!("../../cases/redirects.txt");

/// What the page reads from a link. Of so many none makes a link too long to be read.
const OWN: [&str; 10] = [
    "account",
    "client-id",
    "cloud",
    "mailbox",
    "preset",
    "protocols",
    "provider",
    "tenant",
    "way",
    "window",
];

/// What the page reads of an answer, and what others have taken an address from.
const OTHERS: [&str; 10] = [
    "code",
    "error",
    "error_description",
    "error_uri",
    "iss",
    "next",
    "redirect_uri",
    "return_to",
    "state",
    "url",
];

/// What a page shows when it has read its address.
const SETTLED: &str = "input[name=mailbox], [data-trouble], [data-unanswered]";

/// Ten of them at each of our addresses, each in a parameter of its own.
async fn stays(browser: &Browser, demo: &Demo, ten: &[&str]) {
    let url = &demo.url;
    let with = |names: [&str; 10]| {
        let mut link = Serializer::new(String::new());
        link.append_pair("mailbox", "alex@demo.test");
        link.extend_pairs(names.iter().zip(ten)).finish()
    };
    let astray = ten[0];
    let (own, others) = (with(OWN), with(OTHERS));
    for (address, filled) in [
        (format!("{url}/?{others}#{own}"), true),
        (format!("{url}/#{astray}"), false),
        (format!("{url}/oauth/callback?{others}#{own}"), false),
        (format!("{url}/window?{others}#{own}"), false),
        (format!("{url}/embed?{own}"), false),
        (format!("{url}/embed#{own}"), false),
    ] {
        // The same path with another fragment would not be loaded.
        browser.client.goto("about:blank").await.unwrap();
        browser.client.goto(&address).await.unwrap();
        let page = Page::of(browser);
        page.wait_for(SETTLED).await;
        if filled {
            let mailbox = page.value("input[name=mailbox]").await;
            assert_eq!(mailbox, "alex@demo.test", "{address}: it is read");
        }
        is_ours(browser, demo, &address).await;
    }
    for link in [format!("/embed?{own}"), format!("/embed#{own}")] {
        held_in_a_frame(browser, demo, &link).await;
    }
}

/// The framed page reads its own address.
async fn held_in_a_frame(browser: &Browser, demo: &Demo, link: &str) {
    let setup = format!("{}/embed/setup", demo.url);
    browser.client.goto(&setup).await.unwrap();
    let page = Page::of(browser);
    page.wait_for("main article, main form, main section").await;
    let frame = "const frame = document.createElement('iframe');
        frame.id = 'held';
        frame.src = arguments[0];
        document.body.append(frame);";
    browser.script(frame, vec![json!(link)]).await;
    browser.enter_frame("#held").await;
    let mailbox = "input[name=mailbox]";
    page.wait_for(mailbox).await;
    assert_eq!(page.value(mailbox).await, "alex@demo.test", "{link}");
    browser.leave_frame().await;
    is_ours(browser, demo, link).await;
}

/// The window is at an address of ours, and nobody else was asked for anything.
async fn is_ours(browser: &Browser, demo: &Demo, address: &str) {
    let ours = |at: &str| at.starts_with(&format!("{}/", demo.url));
    let at = browser.client.current_url().await.unwrap();
    assert!(ours(at.as_str()), "{address}: {at}");
    let asked = requests(&browser.events().await);
    assert!(!asked.is_empty(), "the requests are seen");
    for request in asked {
        assert!(ours(&request.url), "{address}: {}", request.url);
    }
}

async fn stays_with_all(name: &str, astray: &[&str]) {
    let demo = Demo::start_with_portal();
    Browser::run(name, async |browser| {
        for ten in astray.chunks(10) {
            stays(browser, &demo, ten).await;
        }
    })
    .await;
}

/// ten from all over the list.
#[tokio::test]
async fn the_page_follows_no_address_that_it_is_given() {
    let some: Vec<&str> = ASTRAY.lines().step_by(68).collect();
    assert_eq!(some.len(), 10);
    stays_with_all("redirects", &some).await;
}

/// the whole list.
#[tokio::test]
async fn the_page_follows_no_address_at_length() {
    let all: Vec<&str> = ASTRAY.lines().collect();
    stays_with_all("redirects-all", &all).await;
}
