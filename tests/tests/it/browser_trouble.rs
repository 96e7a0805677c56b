//! What goes wrong outside the mailbox: each has its own sentence, nothing typed is lost, nothing hangs.

use end_to_end::browser::Browser;
use end_to_end::demo::Demo;
use end_to_end::gate::Rule;
use end_to_end::page::Page;
use shared::request::MailboxKind;

use crate::running;

const MAILBOX: &str = "support@demo.test";

/// The form still holds what was typed.
async fn form_is_kept(page: &Page<'_>) {
    assert_eq!(page.value("input[name=mailbox]").await, MAILBOX);
    assert_eq!(page.value("input[name=account]").await, "alex@demo.test");
    assert!(page.shows("input[name=kind][value=shared]:checked").await);
}

/// Fills in the form and goes to the sign-in page.
async fn leave<'a>(browser: &'a Browser, demo: &Demo) -> Page<'a> {
    let page = Page::open(browser, &demo.url).await;
    page.ask(MAILBOX, MailboxKind::Shared, Some("alex@demo.test"))
        .await;
    page.submit().await;
    page
}

#[tokio::test]
async fn a_malformed_address_is_told_beside_its_field() {
    let demo = running::demo();
    Browser::run("malformed", async |browser| {
        let page = Page::open(browser, &demo.url).await;
        page.ask("support", MailboxKind::Shared, Some("alex@"))
            .await;
        page.submit().await;
        page.wait_for("input[name=mailbox][aria-invalid=true]")
            .await;
        page.wait_for("input[name=account][aria-invalid=true]")
            .await;
        assert_eq!(page.value("input[name=mailbox]").await, "support");
        page.audit("malformed address").await;
    })
    .await;
}

#[tokio::test]
async fn a_refused_sign_in_keeps_the_form() {
    let demo = running::demo();
    Browser::run("refused", async |browser| {
        let page = leave(browser, &demo).await;
        page.press_named("Refuse").await;
        assert_eq!(page.verdict().await.causes[0], "consent-missing-user");
        page.audit("sign-in refused").await;
        page.press_named("Check another mailbox").await;
        form_is_kept(&page).await;
    })
    .await;
}

#[tokio::test]
async fn an_abandoned_sign_in_keeps_the_form() {
    let demo = running::demo();
    Browser::run("abandoned", async |browser| {
        let page = leave(browser, &demo).await;
        page.wait_for("button[value='alex@demo.test']").await;
        browser.client.back().await.unwrap();
        form_is_kept(&page).await;
        // And it works.
        page.submit().await;
        page.be("alex@demo.test").await;
        assert_eq!(page.verdict().await.causes[0], "no-full-access-shared");
    })
    .await;
}

#[tokio::test]
async fn a_relay_that_is_down_is_said_to_be() {
    let demo = Demo::start();
    demo.gate.rule(Rule::NoApi);
    Browser::run("relay-down", async |browser| {
        browser.client.goto(&demo.url).await.unwrap();
        let page = Page::of(browser);
        page.wait_for("[data-trouble=no-settings]").await;
        page.audit("relay down").await;
    })
    .await;
}

#[tokio::test]
async fn a_relay_that_goes_down_during_the_sign_in_can_be_asked_again() {
    let demo = Demo::start();
    Browser::run("relay-went-down", async |browser| {
        let page = leave(browser, &demo).await;
        page.wait_for("button[value='alex@demo.test']").await;
        demo.gate.rule(Rule::NoApi);
        page.be("alex@demo.test").await;
        page.wait_for("[data-trouble=relay-unreachable]").await;
        page.audit("relay went down").await;
        demo.gate.rule(Rule::Open);
        page.press_named("Check again").await;
        assert_eq!(page.verdict().await.causes[0], "no-full-access-shared");
    })
    .await;
}

#[tokio::test]
async fn a_network_that_blocks_web_sockets_is_named() {
    let demo = Demo::start();
    demo.gate.rule(Rule::NoWebSocket);
    Browser::run("no-web-socket", async |browser| {
        let page = leave(browser, &demo).await;
        page.be("alex@demo.test").await;
        page.wait_for("[data-trouble=web-socket-blocked]").await;
        page.wait_for_words("blocks WebSockets").await;
        form_is_kept(&page).await;
        page.audit("WebSockets blocked").await;
    })
    .await;
}

///
#[tokio::test]
async fn a_relay_lost_in_the_middle_is_told_and_can_be_asked_again() {
    let demo = Demo::start();
    Browser::run("relay-lost", async |browser| {
        let page = Page::open(browser, &demo.url).await;
        // Its port does not answer, so the check waits there for some seconds.
        let mailbox = demo.mailbox("firewall-port-blocked");
        page.leave_for(mailbox).await;
        page.be(&mailbox.sign_in_as).await;
        page.wait_for("[data-step=tcp][data-state=running]").await;
        page.audit("checking").await;
        demo.gate.rule(Rule::Closed);
        page.wait_for("[data-trouble=connection-lost]").await;
        demo.gate.rule(Rule::Open);
        page.audit("connection lost").await;
        page.press_named("Check again").await;
        assert_eq!(page.verdict().await.causes[0], mailbox.cause);
    })
    .await;
}

#[tokio::test]
async fn a_page_of_another_build_is_asked_to_reload() {
    let mut demo = Demo::start();
    let other = running::another_build();
    Browser::run("build-mismatch", async |browser| {
        let page = leave(browser, &demo).await;
        page.be("alex@demo.test").await;
        page.verdict().await;
        demo.relay.restart_with(other.path());
        page.press_named("Check again").await;
        page.wait_for("[data-trouble=reload]").await;
        page.wait_for_words("Reload").await;
        page.audit("reload").await;
    })
    .await;
}
