//! A portal, or whoever is in its page, that wants more than it may have.

use std::time::Duration;

use end_to_end::browser::{Browser, Kind};
use end_to_end::page::Page;
use end_to_end::portal::{Holder, Portal};
use end_to_end::site::{Document, Site};
use serde_json::json;

use crate::browser_embed::{demo, tag};

/// What comes through nowhere has this long to come.
const GRACE: Duration = Duration::from_millis(600);

/// What the frame shows.
const SHOWN: &str = "return document.body.innerHTML";

/// Fifty messages that are no commands, to the frame that `frame` stands for.
const HOSTILE: &str = r#"
    const cyclic = {greencheck: 1, command: 'start'}; cyclic.detail = cyclic;
    const deep = []; let at = deep; for (let i = 0; i < 300; i++) { const next = []; at.push(next); at = next; }
    const ok = (more) => ({greencheck: 1, command: 'start', detail: {mailbox: 'evil@evil.test'}, ...more});
    const proto = JSON.parse('{"greencheck":1,"command":"start","__proto__":{"detail":{"mailbox":"evil@evil.test"}}}');
    const window_ = (says, number = 'n'.repeat(43)) => JSON.stringify({window: number, says});
    const messages = [
        null, undefined, 0, 1, -1, NaN, true, '', 'start', 'ready', [], {}, [[]], 10n, new Date(), /x/, new Map(), new Set(),
        new ArrayBuffer(8), new Blob(['x']), new Error('x'), cyclic, {deep}, 'x'.repeat(5e6), {greencheck: 1, command: 'x'.repeat(5e6)},
        proto, JSON.stringify(ok()), [ok()], ok({greencheck: 2}), ok({greencheck: '1'}), ok({greencheck: true}), ok({command: 'Start'}),
        ok({command: 'sign-in'}), ok({command: 'check'}), ok({command: ['start']}), ok({command: {start: 1}}), ok({extra: 1}), ok({constructor: 1}),
        ok({detail: []}), ok({detail: 'mailbox'}), ok({detail: {mailbox: {toString: 'evil@evil.test'}}}), ok({detail: {mailbox: ['evil@evil.test']}}),
        ok({detail: {mailbox: 1}}), ok({command: 'cancel'}), ok({command: 'get-report'}), ok({command: 'hello'}),
        window_({hello: {}}), window_({bye: {}}), window_({welcome: {portal: 'https://evil.test', form: {}}}), window_({hello: {}}, ''),
    ];
    if (messages.length !== 50) throw new Error('there are ' + messages.length);
    for (const message of messages) frame.postMessage(message, '*');
    return messages.length;"#;

/// R-118: from the portal itself, and from a page of another origin beside the frame.
#[tokio::test]
async fn fifty_hostile_messages_change_nothing() {
    let (_demo, portal) = demo();
    let evil = Site::start(|_, _| {
        Some(Document::of(
            "<!doctype html><title>evil</title><p id=evil>evil</p>",
        ))
    });
    for kind in Kind::STRICT {
        Browser::run_in(kind, &format!("embed-hostile-{kind:?}"), async |browser| {
            let address = format!("{}/", evil.by_name);
            let holder = Holder::open(browser, &portal.with_neighbour(&address)).await;
            let frame = holder.enter_plain().await;
            frame.wait_for("[data-portal]").await;
            frame.type_into("input[name=mailbox]", "alex@demo.test").await;
            let before = browser.script(SHOWN, vec![]).await;
            let windows = browser.windows().await.len();
            browser.leave_frame().await;

            let told = holder.heard().await.len();
            let hostile = format!("const frame = window.frames[0];{HOSTILE}");
            assert_eq!(browser.script(&hostile, vec![]).await, json!(50));
            browser.enter_frame("#neighbour").await;
            Page::of(browser).wait_for("#evil").await;
            // A stranger's well-formed commands are as good as the others.
            let wanted = "for (const command of ['hello', 'start', 'cancel', 'get-report', 'set-theme'])
                    parent.frames[0].postMessage({greencheck: 1, command}, '*');
                parent.frames[0].postMessage({greencheck: 1, command: 'start', detail: {mailbox: 'evil@evil.test'}}, '*');";
            browser.script(wanted, vec![]).await;
            let hostile = format!("const frame = parent.frames[0];{HOSTILE}");
            assert_eq!(browser.script(&hostile, vec![]).await, json!(50));
            browser.leave_frame().await;

            tokio::time::sleep(GRACE).await;
            assert_eq!(holder.heard().await.len(), told, "nobody is answered");
            assert_eq!(browser.windows().await.len(), windows);
            browser.enter_frame("#check").await;
            assert_eq!(browser.script(SHOWN, vec![]).await, before);
            browser.leave_frame().await;

            // The same way, a command of the portal that is one: it fills in, and starts nothing.
            let start = "window.frames[0].postMessage({greencheck: 1, command: 'start', detail: {mailbox: 'pat@demo.test'}}, '*')";
            browser.script(start, vec![]).await;
            tokio::time::sleep(GRACE).await;
            browser.enter_frame("#check").await;
            assert_eq!(frame.value("input[name=mailbox]").await, "pat@demo.test");
            assert_eq!(browser.windows().await.len(), windows);
        })
        .await;
    }
}

/// R-116: nothing but `/embed` is shown in a frame of another site.
#[tokio::test]
async fn no_other_address_is_shown_in_a_frame_at_length() {
    let (demo, portal) = demo();
    // A browser's own page about a refusal keeps the address, and is another document.
    let shown = "return document.documentURI";
    for kind in Kind::STRICT {
        Browser::run_in(kind, &format!("embed-framing-{kind:?}"), async |browser| {
            browser.tries_policies();
            let held = async |path: &str| -> String {
                let address = format!("{}{path}", demo.url);
                let holder = Holder::open(browser, &portal.around(&address)).await;
                holder.enter_plain().await;
                tokio::time::sleep(Duration::from_millis(150)).await;
                let address = browser.script(shown, vec![]).await;
                address.as_str().unwrap_or_default().to_owned()
            };
            let embed = held("/embed").await;
            assert!(embed.starts_with(&demo.url), "this one is: {embed}");
            for path in [
                "/",
                "/window",
                "/embed/setup",
                "/oauth/callback",
                "/oauth/callback/demo",
                "/causes",
                "/causes/healthy",
                "/catalogue/en/healthy.json",
                "/api/v1/config",
                "/api/v1/check",
                "/embed.v1.d.ts",
                "/healthz",
                "/readyz",
                "/nowhere",
            ] {
                let shown = held(path).await;
                assert!(!shown.starts_with("http"), "{path} in {kind:?}: {shown}");
            }
        })
        .await;
    }
}

/// R-117: whatever lies over the frame, or presses for the person, begins no sign-in: the button that does is in a window
/// of its own, and cannot be pressed before somebody could have seen it.
#[tokio::test]
async fn nobody_can_be_made_to_press_what_they_have_not_seen() {
    let (demo, portal) = demo();
    let mailbox = demo.mailbox("healthy");
    // Windows open by themselves here, so that nothing but the page itself stands in the way.
    Browser::run_in(Kind::OpenChromium, "embed-clickjacking", async |browser| {
        let holder = Holder::open(browser, &portal.with_tags(&[&tag(mailbox)])).await;
        holder.enter(0).await;
        let before = browser.windows().await;
        // A double click on a frame that nobody can see.
        let twice = "const button = document.querySelector('form.question button[type=submit]'); button.click(); button.click();";
        browser.script(twice, vec![]).await;
        let window = browser.wait_for_new_window(&before).await;
        browser.switch_to(&window).await;
        let page = Page::of(browser);
        page.wait_for("[data-visit=go]").await;
        let early = browser
            .script(
                "const button = document.querySelector('[data-visit=go]');
                 const early = button.matches('[aria-disabled=true]'); if (early) button.click(); return early;",
                vec![],
            )
            .await;
        assert_eq!(early, json!(true), "it cannot be pressed at once");
        assert!(!page.shows("[data-second]").await);
        page.wait_for("[data-visit=go]:not([aria-disabled=true])").await;
        assert!(!page.shows("[data-second]").await, "and nothing was begun by the early press");
        // The same once more when something that lay over the window has gone. Whoever stood on the button stands there still.
        let uncovered = "document.querySelector('[data-visit=go]').focus(); window.dispatchEvent(new Event('focus'))";
        browser.script(uncovered, vec![]).await;
        page.wait_for("[data-visit=go][aria-disabled=true]:focus").await;
        browser.script("document.querySelector('[data-visit=go]').click()", vec![]).await;
        page.wait_for("[data-visit=go]:not([aria-disabled=true]):focus").await;
        assert!(!page.shows("[data-second]").await);
        // So can this test fail: a moment later the same press begins the sign-in.
        let open = browser.windows().await;
        browser.script("document.querySelector('[data-visit=go]').click()", vec![]).await;
        browser.wait_for_new_window(&open).await;
        page.wait_for("[data-second=open]").await;
    })
    .await;
}

/// Keeps in the window what a sign-in gets and sends: the codes, the verifier and the tokens of a run.
const KEEP: &str = "window.kept = [];
    const fetched = window.fetch;
    window.fetch = async (...asked) => {
        const request = new Request(...asked);
        kept.push(await request.clone().text());
        const answer = await fetched(request);
        kept.push(await answer.clone().text());
        return answer;
    };
    const send = WebSocket.prototype.send;
    WebSocket.prototype.send = function (data) { kept.push(String(data)); return send.call(this, data); };";

/// R-119: every message of a whole check, searched for everything that a sign-in keeps to itself.
#[tokio::test]
async fn a_portal_is_told_of_no_secret() {
    let portal = Portal::start();
    let lab = end_to_end::lab::Lab::start_with(&portal.allowed());
    portal.know(&lab.url);
    Browser::run_in(Kind::StrictChromium, "embed-secrets", async |browser| {
        let asked = [
            ("provider", "lab"),
            ("mailbox", "alex@lab.test"),
            ("mailbox-kind", "own"),
        ];
        let holder = Holder::open(browser, &portal.with_tags(&[&asked])).await;
        let frame = holder.enter(0).await;
        let hear = "window.heard = []; addEventListener('message', ({data}) => heard.push(data));";
        browser.script(hear, vec![]).await;
        let opened = holder.open_window(frame).await;
        browser.script(KEEP, vec![]).await;
        let provider = holder.go_on().await;
        Page::of(browser).log_in("alex@lab.test").await;
        browser.wait_until_closed(&provider).await;
        browser.switch_to(&opened.window).await;
        Page::of(browser).verdict().await;
        let kept = browser.script("return kept.join('\\n')", vec![]).await;
        let secrets = secrets(kept.as_str().unwrap());
        assert!(secrets.len() >= 4, "{} kinds of secrets", secrets.len());

        browser.switch_to(&opened.portal).await;
        let told = json!([holder.heard().await, holder.events().await]).to_string();
        holder.enter(0).await.verdict().await;
        let pictures = browser
            .script("return JSON.stringify(heard)", vec![])
            .await
            .to_string();
        assert!(told.contains("alex@lab.test") && pictures.contains("alex@lab.test"));
        for (name, secret) in secrets {
            assert!(!told.contains(&secret), "the portal is told of the {name}");
            assert!(
                !pictures.contains(&secret),
                "the frame is told of the {name}"
            );
        }
        for mail in ["Subject: Message", "sender@lab.test"] {
            assert!(!told.contains(mail) && !pictures.contains(mail), "{mail}");
        }
    })
    .await;
}

/// The values under these names, in forms and in JSON.
fn secrets(kept: &str) -> Vec<(&'static str, String)> {
    [
        "code",
        "code_verifier",
        "access_token",
        "id_token",
        "ticket",
    ]
    .into_iter()
    .filter_map(|name| {
        let form = kept
            .split(['&', '\n'])
            .find_map(|pair| pair.strip_prefix(&format!("{name}=")));
        let json = || {
            let (_, rest) = kept.split_once(&format!("\"{name}\":\""))?;
            rest.split_once('"').map(|(value, _)| value)
        };
        let value = form.or_else(json)?;
        (value.len() >= 16).then(|| (name, value.to_owned()))
    })
    .collect()
}
