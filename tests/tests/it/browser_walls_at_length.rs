//! The walls between sites and windows, as strict browsers have them. A test of embedding proves nothing in a browser
//! without them, so each wall is seen in the strict kinds and not in the open ones.

use std::time::Duration;

use end_to_end::browser::{Browser, Kind};
use end_to_end::page::Page;
use end_to_end::site::{Document, Site};
use serde_json::{Value, json};

/// Hears what is broadcast among windows of one origin.
const EAR: &str = "<!doctype html><title>ear</title><p id=ear>listens</p><script>
    window.heard = [];
    new BroadcastChannel('wall').onmessage = ({ data }) => heard.push(data);
</script>";

/// Opens a window as soon as it is shown, and one on each click.
const OPENER: &str = "<!doctype html><title>opener</title>
    <script>window.unasked = window.open('/plain');</script>
    <button id=plain onclick=\"window.asked = window.open('/plain')\">plain</button>
    <button id=apart onclick=\"window.asked = window.open('/apart')\">apart</button>";

/// What comes through nowhere has this long to come.
const GRACE: Duration = Duration::from_millis(500);

fn site() -> Site {
    Site::start(|site, path| match path {
        "/frames" => Some(Document::of(format!(
            "<!doctype html><title>frames</title>
             <iframe id=other src='{}/ear'></iframe><iframe id=same src='/ear'></iframe>",
            site.by_name
        ))),
        "/ear" => Some(Document::of(EAR)),
        "/opener" => Some(Document::of(OPENER)),
        "/plain" => Some(Document::of(
            "<!doctype html><title>plain</title><p id=plain>plain</p>",
        )),
        "/apart" => Some(
            Document::of("<!doctype html><title>apart</title><p id=apart>apart</p>")
                .with("Cross-Origin-Opener-Policy: same-origin"),
        ),
        _ => None,
    })
}

/// Says something to all windows of this origin and leaves something in its storage and its cookies, then waits until
/// one of them has heard it.
async fn say_hello(browser: &Browser) {
    let script = "const done = arguments[arguments.length - 1];
        localStorage.setItem('wall', 'stored');
        document.cookie = 'wall=baked; SameSite=None; Secure';
        const ear = new BroadcastChannel('wall');
        ear.onmessage = () => done(document.cookie);
        new BroadcastChannel('wall').postMessage('hello');";
    let cookie = browser.client.execute_async(script, vec![]).await;
    assert_eq!(cookie.expect("it is heard here"), json!("wall=baked"));
}

/// What of that reached the page in the frame, by and by.
async fn reached(browser: &Browser, frame: &str) -> Value {
    browser.enter_frame(frame).await;
    Page::of(browser).wait_for("#ear").await;
    tokio::time::sleep(GRACE).await;
    let script = "let stored;
        try { stored = localStorage.getItem('wall'); } catch { stored = 'refused'; }
        return [heard, stored, document.cookie];";
    let reached = browser.script(script, vec![]).await;
    browser.leave_frame().await;
    reached
}

/// A top-level page of a site says hello. What of it reaches a frame with a page of the same origin?
async fn from_top_to_frame(
    kind: Kind,
    name: &str,
    frame: &str,
    origin: fn(&Site) -> &str,
) -> Value {
    let site = site();
    let mut found = Value::Null;
    Browser::run_in(kind, name, async |browser| {
        let frames = format!("{}/frames", site.by_address);
        browser.client.goto(&frames).await.unwrap();
        let framing = browser.window().await;
        browser.enter_frame(frame).await;
        Page::of(browser).wait_for("#ear").await;
        let speaking = browser.open_window().await;
        browser.switch_to(&speaking).await;
        let plain = format!("{}/plain", origin(&site));
        browser.client.goto(&plain).await.unwrap();
        say_hello(browser).await;
        browser.switch_to(&framing).await;
        found = reached(browser, frame).await;
    })
    .await;
    found
}

#[tokio::test]
async fn what_a_site_says_does_not_reach_its_page_in_a_frame_of_another_site() {
    for kind in Kind::STRICT {
        let name = format!("walls-strict-{kind:?}");
        let reached = from_top_to_frame(kind, &name, "#other", |site| &site.by_name).await;
        assert_eq!(reached, json!([[], null, ""]), "{kind:?}");
    }
}

#[tokio::test]
async fn without_walls_all_of_it_does() {
    for kind in Kind::OPEN {
        let name = format!("walls-open-{kind:?}");
        let reached = from_top_to_frame(kind, &name, "#other", |site| &site.by_name).await;
        let all = json!([["hello"], "stored", "wall=baked"]);
        assert_eq!(reached, all, "{kind:?}");
    }
}

/// The wall is between sites: a frame of the same one hears all.
#[tokio::test]
async fn what_a_site_says_reaches_its_page_in_a_frame_of_its_own() {
    for kind in Kind::STRICT {
        let name = format!("walls-same-{kind:?}");
        let reached = from_top_to_frame(kind, &name, "#same", |site| &site.by_address).await;
        let all = json!([["hello"], "stored", "wall=baked"]);
        assert_eq!(reached, all, "{kind:?}");
    }
}

/// Whether a window opens by itself.
async fn opens_unasked(kind: Kind) -> bool {
    let site = site();
    let mut opens = false;
    Browser::run_in(kind, &format!("walls-unasked-{kind:?}"), async |browser| {
        let opener = format!("{}/opener", site.by_address);
        browser.client.goto(&opener).await.unwrap();
        let at_once = browser.script("return unasked !== null", vec![]).await;
        // The driver's scripts are nobody's click either.
        let by_script = browser.script("return window.open('/plain') !== null", vec![]);
        assert_eq!(at_once, by_script.await, "{kind:?}");
        opens = at_once == json!(true);
        let expected = if opens { 3 } else { 1 };
        assert_eq!(browser.windows().await.len(), expected, "{kind:?}");
    })
    .await;
    opens
}

#[tokio::test]
async fn a_window_opens_only_on_a_click() {
    for kind in Kind::STRICT {
        assert!(!opens_unasked(kind).await, "{kind:?}");
    }
    for kind in [Kind::Chromium, Kind::OpenChromium, Kind::OpenFirefox] {
        assert!(opens_unasked(kind).await, "{kind:?}");
    }
}

/// On a click a window opens even in strict browsers, and it knows who opened it, unless it asks to be apart.
#[tokio::test]
async fn a_window_that_asks_to_be_apart_loses_its_opener() {
    for kind in Kind::STRICT {
        let site = site();
        Browser::run_in(kind, &format!("walls-apart-{kind:?}"), async |browser| {
            let address = format!("{}/opener", site.by_address);
            browser.client.goto(&address).await.unwrap();
            let opening = browser.window().await;
            for (button, keeps) in [("#plain", true), ("#apart", false)] {
                let before = browser.windows().await;
                Page::of(browser).click(&format!("button{button}")).await;
                let opened = browser.wait_for_new_window(&before).await;
                browser.switch_to(&opened).await;
                Page::of(browser).wait_for(&format!("p{button}")).await;
                let has_opener = browser.script("return opener !== null", vec![]).await;
                assert_eq!(has_opener, json!(keeps), "{kind:?} {button}");
                browser.switch_to(&opening).await;
                // The page that opened it sees a window that looks closed.
                let closed = browser.script("return asked.closed", vec![]).await;
                assert_eq!(closed, json!(!keeps), "{kind:?} {button}");
            }
        })
        .await;
    }
}
