//! The amber pause: the account that signed in is not the one that was meant, by the look of the addresses.

use shared::address::Address;
use shared::case::Case;
use yew::prelude::*;

use super::control::{Weight, button};
use super::heading::Heading;
use super::icon;
use super::identity::identity;
use crate::intent::Intent;
use crate::text::pause;

/// The two accounts.
#[derive(Properties, PartialEq)]
pub struct ConfirmProps {
    /// The question, with who signed in.
    pub case: Case,
    /// Who signed in.
    pub signed_in: String,
    /// Who was meant to.
    pub meant: Address,
    /// Takes the choice.
    pub wish: Callback<Intent>,
}

/// Asks, and judges nothing.
#[component]
pub fn Confirm(props: &ConfirmProps) -> Html {
    let ConfirmProps {
        case,
        signed_in,
        meant,
        wish,
    } = props;
    html! {
        <>
        { identity(case, None, true) }
        <section class="card amber" data-confirm="account" aria-labelledby="confirm">
            <div class="title">
                { icon::caution() }
                <Heading id="confirm">{ pause::heading(signed_in, meant) }</Heading>
            </div>
            <p>{ pause::WHY }</p>
            <ul class="plain">
                <li>{ pause::AGAIN_HINT }</li>
                <li>{ pause::CONTINUE_HINT }</li>
            </ul>
            <div class="buttons">
                { button(Weight::Main, pause::again(meant), wish, Intent::SignInAgain) }
                { button(Weight::Other, pause::go_on(signed_in), wish, Intent::ContinueAnyway) }
                { button(Weight::Quiet, pause::CHANGE, wish, Intent::Back) }
            </div>
        </section>
        </>
    }
}
