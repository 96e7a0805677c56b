//! Where wishes become actions: the one place that calls the browser, and the owner of the token.

mod address;
mod arrival;
mod checks;
mod device;
mod frame;
mod papers;
mod paths;
mod visit;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use shared::address::Address;
use shared::case::Case;
use shared::told::{ExchangeAnswer, Told};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::browser::{files, notify, page, windows};
use crate::clock;
use crate::examples::example;
use crate::intent::{Beside, Intent};
use crate::place::Place;
use crate::relay::{self, Check};
use crate::report::{self, ReadError};
use crate::signin::callback::Answer;
use crate::signin::look_up::look_up;
use crate::signin::now::Now;
use crate::signin::{SignedIn, storage};
use crate::state::action::{Behind, Way};
use crate::state::shelf::Turn;
use crate::state::{Action, Copied, Form, Source, Stage, State, Why};
use device::Device;
use frame::InFrame;
use paths::Pending;
use visit::InWindow;

/// What the page is drawn from, and what takes its wishes.
#[derive(Clone, PartialEq)]
pub struct Session {
    /// The state.
    pub state: UseReducerHandle<State>,
    /// Takes a wish.
    pub wish: Callback<Intent>,
}

/// The page's state, kept by one reducer, with the effects behind it. To be used once, by the outermost component.
#[hook]
pub fn use_session() -> Session {
    // The first thing that ever happens here takes the provider's answer out of the address bar.
    let effects = use_memo((), |()| Effects::arrive());
    let state = use_reducer(|| State {
        ahead: page::minutes_ahead_of_utc(),
        place: effects.place.clone(),
        ..State::new(page::now())
    });
    {
        let effects = effects.clone();
        let to = state.dispatcher();
        use_effect_with((), move |()| {
            effects.begin(&to);
            let beside = effects.begin_beside(&to);
            let listening = (
                beside,
                address::listen_for_coming_back(&to),
                address::listen_for_going_back(&to),
                address::listen_for_leaving(&effects, &to),
                page::when_in_sight(Callback::from(move |seen| {
                    let now = page::now();
                    to.dispatch(Action::InSight { seen, now });
                })),
            );
            move || drop(listening)
        });
    }
    {
        let (effects, state) = (effects.clone(), state.clone());
        let waits = (checks::due(&state), state.running.is_some());
        use_effect_with(waits, move |(due, _)| {
            effects.wait_for(&state.dispatcher(), &state, *due);
        });
    }
    {
        let state = state.clone();
        let asked = (state.ready().is_some(), state.domain_to_look_up());
        use_effect_with(asked, move |(_, domain)| {
            let waiting = domain.clone().map(|domain| find_later(&state, domain));
            move || drop(waiting)
        });
    }
    use_effect_with(state.watch.opened, |opened| {
        if *opened {
            notify::green();
        }
    });
    {
        let (effects, state) = (effects.clone(), state.clone());
        use_effect(move || effects.tell(&state.dispatcher(), &state));
    }
    let wish = {
        let state = state.clone();
        Callback::from(move |intent| Effects::grant(&effects, &state, intent))
    };
    Session { state, wish }
}

/// Asks about a domain once nobody has typed for a moment.
fn find_later(state: &UseReducerHandle<State>, domain: String) -> Timeout {
    let (to, providers) = (state.dispatcher(), state.providers().to_vec());
    Timeout::new(TYPING_MS, move || {
        spawn_local(async move {
            let found = look_up(domain, &providers).await;
            to.dispatch(Action::Way(Way::Found(found)));
        });
    })
}

/// Milliseconds without a key after which what is typed is taken for whole.
const TYPING_MS: u32 = 700;

type To = UseReducerDispatcher<State>;

/// What lives beside the state because it must not be copied: the token and the running check.
struct Effects {
    place: Place,
    frame: InFrame,
    visit: InWindow,
    answer: RefCell<Option<Answer>>,
    kept: RefCell<Option<Form>>,
    held: RefCell<Option<SignedIn>>,
    check: RefCell<Option<Check>>,
    pending: RefCell<Option<Pending>>,
    device: RefCell<Option<Device>>,
    poll: RefCell<Option<Timeout>>,
    /// Counts what was begun: what an earlier one brings is too late.
    begun: Cell<u32>,
    /// Seconds by which the relay's clock is ahead of the reader's.
    ahead: Cell<i64>,
    timer: RefCell<Option<(Why, Timeout)>>,
    runs: Cell<u32>,
}

impl Effects {
    fn grant(self: &Rc<Self>, state: &UseReducerHandle<State>, intent: Intent) {
        let to = &state.dispatcher();
        match intent {
            Intent::Edit(edit) => to.dispatch(Action::Edit(edit)),
            Intent::SignIn | Intent::SignInAgain | Intent::CheckAgain
                if state.place.frame().is_some() =>
            {
                self.open_beside(to, state);
            }
            Intent::Beside(Beside::Go) => self.go_beside(),
            Intent::Beside(Beside::Close) => self.close_beside(to),
            Intent::Beside(Beside::Leave) => windows::close(),
            Intent::SignIn => match state.ask() {
                Ok(ask) => self.set_out(to, state, ask, None),
                Err(problems) => to.dispatch(Action::FormRefused(problems)),
            },
            Intent::OnTheWay(onward) => self.go_on(to, state, onward),
            Intent::ContinueAnyway => self.check_case(to, state),
            Intent::CheckAgain if state.token_alive(page::now()) => self.check_case(to, state),
            // Nobody signed in for it here, and whoever wrote a report may have written any question.
            Intent::CheckAgain | Intent::SignInAgain if state.source != Source::Live => {
                self.grant(state, Intent::Back);
            }
            Intent::CheckAgain | Intent::SignInAgain => self.sign_in_again(to, state),
            Intent::StopLooks => {
                self.stop_behind(state, |why| matches!(why, Why::Doubt(_)));
                to.dispatch(Action::Behind(Behind::LooksStopped));
            }
            Intent::SpareOwnMailbox => to.dispatch(Action::Behind(Behind::OwnMailboxSpared)),
            Intent::Tell(told) => to.dispatch(Action::Behind(Behind::Told(told))),
            Intent::EditAnswer(typed) => to.dispatch(Action::Behind(Behind::AnswerTyped(typed))),
            Intent::TellExchange => tell_exchange(to, state),
            Intent::Untell => to.dispatch(Action::Behind(Behind::Untold)),
            Intent::KeepChecking => {
                notify::ask();
                changed(to, Some(page::now()));
            }
            Intent::ChangedAt(typed) => {
                let typed = clock::last_time_of_day(&typed, page::now(), state.ahead);
                changed(to, typed.or(state.form.changed_at));
            }
            Intent::StopChecking => {
                self.stop_behind(state, |why| why == Why::Changed);
                changed(to, None);
            }
            Intent::OpenPaste => {
                self.drop_all();
                to.dispatch(Action::PasteOpened);
            }
            Intent::EditPaste(edit) => to.dispatch(Action::PasteEdited(edit)),
            Intent::ReadPaste => to.dispatch(Action::PasteRead { now: page::now() }),
            Intent::OpenCause(code) => {
                if self.place == Place::Page {
                    page::push(&format!("/causes/{code}"));
                }
                address::open_cause(to, code);
            }
            Intent::CloseCause => {
                if self.place == Place::Page {
                    page::push("/");
                }
                address::close_cause(to);
            }
            Intent::FillCause(blank, typed) => {
                to.dispatch(Action::Shelf(Turn::Filled(blank, typed)));
            }
            Intent::Print => page::print(),
            Intent::Cancel if state.place.goes_on_beside() => self.cancel_beside(),
            Intent::Cancel => {
                self.drop_all();
                to.dispatch(Action::Cancelled);
            }
            Intent::Back => {
                self.drop_all();
                to.dispatch(Action::BackToForm);
            }
            Intent::LoadConfig => {
                to.dispatch(Action::ConfigAsked);
                let (effects, to) = (self.clone(), to.clone());
                spawn_local(async move {
                    effects.load_config(&to).await;
                });
            }
            Intent::Reload => {
                // Without storage the form is lost; the page has to be loaded again all the same.
                let _ = storage::keep_form(&state.form);
                page::reload();
            }
            Intent::OpenExample(id) => {
                if let Some(case) = example(id) {
                    self.show(to, case, Source::Example(id));
                }
            }
            Intent::OpenReport(file) => self.open_report(to, file),
            Intent::CopyText(text) => copy(to, text, Copied::Text),
            Intent::GiveOut(paper) => papers::give_out(to, state, paper),
            Intent::CloseNotice => to.dispatch(Action::NoticeClosed),
        }
    }

    fn sign_in_again(self: &Rc<Self>, to: &To, state: &State) {
        let meant = match &state.stage {
            Stage::Confirm { meant, .. } => Some(meant.to_string()),
            _ => None,
        };
        let asked = match &state.case {
            Some(case) => Ok(case.ask.clone()),
            None => state.ask(),
        };
        match asked {
            Ok(ask) => self.set_out(to, state, ask, meant),
            Err(problems) => to.dispatch(Action::FormRefused(problems)),
        }
    }

    fn open_report(self: &Rc<Self>, to: &To, file: web_sys::File) {
        let (effects, to) = (self.clone(), to.clone());
        spawn_local(async move {
            let read = match files::open(&file, report::MAX_REPORT).await {
                files::Opened::Text(text) => report::read(&text),
                files::Opened::TooLarge => Err(ReadError::TooLarge),
                files::Opened::Unreadable => Err(ReadError::Unreadable),
            };
            match read {
                Ok(case) => effects.show(&to, case, Source::Report),
                Err(why) => to.dispatch(Action::ReportRefused(why)),
            }
        });
    }

    fn show(&self, to: &To, case: Case, source: Source) {
        self.drop_all();
        to.dispatch(Action::CaseOpened {
            case: Box::new(case),
            source,
            now: page::now(),
        });
    }

    /// Fetches the settings; gives the relay's build.
    async fn load_config(&self, to: &To) -> Option<String> {
        match relay::config().await {
            Ok(relay::Settings { config, clock }) => {
                let ahead = clock.map_or(0, |clock| clock.saturating_sub(page::now()));
                self.ahead.set(ahead);
                let build = config.build.clone();
                if matches!(self.place, Place::Frame(_)) {
                    self.know_portals(to, &config);
                }
                to.dispatch(Action::ConfigReady(config));
                Some(build)
            }
            Err(trouble) => {
                to.dispatch(Action::ConfigFailed(trouble));
                None
            }
        }
    }

    fn now(&self) -> Now {
        Now::new(page::now(), self.ahead.get())
    }

    /// Ends a check or a sign-in that runs, and wipes the token and whatever else is secret.
    fn drop_all(&self) {
        self.begun.set(self.begun.get().wrapping_add(1));
        self.forget_sign_in();
        self.pending.take();
        self.poll.take();
        self.device.take();
        self.timer.take();
        self.check.take();
        self.held.take();
    }
}

fn changed(to: &To, at: Option<i64>) {
    let now = page::now();
    to.dispatch(Action::Behind(Behind::Changed { at, now }));
}

fn tell_exchange(to: &To, state: &State) {
    let asked = state
        .case
        .as_ref()
        .and_then(|case| case.ask.mailbox.as_ref());
    to.dispatch(
        match ExchangeAnswer::read(&state.answer, asked.map(Address::as_str)) {
            Some(answer) => Action::Behind(Behind::Told(Told::Exchange(answer))),
            None => Action::Behind(Behind::AnswerUnread),
        },
    );
}

fn copy(to: &To, text: String, what: Copied) {
    let to = to.clone();
    spawn_local(async move {
        let copied = files::copy(&text).await.map(|()| what);
        to.dispatch(Action::CopyEnded(copied));
    });
}
