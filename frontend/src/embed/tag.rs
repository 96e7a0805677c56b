//! The lines that a portal needs: the tag, or a plain frame, and what its own policy has to allow.

use oauth2::url::form_urlencoded::Serializer;
use shared::embed::EmbedScript;

/// What the tag says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// The id of the provider; empty to let the page find it.
    pub provider: String,
    /// The mailbox; empty to ask for it.
    pub mailbox: String,
    /// Whose it is.
    pub kind: String,
    /// The account that signs in; empty to ask for it.
    pub account: String,
    /// The id of the application; empty for the operator's.
    pub client_id: String,
    /// The tenant of that application.
    pub tenant: String,
    /// Light, dark, or empty for the reader's own.
    pub theme: String,
    /// Whether it is for Jira.
    pub jira: bool,
    /// Less space between things.
    pub compact: bool,
    /// What is given cannot be changed.
    pub readonly: bool,
    /// A fixed height in CSS pixels; empty to grow with the content.
    pub height: String,
}

impl Options {
    /// Names and values, those that say something.
    pub fn attributes(&self) -> Vec<(&'static str, &str)> {
        let preset = if self.jira { "jira" } else { "" };
        let density = if self.compact { "compact" } else { "" };
        let said = [
            ("provider", self.provider.as_str()),
            ("mailbox", &self.mailbox),
            ("mailbox-kind", &self.kind),
            ("account", &self.account),
            ("client-id", &self.client_id),
            ("tenant", &self.tenant),
            ("preset", preset),
            ("theme", &self.theme),
            ("density", density),
        ];
        let mut attributes: Vec<(&'static str, &str)> = said
            .into_iter()
            .map(|(name, value)| (name, value.trim()))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        attributes.extend(self.readonly.then_some(("readonly", "")));
        attributes
    }

    /// The fixed height, if it is a number.
    fn height(&self) -> Option<u32> {
        self.height.trim().parse().ok().filter(|height| *height > 0)
    }

    /// Where the frame is, at this page.
    pub fn address(&self, public_url: &str) -> String {
        let mut query = Serializer::new(String::new());
        query.extend_pairs(self.attributes());
        let query = query.finish();
        if query.is_empty() {
            return format!("{public_url}/embed");
        }
        format!("{public_url}/embed#{query}")
    }

    /// The script and the element.
    pub fn element(&self, public_url: &str, script: &EmbedScript) -> String {
        let EmbedScript { path, integrity } = script;
        let mut tag = vec!["<mailbox-check".to_owned()];
        let attributes = self.attributes().into_iter();
        tag.extend(attributes.map(|(name, value)| match value {
            "" => name.to_owned(),
            value => format!("{name}=\"{}\"", escaped(value)),
        }));
        tag.extend(self.height().map(|height| format!("height=\"{height}\"")));
        let tag = tag.join(" ");
        format!(
            "<script type=\"module\" src=\"{public_url}{path}\"\n  integrity=\"{integrity}\" crossorigin></script>\n\
             {tag}></mailbox-check>"
        )
    }

    /// The same without a script of the portal's. A frame cannot grow by itself, so it has a height.
    pub fn frame(&self, public_url: &str) -> String {
        let address = escaped(&self.address(public_url));
        let height = self.height().unwrap_or(WITHOUT_SCRIPT);
        format!(
            "<iframe src=\"{address}\" title=\"Mailbox check\" allow=\"clipboard-write\"\n  \
             referrerpolicy=\"strict-origin\" width=\"100%\" height=\"{height}\"></iframe>"
        )
    }
}

/// What the portal's Content Security Policy has to allow.
pub fn policy(public_url: &str) -> String {
    format!("script-src {public_url}; frame-src {public_url}")
}

/// What the operator of this page writes for a portal.
pub fn operators_lines(portal: &str) -> String {
    format!("[embed]\nportals = [\"{portal}\"]")
}

/// A height in which most of what is shown fits.
const WITHOUT_SCRIPT: u32 = 900;

/// Inside the quotes of an attribute (HTML Standard, "serializing HTML fragments").
fn escaped(value: &str) -> String {
    value
        .replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embed::given;

    fn options() -> Options {
        Options {
            provider: "microsoft-365".into(),
            mailbox: "support+a@contoso.com".into(),
            kind: "shared".into(),
            readonly: true,
            height: "700".into(),
            ..Options::default()
        }
    }

    #[test]
    fn the_tag_says_what_was_filled_in() {
        let script = EmbedScript {
            path: "/embed.v1.0123456789abcdef.js".into(),
            integrity: "sha384-x".into(),
        };
        assert_eq!(
            options().element("https://check.example", &script),
            "<script type=\"module\" src=\"https://check.example/embed.v1.0123456789abcdef.js\"\n  \
             integrity=\"sha384-x\" crossorigin></script>\n\
             <mailbox-check provider=\"microsoft-365\" mailbox=\"support+a@contoso.com\" mailbox-kind=\"shared\" readonly \
             height=\"700\"></mailbox-check>"
        );
    }

    #[test]
    fn a_frames_address_is_read_as_it_was_meant() {
        let address = options().address("https://check.example");
        let (_, fragment) = address.split_once('#').unwrap();
        let given = given::read("", fragment);
        assert!(given.readonly);
        assert_eq!(given.form.unwrap().mailbox, "support+a@contoso.com");
        assert!(
            options()
                .frame("https://check.example")
                .contains("&amp;mailbox=support%2Ba%40contoso.com")
        );
    }

    #[test]
    fn nothing_typed_leaves_its_quotes() {
        let hostile = Options {
            mailbox: "\"><script>alert(1)</script>&".into(),
            ..Options::default()
        };
        let script = EmbedScript {
            path: "/e.js".into(),
            integrity: "sha384-x".into(),
        };
        let tag = hostile.element("https://check.example", &script);
        assert!(
            tag.contains("mailbox=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;\""),
            "{tag}"
        );
        assert!(!hostile.frame("https://check.example").contains("<script>"));
    }
}
