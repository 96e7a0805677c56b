//! A press counts only once what it presses has been in sight for a moment.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::browser::page;

/// Milliseconds: nobody shall press what was not there when the finger began to move.
const PAUSE_MS: u32 = 700;

/// `aria-disabled` of what is not to be pressed yet. `disabled` would take the focus away from whoever has it there.
pub fn not_yet(early: bool) -> Option<&'static str> {
    early.then_some("true")
}

/// Whether it has been there so long. A window that lay over it and went begins the moment anew: the second press of a
/// double click on that one would be the first on this.
#[hook]
pub fn use_settled() -> bool {
    let settled = use_state(|| false);
    let uncovered = use_state(|| 0_u32);
    {
        let uncovered = uncovered.setter();
        use_effect_with((), move |()| {
            let mut times = 0;
            let listening = page::when_focused(move || {
                times += 1;
                uncovered.set(times);
            });
            move || drop(listening)
        });
    }
    {
        let settled = settled.setter();
        use_effect_with(*uncovered, move |_| {
            settled.set(false);
            let timeout = Timeout::new(PAUSE_MS, move || settled.set(true));
            move || drop(timeout)
        });
    }
    *settled
}
