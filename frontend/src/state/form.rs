//! The form as typed, and what it asks once it is whole.

use serde::{Deserialize, Serialize};
use shared::address::{Address, AddressError};
use shared::path::{App, AppProblem, SignInPath, is_many};
use shared::plan::Protocol;
use shared::provider::{Provider, ProviderId, Registration};
use shared::request::{Ask, MailboxKind};

use crate::found::{self, Found};

/// What is typed. It holds no secret: it is kept across the sign-in.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// The mailbox, as typed.
    pub mailbox: String,
    /// The provider chosen by hand; absent while the guess counts (see [`crate::state::State::chosen`]).
    pub provider: Option<ProviderId>,
    /// Whose mailbox it is.
    pub kind: MailboxKind,
    /// The account that should sign in, as typed. Empty is as good as "I don't know".
    pub account: String,
    /// "I don't know" is ticked: what stands in `account` is kept and not used.
    pub account_unknown: bool,
    /// The protocols that are ticked. Those that the provider does not have count for nothing.
    #[serde(default = "imap")]
    pub protocols: Vec<Protocol>,
    /// The mailbox of the account that signs in is not opened, not even to compare.
    #[serde(default)]
    pub spare_own_mailbox: bool,
    /// How the token is obtained, when it was chosen by hand.
    #[serde(default)]
    pub path: Option<SignInPath>,
    /// The id of the asker's own application, as typed.
    #[serde(default)]
    pub client_id: String,
    /// Its tenant, as typed.
    #[serde(default)]
    pub tenant: String,
    /// Whether the sign-in is to be tried for its length.
    #[serde(default)]
    pub will_last: bool,
    /// The provider was chosen by a link.
    #[serde(default)]
    pub provider_of_link: bool,
    /// The application was named by a link: whoever made the link may have registered it.
    #[serde(default)]
    pub app_of_link: bool,
    /// The person says that it is their organisation's all the same.
    #[serde(skip)]
    pub knows_app: bool,
    /// What was found out about the domains.
    #[serde(default)]
    pub found: Vec<Found>,
    /// The person has left for the provider with it, and no answer came yet.
    #[serde(default)]
    pub left: bool,
    /// When the person changed something that takes a while to act, seconds since 1970.
    #[serde(default)]
    pub changed_at: Option<i64>,
    /// How many minutes it may take to act, by the finding that was put right; absent when nobody can say.
    #[serde(default)]
    pub acts_within: Option<u32>,
    /// What is wrong, from the last time that the form was sent; each goes when its field is edited.
    #[serde(skip)]
    pub problems: Problems,
}

/// What the article and most applications ask for.
fn imap() -> Vec<Protocol> {
    vec![Protocol::Imap]
}

impl Default for Form {
    fn default() -> Self {
        Self {
            mailbox: String::new(),
            provider: None,
            kind: MailboxKind::default(),
            account: String::new(),
            account_unknown: false,
            protocols: imap(),
            spare_own_mailbox: false,
            path: None,
            client_id: String::new(),
            tenant: String::new(),
            will_last: false,
            provider_of_link: false,
            app_of_link: false,
            knows_app: false,
            found: Vec::new(),
            left: false,
            changed_at: None,
            acts_within: None,
            problems: Problems::default(),
        }
    }
}

/// What is wrong with the form, field by field.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Problems {
    /// With the mailbox.
    pub mailbox: Option<AddressError>,
    /// With the provider.
    pub provider: Option<ProviderProblem>,
    /// With the account.
    pub account: Option<AddressError>,
    /// No protocol is ticked.
    pub protocols: bool,
    /// With the asker's own application.
    pub app: Option<AppProblem>,
    /// A link named the application, and nobody has said that it is known.
    pub stranger: bool,
}

/// Why a provider cannot be used.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ProviderProblem {
    /// None is chosen, and the address tells none.
    Missing,
    /// The operator of this page has not set it up.
    NotSetUp,
    /// It offers no OAuth for mail protocols.
    NoOauth,
}

impl ProviderProblem {
    /// What stands in the way of signing in at a provider, if anything does.
    pub fn of(provider: &Provider) -> Option<Self> {
        if provider.registration == Registration::None {
            Some(Self::NoOauth)
        } else if provider.paths.is_empty() {
            Some(Self::NotSetUp)
        } else {
            None
        }
    }
}

impl Problems {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Form {
    /// The same, with the application of a stranger taken as known. In a frame nobody is asked about it: that is for the
    /// window, where nothing can lie over it.
    #[must_use]
    pub fn known(&self) -> Self {
        Self {
            knows_app: true,
            ..self.clone()
        }
    }

    /// The question, for the provider that is meant.
    ///
    /// # Errors
    /// Everything that is wrong at once, so that it can be put right at once.
    pub fn ask(&self, provider: Option<&Provider>) -> Result<Ask, Problems> {
        let mailbox = self.mailbox.parse::<Address>();
        let app_only = |provider| self.path_at(provider) == SignInPath::AppOnly;
        let account = self.account().filter(|_| !provider.is_some_and(app_only));
        let protocols = provider.map(|provider| self.protocols_at(provider));
        let problems = Problems {
            mailbox: mailbox.as_ref().err().copied(),
            provider: provider.map_or(Some(ProviderProblem::Missing), ProviderProblem::of),
            account: account
                .as_ref()
                .and_then(|typed| typed.as_ref().err().copied()),
            protocols: protocols.as_ref().is_some_and(Vec::is_empty),
            app: provider.and_then(|provider| self.app_problem(provider)),
            stranger: self.from_stranger(provider) && !self.knows_app,
        };
        match (mailbox, provider, problems.is_empty()) {
            (Ok(mailbox), Some(provider), true) => Ok(Ask {
                provider: provider.id.clone(),
                mailbox: Some(mailbox),
                kind: self.kind,
                account: account.and_then(Result::ok),
                protocols: protocols.unwrap_or_default(),
                path: self.path_at(provider),
                app: self.app_at(provider),
                will_last: self.will_last_at(provider),
                spare_own_mailbox: self.spare_own_mailbox,
            }),
            _ => Err(problems),
        }
    }

    /// What is ticked of what this provider has. Where it has but one, that is it.
    pub fn protocols_at(&self, provider: &Provider) -> Vec<Protocol> {
        if let [only] = provider.protocols[..] {
            return vec![only];
        }
        let ticked = |protocol: &Protocol| self.protocols.contains(protocol);
        provider.protocols.iter().copied().filter(ticked).collect()
    }

    /// The way to the token: the chosen one where this provider has it, else its first.
    pub fn path_at(&self, provider: &Provider) -> SignInPath {
        let chosen = self.path.filter(|path| provider.paths.contains(path));
        chosen
            .or_else(|| provider.paths.first().copied())
            .unwrap_or_default()
    }

    /// The asker's own application, on a way that takes one.
    pub fn app_at(&self, provider: &Provider) -> Option<App> {
        self.path_at(provider).names_app().then(|| App {
            client_id: self.client_id.trim().to_owned(),
            tenant: self
                .tenant_typed_or_found()
                .filter(|_| provider.has_tenants()),
        })
    }

    /// The tenant as typed, else the one that the mailbox's domain belongs to.
    pub fn tenant_typed_or_found(&self) -> Option<String> {
        let typed = Some(self.tenant.trim().to_owned()).filter(|tenant| !tenant.is_empty());
        typed.or_else(|| found::of(self, &self.mailbox)?.tenant.clone())
    }

    fn app_problem(&self, provider: &Provider) -> Option<AppProblem> {
        let app = self.app_at(provider)?;
        let alone = self.path_at(provider) == SignInPath::AppOnly;
        let of_many = alone && app.tenant.as_deref().is_some_and(is_many);
        app.problem(provider.has_tenants())
            .or(of_many.then_some(AppProblem::TenantOfMany))
    }

    /// Whether a link chose the application that a person is about to sign in to.
    pub fn from_stranger(&self, provider: Option<&Provider>) -> bool {
        let own_app = |provider| self.path_at(provider) == SignInPath::OwnApp;
        self.app_of_link && provider.is_some_and(own_app)
    }

    /// Whether the sign-in is tried for its length: where the relay can, and the person wants it.
    pub fn will_last_at(&self, provider: &Provider) -> bool {
        self.will_last
            && provider.offline.is_some()
            && self.path_at(provider) == SignInPath::Operator
    }

    /// The account as an address; absent when the person does not know it.
    fn account(&self) -> Option<Result<Address, AddressError>> {
        (!self.account_unknown && !self.account.trim().is_empty()).then(|| self.account.parse())
    }
}

#[cfg(test)]
mod tests;
