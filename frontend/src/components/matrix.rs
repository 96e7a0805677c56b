//! Protocols side by side: what each came to.

use shared::case::Attempt;
use yew::prelude::*;

use super::icon;
use crate::matrix::{Cell, QUESTIONS, Question, cell};
use crate::text::matrix as words;

/// A table, where there is more than one protocol.
pub fn matrix(attempt: &Attempt) -> Html {
    if attempt.plan.routes.len() < 2 {
        return Html::default();
    }
    html! {
        <section class="matrix" aria-labelledby="matrix">
            <h2 id="matrix">{ words::HEADING }</h2>
            <table>
                <thead>
                    <tr>
                        <td><span class="unseen">{ words::QUESTION }</span></td>
                        { for attempt.plan.routes.iter().map(|route| html! {
                            <th scope="col">{ route.protocol.name() }</th>
                        }) }
                    </tr>
                </thead>
                <tbody>{ for QUESTIONS.into_iter().map(|question| row(attempt, question)) }</tbody>
            </table>
        </section>
    }
}

fn row(attempt: &Attempt, question: Question) -> Html {
    let routes = attempt.plan.routes.iter().enumerate();
    html! {
        <tr>
            <th scope="row">{ words::question(question) }</th>
            { for routes.map(|(route, planned)| {
                let cell = cell(attempt, route, question);
                html! {
                    <td class={class(&cell)} data-question={words::question(question)}
                        data-protocol={planned.protocol.code()} data-answer={class(&cell)}>
                        <span class="cell">{ mark(&cell) }<bdi>{ words::answer(&cell) }</bdi></span>
                        if cell == Cell::Pending { <span class="unseen">{ words::PENDING }</span> }
                    </td>
                }
            }) }
        </tr>
    }
}

fn mark(cell: &Cell<'_>) -> Html {
    match cell {
        Cell::Yes => icon::tick(),
        Cell::No(_) => icon::cross(),
        Cell::Pending | Cell::NotReached | Cell::None => Html::default(),
    }
}

const fn class(cell: &Cell<'_>) -> &'static str {
    match cell {
        Cell::Yes => "yes",
        Cell::No(_) => "no",
        Cell::Pending => "pending",
        Cell::NotReached => "not-reached",
        Cell::None => "none",
    }
}
