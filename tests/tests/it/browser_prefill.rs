//! A link that fills in the form for somebody else: it starts nothing, chooses no host, and leaves the address bar.

use std::time::Duration;

use end_to_end::browser::Browser;
use end_to_end::demo::Demo;
use end_to_end::page::Page;
use end_to_end::requests::requests;
use fantoccini::key::Key;
use serde_json::json;
use shared::path::SignInPath;
use tokio::time::sleep;

use crate::running;

/// Longer than the page waits for another key before it looks a domain up.
const TYPED: Duration = Duration::from_secs(1);

/// Nobody was asked for anything but the page and its settings.
async fn nothing_was_started(browser: &Browser, demo: &Demo) {
    let own = format!("{}/", demo.url);
    let all = requests(&browser.events().await);
    assert!(all.len() > 3, "the requests were seen");
    for request in all {
        assert_eq!(request.method, "GET", "{}", request.url);
        assert!(request.url.starts_with(&own), "{}", request.url);
        let below = &request.url[own.len()..];
        let api = below.starts_with("api/");
        assert!(!api || below == "api/v1/config", "{}", request.url);
    }
}

/// Everything that stands in the fields, and where they are.
async fn shown(browser: &Browser) -> String {
    let fields = browser
        .script(
            "return [location.href, document.title, history.state,
                 ...[...document.querySelectorAll('input, textarea, select')].map((field) => field.value)]",
            vec![],
        )
        .await;
    let history = browser
        .devtools("Page.getNavigationHistory", json!({}))
        .await;
    let current = history["currentIndex"].as_u64().unwrap_or_default();
    let current = usize::try_from(current).unwrap();
    let text = Page::of(browser).text().await;
    // Beside it stands what was typed, which is the browser's own.
    format!("{fields} {} {text}", history["entries"][current]["url"])
}

/// What is on the clipboard, which the page itself may not read: pasted into a page of its own.
async fn clipboard(browser: &Browser) -> String {
    let field = "data:text/html,<textarea name=here></textarea>";
    browser.client.goto(field).await.unwrap();
    let page = Page::of(browser);
    let keys = format!("{}v", char::from(Key::Control));
    let field = page.wait_for("textarea[name=here]").await;
    field.send_keys(&keys).await.unwrap();
    page.value("textarea[name=here]").await
}

///
#[tokio::test]
async fn a_copied_link_fills_in_the_form_and_starts_nothing() {
    let demo = running::demo();
    let mut ways = demo.ways.iter();
    let way = ways.find(|way| way.path == SignInPath::OwnApp).unwrap();
    Browser::run("prefill", async |browser| {
        let page = Page::open(browser, &demo.url).await;
        page.ask(&way.mailbox, way.kind(), Some(&way.account)).await;
        page.choose_way(way.path).await;
        let client = way.client_id.as_deref().unwrap();
        page.name_app(client, way.tenant.as_deref()).await;
        page.tick("pop").await;
        page.press_named("Copy link for the person who can sign in")
            .await;
        page.wait_for("[role=status]:not(:empty)").await;
        let link = clipboard(browser).await;
        assert!(link.starts_with(&format!("{}/#", demo.url)), "{link:?}");

        browser.events().await;
        let page = Page::open(browser, &link).await;
        page.wait_for("[data-note=from-link]").await;
        assert_eq!(page.value("input[name=mailbox]").await, way.mailbox);
        assert_eq!(page.value("input[name=account]").await, way.account);
        assert_eq!(page.value("select[name=provider]").await, way.provider);
        assert_eq!(page.value("#client-id").await, client);
        assert_eq!(Some(page.value("#tenant").await), way.tenant);
        for ticked in [
            "input[name=kind][value=own]",
            "input[name=protocol][value=imap]",
            "input[name=protocol][value=pop]",
            "input[name=way][value=own-app]",
        ] {
            assert!(page.shows(&format!("{ticked}:checked")).await, "{ticked}");
        }
        assert!(!page.shows("input[value=smtp]:checked").await);
        page.audit("filled in by a link").await;
        let shown = shown(browser).await;
        assert!(!shown.contains('#'), "{shown}");
        let address = browser.client.current_url().await.unwrap();
        assert_eq!(address.as_str(), format!("{}/", demo.url));
        nothing_was_started(browser, &demo).await;

        // An application that a link names is signed in to only by whoever says that it is known.
        page.submit().await;
        page.wait_for("#knows-app[aria-invalid=true]").await;
        let asked = requests(&browser.events().await);
        assert!(asked.is_empty(), "nobody was asked for anything");
        page.audit("an application that a link names").await;
        page.click("#knows-app").await;
        page.submit().await;
        page.be(way.sign_in_as.as_deref().unwrap()).await;
        assert_eq!(page.verdict().await.verdict, "passed");
    })
    .await;
}

/// no name but those of the form's own fields is taken from a link, and a value that is none is left out.
#[tokio::test]
async fn no_link_chooses_a_host_or_begins_anything() {
    let demo = running::demo();
    let good = "#mailbox=alex@demo.test&provider=demo&kind=own";
    let long = format!("{good}&tenant={}", "forged".repeat(400));
    Browser::run("crafted-links", async |browser| {
        let crafted = [
            "&start=1",
            "&autostart=true&submit=forged",
            "&token=forged-token&access_token=forged-token",
            "&way=token&handed=forged-token",
            "&way=app-only&secret=forged-secret&client_secret=forged-secret",
            "&code=forged-code&state=forged-state&iss=https://forged.test",
            "&host=forged.test&port=993",
            "&imap=forged.test:993:tls&smtp=forged.test:587:starttls",
            "&authorize_url=https://forged.test/authorize",
            "&token_url=https://forged.test/token&issuer=https://forged.test",
            "&redirect_uri=https://forged.test/callback",
            "&provider=forged.test",
            "&provider=https://forged.test/",
            "&mailbox=%3Cimg%20src=x%20onerror=forged()%3E",
            "&mailbox=forged%0d%0a@demo.test",
            "&account=javascript:forged()",
            "&client-id=a%20forged%20id",
            "&tenant=forged%20/../x",
            "&found=%5B%7B%22domain%22:%22forged.test%22%7D%5D",
            "&left=true&will-last=forged&prompt=forged",
            "&__proto__=forged&constructor=forged",
        ];
        for (number, more) in crafted.into_iter().enumerate() {
            let url = format!("{}/?visit={number}{good}{more}", demo.url);
            let page = Page::open(browser, &url).await;
            page.wait_for("[data-note=from-link]").await;
            let shown = shown(browser).await;
            assert!(!shown.contains("forged"), "{more}: {shown}");
            let stopped = "[data-verdict], [data-trouble], [data-unanswered], #handed";
            assert!(!page.shows(stopped).await, "{more}");
        }
        for (number, other) in [
            long.as_str(),
            "#forged",
            "&mailbox=forged@demo.test&way=token",
            "#token=forged-token",
        ]
        .into_iter()
        .enumerate()
        {
            let url = format!("{}/?other={number}{other}", demo.url);
            let page = Page::open(browser, &url).await;
            page.wait_for("select[name=provider]").await;
            assert!(!page.shows("[data-note=from-link]").await, "{other}");
            assert_eq!(page.value("input[name=mailbox]").await, "", "{other}");
        }
        // Whose domain it is would be asked of its own name servers, and of Microsoft.
        let url = format!(
            "{}/?domain=1#mailbox=alex@forged.test&provider=demo",
            demo.url
        );
        let page = Page::open(browser, &url).await;
        page.wait_for("[data-note=from-link]").await;
        sleep(TYPED).await;
        nothing_was_started(browser, &demo).await;

        // Who is signed in at stands beside the button, and is the operator's choice.
        let url = format!("{}/?last=1{good}&host=forged.test", demo.url);
        let page = Page::open(browser, &url).await;
        page.wait_for_words("127.0.0.1").await;
        page.submit().await;
        page.wait_for("button[value='alex@demo.test']").await;
        let address = browser.client.current_url().await.unwrap();
        assert!(address.as_str().starts_with(&demo.sign_in), "{address}");
        assert!(!address.as_str().contains("forged"), "{address}");
    })
    .await;
}

/// The button below the form, and the same once a press on it counts.
const BUTTON: &str = "form.question button[type=submit]";
const EARLY: &str = "form.question button[type=submit][aria-disabled=true]";
const READY: &str = "form.question button[type=submit]:not([aria-disabled=true])";

/// Each moment that begins now takes ten times as long, so that no slow machine lets it pass.
const SLOWLY: &str = "window.soon ??= window.setTimeout;
    window.setTimeout = (done, moment) => soon(done, moment * 10);";
const AS_EVER: &str = "window.setTimeout = window.soon;";

/// What lay over the window has gone, as a window does whose second press of a double click was meant for this one.
const UNCOVERED: &str = "window.dispatchEvent(new Event('focus'))";

/// After a link neither a press nor Enter counts that comes at once, and nobody loses the place where they were.
#[tokio::test]
async fn after_a_link_what_comes_too_early_sends_nothing() {
    let demo = running::demo();
    Browser::run("prefill-early", async |browser| {
        for by_key in [false, true] {
            let form = "#mailbox=alex@demo.test&provider=demo&kind=own";
            let link = format!("{}/?by_key={by_key}{form}", demo.url);
            let page = Page::open(browser, &link).await;
            page.wait_for(READY).await;
            let send = async || {
                if by_key {
                    let field = page.wait_for("input[name=mailbox]").await;
                    let enter = char::from(Key::Enter).to_string();
                    field.send_keys(&enter).await.unwrap();
                } else {
                    let press = format!("document.querySelector('{BUTTON}').click()");
                    browser.script(&press, vec![]).await;
                }
            };
            browser.events().await;

            let focus = format!("document.querySelector('{BUTTON}').focus()");
            browser.script(&focus, vec![]).await;
            browser.script(SLOWLY, vec![]).await;
            browser.script(UNCOVERED, vec![]).await;
            page.wait_for(&format!("{EARLY}:focus")).await;
            send().await;
            sleep(Duration::from_millis(300)).await;
            assert!(
                page.shows(EARLY).await,
                "it is early still, by key: {by_key}"
            );
            let asked = requests(&browser.events().await);
            assert!(asked.is_empty(), "nobody was asked for anything: {asked:?}");

            // So can this test fail: a moment later the same leaves for the sign-in.
            browser.script(AS_EVER, vec![]).await;
            browser.script(UNCOVERED, vec![]).await;
            page.wait_for(READY).await;
            send().await;
            page.wait_for("button[value='alex@demo.test']").await;
        }
    })
    .await;
}
