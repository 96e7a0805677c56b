use shared::address::AddressError;
use shared::evidence::dns::Dns;
use shared::evidence::signin::SignInFailure;
use shared::evidence::tcp::Tcp;
use shared::evidence::{Evidence, Observation};
use shared::plan::Step;
use shared::request::Ask;
use shared::token::TokenFacts;

use super::*;
use crate::examples::{ExampleId, example};
use crate::report::ReadError;
use crate::state::action::Way;
use crate::state::fixture::{ask, config, plan, provider};
use crate::state::{ConfigTrouble, Copied, Problems, TokenLife, Why};

mod behind;
mod elsewhere;
mod embedded;
mod frames;

const NOW: i64 = 1_700_000_000;

/// The person asks for a check.
const fn asked(run: u32) -> Action {
    Action::CheckBegan {
        run,
        why: Why::Asked,
        now: NOW,
    }
}

/// What is typed in all of these: it has to be there at the end of each.
fn typed() -> State {
    after(
        State::new(NOW),
        [
            Action::ConfigReady(config()),
            Action::Edit(Edit::Mailbox("support@demo.test".into())),
            Action::Edit(Edit::Kind(MailboxKind::Shared)),
            Action::Edit(Edit::Account("alex@demo.test".into())),
        ],
    )
}

fn after(state: State, actions: impl IntoIterator<Item = Action>) -> State {
    actions.into_iter().fold(state, reduce)
}

fn granted(ask: Ask, account: Option<&str>) -> Action {
    Action::SignedIn(Box::new(Granted {
        ask,
        provider: provider("demo"),
        sign_in: SignIn::SignedIn {
            account: account.map(str::to_owned),
            name: None,
            granted_scope: None,
        },
        lasting: None,
        facts: TokenFacts::default(),
        life: TokenLife {
            expires_at: NOW + 3600,
        },
        now: NOW,
    }))
}

fn signed_in() -> State {
    after(
        typed(),
        [
            Action::Returning,
            granted(ask(), Some("Alex@demo.test")),
            asked(1),
        ],
    )
}

fn frame(run: u32, frame: ServerFrame) -> Action {
    let now = NOW + 1;
    Action::Frame { run, frame, now }
}

fn planned() -> ServerFrame {
    ServerFrame::Planned {
        attempt: 0,
        plan: plan(),
        relay_time: NOW,
    }
}

fn observed(route: usize, step: Step, evidence: Evidence) -> ServerFrame {
    ServerFrame::Observed {
        attempt: 0,
        observation: Observation {
            route,
            step,
            evidence,
            lines: Vec::new(),
            ms: 5,
        },
    }
}

fn finished() -> ServerFrame {
    ServerFrame::Finished { attempt: 0 }
}

fn refused(refusal: Refusal) -> ServerFrame {
    ServerFrame::Refused {
        refusal,
        retry_after: Some(2000),
        limit: None,
    }
}

/// Frames of check 1 on a state that runs it.
fn hear(state: State, frames: impl IntoIterator<Item = ServerFrame>) -> State {
    after(state, frames.into_iter().map(|f| frame(1, f)))
}

#[test]
fn the_settings_come_fail_and_come_again() {
    let failed = after(
        State::new(NOW),
        [Action::ConfigFailed(ConfigTrouble::Unreachable)],
    );
    assert_eq!(failed.config, Config::Failed(ConfigTrouble::Unreachable));
    let asked = reduce(failed, Action::ConfigAsked);
    assert_eq!(asked.config, Config::Loading);
    let ready = reduce(asked, Action::ConfigReady(config()));
    assert_eq!(ready.ready(), Some(&config()));
}

#[test]
fn an_edit_changes_its_field_and_clears_its_problem() {
    let problems = Problems {
        protocols: false,
        app: None,
        stranger: false,
        mailbox: Some(AddressError::Empty),
        account: Some(AddressError::Malformed),
        provider: Some(crate::state::ProviderProblem::Missing),
    };
    let refused = reduce(typed(), Action::FormRefused(problems));
    assert_eq!(refused.form.problems, problems);
    let after_edit = |edit| reduce(refused.clone(), Action::Edit(edit)).form;
    let mailbox = after_edit(Edit::Mailbox("a".into()));
    assert_eq!(
        (mailbox.mailbox.as_str(), mailbox.problems.mailbox),
        ("a", None)
    );
    assert_eq!(mailbox.problems.account, problems.account);
    let account = after_edit(Edit::Account("b".into()));
    assert_eq!(
        (account.account.as_str(), account.problems.account),
        ("b", None)
    );
    let unknown = after_edit(Edit::AccountUnknown(true));
    assert!(unknown.account_unknown && unknown.problems.account.is_none());
    assert_eq!(unknown.account, "alex@demo.test");
    let provider = after_edit(Edit::Provider(Some("demo".parse().unwrap())));
    assert!(provider.provider.is_some() && provider.problems.provider.is_none());
    assert_eq!(
        after_edit(Edit::Kind(MailboxKind::Own)).kind,
        MailboxKind::Own
    );
}

#[test]
fn who_comes_back_without_an_answer_finds_the_form() {
    let leaving = reduce(typed(), Action::Leaving);
    assert_eq!(leaving.stage, Stage::Leaving);
    assert_eq!(
        reduce(leaving, Action::Way(Way::CameBack)).stage,
        Stage::Ask
    );
    // Any other time the browser shows the page again, nothing changes.
    assert_eq!(reduce(signed_in(), Action::Way(Way::CameBack)), signed_in());
}

///
#[test]
fn a_page_that_is_put_aside_keeps_its_answer_and_no_sign_in() {
    let checking = after(signed_in(), [asked(1)]);
    let done = hear(checking.clone(), [planned(), finished()]);
    assert_eq!((&done.stage, done.token.is_some()), (&Stage::Done, true));
    let aside = reduce(done.clone(), Action::PutAside);
    assert_eq!((&aside.stage, aside.token), (&Stage::Done, None));
    assert_eq!(aside.case, done.case);
    let back = reduce(checking, Action::PutAside);
    assert_eq!((&back.stage, back.token), (&Stage::Ask, None));
    assert_eq!(back.form, typed().form);
    assert_eq!(reduce(typed(), Action::PutAside), typed());
}

#[test]
fn the_account_that_was_meant_goes_on_at_once() {
    let state = signed_in();
    assert_eq!(state.stage, Stage::Checking);
    assert!(state.token_alive(NOW + 3599) && !state.token_alive(NOW + 3600));
    assert_eq!(state.running.unwrap().run, 1);
}

#[test]
fn another_account_pauses_and_an_unknown_one_does_not() {
    let stage = |ask: Ask, account: Option<&str>| {
        let state = after(typed(), [Action::Returning, granted(ask, account)]);
        assert_eq!(state.running, None);
        state.stage
    };
    let paused = |meant: &str| Stage::Confirm {
        signed_in: "pat@demo.test".into(),
        meant: meant.parse().unwrap(),
    };
    let pat = Some("pat@demo.test");
    assert_eq!(stage(ask(), pat), paused("alex@demo.test"));
    assert_eq!(stage(ask(), None), Stage::Checking);
    let without = |kind| Ask {
        account: None,
        kind,
        ..ask()
    };
    assert_eq!(
        stage(without(MailboxKind::Own), pat),
        paused("support@demo.test")
    );
    for kind in [
        MailboxKind::Shared,
        MailboxKind::OtherUser,
        MailboxKind::Unknown,
    ] {
        assert_eq!(stage(without(kind), pat), Stage::Checking);
    }
}

#[test]
fn a_check_without_a_question_does_not_begin() {
    let began = asked(1);
    assert_eq!(reduce(typed(), began), typed());
}

#[test]
fn a_failed_sign_in_is_a_case_without_checks() {
    let failed = |about| {
        after(
            typed(),
            [
                Action::Returning,
                Action::SignInFailed {
                    about,
                    failure: SignInFailure::NoCode,
                    now: NOW,
                },
            ],
        )
    };
    let known = failed(Some(Box::new((ask(), provider("demo")))));
    let trouble = Stage::Trouble(Trouble::SignIn(SignInFailure::NoCode));
    assert_eq!(known.stage, trouble);
    let case = known.case.unwrap();
    assert_eq!(case.sign_in, Some(SignIn::Failed(SignInFailure::NoCode)));
    assert!(case.attempts.is_empty());
    let foreign = failed(None);
    assert_eq!((foreign.stage, foreign.case), (trouble, None));
}

#[test]
fn an_opened_report_shows_and_promises_no_token() {
    let case = Box::new(example(ExampleId::Healthy).unwrap());
    let opened = |case| {
        let source = Source::Report;
        reduce(
            signed_in(),
            Action::CaseOpened {
                case,
                source,
                now: NOW,
            },
        )
    };
    let shown = opened(case.clone());
    assert_eq!((&shown.stage, shown.source), (&Stage::Done, Source::Report));
    assert!(!shown.token_alive(NOW) && shown.running.is_none());
    // A frame of the check that ran is too late.
    assert_eq!(reduce(shown.clone(), frame(1, planned())), shown);
    let mut failed = case;
    failed.sign_in = Some(SignIn::Failed(SignInFailure::NoCode));
    assert_eq!(
        opened(failed).stage,
        Stage::Trouble(Trouble::SignIn(SignInFailure::NoCode))
    );
}

#[test]
fn remarks_come_and_go_beside_the_stage() {
    let notice = |action| {
        let state = reduce(signed_in(), action);
        assert_eq!(state.stage, Stage::Checking);
        let closed = reduce(state.clone(), Action::NoticeClosed);
        assert_eq!(closed.notice, None);
        state.notice
    };
    assert_eq!(
        notice(Action::CopyEnded(Some(Copied::Public))),
        Some(Notice::Copied(Copied::Public))
    );
    assert_eq!(notice(Action::CopyEnded(None)), Some(Notice::CopyFailed));
    assert_eq!(
        notice(Action::ReportRefused(ReadError::TooLarge)),
        Some(Notice::ReportRefused(ReadError::TooLarge))
    );
    let stopped = reduce(signed_in(), Action::Cancelled);
    assert_eq!(
        (stopped.stage, stopped.notice),
        (Stage::Ask, Some(Notice::Cancelled))
    );
}

/// Whatever happens after it was typed, the form stands as it was.
#[test]
fn nothing_typed_is_ever_lost() {
    let form = typed().form;
    let case = Box::new(example(ExampleId::NoFullAccess).unwrap());
    let failed = Action::SignInFailed {
        about: None,
        failure: SignInFailure::UnknownState,
        now: NOW,
    };
    let happenings = [
        vec![Action::ConfigAsked],
        vec![Action::ConfigFailed(ConfigTrouble::Unreadable)],
        vec![Action::Leaving, Action::Way(Way::CameBack)],
        vec![Action::Returning, failed],
        vec![Action::Stopped(Trouble::RelayUnreachable)],
        vec![Action::Stopped(Trouble::Reload), Action::BackToForm],
        vec![
            granted(ask(), Some("pat@demo.test")),
            asked(1),
            frame(1, planned()),
            frame(1, refused(Refusal::Internal)),
        ],
        vec![granted(ask(), None), asked(1), Action::Cancelled],
        vec![Action::CaseOpened {
            case,
            source: Source::Example(ExampleId::NoFullAccess),
            now: NOW,
        }],
        vec![Action::ReportRefused(ReadError::NotAReport)],
        vec![Action::FormKept(form.clone())],
    ];
    for actions in happenings {
        let state = after(typed(), actions.clone());
        assert_eq!(state.form, form, "{actions:?}");
        assert_eq!(reduce(state, Action::BackToForm).form, form, "{actions:?}");
    }
}

#[test]
fn back_at_the_form_nothing_of_the_case_is_left() {
    let back = reduce(
        hear(signed_in(), [planned(), finished()]),
        Action::BackToForm,
    );
    let mut fresh = typed();
    fresh.now = back.now;
    assert_eq!(back, fresh);
}
