use super::*;
use crate::embed::mirror::Mirror;
use crate::place::{Aside, Links, Met, Place, Second, Visit};
use crate::state::Embedded;

fn framed() -> State {
    State {
        place: Place::Frame(Box::default()),
        ..typed()
    }
}

fn window() -> State {
    State {
        place: Place::Window(Visit::default()),
        ..State::new(NOW)
    }
}

fn aside(state: &State) -> Aside {
    state.place.frame().unwrap().aside
}

fn picture(stage: Stage) -> Action {
    let mut window = State::new(NOW);
    window.case = example(ExampleId::NoFullAccess);
    window.stage = stage;
    Action::Embedded(Embedded::Mirrored(Box::new(Mirror::of(&window))))
}

fn happens(what: Embedded) -> Action {
    Action::Embedded(what)
}

#[test]
fn a_window_takes_over_and_gives_the_result_back() {
    let set_out = Embedded::SetOut {
        links: Links::default(),
        aside: Aside::Opening,
    };
    let state = after(framed(), [happens(set_out)]);
    assert_eq!(state.stage, Stage::Elsewhere);
    let state = after(state, [picture(Stage::Checking)]);
    assert_eq!(
        (&state.stage, aside(&state)),
        (&Stage::Checking, Aside::Open)
    );
    assert!(state.place.goes_on_beside());
    let state = after(
        state,
        [
            picture(Stage::Done),
            happens(Embedded::Aside(Aside::Closed)),
        ],
    );
    assert_eq!((&state.stage, aside(&state)), (&Stage::Done, Aside::Closed));
    assert!(state.case.is_some() && !state.place.goes_on_beside());
    assert_eq!(
        state.form.mailbox, "support@demo.test",
        "nothing typed is lost"
    );
}

#[test]
fn a_window_that_is_closed_early_leaves_the_form_as_it_was() {
    for stage in [Stage::Ask, Stage::Checking] {
        let opening = happens(Embedded::Aside(Aside::Opening));
        let state = after(
            framed(),
            [
                opening,
                picture(stage),
                happens(Embedded::Aside(Aside::Closed)),
            ],
        );
        assert_eq!((&state.stage, aside(&state)), (&Stage::Ask, Aside::GivenUp));
        assert_eq!(state.case, None);
        assert_eq!(state.form.mailbox, "support@demo.test");
    }
}

#[test]
fn a_portal_that_begins_only_fills_in() {
    let form = Form {
        mailbox: "billing@demo.test".into(),
        ..Form::default()
    };
    let start = || happens(Embedded::Started(Some(form.clone())));
    let state = after(framed(), [start()]);
    assert_eq!(
        (&state.stage, state.form.mailbox.as_str()),
        (&Stage::Ask, "billing@demo.test")
    );
    assert_eq!((state.running, state.token, state.case), (None, None, None));
    // While somebody signs in or reads a result, the form is theirs.
    let busy = after(
        framed(),
        [happens(Embedded::Aside(Aside::Opening)), start()],
    );
    assert_eq!(busy.form.mailbox, "support@demo.test");
}

#[test]
fn a_window_meets_its_frame_once() {
    let welcome = |mailbox: &str| {
        happens(Embedded::Welcomed {
            portal: Some("https://portal.example".into()),
            form: Box::new(Form {
                mailbox: mailbox.into(),
                ..Form::default()
            }),
        })
    };
    let state = after(window(), [welcome("a@demo.test"), welcome("b@demo.test")]);
    assert_eq!(state.form.mailbox, "a@demo.test");
    assert_eq!(state.place.visit().unwrap().met, Met::Linked);
    let late = after(
        window(),
        [happens(Embedded::Met(Met::Nobody)), welcome("a@demo.test")],
    );
    assert!(
        late.place.visit().is_none(),
        "too late: this is a page of its own now"
    );
    let gone = after(
        state,
        [
            happens(Embedded::Met(Met::Nobody)),
            happens(Embedded::Met(Met::Gone)),
        ],
    );
    assert_eq!(gone.place.visit().unwrap().met, Met::Gone);
}

/// What belongs to a frame or a window changes nothing on a page.
#[test]
fn a_page_of_its_own_is_not_embedded() {
    let page = typed();
    for what in [
        Embedded::Portal("https://portal.example".into()),
        Embedded::Hello,
        Embedded::Started(Some(Form::default())),
        Embedded::ReportWanted,
        Embedded::Aside(Aside::Blocked),
        Embedded::Met(Met::Gone),
        Embedded::Second(Second::Open),
        Embedded::Welcomed {
            portal: None,
            form: Box::default(),
        },
    ] {
        assert_eq!(after(page.clone(), [happens(what)]), page);
    }
    assert_eq!(after(page.clone(), [picture(Stage::Done)]), page);
    assert_eq!(
        after(page, [happens(Embedded::HandedOver)]).stage,
        Stage::HandedOver
    );
}
