//! A passing remark at the foot of the window.

use yew::prelude::*;

use super::control::{Weight, button};
use crate::intent::Intent;
use crate::{state, text};

/// The remark.
#[derive(Properties, PartialEq)]
pub struct NoticeProps {
    /// What there is to say.
    pub notice: Option<state::Notice>,
    /// Takes the wish to close it.
    pub wish: Callback<Intent>,
}

/// Always there, so that a screen reader hears what comes into it; the answer to what the person just did.
#[component]
pub fn Notice(props: &NoticeProps) -> Html {
    let said = props.notice.map(|notice| {
        html! {
            <div class="notice">
                <p>{ text::notice(notice) }</p>
                { button(Weight::Quiet, text::CLOSE, &props.wish, Intent::CloseNotice) }
            </div>
        }
    });
    html! { <div class="notices" role="status">{ said }</div> }
}
