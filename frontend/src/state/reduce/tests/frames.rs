//! What the relay says, as it comes.

use super::*;

#[test]
fn a_check_runs_from_plan_to_end() {
    let resolved = Evidence::Dns(Dns::NoSuchName);
    let mut state = hear(signed_in(), [planned()]);
    assert_eq!(state.running.unwrap().attempt, Some(0));
    state = hear(
        state,
        [ServerFrame::Started {
            attempt: 0,
            route: 0,
            step: Step::Dns,
        }],
    );
    assert_eq!(state.running.unwrap().at, Some((0, Step::Dns)));
    state = hear(state, [observed(0, Step::Dns, resolved)]);
    assert_eq!(state.running.unwrap().at, None);
    assert_eq!(state.now, NOW + 1);
    state = hear(
        state,
        [observed(0, Step::Tcp, Evidence::NotReached), finished()],
    );
    assert_eq!((&state.stage, state.running), (&Stage::Done, None));
    let attempt = &state.case.as_ref().unwrap().attempts[0];
    assert!(attempt.finished && attempt.observations.len() == 2);
    assert!(state.diagnosis().is_some());
}

#[test]
fn frames_of_another_check_are_too_late() {
    let second = after(hear(signed_in(), [planned(), finished()]), [asked(2)]);
    for late in [
        planned(),
        observed(0, Step::Dns, Evidence::NotReached),
        finished(),
        refused(Refusal::Internal),
    ] {
        assert_eq!(reduce(second.clone(), frame(1, late)), second);
    }
    let broke = Action::CheckBroke {
        run: 1,
        now: NOW,
        trouble: Trouble::ConnectionLost,
    };
    assert_eq!(reduce(second.clone(), broke), second);
    let done = after(second, [frame(2, planned()), frame(2, finished())]);
    assert_eq!(done.case.as_ref().unwrap().attempts.len(), 2);
    assert_eq!(reduce(done.clone(), frame(2, finished())), done);
}

#[test]
fn frames_out_of_place_change_nothing_that_was_seen() {
    let seen = |state: &State| state.case.clone().unwrap().attempts;
    // Before the plan.
    let before = hear(
        signed_in(),
        [observed(0, Step::Dns, Evidence::NotReached), finished()],
    );
    assert_eq!(before.stage, Stage::Checking);
    assert!(seen(&before).is_empty());
    // A second plan, a route that is not there, a step told twice.
    let once = hear(
        signed_in(),
        [planned(), observed(0, Step::Dns, Evidence::NotReached)],
    );
    let tcp = Evidence::Tcp(Tcp { dials: Vec::new() });
    let again = hear(
        once.clone(),
        [
            planned(),
            observed(7, Step::Tcp, tcp),
            observed(0, Step::Dns, Evidence::Dns(Dns::TimedOut)),
        ],
    );
    assert_eq!(seen(&again), seen(&once));
}

#[test]
fn a_refusal_ends_the_check_with_its_reason() {
    let stage = |refusal| hear(signed_in(), [planned(), refused(refusal)]).stage;
    assert_eq!(
        stage(Refusal::TooMany),
        Stage::Trouble(Trouble::Refused {
            refusal: Refusal::TooMany,
            retry_after: Some(2000),
            limit: None,
        })
    );
    assert_eq!(
        stage(Refusal::BuildMismatch),
        Stage::Trouble(Trouble::Reload)
    );
    assert_eq!(stage(Refusal::CheckRunning), Stage::Checking);
}

#[test]
fn a_lost_check_keeps_what_was_seen_and_can_be_run_again() {
    let lost = after(
        hear(
            signed_in(),
            [planned(), observed(0, Step::Dns, Evidence::NotReached)],
        ),
        [Action::CheckBroke {
            run: 1,
            now: NOW,
            trouble: Trouble::ConnectionLost,
        }],
    );
    assert_eq!(lost.stage, Stage::Trouble(Trouble::ConnectionLost));
    assert_eq!(lost.running, None);
    assert_eq!(
        lost.case.as_ref().unwrap().attempts[0].observations.len(),
        1
    );
    assert!(lost.token_alive(NOW));
    let again = after(lost, [asked(2), frame(2, planned()), frame(2, finished())]);
    assert_eq!(again.stage, Stage::Done);
}
