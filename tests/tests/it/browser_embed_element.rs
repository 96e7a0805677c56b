//! The element: its attributes, methods and size, and how the frame looks.

use end_to_end::browser::{Browser, Kind};
use end_to_end::page::Page;
use end_to_end::portal::Holder;
use serde_json::{Value, json};

use crate::browser_embed::{demo, tag};

/// Calls something on the element in the portal's page.
async fn element(browser: &Browser, call: &str) -> Value {
    let script = format!("const check = document.querySelector('mailbox-check'); {call}");
    browser.script(&script, vec![]).await
}

#[tokio::test]
async fn attributes_fill_in_and_methods_do_what_they_say() {
    let (demo, portal) = demo();
    let mailbox = demo.mailbox("healthy");
    Browser::run_in(Kind::StrictChromium, "embed-element", async |browser| {
        let holder = Holder::open(browser, &portal.with_tags(&[&tag(mailbox)])).await;
        let frame = holder.enter(0).await;
        assert_eq!(frame.value("input[name=mailbox]").await, mailbox.mailbox);
        assert_eq!(frame.value("select[name=provider]").await, mailbox.provider);
        assert!(frame.shows("input[name=kind][value=own]:checked").await);
        frame.wait_for("[data-portal]").await;
        browser.leave_frame().await;

        // A question comes by a method, and the focus goes to what is left to do.
        element(browser, "check.start({mailbox: 'pat@demo.test', 'mailbox-kind': 'own', provider: 'demo'})").await;
        let frame = holder.enter(0).await;
        frame.wait_for("button[type=submit]:focus").await;
        assert_eq!(frame.value("input[name=mailbox]").await, "pat@demo.test");
        browser.leave_frame().await;
        element(browser, "check.start({})").await;
        let frame = holder.enter(0).await;
        assert_eq!(frame.value("input[name=mailbox]").await, "pat@demo.test", "nothing typed is lost");
        browser.leave_frame().await;

        // No result yet, and then the one that the person saw.
        let wanted = "const done = arguments[arguments.length - 1];
            document.querySelector('mailbox-check').getReport().then((result) => done(result.verdict), (error) => done(error.code));";
        let none = browser.client.execute_async(wanted, vec![]).await.unwrap();
        assert_eq!(none, json!("no-report"));
        element(browser, "check.setAttribute('protocols', 'imap')").await;
        let frame = holder.enter(0).await;
        frame.wait_for("[data-portal]").await;
        assert_eq!(frame.value("input[name=mailbox]").await, "alex@demo.test", "another attribute, and the question of the attributes again");
        let opened = holder.open_window(frame).await;
        holder.sign_in(&opened, &mailbox.sign_in_as).await;
        holder.enter(0).await.verdict().await;
        browser.leave_frame().await;
        let result = browser.client.execute_async(wanted, vec![]).await.unwrap();
        assert_eq!(result, json!("passed"));
    })
    .await;
}

/// A frame is not loaded anew beneath an open window, which would lose it; and a look that comes before the frame is there
/// is not lost either.
#[tokio::test]
async fn what_changes_at_a_bad_moment_is_made_up_for() {
    let (demo, portal) = demo();
    let mailbox = demo.mailbox("healthy");
    Browser::run_in(Kind::StrictChromium, "embed-later", async |browser| {
        let holder = Holder::open(browser, &portal.with_tags(&[&tag(mailbox)])).await;
        // A new question loads the frame, and the look changes once that has begun.
        let wanted = "const done = arguments[arguments.length - 1];
            customElements.whenDefined('mailbox-check').then(() => {
                const check = document.querySelector('mailbox-check');
                check.setAttribute('protocols', 'imap');
                setTimeout(() => { check.setAttribute('theme', 'dark'); done(); });
            });";
        browser.client.execute_async(wanted, vec![]).await.unwrap();
        let frame = holder.enter(0).await;
        frame.wait_for("[data-scheme=dark] [data-portal]").await;

        let opened = holder.open_window(frame).await;
        holder.sign_in(&opened, &mailbox.sign_in_as).await;
        element(browser, "check.setAttribute('mailbox', 'pat@demo.test')").await;
        let frame = holder.enter(0).await;
        frame.wait_for("[data-beside=open]").await;
        assert_eq!(frame.verdict().await.causes, ["healthy"]);
        browser.switch_to(&opened.window).await;
        browser.client.close_window().await.unwrap();
        browser.switch_to(&opened.portal).await;
        let deadline = std::time::Instant::now() + end_to_end::browser::PATIENCE;
        while holder.enter(0).await.count("input[name=mailbox]").await == 0 {
            assert!(std::time::Instant::now() < deadline, "the new question");
            browser.leave_frame().await;
        }
        let frame = Page::of(browser);
        assert_eq!(frame.value("input[name=mailbox]").await, "pat@demo.test");
    })
    .await;
}

/// What is given can be made unchangeable: then one button is left.
#[tokio::test]
async fn a_question_that_cannot_be_changed_is_a_few_lines_and_a_button() {
    let (demo, portal) = demo();
    let mailbox = demo.mailbox("healthy");
    Browser::run_in(Kind::StrictChromium, "embed-readonly", async |browser| {
        let mut asked = tag(mailbox);
        asked.push(("readonly", ""));
        let holder = Holder::open(browser, &portal.with_tags(&[&asked])).await;
        let frame = holder.enter(0).await;
        frame.wait_for("[data-summary]").await;
        assert_eq!(frame.count("form.question input").await, 0);
        assert!(frame.text().await.contains(&mailbox.mailbox));
        let opened = holder.open_window(frame).await;
        holder.sign_in(&opened, &mailbox.sign_in_as).await;
        assert_eq!(holder.enter(0).await.verdict().await.causes, ["healthy"]);
    })
    .await;
}

/// Colours, from the portal's style sheet and by message; and none that would hide words.
#[tokio::test]
async fn a_frame_looks_as_the_portal_says_where_words_stay_readable() {
    let (demo, portal) = demo();
    let mailbox = demo.mailbox("healthy");
    let computed = "const style = getComputedStyle(document.body);
        const button = getComputedStyle(document.querySelector('button.main'));
        return [style.backgroundColor, style.color, button.backgroundColor];";
    for kind in Kind::STRICT {
        Browser::run_in(kind, &format!("embed-look-{kind:?}"), async |browser| {
            let mut asked = tag(mailbox);
            asked.extend([
                ("theme", "dark"),
                ("style", "--greencheck-background: #10203a; --greencheck-text: #f0f0f0; --greencheck-accent: #ffcc00"),
            ]);
            let holder = Holder::open(browser, &portal.with_tags(&[&asked])).await;
            let frame = holder.enter(0).await;
            frame.wait_for("[data-portal]").await;
            let expected = json!(["rgb(16, 32, 58)", "rgb(240, 240, 240)", "rgb(255, 204, 0)"]);
            assert_eq!(browser.script(computed, vec![]).await, expected);
            browser.leave_frame().await;

            element(browser, "check.setTheme({background: '#ffffff', text: '#fefefe', accent: 'url(//evil.test)', scheme: 'light'})").await;
            let frame = holder.enter(0).await;
            frame.wait_for("button.main").await;
            let scheme = "return document.documentElement.dataset.scheme";
            let deadline = std::time::Instant::now() + end_to_end::browser::PATIENCE;
            while browser.script(scheme, vec![]).await != json!("light") {
                assert!(std::time::Instant::now() < deadline, "the scheme stays");
            }
            let shown = browser.script(computed, vec![]).await;
            assert_ne!(shown[0], json!("rgb(255, 255, 255)"), "unreadable words are not taken over");
            assert_ne!(shown[1], json!("rgb(254, 254, 254)"));
            assert_eq!(shown[2], json!("rgb(255, 204, 0)"), "nor is what is no colour");
        })
        .await;
    }
}

/// Every state of the frame and of its window is accessible, fits 320 px and needs nothing that a policy stops.
#[tokio::test]
async fn the_frame_and_its_window_pass_the_audit() {
    let (demo, portal) = demo();
    let mailbox = demo.mailbox("no-full-access-shared");
    Browser::run_in(Kind::StrictChromium, "embed-audit", async |browser| {
        // On its own origin the frame is one document with the browser's window, so the tools reach it.
        let page = Page::open(browser, &format!("{}/embed/setup", demo.url)).await;
        page.audit("the page that makes the tag").await;
        let holder = Holder::open(browser, &portal.with_tags(&[&tag(mailbox)])).await;
        let opened = holder.open_window(holder.enter(0).await).await;
        Page::of(browser).audit("the window that asks").await;
        holder.sign_in(&opened, &mailbox.sign_in_as).await;
        browser.switch_to(&opened.window).await;
        Page::of(browser).audit("the window with a result").await;
        browser.switch_to(&opened.portal).await;
        let frame = holder.enter(0).await;
        frame.verdict().await;
        let findings = end_to_end::axe::findings(browser).await;
        assert!(
            findings.is_empty(),
            "the frame with a result: {findings:#?}"
        );
        // As narrow as a portal's column may be, with the colours that a person forces on every page.
        browser.leave_frame().await;
        browser.width(320).await;
        let forced = json!({"features": [{"name": "forced-colors", "value": "active"}]});
        browser
            .devtools("Emulation.setEmulatedMedia", forced)
            .await;
        let frame = holder.enter(0).await;
        frame.verdict().await;
        let read = browser
            .script(
                "const { scrollWidth, clientWidth } = document.documentElement;
                 const { left, right, height } = document.querySelector('#verdict').getBoundingClientRect();
                 return scrollWidth <= clientWidth && clientWidth <= 320 && left >= 0 && right <= clientWidth && height > 0;",
                vec![],
            )
            .await;
        assert_eq!(read, json!(true), "the verdict is read at 320 px");
        let stopped = end_to_end::policy::stopped(browser).await;
        assert!(
            stopped.iter().all(|line| line.contains("favicon")),
            "{stopped:#?}"
        );
    })
    .await;
}

/// The figures: how much the portal's page moves while a check runs, with and without a reserved height, and how long the
/// first step takes to be told of.
#[tokio::test]
async fn a_portals_page_hardly_moves_and_not_at_all_with_a_reserved_height() {
    let (demo, portal) = demo();
    let mailbox = demo.mailbox("no-full-access-shared");
    Browser::run_in(Kind::StrictChromium, "embed-figures", async |browser| {
        for reserved in [None, Some("900")] {
            let mut asked = tag(mailbox);
            asked.extend(reserved.map(|height| ("height", height)));
            let holder = Holder::open(browser, &portal.with_tags(&[&asked])).await;
            let frame = holder.enter(0).await;
            frame.wait_for("[data-portal]").await;
            browser.leave_frame().await;
            let before = holder.shifted().await;
            let frame = holder.enter(0).await;
            // A frame has a clock of its own; both count from one origin.
            let clock = "addEventListener('click', () => { window.clicked = performance.timeOrigin + performance.now(); }, true)";
            browser.script(clock, vec![]).await;
            let opened = holder.open_window(frame).await;
            holder.sign_in(&opened, &mailbox.sign_in_as).await;
            let frame = holder.enter(0).await;
            frame.verdict().await;
            let clicked = browser.script("return clicked", vec![]).await;
            browser.leave_frame().await;
            let first = "const step = heard.find(({ data }) => data.event === 'step'); return performance.timeOrigin + step.at";
            let first = browser.script(first, vec![]).await;
            let waited = first.as_f64().unwrap() - clicked.as_f64().unwrap();
            let shifted = holder.shifted().await - before;
            println!("layout shift {shifted:.4} with height {reserved:?}; first step {waited:.0} ms after the click in the frame");
            let most = if reserved.is_some() { 0.0 } else { 0.1 };
            assert!(shifted <= most, "{shifted} with height {reserved:?}");
            browser.switch_to(&opened.window).await;
            browser.client.close_window().await.unwrap();
            browser.switch_to(&opened.portal).await;
        }
    })
    .await;
}
