//! What people type and paste by mistake, and a clock that is wrong: told beside its field before anything is sent, or of
//! no consequence.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use end_to_end::browser::Browser;
use end_to_end::demo::{Demo, Way};
use end_to_end::page::Page;
use end_to_end::requests::requests;
use serde_json::json;
use shared::path::SignInPath;
use shared::request::MailboxKind;

use crate::running;

const ALEX: &str = "alex@demo.test";
const CLIENT: &str = "5a4db0c5-0000-4000-8000-00000000a001";

/// Nothing was sent to the relay, and nobody else was asked for anything.
async fn nothing_was_sent(browser: &Browser, demo: &Demo) {
    let all = requests(&browser.events().await);
    assert!(all.len() > 3, "the requests were seen");
    let own = format!("{}/", demo.url);
    for request in all {
        assert_eq!(request.method, "GET", "{}", request.url);
        assert!(request.url.starts_with(&own), "{}", request.url);
    }
}

async fn choose(browser: &Browser, demo: &Demo, path: SignInPath) {
    let page = Page::open(browser, &demo.url).await;
    page.ask(ALEX, MailboxKind::Own, Some(ALEX)).await;
    page.choose_way(path).await;
}

#[tokio::test]
async fn ids_that_are_none_are_told_beside_their_fields() {
    let demo = running::demo();
    Browser::run("bad-ids", async |browser| {
        let page = Page::of(browser);
        choose(browser, &demo, SignInPath::OwnApp).await;
        for (client, tenant, field, words) in [
            ("", "demo.test", "#client-id", "Type the client ID"),
            ("my app", "demo.test", "#client-id", "not a client ID"),
            (&CLIENT[1..], "demo.test", "#client-id", "not a client ID"),
            (CLIENT, "", "#tenant", "Type the directory"),
            (CLIENT, "demo", "#tenant", "neither a directory"),
            (CLIENT, "../forged.test", "#tenant", "neither a directory"),
            (CLIENT, "demo.test?x=y", "#tenant", "neither a directory"),
        ] {
            page.set("#client-id", client).await;
            page.set("#tenant", tenant).await;
            page.submit().await;
            page.wait_for(&format!("{field}[aria-invalid=true]")).await;
            page.wait_for_words(words).await;
            assert_eq!(page.count("[aria-invalid=true]").await, 1, "{words}");
            assert_eq!(page.value("#client-id").await, client);
        }
        page.audit("bad tenant").await;
        nothing_was_sent(browser, &demo).await;
    })
    .await;
}

#[tokio::test]
async fn the_id_of_a_secret_is_not_sent_in_its_place() {
    let demo = running::demo();
    let mut ways = demo.ways.iter();
    let daemon = |way: &&Way| way.path == SignInPath::AppOnly && way.cause == "healthy";
    let way = ways.find(daemon).unwrap();
    Browser::run("bad-secret", async |browser| {
        let page = Page::open(browser, &demo.url).await;
        page.set_out(way).await;
        let long = "x".repeat(8 * 1024 + 1);
        for (secret, words) in [
            ("", "Nothing stands here yet."),
            (
                "6b2d1d92-7018-4182-b70e-821127bec509",
                "This is the secret’s ID",
            ),
            ("two words", "does not belong there, or it is too long"),
            (&long, "does not belong there, or it is too long"),
        ] {
            page.hand_over(secret).await;
            page.wait_for("#handed[aria-invalid=true]").await;
            page.wait_for_words(words).await;
        }
        page.audit("bad secret").await;
        nothing_was_sent(browser, &demo).await;
        page.hand_over(way.secret.as_deref().unwrap()).await;
        assert_eq!(page.verdict().await.causes, ["healthy"]);
    })
    .await;
}

#[tokio::test]
async fn a_token_that_is_too_long_is_not_sent() {
    let demo = running::demo();
    Browser::run("long-token", async |browser| {
        choose(browser, &demo, SignInPath::Token).await;
        let page = Page::of(browser);
        page.submit().await;
        let claims = (0..10_000).fold(String::new(), |all, n| format!("{all},\"c{n}\":{n}"));
        let claims = URL_SAFE_NO_PAD.encode(format!("{{\"iss\":\"x\"{claims}}}"));
        for token in [
            "x".repeat(64 * 1024),
            "x".repeat(16 * 1024 + 1),
            format!("e30.{claims}.c2ln"),
        ] {
            page.hand_over(&token).await;
            page.wait_for("#handed[aria-invalid=true]").await;
            page.wait_for_words("it is too long").await;
        }
        nothing_was_sent(browser, &demo).await;
    })
    .await;
}

/// what no provider of this relay has issued goes to no mail server.
#[tokio::test]
async fn a_token_that_cannot_be_read_reaches_no_mail_server() {
    let demo = running::demo();
    let claims = |text: &str| format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(text));
    let many = (0..900).fold(String::new(), |all, n| format!("{all},\"c{n}\":{n}"));
    let deep = format!("{{\"a\":{}0{}}}", "[".repeat(4_000), "]".repeat(4_000));
    Browser::run("broken-token", async |browser| {
        for (token, refusal) in [
            ("no-dots-in-it".to_owned(), "token-opaque"),
            ("e30.!!!.c2ln".to_owned(), "token-opaque"),
            (claims("{\"iss\":"), "token-opaque"),
            (claims(&deep), "token-opaque"),
            (claims(&format!("{{\"x\":1{many}}}")), "issuer-not-bound"),
            (
                claims("{\"iss\":\"https://forged.test\"}"),
                "issuer-not-bound",
            ),
        ] {
            choose(browser, &demo, SignInPath::Token).await;
            let page = Page::of(browser);
            page.submit().await;
            page.hand_over(&token).await;
            page.wait_for("[data-trouble=refused]").await;
            let text = page.text().await;
            assert!(text.contains(refusal), "{token:.60}: {text}");
            assert!(!text.contains(&token), "the token is not shown");
            assert!(!page.shows("[data-verdict]").await);
        }
    })
    .await;
}

/// Hours by which the computer's clock is wrong change nothing: identity tokens are judged by the relay's.
#[tokio::test]
async fn a_clock_that_is_hours_off_is_of_no_consequence() {
    for hours in [-26, 26] {
        let demo = running::demo();
        Browser::run("clock", async |browser| {
            let clock = format!(
                "const Real = Date, off = {hours} * 3600 * 1000;
                 globalThis.Date = class extends Real {{
                     constructor(...given) {{ given.length ? super(...given) : super(Real.now() + off); }}
                     static now() {{ return Real.now() + off; }}
                 }};"
            );
            let script = json!({"source": clock});
            browser
                .devtools("Page.addScriptToEvaluateOnNewDocument", script)
                .await;
            let page = Page::open(browser, &demo.url).await;
            let now = browser.script("return Date.now()", vec![]).await;
            let off = now.as_i64().unwrap() / 1000 - seconds_now();
            assert!((off - hours * 3600).abs() < 60, "{off}");
            page.leave_for(demo.mailbox("healthy")).await;
            page.be(ALEX).await;
            let verdict = page.verdict().await;
            assert_eq!(verdict.causes, ["healthy"]);
            page.wait_for_words(ALEX).await;
            // The token is good for an hour by either clock.
            page.press_named("Check again").await;
            page.wait_for("[data-attempt='1'][data-step=examine][data-state=passed]")
                .await;
        })
        .await;
    }
}

fn seconds_now() -> i64 {
    let now = std::time::SystemTime::now();
    let since = now.duration_since(std::time::UNIX_EPOCH).unwrap();
    i64::try_from(since.as_secs()).unwrap()
}
