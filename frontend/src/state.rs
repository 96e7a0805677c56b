//! What the page knows, and how each thing that happens changes it.
//!
//! [`reduce()`] is pure: no clock, no I/O. Time comes in with the actions. The access token is not here; see
//! [`crate::session`].

pub mod action;
pub mod form;
pub mod linked;
pub mod looks;
pub mod paste;
pub mod shelf;
pub mod stage;
pub mod watch;

mod reduce;

#[cfg(test)]
pub(crate) mod fixture;

use std::borrow::Cow;
use std::rc::Rc;

use shared::case::Case;
use shared::diagnose::{Diagnosis, diagnose};
use shared::provider::{Provider, ProviderId, PublicConfig};
use shared::request::Ask;
use yew::Reducible;

pub use action::{Action, Edit, Embedded, Granted};
pub use form::{Form, Problems, ProviderProblem};
pub use linked::Linked;
pub use looks::Looks;
pub use paste::Paste;
pub use reduce::{pause, reduce};
pub use shelf::Shelf;
pub use stage::{Copied, Hand, Notice, Running, Source, Stage, TokenLife, Trouble, Why};
pub use watch::Watch;

use crate::found;
use crate::guess::{Guess, guess};
use crate::place::Place;

/// Everything that the page is drawn from.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// Where the page stands.
    pub place: Place,
    /// What the relay offers.
    pub config: Config,
    /// What is typed. It survives everything.
    pub form: Form,
    /// What the page shows.
    pub stage: Stage,
    /// The question and what was seen; absent before the sign-in ended.
    pub case: Option<Case>,
    /// Where the case comes from.
    pub source: Source,
    /// Second looks.
    pub looks: Looks,
    /// Checking again and again.
    pub watch: Watch,
    /// What is typed behind the second door.
    pub paste: Paste,
    /// What stands in the box for the answer of PowerShell.
    pub answer: String,
    /// What was pasted as an answer holds none.
    pub answer_unread: bool,
    /// A page of the catalogue that lies over the stage.
    pub shelf: Option<Shelf>,
    /// The check that runs.
    pub running: Option<Running>,
    /// Whether the page holds a token, and how long it lives.
    pub token: Option<TokenLife>,
    /// Nobody can see the window.
    pub out_of_sight: bool,
    /// The person came back from the provider's page without an answer, and may say what it showed.
    pub unanswered: bool,
    /// A link has filled in the form, and nobody has gone on with it yet.
    pub linked: Option<Linked>,
    /// An administrator has come back from consenting.
    pub consented: bool,
    /// A passing remark.
    pub notice: Option<Notice>,
    /// The reader's clock at the last action that told it, seconds since 1970.
    pub now: i64,
    /// Minutes by which the reader's clock is ahead of UTC.
    pub ahead: i32,
}

/// The relay's settings.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Config {
    /// On the way.
    #[default]
    Loading,
    /// Here.
    Ready(PublicConfig),
    /// Not to be had.
    Failed(ConfigTrouble),
}

/// Why there are no settings.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ConfigTrouble {
    /// The relay does not answer.
    Unreachable,
    /// It answers with something else.
    Unreadable,
}

impl State {
    /// The page as it opens; `now` is the reader's clock.
    pub fn new(now: i64) -> Self {
        Self {
            place: Place::Page,
            config: Config::Loading,
            form: Form::default(),
            stage: Stage::Ask,
            case: None,
            source: Source::Live,
            looks: Looks::default(),
            watch: Watch::default(),
            paste: Paste::default(),
            answer: String::new(),
            answer_unread: false,
            shelf: None,
            running: None,
            token: None,
            out_of_sight: false,
            unanswered: false,
            linked: None,
            consented: false,
            notice: None,
            now,
            ahead: 0,
        }
    }

    /// The settings, once they are here.
    pub fn ready(&self) -> Option<&PublicConfig> {
        match &self.config {
            Config::Ready(config) => Some(config),
            Config::Loading | Config::Failed(_) => None,
        }
    }

    /// The providers of the form, in its order; empty before the settings are here.
    pub fn providers(&self) -> &[Provider] {
        self.ready().map_or(&[], |config| &config.providers)
    }

    /// Whether anybody may have filled in the form: what a frame is given comes from a portal that the operator knows.
    pub fn is_of_a_stranger(&self) -> bool {
        self.strangers().is_some()
    }

    fn strangers(&self) -> Option<Linked> {
        self.linked.filter(|_| self.place.frame().is_none())
    }

    /// A domain in the form that nothing is known of. Whoever made a link shall not learn that it was opened, so nobody is
    /// asked about a domain out of it.
    pub fn domain_to_look_up(&self) -> Option<String> {
        let form = match self.strangers() {
            Some(linked) => Cow::Owned(linked.written_here(&self.form)),
            None => Cow::Borrowed(&self.form),
        };
        found::unknown(&form, self.providers())
    }

    /// The entry of a provider.
    pub fn provider(&self, id: &ProviderId) -> Option<&Provider> {
        self.providers().iter().find(|entry| entry.id == *id)
    }

    /// The provider that the form means now, and how it is known.
    pub fn chosen(&self) -> Option<(&Provider, Guess)> {
        if let Some(id) = &self.form.provider {
            let how = match (self.form.provider_of_link, self.place.frame()) {
                (true, None) => Guess::ByLink,
                (true, Some(_)) => Guess::ByPortal,
                (false, _) => Guess::ByHand,
            };
            return self.provider(id).map(|entry| (entry, how));
        }
        let guessed = guess(&self.form.mailbox, self.providers());
        let sure = guessed.filter(|(_, how)| *how == Guess::ByDomain);
        sure.or_else(|| self.found())
            .or(guessed)
            .or_else(|| self.by_default())
    }

    /// The operator's default, once an address is being typed.
    fn by_default(&self) -> Option<(&Provider, Guess)> {
        let default = self.ready()?.default_provider.as_ref()?;
        let entry = self.provider(default)?;
        self.form
            .mailbox
            .contains('@')
            .then_some((entry, Guess::Default))
    }

    /// The provider that was found for the mailbox's domain.
    fn found(&self) -> Option<(&Provider, Guess)> {
        let found = found::of(&self.form, &self.form.mailbox)?;
        let entry = self.provider(found.provider.as_ref()?)?;
        Some((entry, Guess::Found))
    }

    /// What the form asks, or what is wrong with it.
    ///
    /// # Errors
    /// The problems, field by field.
    pub fn ask(&self) -> Result<Ask, Problems> {
        self.form.ask(self.chosen().map(|(entry, _)| entry))
    }

    /// The case as it stands: while a check runs behind a result, without what that check has shown so far.
    pub fn settled(&self) -> Option<Cow<'_, Case>> {
        let case = self.case.as_ref()?;
        let behind = self.running.filter(|_| self.stage == Stage::Done);
        match behind.and_then(|running| running.attempt) {
            Some(attempt) => {
                let mut settled = case.clone();
                settled.attempts.truncate(attempt);
                Some(Cow::Owned(settled))
            }
            None => Some(Cow::Borrowed(case)),
        }
    }

    /// What the evidence says so far; absent without a case.
    pub fn diagnosis(&self) -> Option<Diagnosis> {
        Some(diagnose(self.settled()?.as_ref(), self.now))
    }

    /// Whether "Check again" needs no new sign-in. The clock decides, so the answer may be old by the time of the click.
    pub fn token_alive(&self, now: i64) -> bool {
        self.token.is_some_and(|life| life.alive(now))
    }
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        Rc::new(reduce(Rc::unwrap_or_clone(self), action))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::found::Found;

    /// By hand, then what is sure, then what was found, then what is only likely.
    #[test]
    fn each_way_to_know_a_provider_gives_way_to_a_better_one() {
        let mut config = fixture::config();
        config.providers = ["demo", "other", "third"].map(fixture::provider).to_vec();
        for entry in &mut config.providers[1..] {
            entry.domains.clear();
        }
        let mut state = State::new(0);
        state.config = Config::Ready(config.clone());
        let how = |state: &State| {
            state
                .chosen()
                .map(|(entry, how)| (entry.id.to_string(), how))
        };
        state.form.mailbox = "support@contoso.com".into();
        assert_eq!(how(&state), None);
        config.default_provider = Some("third".parse().unwrap());
        state.config = Config::Ready(config);
        assert_eq!(how(&state), Some(("third".into(), Guess::Default)));
        state.form.found.push(Found {
            domain: "contoso.com".into(),
            tenant: None,
            provider: Some("other".parse().unwrap()),
        });
        assert_eq!(how(&state), Some(("other".into(), Guess::Found)));
        state.form.mailbox = "support@demo.test".into();
        assert_eq!(how(&state), Some(("demo".into(), Guess::ByDomain)));
        state.form.provider = Some("third".parse().unwrap());
        assert_eq!(how(&state), Some(("third".into(), Guess::ByHand)));
        state.form.provider_of_link = true;
        assert_eq!(how(&state), Some(("third".into(), Guess::ByLink)));
        state.place = Place::Frame(Box::default());
        assert_eq!(how(&state), Some(("third".into(), Guess::ByPortal)));
        state.form.provider = None;
        state.form.mailbox = "support".into();
        assert_eq!(how(&state), None, "nothing is guessed of half an address");
    }
}
