//! Nobody came back from the provider's page: what the person saw there is the finding.

use shared::case::Case;
use shared::cause::Actor;
use shared::diagnose::Confidence::{Certain, Likely, Possible};
use shared::diagnose::diagnose;
use shared::evidence::signin::{Saw, SignIn, SignInFailure};
use shared::provider::Family;
use shared::remedy::{Advice, advise};
use shared::request::MailboxKind;

use crate::baseline::*;

const FAMILIES: [Family; 4] = [
    Family::Microsoft,
    Family::OutlookCom,
    Family::Google,
    Family::Other,
];

const SAW: [Saw; 5] = [
    Saw::ApprovalNeeded,
    Saw::AppBlocked,
    Saw::NoPassword,
    Saw::WrongAccounts,
    Saw::NoPage,
];

fn failed(family: Family, how: SignInFailure) -> Case {
    let mut case = asking(SUPPORT, MailboxKind::Shared, Some(ALEX));
    case.attempts.clear();
    case.token_facts = None;
    case.provider.family = family;
    case.sign_in = Some(SignIn::Failed(how));
    case
}

fn stayed(family: Family, saw: Saw) -> Case {
    failed(family, SignInFailure::Stayed { saw })
}

fn advice(case: &Case) -> Advice {
    advise(diagnose(case, NOW).first().unwrap(), case)
}

fn steps(case: &Case) -> String {
    let steps = advice(case).steps.into_iter().map(|step| step.text);
    steps.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_page_that_names_its_reason_is_certain() {
    for (family, saw, cause) in [
        (
            Family::Microsoft,
            Saw::ApprovalNeeded,
            "consent-missing-admin",
        ),
        (Family::Other, Saw::ApprovalNeeded, "consent-missing-admin"),
        (Family::Google, Saw::ApprovalNeeded, "google-app-blocked"),
        (Family::Google, Saw::AppBlocked, "google-app-blocked"),
    ] {
        assert_eq!(
            found(&stayed(family, saw)),
            [(cause, Certain)],
            "{family:?}"
        );
    }
}

#[test]
fn a_page_that_only_blocks_leaves_a_choice() {
    let found = found(&stayed(Family::Microsoft, Saw::AppBlocked));
    assert_eq!(
        found,
        [
            ("consent-missing-admin", Possible),
            ("conditional-access-block", Possible),
            ("user-not-assigned", Possible),
            ("app-not-found", Possible)
        ]
    );
}

/// Google's words are for Google alone: no other provider's person is sent to its console.
#[test]
fn what_was_seen_is_judged_by_whose_page_it_was() {
    for family in FAMILIES {
        for saw in SAW {
            let case = stayed(family, saw);
            let causes: Vec<_> = found(&case).iter().map(|(cause, _)| *cause).collect();
            assert!(!causes.is_empty(), "{family:?} {saw:?}");
            let google = causes.iter().any(|cause| cause.starts_with("google"));
            assert!(!google || family == Family::Google, "{family:?} {causes:?}");
            let words = format!("{:?}", advice(&case));
            let foreign = match family {
                Family::Google => ["Entra", "Exchange"],
                Family::Microsoft | Family::OutlookCom => ["Gmail", "Workspace"],
                Family::Other => ["Entra admin", "Workspace"],
            };
            for word in foreign {
                assert!(!words.contains(word), "{family:?} {saw:?}: {words}");
            }
        }
    }
}

#[test]
fn a_shared_mailbox_has_no_password_and_a_person_signs_in() {
    let case = stayed(Family::Microsoft, Saw::NoPassword);
    assert_eq!(
        found(&case),
        [
            ("wrong-user-signed-in", Likely),
            ("account-locked-or-abuse", Possible)
        ]
    );
    let advice = advice(&case);
    assert_eq!(advice.actor, Actor::User);
    assert_eq!(
        advice.title,
        "Nobody signs in as the shared mailbox support@demo.test"
    );
    assert!(advice.because[0].contains("a password that was not at hand"));
    let steps = steps(&case);
    assert!(
        steps.contains("Full Access to support@demo.test"),
        "{steps}"
    );
    assert!(
        steps.contains("Copy link for the person who can sign in"),
        "{steps}"
    );
    assert!(steps.contains("Do not ask for the password"), "{steps}");
}

#[test]
fn another_persons_password_is_not_asked_for_and_ones_own_is_reset() {
    let mut case = stayed(Family::Microsoft, Saw::NoPassword);
    case.ask.kind = MailboxKind::OtherUser;
    case.ask.mailbox = Some(address(PAT));
    assert_eq!(found(&case)[0], ("wrong-user-signed-in", Likely));
    assert_eq!(
        advice(&case).title,
        "alex@demo.test has to sign in, and the password is not at hand"
    );
    assert!(!steps(&case).contains("shared mailbox"));

    for kind in [MailboxKind::Own, MailboxKind::Alias] {
        case.ask.kind = kind;
        assert_eq!(found(&case)[0], ("account-locked-or-abuse", Likely));
        assert!(steps(&case).contains("reset the password"));
    }
}

#[test]
fn the_wrong_accounts_are_left_behind_in_a_private_window() {
    let mut case = stayed(Family::Microsoft, Saw::WrongAccounts);
    assert_eq!(found(&case)[0], ("wrong-user-signed-in", Likely));
    let with = steps(&case);
    assert!(
        with.contains("private window and sign in there as alex@demo.test"),
        "{with}"
    );
    assert!(with.contains("Use another account"));
    assert!(!with.contains("login hint"), "it was sent already");
    case.ask.account = None;
    assert!(steps(&case).contains("login hint"));
}

#[test]
fn a_page_that_did_not_open_is_a_matter_of_the_browsers_network() {
    let mut case = stayed(Family::Microsoft, Saw::NoPage);
    case.provider.authorize_url = "https://login.microsoftonline.com/t/authorize".into();
    assert_eq!(
        found(&case)[..2],
        [
            ("firewall-port-blocked", Likely),
            ("service-outage-or-backend", Possible)
        ]
    );
    let advice = advice(&case);
    assert_eq!(
        advice.title,
        "Something between this browser and login.microsoftonline.com cuts or blocks the connection"
    );
    assert_eq!(advice.actor, Actor::NetworkAdmin);
    assert!(!steps(&case).contains("993"));
}

#[test]
fn the_relays_own_way_to_the_token_endpoint_is_named() {
    let case = failed(Family::Microsoft, SignInFailure::UnreachableForRelay);
    assert_eq!(
        found(&case),
        [
            ("firewall-port-blocked", Likely),
            ("service-outage-or-backend", Possible)
        ]
    );
    let advice = advice(&case);
    assert_eq!(
        advice.title,
        "Something between the relay and login.demo.test cuts or blocks the connection"
    );
    assert!(advice.who.contains("the operator of this page"));
    let steps = steps(&case);
    assert!(steps.contains("login.demo.test, TCP port 443"), "{steps}");
    assert!(
        !steps.contains("993") && !steps.contains("browser"),
        "{steps}"
    );
    // From the browser the platform type comes into question, from the relay it never does.
    let browser = found(&failed(Family::Microsoft, SignInFailure::Unreachable));
    assert_eq!(browser[1].0, "spa-redirect-type-needed");
}
