//! The second door, a provider's refusal, and the pages of the catalogue.

use std::rc::Rc;

use shared::catalogue::Page;
use shared::evidence::signin::Endpoint;

use super::*;
use crate::state::paste::PasteEdit;
use crate::state::shelf::{Blank, Fetched, Turn};

#[test]
fn a_providers_refusal_is_a_finding_like_any_other() {
    let failure = SignInFailure::Provider {
        at: Endpoint::Token,
        code: Some("invalid_grant".into()),
        description: Some(
            "AADSTS53003: Access has been blocked by Conditional Access policies.".into(),
        ),
        redeemed_by: None,
    };
    let about = Some(Box::new((ask(), provider("demo"))));
    let state = reduce(
        typed(),
        Action::SignInFailed {
            about,
            failure,
            now: NOW,
        },
    );
    assert_eq!(state.stage, Stage::Done);
    let diagnosis = state.diagnosis().unwrap();
    assert_eq!(
        diagnosis.findings[0].cause.code(),
        "conditional-access-block"
    );
}

#[test]
fn words_become_a_result_and_stay_to_be_changed() {
    let read = Action::PasteRead { now: NOW };
    let nothing = after(typed(), [Action::PasteOpened, read.clone()]);
    assert!(nothing.stage == Stage::Paste && nothing.paste.problems.nothing);
    let text = "Refresh Token Failed. Reported Reason: AADSTS7000222: expired";
    let edits = [
        Action::PasteEdited(PasteEdit::Text(text.into())),
        Action::PasteEdited(PasteEdit::Mailbox("support@demo.test".into())),
        read,
    ];
    let done = after(nothing, edits);
    assert_eq!((&done.stage, done.source), (&Stage::Done, Source::Pasted));
    assert_eq!(
        done.diagnosis().unwrap().findings[0].cause.code(),
        "client-secret-expired"
    );
    let again = reduce(done.clone(), Action::PasteOpened);
    assert_eq!(
        (&again.stage, again.paste.text.as_str()),
        (&Stage::Paste, text)
    );
    let form = reduce(done, Action::BackToForm);
    assert_eq!((form.form, form.paste.text.as_str()), (typed().form, text));
}

#[test]
fn a_page_lies_over_what_is_shown_and_takes_its_values() {
    let page = Rc::new(Page {
        code: "dns-failure".into(),
        title: "T".into(),
        blocks: Vec::new(),
    });
    let came = |code: &str| {
        Action::Shelf(Turn::Came {
            code: code.into(),
            page: Some(page.clone()),
        })
    };
    let asked = reduce(
        signed_in(),
        Action::Shelf(Turn::Asked("dns-failure".into())),
    );
    assert_eq!(asked.stage, Stage::Checking);
    // Another page's answer is too late.
    let late = reduce(asked.clone(), came("tls-untrusted-cert"));
    assert_eq!(late.shelf.as_ref().unwrap().page, Fetched::Coming);
    let shown = reduce(asked, came("dns-failure"));
    let values = |state: &State| state.shelf.as_ref().unwrap().values(state.case.as_ref());
    assert_eq!(values(&shown).mailbox.as_deref(), Some("support@demo.test"));
    assert_eq!(values(&shown).account.as_deref(), Some("Alex@demo.test"));
    let filled = reduce(
        shown,
        Action::Shelf(Turn::Filled(Blank::Mailbox, "x@demo.test".into())),
    );
    assert_eq!(values(&filled).mailbox.as_deref(), Some("x@demo.test"));
    let closed = reduce(filled, Action::Shelf(Turn::Closed));
    assert!(closed.shelf.is_none() && closed.stage == Stage::Checking);
    let missing = after(
        closed,
        [
            Action::Shelf(Turn::Asked("a".into())),
            Action::Shelf(Turn::Came {
                code: "a".into(),
                page: None,
            }),
        ],
    );
    assert_eq!(missing.shelf.unwrap().page, Fetched::Missing);
}
