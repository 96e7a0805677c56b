//! What is said without being looked at: the window's title and the live region.

use shared::remedy::advise;

use crate::place::Place;
use crate::progress::{Mark, rows};
use crate::state::shelf::Fetched;
use crate::state::{Stage, State};
use crate::text::{self, cause, pause, steps, trouble, verdict, watch};

/// The title of the window. Once there is a verdict, the title says it.
pub fn title(state: &State) -> String {
    if let Some(shelf) = &state.shelf {
        let page = match &shelf.page {
            Fetched::Here(page) => page.title.as_str(),
            Fetched::Coming => cause::COMING,
            Fetched::Missing => cause::MISSING,
        };
        return format!("{page} – {}", text::PRODUCT);
    }
    if state.watch.opened {
        return format!("{} {} – {}", watch::TITLE, conclusion(state), text::PRODUCT);
    }
    let page = match &state.stage {
        Stage::Ask if state.place == Place::Setup => text::setup::HEADING.to_owned(),
        Stage::Ask => return format!("{}: {}", text::PRODUCT, text::ask::HEADING),
        Stage::Paste => text::paste::HEADING.to_owned(),
        Stage::Hand(hand) => text::path::hand_heading(*hand).to_owned(),
        Stage::Device { .. } => text::path::DEVICE_HEADING.to_owned(),
        Stage::Leaving | Stage::Returning => text::RETURNING.to_owned(),
        Stage::HandedOver => text::embed::HANDED_OVER.to_owned(),
        Stage::Elsewhere => text::embed::ELSEWHERE.to_owned(),
        Stage::Confirm { signed_in, meant } => pause::heading(signed_in, meant),
        Stage::Checking => steps::checking(mailbox(state)),
        Stage::Done => conclusion(state),
        Stage::Trouble(trouble) => trouble::words(trouble, provider(state)).title,
    };
    format!("{page} – {}", text::PRODUCT)
}

/// What the live region holds: the start, the first failure, the verdict; nothing else is worth an interruption.
pub fn live(state: &State) -> String {
    match &state.stage {
        Stage::Checking => match first_failure(state) {
            Some(step) => format!("{step}: {}.", text::marks::word(Mark::Failed)),
            None => format!("{}.", steps::checking(mailbox(state))),
        },
        Stage::Done => conclusion(state),
        Stage::Ask
        | Stage::Paste
        | Stage::Hand(_)
        | Stage::Device { .. }
        | Stage::Leaving
        | Stage::Returning
        | Stage::HandedOver
        | Stage::Elsewhere
        | Stage::Confirm { .. }
        | Stage::Trouble(_) => String::new(),
    }
}

fn conclusion(state: &State) -> String {
    let said = state.case.as_ref().and_then(|case| {
        let diagnosis = state.diagnosis()?;
        diagnosis.first().map(|finding| advise(finding, case).title)
    });
    said.unwrap_or_else(|| verdict::NO_VERDICT.to_owned())
}

fn first_failure(state: &State) -> Option<&'static str> {
    let running = state.running?;
    let attempt = state.case.as_ref()?.attempts.get(running.attempt?)?;
    (0..attempt.plan.routes.len()).find_map(|route| {
        rows(attempt, route, Some(&running))
            .into_iter()
            .find(|row| row.mark == Mark::Failed)
            .map(|row| steps::name(row.step, attempt.plan.routes[route].protocol))
    })
}

fn mailbox(state: &State) -> &str {
    state
        .case
        .as_ref()
        .map_or(state.form.mailbox.as_str(), |case| text::mailbox(case))
}

fn provider(state: &State) -> Option<&str> {
    state.case.as_ref().map(|case| case.provider.name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{ExampleId, example};
    use crate::state::{Action, Source, reduce};

    fn shown(id: ExampleId) -> State {
        let action = Action::CaseOpened {
            case: Box::new(example(id).unwrap()),
            source: Source::Example(id),
            now: 1_793_610_900,
        };
        reduce(State::new(0), action)
    }

    #[test]
    fn title_and_live_region_carry_the_verdict() {
        for (id, words) in [
            (ExampleId::NoFullAccess, "has no Full Access to"),
            (ExampleId::Healthy, "can open support@contoso.com"),
        ] {
            let state = shown(id);
            assert!(title(&state).contains(words), "{}", title(&state));
            assert!(live(&state).contains(words), "{}", live(&state));
        }
    }

    #[test]
    fn the_form_says_nothing_aloud() {
        let state = State::new(0);
        assert_eq!(live(&state), "");
        assert_eq!(
            title(&state),
            "Greencheck: Why can’t my application open this mailbox?"
        );
    }

    #[test]
    fn the_first_failure_is_said_while_the_check_runs() {
        let mut state = shown(ExampleId::NoFullAccess);
        state.stage = Stage::Checking;
        assert_eq!(live(&state), "Checking support@contoso.com.");
        state.running = Some(crate::state::Running {
            run: 1,
            why: crate::state::Why::Asked,
            attempt: Some(0),
            at: None,
        });
        assert_eq!(live(&state), "Open the inbox: failed.");
    }

    #[test]
    fn a_check_without_an_end_has_no_verdict() {
        let mut state = shown(ExampleId::Healthy);
        if let Some(case) = &mut state.case {
            case.attempts[0].finished = false;
        }
        assert_eq!(live(&state), verdict::NO_VERDICT);
    }
}
