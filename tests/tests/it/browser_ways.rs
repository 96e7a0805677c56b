//! Every way to a token against real servers: each ends with the mailbox opened, the code is redeemed by whom it should
//! be, and nothing secret stays anywhere.

use end_to_end::browser::Browser;
use end_to_end::lab::Lab;
use end_to_end::openid::{APP, APP_MAILBOX, OWN, PUBLIC};
use end_to_end::page::Page;
use end_to_end::requests::{Request, requests, sent_token, to};
use end_to_end::traces::{NOTHING_STORED, Traces, stored};
use shared::path::SignInPath;
use shared::request::MailboxKind;
use tempfile::TempDir;

use crate::running;

const ALEX: &str = "alex@lab.test";

/// Goes a way to its end, and gives what the browser asked for, in order, with the token that it ended with. `secrets`
/// picks out of that what must not stay anywhere, besides the token.
async fn green(
    name: &str,
    mailbox: &str,
    go: impl AsyncFnOnce(&Browser, &Page<'_>, &Lab),
    secrets: impl FnOnce(&[Request], &Lab) -> Vec<String>,
) -> Vec<Request> {
    let lab = running::lab();
    let downloads = TempDir::with_prefix("downloads-").unwrap();
    let mut asked = Vec::new();
    Browser::run(name, async |browser| {
        browser.downloads_to(downloads.path()).await;
        let page = Page::open(browser, &lab.url).await;
        page.ask(mailbox, MailboxKind::Own, Some(mailbox)).await;
        go(browser, &page, &lab).await;
        let verdict = page.verdict().await;
        let causes = verdict.causes.iter().map(String::as_str);
        assert_eq!(verdict.verdict, "passed", "{:?}", verdict.causes);
        assert_eq!(causes.collect::<Vec<_>>(), ["healthy"]);
        let steps = page.steps().await;
        assert!(steps.contains(&"examine passed".to_owned()), "{steps:?}");

        page.download("Download report", downloads.path()).await;
        page.download("Download as Markdown", downloads.path())
            .await;
        let events = browser.events().await;
        asked = requests(&events);
        let mut traces = Traces::of(browser, &events).await;
        traces.keep_files(downloads.path());
        traces.keep("relay's log", lab.relay.log());
        let codes = codes(&asked);
        for secret in secrets(&asked, &lab) {
            // A provider answers in the address bar: the one address that has the code in it, until it is taken out.
            let in_address = codes.contains(&secret).then_some("addresses");
            let expected: Vec<&str> = in_address.into_iter().collect();
            assert_eq!(traces.places_of(&secret), expected, "{secret}");
        }
        let token = sent_token(&events).expect("a check was sent");
        traces.keep_files(&browser.profile);
        assert_eq!(traces.places_of(&token), [""; 0], "{token}");
        for place in [
            "addresses",
            "page",
            "history",
            "relay's log",
            ".json",
            ".md",
        ] {
            assert!(traces.searched(place), "{place} was not searched");
        }
        assert_eq!(stored(browser).await, NOTHING_STORED);
        let address = browser.client.current_url().await.unwrap();
        assert_eq!(address.as_str(), format!("{}/", lab.url));
    })
    .await;
    asked
}

/// The codes that came back in the address bar.
fn codes(asked: &[Request]) -> Vec<String> {
    let back = asked
        .iter()
        .filter(|one| one.url.contains("/oauth/callback?"));
    back.filter_map(|one| one.query("code")).collect()
}

/// What the browser sent to the provider's token endpoint, and what to the relay's.
fn exchanges<'r>(asked: &'r [Request], lab: &Lab) -> (Vec<&'r Request>, Vec<&'r Request>) {
    let provider = format!("{}/token", lab.openid.issuer);
    let relay = format!("{}/api/v1/oauth/token", lab.url);
    (to(asked, "POST", &provider), to(asked, "POST", &relay))
}

fn code_and_verifier(asked: &[Request], lab: &Lab) -> Vec<String> {
    let (by_browser, by_relay) = exchanges(asked, lab);
    let mut all = codes(asked);
    assert_eq!(all.len(), 1, "the provider answered once");
    all.extend(
        by_browser
            .iter()
            .filter_map(|one| one.field("code_verifier")),
    );
    let sent = by_relay.iter().map(|one| one.json());
    all.extend(
        sent.filter_map(|body| Some(body["grant"]["code"]["verifier"].as_str()?.to_owned())),
    );
    assert_eq!(all.len(), 2, "one code, one verifier");
    all
}

/// The request that the person left with.
fn left_with(asked: &[Request]) -> &Request {
    let mut all = asked
        .iter()
        .filter(|one| one.query("code_challenge").is_some());
    all.next().expect("the browser left for the provider")
}

/// once the provider has answered, nobody but the relay and the provider's token endpoint is asked for
/// anything, and nobody is told where the page came from.
fn keeps_to_itself(asked: &[Request], lab: &Lab) {
    let back = asked
        .iter()
        .position(|one| one.url.contains("/oauth/callback?"));
    let token = format!("{}/token", lab.openid.issuer);
    for later in &asked[back.expect("the provider answered") + 1..] {
        let ours = later.url.starts_with(&format!("{}/", lab.url));
        assert!(ours || later.url == token, "{}", later.url);
        // Chromium lists an empty one where it sends none.
        let referrer = later.headers["Referer"].as_str();
        assert_eq!(referrer.unwrap_or_default(), "", "{}", later.url);
    }
}

/// the operator's own application, whose code the browser redeems.
#[tokio::test]
async fn the_operators_application() {
    let lab = running::lab();
    let go = async |_: &Browser, page: &Page<'_>, _: &Lab| {
        page.submit().await;
        page.log_in(ALEX).await;
    };
    let asked = green("way-operator", ALEX, go, code_and_verifier).await;
    keeps_to_itself(&asked, &lab);
    let left = left_with(&asked);
    assert!(
        left.url
            .starts_with(&format!("{}/auth?", lab.openid.issuer))
    );
    let is = |name: &str| left.query(name).unwrap_or_default();
    assert_eq!(is("response_type"), "code");
    assert_eq!(is("code_challenge_method"), "S256");
    assert_eq!(is("redirect_uri"), format!("{}/oauth/callback", lab.url));
    assert_eq!(is("scope"), "openid email mail");
    assert_eq!(
        (is("client_id"), is("login_hint")),
        (PUBLIC.into(), ALEX.into())
    );

    let (by_browser, by_relay) = exchanges(&asked, &lab);
    assert_eq!((by_browser.len(), by_relay.len()), (1, 0));
    let redeemed = by_browser[0];
    assert_eq!(redeemed.field("client_id").as_deref(), Some(PUBLIC));
    assert_eq!(redeemed.field("client_secret"), None);
}

/// An application that the asker names: asked for exactly what it uses, and who it is stands beside the question before
/// anybody leaves and after.
#[tokio::test]
async fn an_application_of_ones_own() {
    let lab = running::lab();
    let callback = format!("{}/oauth/callback", lab.url);
    let go = async |_: &Browser, page: &Page<'_>, _: &Lab| {
        page.choose_way(SignInPath::OwnApp).await;
        assert!(!page.shows("#tenant").await, "this provider has no tenants");
        page.name_app(OWN, None).await;
        let told = page.wait_for("[data-own-app=redirect]").await;
        let told = told.text().await.unwrap();
        assert!(told.contains(&callback) && told.contains("mail"), "{told}");
        page.audit("own application").await;
        page.submit().await;
        page.log_in(ALEX).await;
        page.verdict().await;
        let undo = page.wait_for("[data-undo]").await.text().await.unwrap();
        assert!(undo.contains(&callback), "{undo}");
        page.audit("own application, done").await;
    };
    let asked = green("way-own-app", ALEX, go, code_and_verifier).await;
    keeps_to_itself(&asked, &lab);
    let left = left_with(&asked);
    assert_eq!(left.query("client_id").as_deref(), Some(OWN));
    assert_eq!(left.query("scope").as_deref(), Some("mail"));
    assert_eq!(left.query("nonce"), None, "nobody was asked who signs in");
    let (by_browser, by_relay) = exchanges(&asked, &lab);
    assert_eq!((by_browser.len(), by_relay.len()), (1, 0));
    assert_eq!(by_browser[0].field("client_id").as_deref(), Some(OWN));
}

/// an application with a secret. The browser has code and verifier, and hands both to the relay;
/// which endpoint, which application and which secret is the relay's own business.
#[tokio::test]
async fn an_application_with_a_secret() {
    let lab = running::lab();
    let go = async |_: &Browser, page: &Page<'_>, _: &Lab| {
        page.choose("select[name=provider]", "lab-secret").await;
        page.submit().await;
        page.log_in(ALEX).await;
    };
    let secrets = |asked: &[Request], lab: &Lab| {
        let mut all = code_and_verifier(asked, lab);
        all.push(lab.openid.application_secret.clone());
        all
    };
    let asked = green("way-secret", ALEX, go, secrets).await;
    keeps_to_itself(&asked, &lab);
    let scope = left_with(&asked).query("scope").unwrap_or_default();
    assert!(
        !scope.contains("offline"),
        "nobody asked whether it lasts: {scope}"
    );
    let (by_browser, by_relay) = exchanges(&asked, &lab);
    assert_eq!((by_browser.len(), by_relay.len()), (0, 1));
    let body = by_relay[0].json();
    let names: Vec<_> = body.as_object().unwrap().keys().cloned().collect();
    assert_eq!(names, ["grant", "provider", "ticket"]);
    assert_eq!(body["provider"], "lab-secret");
    assert_eq!(body["grant"]["code"]["will_last"], false);
    for word in ["redirect", "client", "http"] {
        assert!(!by_relay[0].body.contains(word), "{word}");
    }
}

/// A code for another device: the browser never leaves, and asks the provider for nothing.
#[tokio::test]
async fn a_code_for_another_device() {
    let lab = running::lab();
    let go = async |_: &Browser, page: &Page<'_>, lab: &Lab| {
        page.choose_way(SignInPath::Device).await;
        page.submit().await;
        let (code, address) = page.device_code().await;
        assert_eq!(address, format!("{}/device", lab.openid.issuer));
        page.audit("device code").await;
        lab.openid.answer_device(&address, &code, Some(ALEX));
    };
    let secrets = |asked: &[Request], lab: &Lab| {
        let (_, by_relay) = exchanges(asked, lab);
        let sent = by_relay.first().expect("the page asked the relay").json();
        let code = sent["grant"]["device"]["device_code"].as_str();
        vec![code.expect("with a device code").to_owned()]
    };
    let asked = green("way-device", ALEX, go, secrets).await;
    assert_eq!(asked_outside(&asked, &lab), [""; 0]);
}

/// A token that somebody has: nobody is asked for another.
#[tokio::test]
async fn a_token_by_hand() {
    let lab = running::lab();
    let token = lab.openid.token(ALEX);
    let go = async |_: &Browser, page: &Page<'_>, _: &Lab| {
        page.choose_way(SignInPath::Token).await;
        page.submit().await;
        page.wait_for("#handed").await;
        page.audit("token by hand").await;
        // As people copy it.
        page.hand_over(&format!("  Bearer {token}\n")).await;
    };
    let pasted = |_: &[Request], _: &Lab| vec![token.clone()];
    let asked = green("way-token", ALEX, go, pasted).await;
    let (by_browser, by_relay) = exchanges(&asked, &lab);
    assert_eq!((by_browser.len(), by_relay.len()), (0, 0));
    assert_eq!(asked_outside(&asked, &lab), [""; 0]);
}

/// An application that signs in as itself: its secret goes to the relay once, and nobody signs in.
#[tokio::test]
async fn an_application_by_itself() {
    let lab = running::lab();
    let go = async |_: &Browser, page: &Page<'_>, lab: &Lab| {
        page.choose_way(SignInPath::AppOnly).await;
        page.name_app(APP, None).await;
        page.submit().await;
        page.wait_for("#handed").await;
        page.audit("client secret").await;
        page.hand_over(&lab.openid.application_secret).await;
    };
    let typed = |_: &[Request], lab: &Lab| vec![lab.openid.application_secret.clone()];
    let asked = green("way-app-only", APP_MAILBOX, go, typed).await;
    let (by_browser, by_relay) = exchanges(&asked, &lab);
    assert_eq!((by_browser.len(), by_relay.len()), (0, 1));
    let body = by_relay[0].json();
    assert_eq!(body["secret"], lab.openid.application_secret.as_str());
    assert_eq!(body["app"]["client_id"], APP);
    assert_eq!(asked_outside(&asked, &lab), [""; 0]);
}

/// The addresses that are not this page's.
fn asked_outside(asked: &[Request], lab: &Lab) -> Vec<String> {
    let own = format!("{}/", lab.url);
    let all = asked.iter().map(|one| one.url.clone());
    all.filter(|url| !url.starts_with(&own)).collect()
}
