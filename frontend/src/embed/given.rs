//! What a portal gives along: the question, and how the frame should look. From the frame's address or by message.

use oauth2::url::form_urlencoded::parse;
use shared::path::SignInPath;
use shared::plan::Protocol;
use shared::provider::ProviderId;

use super::look::Look;
use crate::prefill;
use crate::state::Form;

/// What is given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Given {
    /// The question, or a part of it.
    pub form: Option<Form>,
    /// The look.
    pub look: Look,
    /// Nothing that is given can be changed in the frame.
    pub readonly: bool,
}

/// Reads the query and the fragment of the frame's address, with or without their marks. What is not known is left out,
/// and so is what is too long.
pub fn read(query: &str, fragment: &str) -> Given {
    let query = query.strip_prefix('?').unwrap_or(query);
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    if query.len() + fragment.len() > prefill::MOST {
        return Given::default();
    }
    let pairs: Vec<(String, String)> = [query, fragment]
        .into_iter()
        .flat_map(|text| parse(text.as_bytes()).into_owned())
        .collect();
    let readonly = pairs
        .iter()
        .any(|(name, value)| name == "readonly" && !matches!(value.as_str(), "false" | "0"));
    let mut look = Look::default();
    for (name, value) in &pairs {
        look.set(name, value);
    }
    Given {
        form: question(&pairs),
        look,
        readonly,
    }
}

/// The question in these names and values; `None` where none of them is one.
pub fn question(pairs: &[(String, String)]) -> Option<Form> {
    let value = |wanted: &str| {
        let mut found = pairs.iter().filter(|(name, _)| name == wanted);
        found.next().map(|(_, value)| value.as_str())
    };
    let form = prefill::form(pairs.iter().map(|(name, value)| (name, value)));
    let preset = value("preset") == Some(JIRA);
    let mut form = match form {
        Some(form) => form,
        None if preset => Form::default(),
        None => return None,
    };
    if let (Some(provider), Some(cloud)) = (&form.provider, value("cloud")) {
        form.provider = cloud_of(provider, cloud).or(form.provider);
    }
    // Jira's mail handler reads over IMAP.
    if preset && value("protocols").is_none() {
        form.protocols = vec![Protocol::Imap];
    }
    // Whoever names an application means it.
    if form.path.is_none() && !form.client_id.is_empty() {
        form.path = Some(SignInPath::OwnApp);
    }
    Some(form)
}

/// The one set of answers that has a name.
const JIRA: &str = "jira";

/// Clouds are entries of their own: `microsoft-365` and `gcc-high` make `microsoft-365-gcc-high`.
fn cloud_of(provider: &ProviderId, cloud: &str) -> Option<ProviderId> {
    match cloud {
        "" | "global" => None,
        cloud => format!("{provider}-{cloud}").parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::request::MailboxKind;

    #[test]
    fn query_and_fragment_are_as_good_as_each_other() {
        let expected = Form {
            mailbox: "support@contoso.com".into(),
            provider: Some("microsoft-365-gcc-high".parse().unwrap()),
            provider_of_link: true,
            kind: MailboxKind::Shared,
            ..Form::default()
        };
        let text = "mailbox=support%40contoso.com&provider=microsoft-365&cloud=gcc-high&mailbox-kind=shared";
        for given in [
            read(&format!("?{text}"), ""),
            read("", &format!("#{text}&readonly=&theme=dark")),
        ] {
            assert_eq!(given.form, Some(expected.clone()));
        }
        assert!(read("", "#readonly").readonly);
        assert!(!read("", "#readonly=false").readonly);
        assert!(!read("", "#mailbox=a@b.example").readonly);
    }

    #[test]
    fn the_preset_of_jira() {
        let form = read("?preset=jira", "").form.unwrap();
        assert_eq!((form.protocols, form.path), (vec![Protocol::Imap], None));
        let form = read("?client-id=6b2d1d92-7018-4182-b70e-821127bec509", "");
        let form = form.form.unwrap();
        assert_eq!(form.path, Some(SignInPath::OwnApp));
        assert!(
            form.app_of_link,
            "whoever wrote the tag may have registered it"
        );
        assert_eq!(read("?preset=other", "").form, None);
    }

    /// a frame's address chooses no host and starts nothing, like any other link.
    #[test]
    fn nothing_else_is_given() {
        for text in [
            "?host=evil.test",
            "?start=1&token=t",
            "?mailbox=nobody",
            "?cloud=gcc-high",
            "?provider=%00",
        ] {
            assert_eq!(read(text, ""), Given::default(), "{text}");
        }
        let long = format!("?mailbox=a@b.test&x={}", "y".repeat(prefill::MOST));
        assert_eq!(read(&long, ""), Given::default());
    }
}
