//! A window's state as its frame shows it: what was asked and seen, and how far it is. No token is in it, since none is
//! in the state.

use serde::{Deserialize, Serialize};
use shared::case::Case;

use crate::state::{Running, Source, Stage, State, Trouble};

/// The picture.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Mirror {
    shows: Shows,
    case: Option<Case>,
    running: Option<Running>,
    now: i64,
}

/// What the window shows.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Shows {
    /// Something that belongs there alone: the way to a token.
    Itself,
    /// A check that runs.
    Checking,
    /// Its result.
    Done,
    /// What stands in the way.
    Trouble(Trouble),
}

impl Mirror {
    /// Of the window's state.
    pub fn of(state: &State) -> Self {
        let shows = match &state.stage {
            Stage::Checking => Shows::Checking,
            Stage::Done => Shows::Done,
            Stage::Trouble(trouble) => Shows::Trouble(trouble.clone()),
            Stage::Ask
            | Stage::Paste
            | Stage::Leaving
            | Stage::Returning
            | Stage::HandedOver
            | Stage::Elsewhere
            | Stage::Hand(_)
            | Stage::Device { .. }
            | Stage::Confirm { .. } => Shows::Itself,
        };
        Self {
            shows,
            case: state.case.clone(),
            running: state.running,
            now: state.now,
        }
    }

    /// Whether nothing more is going to happen by itself.
    pub fn rests(&self) -> bool {
        self.running.is_none() && matches!(self.shows, Shows::Done | Shows::Trouble(_))
    }

    /// Into the frame's state.
    pub fn show(self, state: &mut State) {
        state.stage = match self.shows {
            Shows::Itself => Stage::Elsewhere,
            // What the picture does not hold cannot be drawn.
            Shows::Checking if self.case.is_none() => Stage::Elsewhere,
            Shows::Checking => Stage::Checking,
            Shows::Done => Stage::Done,
            Shows::Trouble(trouble) => Stage::Trouble(trouble),
        };
        state.case = self.case;
        state.running = self.running;
        state.now = self.now;
        state.source = Source::Window;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{ExampleId, example};

    #[test]
    fn what_a_window_shows_its_frame_shows() {
        let mut window = State::new(1_700_000_000);
        window.case = example(ExampleId::NoFullAccess);
        for stage in [
            Stage::Checking,
            Stage::Done,
            Stage::Trouble(Trouble::ConnectionLost),
        ] {
            window.stage = stage.clone();
            let json = serde_json::to_string(&Mirror::of(&window)).unwrap();
            let mut frame = State::new(0);
            serde_json::from_str::<Mirror>(&json)
                .unwrap()
                .show(&mut frame);
            assert_eq!((&frame.stage, &frame.case), (&stage, &window.case));
            assert_eq!((frame.source, frame.now), (Source::Window, window.now));
        }
    }

    #[test]
    fn the_way_to_a_token_is_shown_in_the_window_alone() {
        let mut window = State::new(0);
        for stage in [
            Stage::Ask,
            Stage::Leaving,
            Stage::Returning,
            Stage::Hand(crate::state::Hand::Token),
        ] {
            window.stage = stage;
            let mut frame = State::new(0);
            Mirror::of(&window).show(&mut frame);
            assert_eq!(frame.stage, Stage::Elsewhere);
        }
    }
}
