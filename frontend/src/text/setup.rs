//! The page that makes the tag for a portal.

/// The heading.
pub const HEADING: &str = "Put this check into your portal";
/// What it is about.
pub const LEAD: &str = "One tag puts the check into a page of Confluence, ServiceNow, SharePoint or your own. Whoever uses it signs in in a window of this page; your portal hears the steps and the result.";

/// The form.
pub const QUESTION: &str = "What it asks";
/// Left empty.
pub const EMPTY: &str = "Empty: the person fills it in.";
/// No provider given.
pub const FIND: &str = "Found from the address";
/// No kind given.
pub const ANY_KIND: &str = "The person says";
/// The preset.
pub const JIRA: &str = "For Jira: IMAP alone";
/// Locked.
pub const READONLY: &str = "What is given here cannot be changed";
/// The look.
pub const LOOK: &str = "How it looks";
/// The theme.
pub const THEME: &str = "Light or dark";
/// The reader's own.
pub const AUTO: &str = "As the reader’s computer says";
/// Light.
pub const LIGHT: &str = "Light";
/// Dark.
pub const DARK: &str = "Dark";
/// Dense.
pub const COMPACT: &str = "Less space";
/// The height.
pub const HEIGHT: &str = "Height in pixels";
/// What that does.
pub const HEIGHT_HINT: &str =
    "Empty: it grows with its content. A fixed height keeps the page around it still.";

/// The element.
pub const TAG: &str = "The tag";
/// Where it goes.
pub const TAG_HINT: &str = "Paste it where the check shall stand. The file is named after its content and stays where it is, so a new version of this page breaks nothing.";
/// The frame.
pub const FRAME: &str = "Where no script is allowed";
/// What it lacks.
pub const FRAME_HINT: &str = "A plain frame. It has a fixed height, and your page hears nothing unless it listens for messages.";
/// The portal's policy.
pub const POLICY: &str = "If your portal sends a Content Security Policy";
/// What to add.
pub const POLICY_HINT: &str = "Add these sources to it.";
/// The portal's sandbox.
pub const SANDBOX: &str = "If your portal puts frames into a sandbox";
/// What to add.
pub const SANDBOX_HINT: &str =
    "The attribute has to hold these words. Without the last two nobody can sign in.";

/// It can be seen.
pub const LIVE: &str = "As it will look";
/// No portal may.
pub const CLOSED: &str = "No portal may show this check yet";
/// Who acts.
pub const CLOSED_HINT: &str = "Who acts: the operator of this page. These lines in its settings (relay.toml) let a portal show it; then restart the relay.";
/// Who may.
pub const PORTALS: &str = "Portals that may show it";
/// One more.
pub const PORTALS_HINT: &str =
    "Another one: the operator of this page adds its origin to the list in relay.toml.";

/// Where it goes.
pub const HOSTS: &str = "Where to paste it";
/// Each host, and how.
pub const NOTES: [(&str, &str); 5] = [
    (
        "Confluence Data Center",
        "An administrator makes a user macro (General configuration, User macros) without a body and puts the tag into its template. The HTML macro works too where an administrator has switched it on. While a page is edited the preview loads it anew.",
    ),
    (
        "SharePoint",
        "Use the Embed web part with the plain frame: it takes an HTTPS frame and no script. A site owner first adds this page’s host under Site settings, HTML field security.",
    ),
    (
        "ServiceNow",
        "Put the plain frame into an iframe widget of the Service Portal. If the widget has boxes for a sandbox, tick scripts, same origin, forms and pop-ups.",
    ),
    (
        "Jira and Confluence Cloud",
        "An app’s page stands in a frame with a sandbox of its own, which may keep windows shut. The check says so if it does; use a plain link to this page then.",
    ),
    (
        "Any other page",
        "Paste the tag. Your script can listen for the events ready, step, signin, result and error on the element.",
    ),
];
