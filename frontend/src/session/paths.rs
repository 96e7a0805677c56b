//! The ways to a token, and what ends each of them.

use std::rc::Rc;

use shared::evidence::signin::{Endpoint, SignInFailure};
use shared::oauth::Grant;
use shared::paste::secret::taken_out;
use shared::path::SignInPath;
use shared::provider::Provider;
use shared::request::Ask;
use shared::secret::Secret;
use wasm_bindgen_futures::spawn_local;

use super::{Effects, To};
use crate::browser::page;
use crate::intent::Onward;
use crate::signin::{self, BeginError, Ended, NoToken, Start, Waiting, callback, storage};
use crate::state::action::Way;
use crate::state::{Action, Form, Hand, Problems, State, Trouble, Why, pause};

/// What waits for something secret that the person has.
pub(super) enum Pending {
    /// A code.
    Code(Box<Waiting>),
    /// A question.
    Question(Box<About>),
}

/// A question with the entry that signs in for it.
#[derive(Clone)]
pub(super) struct About {
    pub(super) ask: Ask,
    pub(super) provider: Provider,
    form: Form,
}

impl Effects {
    /// Begins to get a token, on the way that the question names. `meant` is the account that it has to be this time.
    pub(super) fn set_out(
        self: &Rc<Self>,
        to: &To,
        state: &State,
        ask: Ask,
        meant: Option<String>,
    ) {
        self.drop_all();
        let (Some(config), Some(provider)) = (state.ready(), signs_in(state, &ask)) else {
            let problems = state.ask().err().unwrap_or_default();
            return to.dispatch(Action::FormRefused(problems));
        };
        let about = About {
            ask,
            provider,
            form: Form {
                problems: Problems::default(),
                ..state.form.clone()
            },
        };
        match about.ask.path {
            SignInPath::Operator | SignInPath::OwnApp => {
                let redirect_uri = config.redirect_uri(&about.provider);
                let beside = state.place.visit().is_some();
                self.leave(to, redirect_uri, about, meant, beside);
            }
            SignInPath::Device => self.ask_for_device_code(to, about),
            SignInPath::Token => self.wait_for_hand(to, about, Hand::Token),
            SignInPath::AppOnly => self.wait_for_hand(to, about, Hand::AppSecret),
        }
    }

    /// Goes on with what the person says or hands over.
    pub(super) fn go_on(self: &Rc<Self>, to: &To, state: &State, onward: Onward) {
        match onward {
            Onward::Saw(saw) => stayed(to, state, SignInFailure::Stayed { saw }),
            Onward::SawWords(words) => stayed(to, state, said(&words)),
            Onward::CameBack => {
                self.drop_all();
                to.dispatch(Action::Way(Way::CameBack));
            }
            Onward::SawNothing => to.dispatch(Action::Way(Way::NothingSaid)),
            Onward::HandOver(handed) => {
                if let Some(secret) = handed.take() {
                    self.hand_over(to, secret);
                }
            }
        }
    }

    fn wait_for_hand(&self, to: &To, about: About, hand: Hand) {
        *self.pending.borrow_mut() = Some(Pending::Question(Box::new(about)));
        to.dispatch(Action::Way(Way::HandAsked(hand)));
    }

    /// Takes what the person handed over.
    pub(super) fn hand_over(self: &Rc<Self>, to: &To, secret: Secret) {
        match self.pending.take() {
            Some(Pending::Code(waiting)) => {
                let now = self.now();
                let work = async move { signin::finish_with(*waiting, secret, now).await };
                self.work(to, work);
            }
            Some(Pending::Question(about)) if about.ask.path == SignInPath::Token => {
                let About { ask, provider, .. } = &*about;
                let result = signin::with_token(ask, provider, &secret, page::now());
                let ended = about.end(result.map_err(NoToken::from));
                self.conclude(to, ended, None);
            }
            Some(Pending::Question(about)) => {
                let work = async move {
                    let About { ask, provider, .. } = &*about;
                    let grant = Grant::Application {};
                    let now = page::now();
                    let result =
                        signin::without_a_redirect(ask, provider, grant, Some(secret), now).await;
                    about.end(result)
                };
                self.work(to, work);
            }
            None => to.dispatch(Action::BackToForm),
        }
    }

    /// Works, and concludes unless the person has gone on to something else meanwhile.
    fn work(self: &Rc<Self>, to: &To, work: impl Future<Output = Ended> + 'static) {
        to.dispatch(Action::Returning);
        let (effects, to, begun) = (self.clone(), to.clone(), self.begun.get());
        spawn_local(async move {
            let ended = work.await;
            if effects.begun.get() == begun {
                effects.conclude(&to, ended, None);
            }
        });
    }

    /// The end of a sign-in, however it came about.
    pub(super) fn conclude(self: &Rc<Self>, to: &To, ended: Ended, build: Option<String>) {
        match ended {
            Ended::Granted {
                form,
                granted,
                signed_in,
            } => {
                let case = granted.case();
                *self.held.borrow_mut() = Some(signed_in);
                to.dispatch(Action::FormKept(form));
                to.dispatch(Action::SignedIn(granted));
                if pause(&case).is_none() {
                    self.check(to, &case, Why::Asked, build);
                }
            }
            Ended::NeedsSecret(waiting) => {
                to.dispatch(Action::FormKept(waiting.transaction.form.clone()));
                *self.pending.borrow_mut() = Some(Pending::Code(waiting));
                to.dispatch(Action::Way(Way::HandAsked(Hand::SecretForCode)));
            }
            Ended::Failed { form, about, why } => {
                if let Some(form) = form {
                    to.dispatch(Action::FormKept(form));
                }
                let now = page::now();
                to.dispatch(match why {
                    NoToken::Failed(failure) => Action::SignInFailed {
                        about,
                        failure,
                        now,
                    },
                    NoToken::Stopped(trouble) => Action::Stopped(trouble),
                });
            }
        }
    }
}

impl Effects {
    /// Leaves for the provider: in this window, or, where a frame looks on, in another.
    fn leave(
        self: &Rc<Self>,
        to: &To,
        redirect_uri: String,
        about: About,
        meant: Option<String>,
        beside: bool,
    ) {
        let About {
            ask,
            provider,
            form,
        } = about;
        to.dispatch(Action::Leaving);
        if !beside {
            // For whoever comes back without an answer.
            let _ = storage::keep_form(&Form {
                left: true,
                ..form.clone()
            });
        }
        let start = Start {
            provider,
            redirect_uri,
            form,
            again: meant.is_some(),
            login_hint: meant.or_else(|| hint(&ask)),
            ask,
        };
        let begun = if beside {
            self.leave_beside(to, start)
        } else {
            signin::begin(start, page::now())
        };
        let trouble = match begun {
            Ok(()) => return,
            Err(BeginError::Browser) => Trouble::BrowserRefuses,
            Err(BeginError::Entry(_)) => Trouble::ProviderEntry,
        };
        to.dispatch(Action::Stopped(trouble));
    }
}

/// The account to suggest to the provider.
fn hint(ask: &Ask) -> Option<String> {
    let own = ask.mailbox.as_ref().filter(|_| ask.kind.is_own());
    ask.account.as_ref().or(own).map(ToString::to_string)
}

/// What somebody says who came back without an answer becomes the end of that sign-in.
fn stayed(to: &To, state: &State, failure: SignInFailure) {
    let asked = state.ask().ok().and_then(|ask| {
        let provider = signs_in(state, &ask)?;
        Some((ask, provider))
    });
    to.dispatch(match asked {
        Some(about) => Action::SignInFailed {
            about: Some(Box::new(about)),
            failure,
            now: page::now(),
        },
        None => Action::Way(Way::NothingSaid),
    });
}

/// The words of a page, without what may be secret in them.
fn said(words: &str) -> SignInFailure {
    SignInFailure::Provider {
        at: Endpoint::Authorize,
        code: None,
        description: Some(callback::cut(&taken_out(words.trim()))),
        redeemed_by: None,
    }
}

/// The entry as the application signs in that the question names.
fn signs_in(state: &State, ask: &Ask) -> Option<Provider> {
    let entry = state.provider(&ask.provider)?;
    match &ask.app {
        Some(app) => entry.with_app(app),
        None => Some(entry.clone()),
    }
}

impl About {
    pub(super) fn end(
        self,
        result: Result<(signin::SignedIn, crate::state::Granted), NoToken>,
    ) -> Ended {
        match result {
            Ok((signed_in, granted)) => Ended::Granted {
                form: self.form,
                granted: Box::new(granted),
                signed_in,
            },
            Err(why) => Ended::Failed {
                form: Some(self.form),
                about: Some(Box::new((self.ask, self.provider))),
                why,
            },
        }
    }
}
