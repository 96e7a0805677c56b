//! The steps: a rail with a mark for each, its time, its place in the whole, and what was seen behind a fold.

use shared::case::Attempt;
use shared::evidence::{Line, Observation, Side};
use shared::plan::Route;
use yew::prelude::*;

use super::icon;
use crate::clock;
use crate::progress::{Mark, Row, bar, rows};
use crate::state::Running;
use crate::text::{evidence, marks, steps};

/// All routes of an attempt; `number` counts the attempts from 0.
pub fn attempt(attempt: &Attempt, number: usize, running: Option<&Running>) -> Html {
    let several = attempt.plan.routes.len() > 1;
    let routes = attempt.plan.routes.iter().enumerate();
    html! {
        { for routes.map(|(index, planned)| html! {
            <>
                if several { <h3>{ planned.protocol.name() }</h3> }
                { route(planned, &rows(attempt, index, running), number, attempt.relay_time, running.is_none()) }
            </>
        }) }
    }
}

fn route(route: &Route, rows: &[Row], attempt: usize, checked: i64, ended: bool) -> Html {
    let first_failure = rows.iter().position(|row| row.mark == Mark::Failed);
    let row = |(index, row): (usize, &Row)| {
        // Opened while others still come in, it would push them down.
        let open = ended && first_failure == Some(index);
        step(route, row, bar(row, rows), attempt, checked, open)
    };
    html! {
        <>
            <p class="hint">{ steps::route(route) }</p>
            <ol class="rail">{ for rows.iter().enumerate().map(row) }</ol>
        </>
    }
}

fn step(
    route: &Route,
    row: &Row,
    bar: Option<(u32, u32)>,
    attempt: usize,
    checked: i64,
    open: bool,
) -> Html {
    let line = html! {
        <>
            <span class="name">{ steps::name(row.step, route.protocol) }<span class="word"><span class="between">{ " · " }</span>{ steps::word(row.step, route.protocol) }</span></span>
            <span class="mark">{ " " }{ marks::word(row.mark) }</span>
            <span class="time">{ " " }{ time(row) }</span>
            <span class="waterfall">{ waterfall(bar, row.mark) }</span>
        </>
    };
    html! {
        <li key={row.step.code()} class={classes!("step", row.mark.code())} data-attempt={attempt.to_string()}
            data-protocol={route.protocol.code()} data-step={row.step.code()} data-state={row.mark.code()}>
            <span class="dot">{ icon::mark(row.mark) }</span>
            if let Some(seen) = row.seen.as_ref().filter(|_| row.mark != Mark::NotReached) {
                <details {open}>
                    <summary class="row">{ line }</summary>
                    { details(seen, checked) }
                </details>
            } else {
                <div class="row">{ line }</div>
            }
        </li>
    }
}

fn time(row: &Row) -> String {
    match (&row.seen, row.mark) {
        (Some(seen), Mark::Passed | Mark::Failed) => clock::took(seen.ms),
        (_, Mark::Running) => steps::at_most(row.deadline_ms),
        _ => String::new(),
    }
}

fn waterfall(bar: Option<(u32, u32)>, mark: Mark) -> Html {
    let Some((x, width)) = bar.filter(|_| mark != Mark::NotReached) else {
        return Html::default();
    };
    html! {
        <svg viewBox="0 0 1000 6" preserveAspectRatio="none" width="100%" height="6" aria-hidden="true"
            focusable="false">
            <rect x={x.to_string()} y="0" width={width.to_string()} height="6" />
        </svg>
    }
}

/// What was seen, and the dialogue. `checked`: the relay's clock at the check, seconds since 1970.
fn details(seen: &Observation, checked: i64) -> Html {
    let sentences = evidence::seen(&seen.evidence, checked).into_iter();
    html! {
        <div class="seen">
            { for sentences.map(|sentence| html! { <p><bdi>{ sentence }</bdi></p> }) }
            if !seen.lines.is_empty() {
                <pre dir="ltr">{ for seen.lines.iter().map(line) }</pre>
                <p class="hint">{ steps::TRANSCRIPT_KEY }</p>
            }
        </div>
    }
}

/// A line of the dialogue: text, whatever stands in it.
fn line(line: &Line) -> Html {
    let side = match line.from {
        Side::Client => "C: ",
        Side::Server => "S: ",
    };
    html! {
        <span class="line">
            { side }<bdi>{ line.text.clone() }</bdi>
            if line.cut { { " " }<em>{ steps::CUT }</em> }
            { "\n" }
        </span>
    }
}
