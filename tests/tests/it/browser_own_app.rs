//! Every other way to sign in that the sandbox knows, through the page: the cause that its row names comes first.

use end_to_end::browser::Browser;
use end_to_end::demo::{Demo, Way};
use end_to_end::page::Page;
use shared::path::SignInPath;

use crate::running;

/// Goes a way as a person would, in a second window where a device's code is typed.
async fn go(browser: &Browser, page: &Page<'_>, way: &Way) {
    page.set_out(way).await;
    match way.path {
        SignInPath::Operator | SignInPath::OwnApp => {
            page.be(way.sign_in_as.as_deref().unwrap()).await;
        }
        SignInPath::Device => {
            let person = format!("button[value='{}']", way.sign_in_as.as_deref().unwrap());
            on_the_device(browser, page, &person).await;
        }
        SignInPath::AppOnly => page.hand_over(way.secret.as_deref().unwrap()).await,
        SignInPath::Token => unreachable!("a token that somebody has needs no row"),
    }
}

/// Types the code that the page shows, in another window, and presses what is meant there.
async fn on_the_device(browser: &Browser, page: &Page<'_>, press: &str) {
    let client = &browser.client;
    let (code, address) = page.device_code().await;
    let ours = client.window().await.unwrap();
    let other = client.new_window(true).await.unwrap().handle;
    client.switch_to_window(other).await.unwrap();
    client.goto(&address).await.unwrap();
    page.type_device_code(&code).await;
    page.click(press).await;
    page.wait_for_words("You can close this window").await;
    client.close_window().await.unwrap();
    client.switch_to_window(ours).await.unwrap();
}

/// What is wrong with what came of it, if anything is.
async fn problem(browser: &Browser, demo: &Demo, way: &Way) -> Option<String> {
    let page = Page::open(browser, &demo.url).await;
    go(browser, &page, way).await;
    let verdict = page.verdict().await;
    let passed = if way.cause == "healthy" {
        "passed"
    } else {
        "failed"
    };
    if verdict.verdict != passed || verdict.causes.first() != Some(&way.cause) {
        return Some(format!("{}: {verdict:?} is not {}", way.note, way.cause));
    }
    // Only who could sign in has something to take back.
    let undo = way.path == SignInPath::OwnApp && way.client_id.is_some();
    if undo != page.shows("[data-undo]").await {
        return Some(format!("{}: what to take back", way.note));
    }
    None
}

async fn check_all(name: &str, path: SignInPath, expected: usize) {
    let demo = running::demo();
    Browser::run(name, async |browser| {
        let mut problems = Vec::new();
        let mut checked = 0;
        // Those who stay on the provider's page, and those that are tried for their length, have tests of their own.
        let chosen = |way: &&Way| way.path == path && !way.stays && !way.will_last;
        for way in demo.ways.iter().filter(chosen) {
            problems.extend(problem(browser, &demo, way).await);
            checked += 1;
        }
        assert!(problems.is_empty(), "{problems:#?}");
        assert_eq!(checked, expected);
    })
    .await;
}

#[tokio::test]
async fn applications_of_an_askers_own_at_length() {
    check_all("own-applications", SignInPath::OwnApp, 5).await;
}

#[tokio::test]
async fn applications_that_sign_in_as_themselves() {
    check_all("by-themselves", SignInPath::AppOnly, 6).await;
}

#[tokio::test]
async fn devices_at_length() {
    check_all("devices", SignInPath::Device, 2).await;
}

/// The person at the device refuses, or lets the code end.
#[tokio::test]
async fn a_device_that_nobody_allows() {
    let demo = running::demo();
    let mut ways = demo.ways.iter();
    let way = ways.find(|way| way.path == SignInPath::Device).unwrap();
    Browser::run("device-refused", async |browser| {
        for (press, cause, words) in [
            (
                "button[name=refuse]",
                "consent-missing-user",
                "Nobody has allowed the application",
            ),
            (
                "button[name=end]",
                "client-side-problem",
                "while its code was good",
            ),
        ] {
            let page = Page::open(browser, &demo.url).await;
            page.set_out(way).await;
            on_the_device(browser, &page, press).await;
            let verdict = page.verdict().await;
            assert_eq!(verdict.verdict, "failed");
            assert_eq!(verdict.causes[0], cause);
            let text = page.text().await;
            assert!(text.contains(words), "{text}");
        }
    })
    .await;
}
