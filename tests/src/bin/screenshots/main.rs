//! Takes a picture of every state of the page, wide and narrow, light and dark, for people to look at.
//!
//! ```text
//! cargo run -p end-to-end --bin screenshots -- <directory> [group]
//! ```
//!
//! The groups are the names below; without one, all pictures are taken.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a tool of the tests, and built like them"
)]

mod distrust;
mod embed;
mod troubles;

use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{env, fs};

use end_to_end::browser::{Browser, Kind};
use end_to_end::demo::Demo;
use end_to_end::page::Page;
use shared::path::SignInPath;
use shared::request::MailboxKind;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let directory: PathBuf = env::args_os()
        .nth(1)
        .expect("the directory for the pictures is the one argument")
        .into();
    let group = env::args().nth(2);
    let wanted = |name: &str| group.as_deref().is_none_or(|group| group == name);
    fs::create_dir_all(&directory).expect("the directory can be made");
    let demo = Demo::start();
    Browser::run("screenshots", async |browser| {
        let camera = Camera {
            browser,
            directory: &directory,
        };
        if wanted("form") {
            camera.form(&demo).await;
        }
        if wanted("ways") {
            camera.ways(&demo).await;
            camera.on_the_way(&demo).await;
        }
        if wanted("providers") {
            camera.providers().await;
        }
        if wanted("verdicts") {
            camera.verdicts(&demo).await;
        }
        if wanted("protocols") {
            camera.protocols(&demo).await;
        }
        if wanted("behind") {
            camera.behind(&demo).await;
        }
        if wanted("elsewhere") {
            camera.elsewhere(&demo).await;
        }
        if wanted("distrust") {
            camera.distrust(&demo).await;
        }
        if wanted("troubles") {
            camera.troubles(&demo).await;
        }
    })
    .await;
    if wanted("embed") {
        Browser::run_in(Kind::StrictChromium, "screenshots-embed", async |browser| {
            let camera = Camera {
                browser,
                directory: &directory,
            };
            camera.embed().await;
        })
        .await;
    }
    println!("{}", directory.display());
}

struct Camera<'a> {
    browser: &'a Browser,
    directory: &'a Path,
}

impl Camera<'_> {
    /// One state at 1280 and at 390 px, light and dark.
    async fn take(&self, state: &str) {
        for width in [1280, 390] {
            self.browser.width(width).await;
            for scheme in ["light", "dark"] {
                self.browser.colours(scheme).await;
                // A portal's page follows the height of its frame a moment later.
                tokio::time::sleep(Duration::from_millis(150)).await;
                let file = format!("{state}-{width}-{scheme}.png");
                fs::write(self.directory.join(file), self.browser.picture().await)
                    .expect("the directory can be written to");
            }
        }
    }

    async fn form(&self, demo: &Demo) {
        let page = Page::open(self.browser, &demo.url).await;
        self.take("form").await;
        page.ask(
            "support@demo.test",
            MailboxKind::Shared,
            Some("alex@demo.test"),
        )
        .await;
        self.take("form-filled").await;
        let page = Page::open(self.browser, &demo.url).await;
        page.ask("support", MailboxKind::Shared, Some("alex@"))
            .await;
        page.submit().await;
        page.wait_for("[aria-invalid=true]").await;
        self.take("form-problems").await;
        for example in 0..page.count("[data-example]").await {
            let page = Page::open(self.browser, &demo.url).await;
            page.click_nth("[data-example]", example).await;
            page.verdict().await;
            self.take(&format!("example-{example}")).await;
        }
    }

    /// The ways to a token, as the form offers them.
    async fn ways(&self, demo: &Demo) {
        for way in ["operator", "own-app", "device", "token", "app-only"] {
            let page = Page::open(self.browser, &demo.url).await;
            page.ask("support@demo.test", MailboxKind::Shared, None)
                .await;
            page.click(&format!("input[name=way][value={way}]")).await;
            if way == "own-app" {
                let id = "6b2d1d92-7018-4182-b70e-821127bec509";
                page.type_into("#client-id", id).await;
                page.type_into("#tenant", "contoso.com").await;
            }
            page.open_folds().await;
            self.take(&format!("way-{way}")).await;
        }
        let page = Page::open(self.browser, &demo.url).await;
        page.ask("support@demo.test", MailboxKind::Shared, None)
            .await;
        page.click("input[name=way][value=own-app]").await;
        page.type_into("#client-id", "my app").await;
        page.submit().await;
        page.wait_for("[aria-invalid=true]").await;
        self.take("way-own-app-problems").await;
        page.click("input[name=way][value=token]").await;
        page.submit().await;
        page.wait_for("#handed").await;
        self.take("hand-token").await;
        page.press_named("Check with this token").await;
        page.wait_for("[aria-invalid=true]").await;
        self.take("hand-token-problem").await;
    }

    /// Providers as they are built in, and links that fill in the form. Nobody signs in at them.
    async fn providers(&self) {
        let entry = |id: &str| {
            format!(
                "\n[[provider]]\nid = \"{id}\"\nclient_id = \"6b2d1d92-7018-4182-b70e-821127bec509\"\n"
            )
        };
        let more: String = ["microsoft-365", "google", "yahoo"].map(entry).concat();
        let without = "\n[[provider]]\nid = \"icloud\"\n";
        let demo = Demo::start_edited(&[], |configuration| configuration + &more + without);
        for (provider, account) in [
            ("microsoft-365", "alex@contoso.com"),
            ("google", "alex@gmail.com"),
            ("yahoo", "alex@yahoo.com"),
            ("icloud", "alex@icloud.com"),
        ] {
            let url = format!(
                "{}/?{provider}#mailbox={account}&provider={provider}",
                demo.url
            );
            let page = Page::open(self.browser, &url).await;
            page.wait_for("[data-note=from-link]").await;
            page.open_folds().await;
            self.take(&format!("provider-{provider}")).await;
        }
        let link = "#mailbox=support@demo.test&provider=demo&kind=shared&way=own-app&tenant=demo.test\
                    &client-id=5a4db0c5-0000-4000-8000-00000000a001";
        let page = Page::open(self.browser, &format!("{}/?link{link}", demo.url)).await;
        page.wait_for("[data-note=stranger]").await;
        page.submit().await;
        page.wait_for("#knows-app[aria-invalid=true]").await;
        self.take("link-application").await;
        let consented = format!("{}/oauth/callback?admin_consent=True&tenant=x", demo.url);
        let page = Page::open(self.browser, &consented).await;
        page.wait_for("[data-note=consented]").await;
        self.take("consented").await;
    }

    /// What comes of them.
    async fn on_the_way(&self, demo: &Demo) {
        let page = Page::open(self.browser, &demo.url).await;
        page.ask("support@demo.test", MailboxKind::Shared, None)
            .await;
        page.click("input[name=way][value=device]").await;
        page.submit().await;
        page.wait_for("[data-device=code]").await;
        self.take("device").await;
        for way in &demo.ways {
            let name = format!("way-{}", way.note.replace([' ', ',', '.', '/', '\''], "-"));
            let page = Page::open(self.browser, &demo.url).await;
            page.set_out(way).await;
            if let (SignInPath::AppOnly, Some(secret)) = (way.path, &way.secret) {
                page.wait_for("#handed").await;
                page.hand_over(secret).await;
            }
            if way.stays {
                // Some of these pages show no list of people at all.
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
            if let Some(person) = &way.sign_in_as
                && way.path != SignInPath::Device
                && (!way.stays || page.shows("form button").await)
            {
                page.be(person).await;
            }
            if way.stays {
                page.go_back().await;
                page.wait_for("[data-unanswered]").await;
                self.take(&format!("{name}-unanswered")).await;
            } else if way.path != SignInPath::Device {
                page.verdict().await;
                self.take(&name).await;
            }
        }
    }

    async fn verdicts(&self, demo: &Demo) {
        let mut seen = Vec::new();
        for mailbox in &demo.mailboxes {
            if seen.contains(&&mailbox.cause) || mailbox.later {
                continue;
            }
            seen.push(&mailbox.cause);
            let page = Page::open(self.browser, &demo.url).await;
            page.leave_for(mailbox).await;
            if seen.len() == 1 {
                page.wait_for("form button").await;
                self.take("sign-in").await;
            }
            page.be(&mailbox.sign_in_as).await;
            if mailbox.cause == "wrong-user-signed-in" {
                page.wait_for("[data-confirm]").await;
                self.take("confirm").await;
            }
            if mailbox.cause == "firewall-port-blocked" {
                page.wait_for("[data-step=tcp][data-state=running]").await;
                self.take("checking").await;
            }
            page.verdict().await;
            self.take(&format!("verdict-{}", mailbox.cause)).await;
        }
    }

    /// Several protocols at once.
    async fn protocols(&self, demo: &Demo) {
        for mailbox in ["dana@demo.test", "pia@demo.test", "tess@demo.test"] {
            let row = demo.mailboxes.iter().find(|row| row.mailbox == mailbox);
            let row = row.expect("the sandbox has it");
            let page = Page::open(self.browser, &demo.url).await;
            page.leave_for(row).await;
            page.be(&row.sign_in_as).await;
            page.verdict().await;
            let name = mailbox.split('@').next().unwrap_or_default();
            self.take(&format!("protocols-{name}")).await;
        }
    }

    /// What goes on behind a result, and what is folded.
    async fn behind(&self, demo: &Demo) {
        let page = Page::open(self.browser, &demo.url).await;
        let mailbox = demo.mailbox("no-full-access-shared");
        page.leave_for(mailbox).await;
        page.be(&mailbox.sign_in_as).await;
        page.wait_for("[data-look-state=announced]").await;
        self.take("look-announced").await;
        page.press_named("Stop here").await;
        page.wait_for("[data-question]").await;
        page.press_named("I changed it").await;
        page.open_folds().await;
        self.take("all-folds-open").await;
        page.type_into("textarea[name=answer]", "nothing of this is known")
            .await;
        page.press_named("Read the answer").await;
        page.wait_for("textarea[aria-invalid=true]").await;
        self.take("answer-unread").await;
        page.end_the_sign_in().await;
        page.wait_for("[data-watch=ended]").await;
        self.take("watch-ended").await;
        let page = Page::open(self.browser, &demo.url).await;
        let mailbox = demo.mailbox("consumer-imap-regression");
        page.leave_for(mailbox).await;
        page.be(&mailbox.sign_in_as).await;
        page.wait_for("[data-question=switch]").await;
        self.take("question").await;
    }

    /// The second door and the catalogue.
    async fn elsewhere(&self, demo: &Demo) {
        let page = Page::open(self.browser, &demo.url).await;
        page.press_named("I have an error message").await;
        page.wait_for("textarea[name=words]").await;
        self.take("paste").await;
        let words = "JIRA couldn't open the folder 'inbox' at outlook.office365.com.";
        page.type_into("textarea[name=words]", words).await;
        page.press_named("Name the causes").await;
        page.verdict().await;
        self.take("paste-result").await;
        page.press_named("All about this cause").await;
        page.wait_for("[data-page=no-full-access-other-user]").await;
        page.open_folds().await;
        self.take("cause").await;
        let url = format!("{}/causes", demo.url);
        self.browser.client.goto(&url).await.expect("an answer");
        self.take("causes").await;
    }
}
