//! The ways to a token, as a person goes them.

use std::time::Duration;

use shared::path::SignInPath;

use super::Page;
use crate::demo::Way;

impl Page<'_> {
    /// Chooses a way.
    pub async fn choose_way(&self, path: SignInPath) {
        let radio = format!("input[name=way][value={}]", path.code());
        self.click(&radio).await;
    }

    /// Names an application, and its tenant where the provider has tenants.
    pub async fn name_app(&self, client_id: &str, tenant: Option<&str>) {
        self.type_into("#client-id", client_id).await;
        if let Some(tenant) = tenant {
            self.type_into("#tenant", tenant).await;
        }
    }

    /// Pastes something secret where it is asked for, and sends it.
    pub async fn hand_over(&self, secret: &str) {
        self.paste_into("#handed", secret).await;
        self.submit().await;
    }

    /// Fills in the form as a row of the demonstration says, and sets out.
    pub async fn set_out(&self, way: &Way) {
        self.ask(&way.mailbox, way.kind(), Some(&way.account)).await;
        self.choose("select[name=provider]", &way.provider).await;
        if way.path != SignInPath::Operator {
            self.choose_way(way.path).await;
        }
        if let Some(client_id) = &way.client_id {
            self.name_app(client_id, way.tenant.as_deref()).await;
        }
        if way.will_last {
            self.click("input[name=will-last]").await;
        }
        self.submit().await;
    }

    /// Presses the browser's Back until Greencheck's form is there again.
    pub async fn go_back(&self) {
        for _ in 0..4 {
            self.browser
                .client
                .back()
                .await
                .expect("there is a way back");
            tokio::time::sleep(Duration::from_millis(200)).await;
            if self.shows("input[name=mailbox]").await {
                return;
            }
        }
        panic!("no way leads back to the form");
    }

    /// The code for another device, and where it is typed.
    pub async fn device_code(&self) -> (String, String) {
        let code = self.wait_for("[data-device=code] code.user-code").await;
        let code = code.text().await.expect("a text");
        let link = self.wait_for("[data-device=code] dd a").await;
        let address = link.attr("href").await.expect("a link");
        (code, address.expect("an address"))
    }

    /// On the pretend provider's page for devices, in whatever window: types a code.
    pub async fn type_device_code(&self, user_code: &str) {
        self.type_into("input[name=user_code]", user_code).await;
        self.click("form button").await;
    }
}
