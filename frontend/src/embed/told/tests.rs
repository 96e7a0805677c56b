use serde_json::{Value, json};
use shared::embed::Outbound;

use super::*;
use crate::embed::mirror::Mirror;
use crate::examples::{ExampleId, example};
use crate::place::Place;
use crate::state::fixture::config;
use crate::state::{Action, Config, Embedded, Trouble, Why, reduce};

/// A frame in a portal's page, with its settings.
fn frame() -> State {
    let mut state = State::new(0);
    state.config = Config::Ready(config());
    state.place = Place::Frame(Box::new(Framed {
        portal: Some("https://portal.example".into()),
        ..Framed::default()
    }));
    state
}

fn embedded(what: Embedded) -> Action {
    Action::Embedded(what)
}

fn json_of(before: &State, after: &State) -> Vec<Value> {
    events(before, after)
        .into_iter()
        .map(|event| serde_json::to_value(Outbound::from(event)).unwrap())
        .collect()
}

/// Plays actions and gives everything that the portal is told.
fn play(mut state: State, actions: impl IntoIterator<Item = Action>) -> (State, Vec<Value>) {
    let mut told = Vec::new();
    for action in actions {
        let next = reduce(state.clone(), action);
        told.extend(json_of(&state, &next));
        state = next;
    }
    (state, told)
}

/// A window that goes through an example's check, as its frame sees it.
fn pictures(id: ExampleId) -> Vec<Action> {
    let whole = example(id).unwrap();
    let mut window = State::new(whole.attempts[0].relay_time);
    window.config = Config::Ready(config());
    let mut pictures = vec![Mirror::of(&window)];
    let mut case = whole.clone();
    for attempt in &mut case.attempts {
        attempt.observations.clear();
        attempt.finished = false;
    }
    window.case = Some(case);
    window.stage = Stage::Checking;
    for (number, attempt) in whole.attempts.iter().enumerate() {
        for seen in &attempt.observations {
            window.running = Some(Running {
                run: 1,
                why: Why::Asked,
                attempt: Some(number),
                at: Some((seen.route, seen.step)),
            });
            pictures.push(Mirror::of(&window));
            if let Some(case) = &mut window.case {
                case.attempts[number].observations.push(seen.clone());
            }
            pictures.push(Mirror::of(&window));
        }
    }
    window.case = Some(whole);
    window.stage = Stage::Done;
    window.running = None;
    pictures.push(Mirror::of(&window));
    pictures
        .into_iter()
        .map(|mirror| embedded(Embedded::Mirrored(Box::new(mirror))))
        .collect()
}

#[test]
fn a_portal_hears_that_the_frame_is_ready_once_it_is_known() {
    let mut unknown = frame();
    unknown.place = Place::Frame(Box::default());
    let portal = || embedded(Embedded::Portal("https://portal.example".into()));
    let ready = json!({"greencheck": 1, "event": "ready", "detail": {"build": "b1"}});
    let (state, told) = play(unknown, [portal()]);
    assert_eq!(told, std::slice::from_ref(&ready));
    let (_, told) = play(state, [portal(), embedded(Embedded::Hello)]);
    assert_eq!(told, [ready], "and whoever says hello again, again");
    let mut loading = frame();
    loading.config = Config::Loading;
    let (_, told) = play(loading, [Action::ConfigReady(config())]);
    assert_eq!(told.len(), 1);
}

/// Every step once as it begins and once as it ends, in order, and one result at the end.
#[test]
fn a_check_is_told_step_by_step() {
    for (id, verdict, cause) in [
        (ExampleId::NoFullAccess, "failed", "no-full-access-shared"),
        (ExampleId::Healthy, "passed", "healthy"),
    ] {
        let opening = embedded(Embedded::Aside(Aside::Opening));
        let (state, told) = play(frame(), [opening].into_iter().chain(pictures(id)));
        let names: Vec<&str> = told
            .iter()
            .map(|event| event["event"].as_str().unwrap())
            .collect();
        let (first, last) = (names[..2].to_vec(), *names.last().unwrap());
        assert_eq!((first, last), (vec!["signin", "signin"], "result"));
        assert_eq!(told[0]["detail"]["state"], "window");
        assert_eq!(told[1]["detail"]["state"], "signed-in");
        assert!(names[2..names.len() - 1].iter().all(|name| *name == "step"));
        let steps = &told[2..told.len() - 1];
        for pair in steps.chunks(2) {
            let [began, ended] = pair else {
                panic!("{pair:?}")
            };
            assert_eq!(began["detail"]["outcome"], "started");
            assert_ne!(ended["detail"]["outcome"], "started");
            assert_eq!(began["detail"]["step"], ended["detail"]["step"]);
            assert!(ended["detail"]["ms"].is_u64());
        }
        let seen: usize = example(id)
            .unwrap()
            .attempts
            .iter()
            .map(|a| a.observations.len())
            .sum();
        assert_eq!(steps.len(), 2 * seen);
        let result = &told.last().unwrap()["detail"];
        assert_eq!(
            (
                result["verdict"].as_str(),
                result["causes"][0]["code"].as_str()
            ),
            (Some(verdict), Some(cause))
        );
        assert_eq!(
            result["report"],
            serde_json::to_value(example(id).unwrap()).unwrap()
        );
        // What was said once is said again only to whoever asks.
        let (_, again) = play(
            state,
            [Action::NoticeClosed, embedded(Embedded::ReportWanted)],
        );
        assert_eq!(again, told[told.len() - 1..]);
    }
}

/// Words that a person pastes stay in the frame, and so does a report that they open.
#[test]
fn what_was_not_checked_here_is_not_told() {
    for source in [Source::Pasted, Source::Report, Source::Live] {
        let opened = Action::CaseOpened {
            case: Box::new(example(ExampleId::Healthy).unwrap()),
            source,
            now: 0,
        };
        let (_, told) = play(frame(), [opened, embedded(Embedded::ReportWanted)]);
        let names: Vec<&Value> = told.iter().map(|event| &event["event"]).collect();
        assert_eq!(names, ["error"], "{source:?}: there is no report to get");
    }
}

#[test]
fn what_stands_in_the_way_has_a_code() {
    let code = |aside| {
        let (_, told) = play(frame(), [embedded(Embedded::Aside(aside))]);
        told.into_iter()
            .map(|event| event["detail"]["code"].as_str().map(str::to_owned))
            .collect::<Vec<_>>()
    };
    assert_eq!(code(Aside::Blocked), [Some("popup-blocked".to_owned())]);
    assert_eq!(code(Aside::Sandboxed), [Some("sandboxed".to_owned())]);
    let (_, told) = play(frame(), [embedded(Embedded::ReportWanted)]);
    assert_eq!(told[0]["detail"]["code"], "no-report");
    let lost = Action::Stopped(Trouble::ConnectionLost);
    let (_, told) = play(frame(), [lost]);
    assert_eq!(
        told[0]["detail"]["code"],
        trouble::code(&Trouble::ConnectionLost)
    );
}

#[test]
fn a_page_that_is_no_frame_tells_nobody() {
    for place in [
        Place::Page,
        Place::Setup,
        Place::Window(crate::place::Visit::default()),
    ] {
        let mut state = frame();
        state.place = place;
        let (_, told) = play(state, pictures(ExampleId::Healthy));
        assert_eq!(told, Vec::<Value>::new());
    }
}
