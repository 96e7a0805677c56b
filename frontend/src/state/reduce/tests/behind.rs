//! What goes on behind a result: second looks, and checking again and again.

use shared::control::Control;
use shared::evidence::imap::{Folders, Opened};
use shared::evidence::sasl::{Sasl, SaslOutcome, Tried, UserForm};
use shared::evidence::{Answer, Done, Reply, Status};
use shared::followup::{FollowUp, Question};
use shared::plan::PlannedStep;
use shared::told::{ExchangeAnswer, Told};

use super::*;
use crate::state::action::Behind;
use crate::state::looks::ANNOUNCED_S;
use crate::state::{looks, watch};

const STEPS: [Step; 4] = [Step::Auth, Step::Examine, Step::List, Step::Logout];

fn plan_for(control: Option<Control>) -> ServerFrame {
    let mut plan = plan();
    plan.control = control;
    plan.routes[0].steps = STEPS
        .map(|step| PlannedStep {
            step,
            deadline_ms: 5000,
        })
        .to_vec();
    ServerFrame::Planned {
        attempt: 0,
        plan,
        relay_time: NOW,
    }
}

fn accepted() -> ServerFrame {
    let sasl = Sasl {
        mechanism: Some(Tried::XOAuth2),
        user: UserForm::Mailbox,
        initial_response: true,
        challenge: None,
        outcome: SaslOutcome::Accepted {
            text: "AUTHENTICATE completed.".into(),
        },
    };
    observed(0, Step::Auth, Evidence::Auth(sasl))
}

/// Exchange takes the token and refuses the mailbox.
fn refuses(control: Option<Control>) -> Vec<ServerFrame> {
    let reply = Reply {
        status: Status::Bad,
        text: "User is authenticated but not connected.".into(),
    };
    vec![
        plan_for(control),
        accepted(),
        observed(0, Step::Examine, Evidence::Examine(Answer::Refused(reply))),
        observed(0, Step::List, Evidence::NotReached),
        observed(0, Step::Logout, Evidence::NotReached),
        finished(),
    ]
}

fn opens(control: Option<Control>) -> Vec<ServerFrame> {
    let opened = Opened { messages: 3 };
    let folders = Folders {
        count: 5,
        inbox: true,
    };
    vec![
        plan_for(control),
        accepted(),
        observed(0, Step::Examine, Evidence::Examine(Answer::Done(opened))),
        observed(0, Step::List, Evidence::List(Answer::Done(folders))),
        observed(0, Step::Logout, Evidence::Logout(Answer::Done(Done {}))),
        finished(),
    ]
}

fn refused_once() -> State {
    hear(signed_in(), refuses(None))
}

fn begin(state: State, run: u32, why: Why) -> State {
    reduce(
        state,
        Action::CheckBegan {
            run,
            why,
            now: NOW + 10,
        },
    )
}

fn hear_run(state: State, run: u32, frames: Vec<ServerFrame>) -> State {
    after(state, frames.into_iter().map(|f| frame(run, f)))
}

fn codes(state: &State) -> Vec<&'static str> {
    let findings = state.diagnosis().unwrap().findings;
    findings.iter().map(|f| f.cause.code()).collect()
}

#[test]
fn the_first_verdict_stands_while_a_look_narrows_it_down() {
    let first = refused_once();
    let before = codes(&first);
    assert!(before.len() > 3 && before[0] == "no-full-access-shared");
    let due = looks::due(&first).unwrap();
    assert_eq!(
        (due.control, due.at),
        (Control::OwnMailbox, NOW + 1 + ANNOUNCED_S)
    );

    let looking = begin(first, 2, Why::Doubt(Control::OwnMailbox));
    assert_eq!(looking.stage, Stage::Done);
    assert_eq!(looks::due(&looking), None);
    // Halfway through it, what was found is unchanged.
    let mut frames = opens(Some(Control::OwnMailbox));
    let rest = frames.split_off(3);
    let halfway = hear_run(looking, 2, frames);
    assert_eq!(
        (&halfway.stage, codes(&halfway)),
        (&Stage::Done, before.clone())
    );
    let done = hear_run(halfway, 2, rest);
    assert_eq!((&done.stage, done.running), (&Stage::Done, None));
    let after = codes(&done);
    assert!(
        after.len() < before.len() && after[0] == "no-full-access-shared",
        "{after:?}"
    );
}

#[test]
fn the_person_can_stop_the_looks_and_keep_their_own_mailbox_closed() {
    let spared = reduce(refused_once(), Action::Behind(Behind::OwnMailboxSpared));
    assert!(spared.form.spare_own_mailbox);
    assert_ne!(
        looks::due(&spared).map(|due| due.control),
        Some(Control::OwnMailbox)
    );

    let looking = hear_run(
        begin(refused_once(), 2, Why::Doubt(Control::OwnMailbox)),
        2,
        vec![plan_for(Some(Control::OwnMailbox)), accepted()],
    );
    let stopped = reduce(looking, Action::Behind(Behind::LooksStopped));
    assert_eq!((&stopped.stage, stopped.running), (&Stage::Done, None));
    assert_eq!(stopped.case.as_ref().unwrap().attempts.len(), 1);
    assert_eq!(
        (codes(&stopped), looks::due(&stopped)),
        (codes(&refused_once()), None)
    );
    // A frame of the look that was stopped is too late.
    assert_eq!(reduce(stopped.clone(), frame(2, finished())), stopped);
}

#[test]
fn a_look_that_breaks_leaves_the_result() {
    for end in [
        frame(2, refused(Refusal::TooMany)),
        Action::CheckBroke {
            run: 2,
            now: NOW + 20,
            trouble: Trouble::ConnectionLost,
        },
    ] {
        let looking = hear_run(
            begin(refused_once(), 2, Why::Doubt(Control::Retry)),
            2,
            vec![plan_for(Some(Control::Retry))],
        );
        let broke = reduce(looking, end);
        assert_eq!((&broke.stage, broke.running), (&Stage::Done, None));
        assert!(broke.looks.broke.is_some() && looks::due(&broke).is_none());
        assert_eq!(codes(&broke), codes(&refused_once()));
    }
}

#[test]
fn no_look_is_taken_of_a_report_or_without_a_token() {
    let mut state = refused_once();
    state.now = NOW + 3600;
    assert_eq!(looks::due(&state), None);
    let case = Box::new(refused_once().case.unwrap());
    let source = Source::Report;
    let opened = Action::CaseOpened {
        case,
        source,
        now: NOW,
    };
    assert_eq!(looks::due(&reduce(State::new(NOW), opened)), None);
}

#[test]
fn an_answer_counts_until_it_is_taken_back_or_the_person_checks_again() {
    let mut state = reduce(refused_once(), Action::Behind(Behind::OwnMailboxSpared));
    for run in 2..8 {
        let Some(due) = looks::due(&state) else { break };
        state = hear_run(
            begin(state, run, Why::Doubt(due.control)),
            run,
            refuses(Some(due.control)),
        );
    }
    assert_eq!(
        state.diagnosis().unwrap().next,
        Some(FollowUp::Ask(Question::Exchange))
    );
    let many = codes(&state);
    let text = "RecipientTypeDetails : SharedMailbox\nImapEnabled : True\nPlansWithIt : 2\nFullAccess : False\nAllWithFullAccess : 0";
    let answer = Told::Exchange(ExchangeAnswer::read(text, None).unwrap());
    let told = after(
        state,
        [
            Action::Behind(Behind::AnswerUnread),
            Action::Behind(Behind::Told(answer)),
        ],
    );
    assert!(!told.answer_unread);
    assert_eq!(codes(&told), ["no-full-access-shared"]);
    assert_eq!(
        codes(&reduce(told.clone(), Action::Behind(Behind::Untold))),
        many
    );
    let again = hear_run(reduce(told, asked(9)), 9, refuses(None));
    assert!(again.case.as_ref().unwrap().told.is_empty());
    assert!(codes(&again).len() > 1);
}

fn changed(state: State, at: Option<i64>) -> State {
    reduce(state, Action::Behind(Behind::Changed { at, now: NOW + 5 }))
}

#[test]
fn red_before_the_change_can_act_proves_nothing() {
    let waiting = changed(refused_once(), Some(NOW));
    assert_eq!(watch::proves_from(&waiting), Some(NOW + 3600));
    assert_eq!(watch::due(&waiting), Some(NOW + 1 + 300));
    assert_eq!(watch::due(&changed(waiting, None)), None);
    assert_eq!(watch::due(&refused_once()), None);
}

#[test]
fn the_same_again_is_counted_and_what_was_learnt_stays() {
    let narrowed = hear_run(
        begin(
            changed(refused_once(), Some(NOW)),
            2,
            Why::Doubt(Control::OwnMailbox),
        ),
        2,
        opens(Some(Control::OwnMailbox)),
    );
    let before = codes(&narrowed);
    let again = hear_run(begin(narrowed, 3, Why::Changed), 3, refuses(None));
    assert_eq!((&again.stage, again.watch.same), (&Stage::Done, 1));
    assert_eq!(codes(&again), before);
    assert_eq!(again.case.as_ref().unwrap().attempts.len(), 2);
    assert!(watch::due(&again).is_some());
}

#[test]
fn it_turns_green_when_the_mailbox_opens() {
    let waiting = begin(changed(refused_once(), Some(NOW)), 2, Why::Changed);
    assert_eq!(waiting.stage, Stage::Done);
    let green = hear_run(waiting, 2, opens(None));
    assert!(green.watch.opened);
    assert_eq!(codes(&green), ["healthy"]);
    assert_eq!((watch::due(&green), looks::due(&green)), (None, None));
}

#[test]
fn a_check_in_between_that_breaks_is_tried_again_later() {
    let waiting = begin(changed(refused_once(), Some(NOW)), 2, Why::Changed);
    let broke = reduce(
        waiting,
        Action::CheckBroke {
            run: 2,
            now: NOW + 40,
            trouble: Trouble::RelayUnreachable,
        },
    );
    assert_eq!(broke.stage, Stage::Done);
    assert_eq!(watch::due(&broke), Some(NOW + 40 + 300));
    let ended = reduce(broke, Action::Clock(NOW + 3600));
    assert_eq!(watch::due(&ended), None);
}

#[test]
fn the_wait_is_over_when_it_turns_green() {
    let waiting = begin(changed(refused_once(), Some(NOW)), 2, Why::Changed);
    assert!(watch::is_on(&waiting));
    let green = hear_run(waiting, 2, opens(None));
    assert_eq!(green.form.changed_at, None);
    assert!(!watch::is_on(&green));
}

#[test]
fn nobody_waits_over_a_report() {
    let waiting = changed(refused_once(), Some(NOW));
    let opened = Action::CaseOpened {
        case: Box::new(waiting.case.clone().unwrap()),
        source: Source::Report,
        now: NOW + 6,
    };
    let report = reduce(waiting, opened);
    assert_eq!(report.form.changed_at, Some(NOW));
    assert!(!watch::is_on(&report) && watch::due(&report).is_none());
}

#[test]
fn how_long_a_change_takes_is_settled_when_it_is_made() {
    let waiting = changed(refused_once(), Some(NOW));
    let told = Told::Exchange(
        ExchangeAnswer::read("ImapEnabled : True\nFullAccess : True", None).unwrap(),
    );
    let told = reduce(waiting, Action::Behind(Behind::Told(told)));
    assert_ne!(codes(&told)[0], "no-full-access-shared");
    assert_eq!(watch::proves_from(&told), Some(NOW + 3600));
}

#[test]
fn a_check_in_between_that_breaks_is_no_check() {
    let waiting = begin(changed(refused_once(), Some(NOW)), 2, Why::Changed);
    let broke = |trouble| {
        let broke = Action::CheckBroke {
            run: 2,
            now: NOW + 40,
            trouble,
        };
        reduce(waiting.clone(), broke)
    };
    let unreachable = broke(Trouble::RelayUnreachable);
    assert_eq!(unreachable.watch.last, None);
    assert_eq!(unreachable.watch.broke, Some(Trouble::RelayUnreachable));
    // A page that has to be loaded again is not helped by trying again.
    assert_eq!(watch::due(&broke(Trouble::Reload)), None);
}

#[test]
fn what_runs_behind_a_result_is_dropped_when_the_person_checks() {
    let looking = hear_run(
        begin(refused_once(), 2, Why::Doubt(Control::OwnMailbox)),
        2,
        vec![plan_for(Some(Control::OwnMailbox)), accepted()],
    );
    let asked = reduce(looking, asked(3));
    assert_eq!(asked.case.as_ref().unwrap().attempts.len(), 1);
}

#[test]
fn nobodys_own_mailbox_is_opened_out_of_sight() {
    let sight = |state, seen, now| reduce(state, Action::InSight { seen, now });
    let hidden = sight(refused_once(), false, NOW + 2);
    assert_ne!(
        looks::due(&hidden).map(|due| due.control),
        Some(Control::OwnMailbox)
    );
    let back = sight(hidden, true, NOW + 500);
    let due = looks::due(&back).unwrap();
    assert_eq!(
        (due.control, due.at),
        (Control::OwnMailbox, NOW + 500 + ANNOUNCED_S)
    );
}

#[test]
fn a_pasted_answer_is_kept_until_it_is_read() {
    let typed = Action::Behind(Behind::AnswerTyped("what?".into()));
    let unread = after(
        refused_once(),
        [typed, Action::Behind(Behind::AnswerUnread)],
    );
    assert_eq!(
        (unread.answer.as_str(), unread.answer_unread),
        ("what?", true)
    );
    let read = reduce(
        unread,
        Action::Behind(Behind::Told(Told::AccountWasMeant(true))),
    );
    assert_eq!((read.answer.as_str(), read.answer_unread), ("", false));
}
