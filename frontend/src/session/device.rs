//! A sign-in on another device: begun, asked about, ended (RFC 8628).

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use shared::evidence::signin::{Endpoint, SignInFailure};
use shared::oauth::Grant;
use shared::secret::Secret;
use wasm_bindgen_futures::spawn_local;

use super::paths::About;
use super::{Effects, To};
use crate::browser::page;
use crate::signin::relayed::{self, DeviceCode};
use crate::signin::{self, NoToken};
use crate::state::action::Way;
use crate::state::{Action, Trouble};

/// A device code that somebody types elsewhere.
pub(super) struct Device {
    about: About,
    code: DeviceCode,
    ends: i64,
}

impl Effects {
    pub(super) fn ask_for_device_code(self: &Rc<Self>, to: &To, about: About) {
        to.dispatch(Action::Returning);
        let (effects, to, begun) = (self.clone(), to.clone(), self.begun.get());
        spawn_local(async move {
            let begins = relayed::device(&about.provider, &about.ask.protocols).await;
            if effects.begun.get() != begun {
                return;
            }
            match begins {
                Ok(code) => {
                    let ends = page::now().saturating_add(code.expires_in);
                    to.dispatch(Action::Way(Way::DeviceBegun {
                        user_code: code.user_code.clone(),
                        verification_uri: code.verification_uri.clone(),
                        ends,
                        now: page::now(),
                    }));
                    *effects.device.borrow_mut() = Some(Device { about, code, ends });
                    effects.poll_later(&to);
                }
                Err(why) => effects.conclude(&to, about.end(Err(why)), None),
            }
        });
    }

    fn poll_later(self: &Rc<Self>, to: &To) {
        let Some(seconds) = self
            .device
            .borrow()
            .as_ref()
            .map(|device| device.code.interval)
        else {
            return;
        };
        let (effects, to) = (self.clone(), to.clone());
        let wait = u32::try_from(seconds).unwrap_or(5).saturating_mul(1000);
        *self.poll.borrow_mut() = Some(Timeout::new(wait, move || {
            spawn_local(async move { effects.ask_again(&to).await });
        }));
    }

    /// One question of the poll (RFC 8628 §3.5).
    async fn ask_again(self: &Rc<Self>, to: &To) {
        let (begun, now) = (self.begun.get(), page::now());
        let Some((about, device_code, ends)) = self.device.borrow().as_ref().map(|device| {
            let code = Secret::new(device.code.device_code.expose().to_owned());
            (device.about.clone(), code, device.ends)
        }) else {
            return;
        };
        let (ask, provider) = (&about.ask, &about.provider);
        let answered = if now < ends {
            let grant = Grant::Device { device_code };
            signin::without_a_redirect(ask, provider, grant, None, now).await
        } else {
            Err(SignInFailure::Provider {
                at: Endpoint::Token,
                code: Some("expired_token".to_owned()),
                description: None,
                redeemed_by: None,
            }
            .into())
        };
        if self.begun.get() != begun {
            return;
        }
        let patience = answered
            .as_ref()
            .err()
            .and_then(|why| patience(why, now < ends));
        if let Some(more) = patience {
            if let Some(device) = self.device.borrow_mut().as_mut() {
                device.code.interval = device.code.interval.saturating_add(more);
            }
            self.poll_later(to);
        } else {
            self.device.take();
            self.conclude(to, about.end(answered), None);
        }
    }
}

/// Seconds by which the poll slows down, when it goes on at all: somebody is still typing, the provider wants fewer
/// questions, or the way to the relay was gone for a moment.
fn patience(why: &NoToken, in_time: bool) -> Option<i64> {
    let code = match why {
        NoToken::Failed(SignInFailure::Provider { code, .. }) => code.as_deref(),
        // The way to the relay, or its way on, was gone for a moment: go on, and more slowly (RFC 8628 §3.5).
        NoToken::Failed(SignInFailure::UnreachableForRelay)
        | NoToken::Stopped(Trouble::RelayUnreachable)
            if in_time =>
        {
            return Some(5);
        }
        NoToken::Stopped(Trouble::Refused {
            retry_after: Some(_),
            ..
        }) if in_time => return Some(5),
        NoToken::Failed(_) | NoToken::Stopped(_) => None,
    };
    match code {
        Some("authorization_pending") => Some(0),
        Some("slow_down") => Some(5),
        _ => None,
    }
}
