//! A relay's settings, with providers of every kind.

use std::sync::OnceLock;

use relay::config::Config;

const FILE: &str = r#"
listen = "127.0.0.1:8080"
public_url = "https://check.example"
instance = "internal"
client_secrets_from_people = true

[[provider]]
id = "microsoft-365"
client_id = "0f0f0f0f-0f0f-4f0f-8f0f-0f0f0f0f0f0f"

[[provider]]
id = "google"
client_id = "0f0f.apps.googleusercontent.com"
client_secret = "GOCSPX-0f0f0f0f0f0f"

[[provider]]
id = "yahoo"

[[provider]]
id = "lab"
name = "Lab mail"
family = "other"
issuer = "https://id.lab.example"
token_issuers = ["https://id.lab.example", "https://id.lab.example/{tid}"]
opaque_tokens = true
sends_issuer = true
authorize_url = "https://id.lab.example/auth"
token_url = "https://id.lab.example/token"
device_url = "https://id.lab.example/device"
redeem = "relay"
own_app = "browser"
client_id = "greencheck"
identity_scopes = ["openid", "email"]
imap_scopes = ["mail"]
pop_scopes = ["mail"]
smtp_scopes = ["mail"]
app_scopes = ["mail"]
token_minutes = 10
imap = "mail.lab.example:993:tls"
pop = "mail.lab.example:995:tls"
smtp = "mail.lab.example:587:starttls"
mechanisms = ["XOAUTH2", "OAUTHBEARER"]

[provider.imap_by_domain]
"odd.example" = "mail.odd.example:12345:tls"
"#;

/// Read once.
pub fn config() -> &'static Config {
    static CONFIG: OnceLock<Config> = OnceLock::new();
    CONFIG.get_or_init(|| Config::parse(FILE, []).expect("settings"))
}
