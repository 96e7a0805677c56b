//! The verdict.

use shared::diagnose::Confidence;
use shared::path::SignInPath;
use shared::plan::Protocol;
use shared::provider::Provider;
use shared::remedy::{capital, protocols as protocols_in_words};

/// Beside the icon.
pub const PASSED: &str = "It works";

/// Beside the icon; over which protocols, where several were tried.
pub fn failed(over: &[Protocol], several: bool) -> String {
    if several {
        format!("It does not work over {}", protocols_in_words(over))
    } else {
        "It does not work".to_owned()
    }
}

/// How sure it is, in a word.
pub const fn confidence(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Certain => "Certain.",
        Confidence::Likely => "Likely.",
        Confidence::Possible => "Possible.",
    }
}

/// What that word means.
pub const fn confidence_means(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Certain => "What was seen leaves no other known cause.",
        Confidence::Likely => "What was seen fits this best, and does not rule out the rest.",
        Confidence::Possible => "What was seen fits this, and fits other causes too.",
    }
}

/// Before the name of who acts.
pub const WHO: &str = "Who can put it right:";
/// Above the steps.
pub const HOW: &str = "What to do";
/// Before the last line.
pub const VERIFY: &str = "How to know that it worked:";
/// Copies a command.
pub const COPY: &str = "Copy";
/// The rest of that button's name, for who cannot see what stands beside it.
pub const COPY_COMMAND: &str = " the command";
/// The fold with the message.
pub const LETTER: &str = "Write to the admin";
/// What it holds.
pub const LETTER_HINT: &str = "A message for whoever has to act: what was seen, what to look at first, what to change and how to take it back. It holds no token.";
/// Copies it.
pub const COPY_LETTER: &str = "Copy the message";
/// Above the message about an example.
pub const LETTER_OF_EXAMPLE: &str = "An example from Greencheck: these people do not exist.";
/// Above the message about a report.
pub const LETTER_OF_REPORT: &str = "Written from a saved report that somebody passed on, and not checked again. Look first, whatever it says.";
/// Above the message about pasted words.
pub const LETTER_OF_WORDS: &str = "Read from an error message. Nothing was checked, so look first.";
/// Before its first line.
pub const SUBJECT: &str = "Subject:";
/// Before the stable code.
pub const CODE: &str = "Code for searching:";

/// The fold with the other findings.
pub fn less_likely(count: usize) -> String {
    if count == 1 {
        "Less likely: one other cause".to_owned()
    } else {
        format!("Less likely: {count} other causes")
    }
}

/// A check without an end, such as a report of one that was stopped.
pub const NO_VERDICT: &str = "This check did not come to an end";
/// What to do with it.
pub const NO_VERDICT_HINT: &str =
    "Nothing failed until then, so nothing can be said about the mailbox. Check again.";

/// Above what a green verdict shows.
pub const PROVES: &str = "What this proves";
/// Above what it leaves open.
pub const DOES_NOT_PROVE: &str = "What this does not prove";
/// Before that list.
pub const STILL_FAILING: &str = "Is your application still failing? Then the reason is one of these. Go through them in this order.";

/// What was tested.
pub fn proves(
    person: &str,
    mailbox: &str,
    protocols: &[Protocol],
    path: SignInPath,
) -> Vec<String> {
    let opening: Vec<Protocol> = protocols
        .iter()
        .copied()
        .filter(|protocol| *protocol != Protocol::Smtp)
        .collect();
    let mut proves = Vec::new();
    let person = capital(person);
    if !opening.is_empty() {
        let names = protocols_in_words(&opening);
        let are = if opening.len() > 1 { "are" } else { "is" };
        proves.push(format!(
            "{person} may open {mailbox} over {names}, and {names} {are} switched on for it."
        ));
    }
    if protocols.contains(&Protocol::Smtp) {
        proves.push(format!(
            "{person} may sign in to the submission server (SMTP) as {mailbox}. Whether a message from that address is accepted was not tried, since nothing is sent."
        ));
    }
    proves.extend(match path {
        SignInPath::Operator | SignInPath::Device => None,
        SignInPath::OwnApp => Some("Your application’s registration: its consent, its tenant and its permissions gave this token."),
        SignInPath::Token => Some("This very token, as long as it lives."),
        SignInPath::AppOnly => Some("Your application’s secret, its permissions, and the mailbox permission of its service principal."),
    }.map(str::to_owned));
    proves.push(
        "The mail server answers this relay over a trusted connection, and takes OAuth 2.0 tokens."
            .to_owned(),
    );
    proves
}

/// What was not tested, each with the next step.
pub fn does_not_prove(
    account: &str,
    provider: &Provider,
    path: SignInPath,
) -> Vec<(&'static str, String)> {
    let account = (path != SignInPath::AppOnly).then(|| {
        (
            "Which account your application is signed in with.",
            format!(
                "It keeps a token of its own, perhaps another account’s. Open a private window, authorise the application again there, and sign in as {account}."
            ),
        )
    });
    let registration = match path {
        SignInPath::Operator | SignInPath::Device | SignInPath::Token => Some((
            "Your application’s own registration and its secret.",
            format!(
                "Compare its client id, client secret, redirect address and permissions (scopes) with what is registered at {}.",
                provider.name
            ),
        )),
        SignInPath::OwnApp => Some((
            "Your application’s secret and its own redirect address.",
            format!(
                "This page signed in with a redirect address of its own. Compare the application’s secret and address with what is registered at {}, and look when the secret ends.",
                provider.name
            ),
        )),
        SignInPath::AppOnly => None,
    };
    let network = (
            "Your application’s network and its trusted certificates.",
            "This was seen from this relay. Connect to the same host and port from the machine that the application runs on.".to_owned(),
        );
    account
        .into_iter()
        .chain(registration)
        .chain([network])
        .collect()
}

/// Runs the check again.
pub const CHECK_AGAIN: &str = "Check again";
/// When the token has ended.
pub const CHECK_AGAIN_HINT: &str =
    "The sign-in has ended, so checking again asks you to sign in once more.";
/// Back to the form.
pub const ANOTHER: &str = "Check another mailbox";
/// Back to the form, from an example.
pub const YOUR_OWN: &str = "Check your own mailbox";
/// The report, as Markdown.
pub const COPY_REPORT: &str = "Copy report";
/// The report, as JSON.
pub const DOWNLOAD: &str = "Download report";
/// The report, as Markdown.
pub const DOWNLOAD_MARKDOWN: &str = "Download as Markdown";
/// The report without names.
pub const COPY_PUBLIC: &str = "Copy for a public forum";
/// Above these.
pub const REPORT: &str = "Pass it on";
/// What they hold.
pub const REPORT_HINT: &str = "A report holds the verdict, the steps and the server’s words, and never a token. For a public forum, addresses and names are replaced.";

/// Shown above an example.
pub const IS_EXAMPLE: &str = "An example. These people and this mailbox do not exist.";
/// A report is a file like any other.
const NOT_OURS: &str =
    "Whoever passed it on may have changed it: check the names and addresses in it before you act.";

/// Shown above a report.
pub fn is_report(when: Option<&str>) -> String {
    match when {
        Some(when) => {
            format!("A saved report, checked on {when}. Read with the rules of today. {NOT_OURS}")
        }
        None => format!("A saved report. {NOT_OURS}"),
    }
}
