//! Between a portal, its frame and the window of that.

use super::forget;
use crate::place::{Aside, Met, Place, Second};
use crate::state::{Embedded, Form, Source, Stage, State};

/// The next state. What belongs to another place changes nothing.
pub(super) fn reduce(state: &mut State, what: Embedded) {
    match (&mut state.place, what) {
        (Place::Frame(frame), Embedded::Portal(origin)) => frame.portal = Some(origin),
        (Place::Frame(frame), Embedded::Hello) => frame.hellos += 1,
        (Place::Frame(frame), Embedded::ReportWanted) => frame.wanted += 1,
        (Place::Frame(frame), Embedded::Started(form)) => {
            frame.starts += 1;
            start(state, form);
        }
        (Place::Frame(frame), Embedded::SetOut { links, aside }) => {
            frame.links = links;
            beside(state, aside);
        }
        (Place::Frame(_), Embedded::Aside(aside)) => beside(state, aside),
        (Place::Frame(frame), Embedded::Mirrored(mirror)) => {
            frame.aside = Aside::Open;
            mirror.show(state);
        }
        (Place::Window(visit), Embedded::Met(met)) => match (visit.met, met) {
            (Met::Asked, Met::Nobody) | (Met::Linked, Met::Gone) => visit.met = met,
            _ => {}
        },
        (Place::Window(visit), Embedded::Welcomed { portal, form }) if visit.met == Met::Asked => {
            visit.met = Met::Linked;
            visit.portal = portal;
            state.form = *form;
            state.linked = None;
        }
        (Place::Window(visit), Embedded::Second(second)) => visit.second = second,
        (Place::Page, Embedded::HandedOver) => state.stage = Stage::HandedOver,
        _ => {}
    }
}

/// Nothing that runs is ended by it, and nothing that was typed is lost while somebody signs in.
fn start(state: &mut State, form: Option<Form>) {
    if state.stage == Stage::Ask
        && let Some(form) = form
    {
        state.form = form;
    }
}

fn beside(state: &mut State, aside: Aside) {
    let Place::Frame(frame) = &mut state.place else {
        return;
    };
    let rests = matches!(state.stage, Stage::Done | Stage::Trouble(_)) && state.running.is_none();
    frame.aside = match aside {
        Aside::Closed if !rests => Aside::GivenUp,
        other => other,
    };
    match aside {
        // What an earlier window showed makes way for what the next one will.
        Aside::Opening => {
            forget(state);
            state.stage = Stage::Elsewhere;
        }
        Aside::Closed if !rests => forget(state),
        Aside::Closed => state.source = Source::Window,
        Aside::Blocked | Aside::Sandboxed | Aside::Elsewhere => state.stage = Stage::Ask,
        Aside::None | Aside::Open | Aside::GivenUp => {}
    }
}

impl State {
    /// The provider's window, where this is the window of a frame.
    pub fn second(&self) -> Option<&Second> {
        self.place.visit().map(|visit| &visit.second)
    }
}
