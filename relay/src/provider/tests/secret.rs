//! A second application at a provider, and the operator's secret.

use std::io::Write;

use shared::path::SignInPath;
use shared::provider::{Family, Redeem};
use tempfile::NamedTempFile;

use super::{bare, entry, said};

const JIRA: &str = "id = \"jira-365\"\nextends = \"microsoft-365\"\nname = \"Microsoft 365, as Jira\"\n\
                    client_id = \"6b2d1d92-7018-4182-b70e-821127bec509\"\nredeem = \"relay\"\nplatform = \"Web\"\n";

fn jira(more: &str) -> String {
    format!("{JIRA}{more}")
}

/// The application of a Jira whose secret stands in a file with this text.
fn with_file(text: &str) -> (NamedTempFile, String) {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    let line = format!("client_secret_file = \"{}\"", file.path().display());
    (file, jira(&line))
}

#[test]
fn an_entry_that_extends_another_is_a_second_application_there() {
    let (_file, text) = with_file("aBc8Q~not-a-real-value\n");
    let (jira, base) = (entry(&text).unwrap(), bare("microsoft-365"));
    assert_eq!(jira.public.id.as_str(), "jira-365");
    assert_eq!(jira.public.name, "Microsoft 365, as Jira");
    assert_eq!(
        (jira.public.redeem, base.public.redeem),
        (Redeem::Relay, Redeem::Browser)
    );
    assert_eq!(
        jira.client_secret.as_deref().unwrap().expose(),
        "aBc8Q~not-a-real-value"
    );
    assert!(jira.public.paths.contains(&SignInPath::Operator));
    // What is said once is the same.
    assert_eq!(jira.public.family, Family::Microsoft);
    assert_eq!(jira.public.issuer, base.public.issuer);
    assert_eq!(jira.public.imap_scopes, base.public.imap_scopes);
    assert_eq!((jira.token_issuers, jira.mx), (base.token_issuers, base.mx));
}

#[test]
fn an_entry_extends_what_is_built_in_and_nothing_else() {
    for base in ["jira-365", "microsoft", "", "Microsoft-365"] {
        let said = said(&format!("id = \"x\"\nextends = \"{base}\""));
        assert!(said.contains("no such entry is built in"), "{said}");
    }
}

/// the secret never reaches the page, nor anything that prints an entry.
#[test]
fn the_secret_stays_here() {
    let (_file, text) = with_file("aBc8Q~not-a-real-value");
    let entry = entry(&text).unwrap();
    let public = serde_json::to_string(&entry.public).unwrap();
    for printed in [public, format!("{entry:?}")] {
        assert!(!printed.contains("not-a-real-value"), "{printed}");
        assert!(!printed.contains("client_secret\":"), "{printed}");
    }
}

#[test]
fn the_file_wins_over_the_entry() {
    let (_file, text) = with_file("from-the-file");
    let entry = entry(&format!("{text}\nclient_secret = \"from-the-entry\"")).unwrap();
    assert_eq!(entry.client_secret.unwrap().expose(), "from-the-file");
}

#[test]
fn what_is_no_secret_is_refused_with_its_reason_and_without_its_text() {
    let id = "1f0b3d9c-6d1e-4f0e-9a6c-0d5b8f6f2a11";
    let (_id, secret_id) = with_file(&format!("{id}\n"));
    let (_empty, empty) = with_file("\n");
    let (_two, two) = with_file("one\ntwo");
    let (_long, long) = with_file(&"x".repeat(9_000));
    let (_umlaut, umlaut) = with_file("gehe\u{ef}m");
    for (text, reason) in [
        (secret_id, "is the id of a secret"),
        (
            jira(&format!("client_secret = \"{id}\"")),
            "is the id of a secret",
        ),
        (empty, "is empty, too long, or has a space"),
        (two, "is empty, too long, or has a space"),
        (long, "is empty, too long, or has a space"),
        (umlaut, "is empty, too long, or has a space"),
        (
            jira("client_secret = \"\""),
            "is empty, too long, or has a space",
        ),
        (
            jira("client_secret = 8675309"),
            "stands in no quotation marks",
        ),
        // In TOML a key belongs to the last head above it. Fuzzing found that the reader of hosts repeated it.
        (
            jira("[imap_by_domain]\nclient_secret = \"gehe:im\""),
            "`imap_by_domain.client_secret`",
        ),
        (
            jira("client_secret_file = \"/none/such\""),
            "client_secret_file /none/such: ",
        ),
    ] {
        let said = said(&text);
        assert!(said.contains("jira-365") && said.contains(reason), "{said}");
        for secret in [id, "gehe", "8675309"] {
            assert!(!said.contains(secret), "{said}");
        }
    }
    // Others' secrets may look like GUIDs.
    let google = format!("id = \"google\"\nclient_id = \"app\"\nclient_secret = \"{id}\"");
    assert!(entry(&google).is_ok());
}

#[test]
fn without_the_secret_that_is_demanded_nobody_signs_in() {
    for id in ["google", "mail-ru", "comcast"] {
        let app = format!("id = \"{id}\"\nclient_id = \"app\"");
        let without = entry(&app).unwrap().public;
        assert_eq!(without.paths, [SignInPath::Token], "{id}");
        let with = entry(&format!("{app}\nclient_secret = \"hush\""))
            .unwrap()
            .public;
        assert_eq!(
            with.paths,
            [SignInPath::Operator, SignInPath::Token],
            "{id}"
        );
    }
}
