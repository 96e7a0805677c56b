//! Icons: drawn with lines in the colour of the text, and always beside a word.

use yew::prelude::*;

use crate::progress::Mark;
use crate::triangle::Way;

/// The icon of a step.
pub fn mark(mark: Mark) -> Html {
    match mark {
        Mark::Passed => tick(),
        Mark::Failed => cross(),
        Mark::Running => drawn("M12 6v6l4 2 M12 3a9 9 0 1 0 .01 0"),
        Mark::Pending => drawn("M12 6a6 6 0 1 0 .01 0"),
        Mark::NotReached => drawn("M7 12h10"),
    }
}

/// The icon of a way between person, token and mailbox.
pub fn way(way: Way) -> Html {
    match way {
        Way::Good => tick(),
        Way::Broken => cross(),
        Way::Doubtful => caution(),
        Way::Unknown => drawn("M7 12h10"),
    }
}

/// It works.
pub fn tick() -> Html {
    drawn("M5 12.5l4.5 4.5L19 7.5")
}

/// It does not.
pub fn cross() -> Html {
    drawn("M6.5 6.5l11 11 M17.5 6.5l-11 11")
}

/// Stop and look.
pub fn caution() -> Html {
    drawn("M12 4L2.8 20h18.4z M12 10v4.5 M12 17.2v.3")
}

fn drawn(path: &'static str) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor"
            stroke-width="2.25" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
            <path d={path} />
        </svg>
    }
}
