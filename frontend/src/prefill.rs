//! A link that fills in the form for somebody else. It starts nothing, names no host, and holds no secret.
//!
//! What is asked stands behind the `#`, which browsers send to nobody.

use oauth2::url::form_urlencoded::{Serializer, parse};
use shared::address::Address;
use shared::path::SignInPath;
use shared::plan::Protocol;
use shared::provider::ProviderId;
use shared::request::MailboxKind;

use crate::state::Form;

/// The longest link that is read, in octets.
pub const MOST: usize = 2_000;

const PROTOCOLS: [Protocol; 3] = [Protocol::Imap, Protocol::Pop, Protocol::Smtp];

/// The link, for the page at this address. `provider` and `path` are those that count now.
pub fn link(public_url: &str, form: &Form, provider: &ProviderId, path: SignInPath) -> String {
    format!("{public_url}/#{}", query(form, provider, path))
}

/// What stands behind its `#`.
pub fn query(form: &Form, provider: &ProviderId, path: SignInPath) -> String {
    let mut query = Serializer::new(String::new());
    query
        .append_pair("mailbox", form.mailbox.trim())
        .append_pair("provider", provider.as_str());
    query.append_pair("kind", form.kind.code());
    if !form.account_unknown && !form.account.trim().is_empty() {
        query.append_pair("account", form.account.trim());
    }
    let protocols: Vec<&str> = form.protocols.iter().map(|one| one.code()).collect();
    query
        .append_pair("protocols", &protocols.join(","))
        .append_pair("way", path.code());
    if path.names_app() {
        query
            .append_pair("client-id", form.client_id.trim())
            .append_pair("tenant", form.tenant.trim());
    }
    query.finish()
}

/// The form that a link fills in; `None` for what is no such link. A value that is none is left out, and so is every name
/// that is not one of these or stands there once more: no link can choose a host, an address to come back to, or what happens
/// next.
pub fn read(fragment: &str) -> Option<Form> {
    let fragment = fragment.strip_prefix('#')?;
    if fragment.len() > MOST {
        return None;
    }
    form(parse(fragment.as_bytes()))
}

/// The same from names and values.
pub fn form<N: AsRef<str>, V: AsRef<str>>(pairs: impl Iterator<Item = (N, V)>) -> Option<Form> {
    let mut form = Form::default();
    let mut seen: Vec<String> = Vec::new();
    let mut known = false;
    for (name, value) in pairs {
        let name = name.as_ref();
        if seen.iter().all(|before| before != name) {
            seen.push(name.to_owned());
            known |= fill(&mut form, name, value.as_ref());
        }
    }
    known.then_some(form)
}

fn fill(form: &mut Form, name: &str, value: &str) -> bool {
    let plain = |value: &str| {
        let fine = value.len() <= 300 && value.bytes().all(|b| b.is_ascii_graphic());
        fine.then(|| value.to_owned())
    };
    let address = |value: &str| value.parse::<Address>().ok().map(|one| one.to_string());
    match name {
        "mailbox" => set(&mut form.mailbox, address(value)),
        "account" => set(&mut form.account, address(value)),
        "client-id" => {
            form.app_of_link = set(&mut form.client_id, plain(value));
            form.app_of_link
        }
        "tenant" => set(&mut form.tenant, plain(value)),
        "provider" => {
            form.provider = value.parse().ok();
            form.provider_of_link = form.provider.is_some();
            form.provider_of_link
        }
        "kind" | "mailbox-kind" => {
            let mut kinds = MailboxKind::ALL.into_iter();
            set(&mut form.kind, kinds.find(|kind| kind.code() == value))
        }
        "way" => {
            form.path = SignInPath::ALL
                .into_iter()
                .find(|path| path.code() == value);
            form.path.is_some()
        }
        "protocols" => {
            let named = |protocol: &Protocol| value.split(',').any(|one| one == protocol.code());
            let protocols: Vec<Protocol> = PROTOCOLS.into_iter().filter(named).collect();
            let some = (!protocols.is_empty()).then_some(protocols);
            set(&mut form.protocols, some)
        }
        _ => false,
    }
}

fn set<T>(field: &mut T, value: Option<T>) -> bool {
    match value {
        Some(value) => {
            *field = value;
            true
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> Form {
        Form {
            mailbox: "support+a&b@contoso.com".into(),
            kind: MailboxKind::Shared,
            account: "svc-jira@contoso.com".into(),
            protocols: vec![Protocol::Imap, Protocol::Smtp],
            path: Some(SignInPath::OwnApp),
            client_id: "6b2d1d92-7018-4182-b70e-821127bec509".into(),
            tenant: "contoso.com".into(),
            provider: Some("microsoft-365".parse().unwrap()),
            ..Form::default()
        }
    }

    #[test]
    fn a_link_fills_in_what_it_was_made_from() {
        let form = asked();
        let provider = form.provider.clone().unwrap();
        let link = link(
            "https://check.example",
            &form,
            &provider,
            SignInPath::OwnApp,
        );
        assert!(link.starts_with("https://check.example/#mailbox="));
        let fragment = &link[link.find('#').unwrap()..];
        let expected = Form {
            app_of_link: true,
            provider_of_link: true,
            ..form
        };
        assert_eq!(read(fragment), Some(expected));
    }

    /// whatever a link says, it names no host, leads nowhere and carries no way to sign in by itself.
    #[test]
    fn crafted_links_fill_in_nothing_that_counts() {
        for fragment in [
            "",
            "#",
            "#/",
            "#top",
            "#host=evil.test",
            "#imap=evil.test:993:tls",
            "#issuer=https://evil.test",
            "#redirect_uri=https://evil.test",
            "#token=abc",
            "#access_token=abc",
            "#client-secret=abc",
            "#start=1",
            "#auto=true&go=1",
            "#mailbox=nobody",
            "#mailbox=a%40b.test%0d%0aX",
            "#provider=../evil",
            "#provider=HTTPS%3A%2F%2Fevil.test",
            "#way=implicit",
            "#kind=admin",
            "#protocols=http,ssh",
            "#tenant=a%0ab",
            "#client-id=%e2%80%ae",
            "#javascript:alert(1)",
        ] {
            assert_eq!(read(fragment), None, "{fragment}");
        }
        let long = format!("#mailbox=a%40b.test&x={}", "y".repeat(MOST));
        assert_eq!(read(&long), None);
        let mixed = read("#mailbox=a%40b.test&host=evil.test&token=t&start=1").unwrap();
        assert_eq!(
            mixed,
            Form {
                mailbox: "a@b.test".into(),
                ..Form::default()
            }
        );
        assert!(!mixed.left, "nobody has left with it");
    }

    /// a value that is none, after one that is, would take back that the link chose the application.
    #[test]
    fn a_name_counts_once() {
        let first = read("#way=own-app&client-id=a&mailbox=a%40b.test").unwrap();
        for more in ["client-id=%20", "client-id=b", "mailbox=c%40d.test", "way="] {
            let twice = format!("#way=own-app&client-id=a&mailbox=a%40b.test&{more}");
            assert_eq!(read(&twice).as_ref(), Some(&first), "{more}");
        }
        assert!(first.app_of_link);
        let late = read("#client-id=%20&client-id=a&mailbox=a%40b.test").unwrap();
        assert_eq!(late.client_id, "");
    }
}
