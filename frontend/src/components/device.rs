//! A code for another device.

use yew::prelude::*;

use super::control::{Weight, button};
use super::external::external;
use super::heading::Heading;
use crate::intent::Intent;
use crate::session::Session;
use crate::text::path as text;

/// What the view is drawn from.
#[derive(Properties, PartialEq)]
pub struct DeviceProps {
    /// The state, and who takes wishes.
    pub session: Session,
    /// The code.
    pub user_code: String,
    /// Where it is typed.
    pub verification_uri: String,
    /// When it ends, seconds since 1970.
    pub ends: i64,
}

/// Where, what, and how long.
#[component]
pub fn DeviceView(props: &DeviceProps) -> Html {
    let (state, wish) = (&props.session.state, &props.session.wish);
    let provider = state
        .chosen()
        .map(|(entry, _)| entry.name.clone())
        .unwrap_or_default();
    let minutes = (props.ends - state.now) / 60;
    html! {
        <section class="card" data-device="code" aria-labelledby="device">
            <Heading id="device">{ text::DEVICE_HEADING }</Heading>
            <p>{ text::device_lead(&provider) }</p>
            <dl>
                <div><dt>{ text::DEVICE_WHERE }</dt><dd>{ external(&props.verification_uri) }</dd></div>
                <div><dt>{ text::DEVICE_CODE }</dt><dd><code class="user-code">{ &props.user_code }</code></dd></div>
            </dl>
            <p class="hint">{ text::device_ends(minutes) }{ " " }{ text::DEVICE_CARE }</p>
            <div class="buttons">
                { button(Weight::Main, text::DEVICE_COPY, wish, Intent::CopyText(props.user_code.clone())) }
                { button(Weight::Quiet, text::STOP, wish, Intent::Back) }
            </div>
        </section>
    }
}
