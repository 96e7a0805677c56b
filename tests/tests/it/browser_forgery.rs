//! Answers that are not the provider's, or not this window's: each is dropped with a clear sentence, nothing of it is
//! shown, and no token is asked for with it.

use end_to_end::browser::Browser;
use end_to_end::demo::Demo;
use end_to_end::page::Page;
use end_to_end::requests::{Request, requests, to};
use url::Url;

use crate::running;

const ALEX: &str = "alex@demo.test";
const CALLBACK: &str = "/oauth/callback";

/// What the page says of an answer that nobody here waits for.
const NOT_OURS: &str = "This answer belongs to no sign-in of this window";
/// What it says of one by somebody else.
const OTHER_SENDER: &str = "The answer did not come from Demo Mail";

/// A sign-in that has reached the provider's page.
struct Begun {
    page: String,
    state: String,
    issuer: String,
}

async fn begin(browser: &Browser, demo: &Demo) -> Begun {
    let page = Page::open(browser, &demo.url).await;
    page.leave_for(demo.mailbox("healthy")).await;
    page.wait_for(&format!("button[value='{ALEX}']")).await;
    let address = browser.client.current_url().await.unwrap();
    let mut pairs = address.query_pairs();
    let state = pairs.find(|(name, _)| name == "state").expect("a state").1;
    let issuer = address.as_str().split_once("/authorize?").unwrap().0;
    Begun {
        page: address.to_string(),
        state: state.into_owned(),
        issuer: issuer.to_owned(),
    }
}

/// Lets an answer arrive, and asserts that it is dropped with this sentence.
async fn refused(
    browser: &Browser,
    demo: &Demo,
    path: &str,
    answer: &[(&str, &str)],
    sentence: &str,
) {
    let at = format!("{}{path}", demo.url);
    let address = Url::parse_with_params(&at, answer).unwrap();
    browser.client.goto(address.as_str()).await.unwrap();
    let page = Page::of(browser);
    page.wait_for("[data-trouble=sign-in]").await;
    let text = page.text().await;
    assert!(text.contains(sentence), "{answer:?}: {text}");
    assert!(!page.shows("[data-verdict]").await, "{answer:?}");
    for (name, value) in answer {
        let forged = value.contains("forged");
        assert!(!(forged && text.contains(value)), "{name}: {text}");
    }
    let address = browser.client.current_url().await.unwrap();
    assert_eq!(address.as_str(), format!("{}/", demo.url));
}

/// The requests for a token, by the browser itself or through the relay.
fn for_tokens<'r>(all: &'r [Request], demo: &Demo) -> Vec<&'r Request> {
    let relay = format!("{}/api/v1/oauth/token", demo.url);
    let mut found = to(all, "POST", &relay);
    let direct = to(all, "POST", &demo.sign_in);
    found.extend(direct.into_iter().filter(|one| one.url.ends_with("/token")));
    found
}

async fn none_was_asked_for(browser: &Browser, demo: &Demo) {
    let all = requests(&browser.events().await);
    assert!(all.len() > 5, "the requests were seen");
    let found = for_tokens(&all, demo);
    assert!(found.is_empty(), "{found:?}");
    assert!(to(&all, "POST", &format!("{}/api/", demo.url)).is_empty());
}

/// without the `state` of a sign-in of this window nothing is asked for, and the sign-in that was begun is not
/// spoilt by it.
#[tokio::test]
async fn an_answer_needs_the_state_of_this_window() {
    let demo = running::demo();
    Browser::run("forged-state", async |browser| {
        let begun = begin(browser, &demo).await;
        let (code, iss) = (("code", "forged-code"), ("iss", begun.issuer.as_str()));
        let own = begun.state.as_str();
        let shorter = &own[1..];
        for states in [
            vec![],
            vec![("state", "")],
            vec![("state", "forged-state")],
            vec![("state", shorter)],
            vec![("state", own), ("state", own)],
        ] {
            let answer = [vec![code, iss], states].concat();
            refused(browser, &demo, CALLBACK, &answer, NOT_OURS).await;
        }
        Page::of(browser).audit("forged state").await;

        let first = browser.client.window().await.unwrap();
        let other = browser.client.new_window(true).await.unwrap().handle;
        browser.client.switch_to_window(other).await.unwrap();
        let answer = [code, iss, ("state", own)];
        refused(browser, &demo, CALLBACK, &answer, NOT_OURS).await;
        browser.client.close_window().await.unwrap();
        browser.client.switch_to_window(first).await.unwrap();
        none_was_asked_for(browser, &demo).await;

        browser.client.goto(&begun.page).await.unwrap();
        let page = Page::of(browser);
        page.be(ALEX).await;
        assert_eq!(page.verdict().await.causes, ["healthy"]);
    })
    .await;
}

/// an answer is taken once. Neither Reload, nor Back, nor its address again brings a second request for a token.
#[tokio::test]
async fn an_answer_is_taken_once() {
    let demo = running::demo();
    Browser::run("replayed-state", async |browser| {
        begin(browser, &demo).await;
        let page = Page::of(browser);
        page.be(ALEX).await;
        page.verdict().await;
        let mut events = browser.events().await;
        let before = requests(&events);
        assert_eq!(for_tokens(&before, &demo).len(), 1);
        let callback = before
            .iter()
            .find(|one| one.url.contains("/oauth/callback?"));
        let callback = &callback.expect("the sign-in came back").url;

        browser.client.refresh().await.unwrap();
        page.wait_for("input[name=mailbox]").await;
        assert!(!page.shows("[data-verdict], [data-trouble]").await);

        // Behind the answer lies the provider's page, which gives another code for the same request.
        browser.client.back().await.unwrap();
        page.be(ALEX).await;
        page.wait_for("[data-trouble=sign-in]").await;
        page.wait_for_words(NOT_OURS).await;

        browser.client.goto(callback).await.unwrap();
        page.wait_for("[data-trouble=sign-in]").await;
        page.wait_for_words(NOT_OURS).await;
        assert!(!page.shows("[data-verdict]").await);
        events.extend(browser.events().await);
        assert_eq!(for_tokens(&requests(&events), &demo).len(), 1);
    })
    .await;
}

/// an error is held against `state` and `iss` like any other answer, before a word of it is shown.
#[tokio::test]
async fn an_error_is_shown_only_of_the_provider_that_was_asked() {
    let demo = running::demo();
    Browser::run("forged-error", async |browser| {
        let begun = begin(browser, &demo).await;
        let error = [
            ("error", "forged_error"),
            (
                "error_description",
                "AADSTS65004: call forged-number at once",
            ),
        ];
        let issuer = ("iss", begun.issuer.as_str());
        let wrong = [&error[..], &[("state", "forged-state"), issuer]].concat();
        refused(browser, &demo, CALLBACK, &wrong, NOT_OURS).await;
        let state = ("state", begun.state.as_str());
        let wrong = [&error[..], &[state, ("iss", "https://forged.test")]].concat();
        refused(browser, &demo, CALLBACK, &wrong, OTHER_SENDER).await;
        let begun = begin(browser, &demo).await;
        let silent = [&error[..], &[("state", begun.state.as_str())]].concat();
        refused(browser, &demo, CALLBACK, &silent, OTHER_SENDER).await;
        none_was_asked_for(browser, &demo).await;

        // Otherwise nothing is ever shown.
        begin(browser, &demo).await;
        let page = Page::of(browser);
        page.press_named("Refuse").await;
        assert_eq!(page.verdict().await.causes[0], "consent-missing-user");
    })
    .await;
}

/// `iss` is the recorded issuer byte for byte, and there. Each answer has the right `state`.
#[tokio::test]
async fn the_issuer_is_the_one_that_was_asked_byte_for_byte() {
    let demo = running::demo();
    Browser::run("forged-issuer", async |browser| {
        let variants: [fn(&str) -> Vec<String>; 8] = [
            |_| vec![],
            |_| vec![String::new()],
            |issuer| vec![format!("{issuer}/")],
            |issuer| vec![issuer[..issuer.len() - 1].to_owned()],
            |issuer| vec![issuer.replacen("http", "HTTP", 1)],
            |issuer| vec![issuer.replacen("/demo", "%2Fdemo", 1)],
            |issuer| vec![format!(" {issuer}")],
            |issuer| vec![issuer.to_owned(), issuer.to_owned()],
        ];
        for variant in variants {
            let begun = begin(browser, &demo).await;
            let issuers = variant(&begun.issuer);
            let mut answer = vec![("code", "forged-code"), ("state", &begun.state)];
            answer.extend(issuers.iter().map(|issuer| ("iss", issuer.as_str())));
            refused(browser, &demo, CALLBACK, &answer, OTHER_SENDER).await;
        }
        none_was_asked_for(browser, &demo).await;
    })
    .await;
}

/// a provider that does not name itself has an address of its own to answer at, and no other takes its answer.
#[tokio::test]
async fn an_answer_at_another_providers_address_is_not_taken() {
    let demo = running::demo();
    Browser::run("forged-address", async |browser| {
        for other in ["/demo-google", "/demo", "/another"] {
            let begun = begin(browser, &demo).await;
            let answer = [
                ("code", "forged-code"),
                ("state", begun.state.as_str()),
                ("iss", begun.issuer.as_str()),
            ];
            let path = format!("{CALLBACK}{other}");
            refused(browser, &demo, &path, &answer, OTHER_SENDER).await;
        }
        none_was_asked_for(browser, &demo).await;
    })
    .await;
}

/// two sign-ins at once share nothing, and each window finishes its own, in whatever order.
#[tokio::test]
async fn two_windows_at_once_finish_each_its_own() {
    let demo = running::demo();
    Browser::run("two-windows", async |browser| {
        let client = &browser.client;
        let first = begin(browser, &demo).await;
        let one = client.window().await.unwrap();
        let other = client.new_window(true).await.unwrap().handle;
        client.switch_to_window(other.clone()).await.unwrap();
        let page = Page::open(browser, &demo.url).await;
        page.leave_for(demo.mailbox("no-full-access-shared")).await;
        page.wait_for(&format!("button[value='{ALEX}']")).await;
        let second = client.current_url().await.unwrap();
        let first = Url::parse(&first.page).unwrap();
        for name in ["state", "nonce", "code_challenge"] {
            let of = |url: &Url| {
                let mut pairs = url.query_pairs();
                pairs
                    .find(|(key, _)| key == name)
                    .map(|(_, v)| v.into_owned())
            };
            assert!(of(&first).is_some_and(|value| value.len() == 43), "{name}");
            assert_ne!(of(&first), of(&second), "{name}");
        }

        for (window, cause) in [(other, "no-full-access-shared"), (one, "healthy")] {
            client.switch_to_window(window).await.unwrap();
            page.be(ALEX).await;
            assert_eq!(page.verdict().await.causes[0], cause);
        }
        let all = requests(&browser.events().await);
        let verifiers: Vec<_> = for_tokens(&all, &demo)
            .into_iter()
            .filter_map(|one| one.field("code_verifier"))
            .collect();
        assert_eq!(verifiers.len(), 2);
        assert_ne!(verifiers[0], verifiers[1]);
    })
    .await;
}

/// the attacker's provider sends people on to an honest one, so that its code comes back to a sign-in that
/// was begun at the attacker's. The code goes nowhere.
#[tokio::test]
async fn a_code_of_another_provider_does_not_reach_the_attackers() {
    let lab = running::lab();
    Browser::run("mix-up", async |browser| {
        let page = Page::open(browser, &lab.url).await;
        page.type_into("input[name=mailbox]", "alex@lab.test").await;
        page.choose("select[name=provider]", "lab-attacker").await;
        page.submit().await;
        page.log_in("alex@lab.test").await;
        page.wait_for("[data-trouble=sign-in]").await;
        page.wait_for_words("The answer did not come from Attacker's mail")
            .await;
        assert!(!page.shows("[data-verdict]").await);

        let all = requests(&browser.events().await);
        let back = all.iter().find(|one| one.url.contains("/oauth/callback?"));
        let back = back.expect("the honest provider answered");
        assert_eq!(back.query("iss").as_ref(), Some(&lab.openid.issuer));
        assert!(back.query("code").is_some());
        for provider in [&lab.attacker, &lab.openid] {
            let token = format!("{}/token", provider.issuer);
            assert!(to(&all, "POST", &token).is_empty(), "{token}");
        }
        assert!(to(&all, "POST", &format!("{}/api/", lab.url)).is_empty());
        // Neither did the relay bring it there.
        assert_eq!(lab.attacker.asked(), ["GET /auth"]);
    })
    .await;
}
