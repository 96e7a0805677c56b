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

impl From<&Ask> for Form {
    fn from(ask: &Ask) -> Self {
        Self {
            mailbox: ask
                .mailbox
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            provider: Some(ask.provider.clone()),
            kind: ask.kind,
            account: ask
                .account
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            account_unknown: ask.account.is_none(),
            protocols: ask.protocols.clone(),
            spare_own_mailbox: ask.spare_own_mailbox,
            path: Some(ask.path),
            client_id: ask
                .app
                .as_ref()
                .map(|app| app.client_id.clone())
                .unwrap_or_default(),
            tenant: ask
                .app
                .as_ref()
                .and_then(|app| app.tenant.clone())
                .unwrap_or_default(),
            will_last: ask.will_last,
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

#[cfg(test)]
mod tests {
    use shared::provider::{OwnApp, Redeem};

    use super::*;
    use crate::state::fixture::provider;

    fn typed(mailbox: &str, account: &str) -> Form {
        Form {
            mailbox: mailbox.into(),
            account: account.into(),
            ..Form::default()
        }
    }

    #[test]
    fn a_whole_form_asks() {
        let ask = typed(" support@contoso.com ", "alex@contoso.com")
            .ask(Some(&provider("demo")))
            .unwrap();
        assert_eq!(ask.mailbox.unwrap().as_str(), "support@contoso.com");
        assert_eq!(ask.account.unwrap().as_str(), "alex@contoso.com");
        assert_eq!(ask.protocols, [Protocol::Imap]);
    }

    #[test]
    fn an_account_that_is_not_known_is_not_asked_about() {
        let ask = |form: Form| form.ask(Some(&provider("demo"))).unwrap().account;
        assert_eq!(ask(typed("a@b.example", "  ")), None);
        let unknown = Form {
            account_unknown: true,
            ..typed("a@b.example", "not an address")
        };
        assert_eq!(ask(unknown), None);
    }

    #[test]
    fn every_problem_is_told_at_once() {
        assert_eq!(
            typed("", "alex@").ask(None).unwrap_err(),
            Problems {
                mailbox: Some(AddressError::Empty),
                provider: Some(ProviderProblem::Missing),
                account: Some(AddressError::Malformed),
                protocols: false,
                app: None,
                stranger: false,
            }
        );
    }

    #[test]
    fn what_is_ticked_of_what_the_provider_has_is_asked() {
        let mut entry = provider("demo");
        let asked = |ticked: &[Protocol], entry: &Provider| {
            let form = Form {
                protocols: ticked.to_vec(),
                ..typed("a@b.example", "")
            };
            form.ask(Some(entry)).map(|ask| ask.protocols)
        };
        let all = [Protocol::Imap, Protocol::Pop, Protocol::Smtp];
        assert_eq!(asked(&all, &entry).unwrap(), [Protocol::Imap]);
        assert_eq!(asked(&[], &entry).unwrap(), [Protocol::Imap]);
        entry.protocols = all.to_vec();
        // In the provider's order, however they were ticked.
        let ticked = [Protocol::Smtp, Protocol::Imap];
        assert_eq!(
            asked(&ticked, &entry).unwrap(),
            [Protocol::Imap, Protocol::Smtp]
        );
        assert!(asked(&[], &entry).unwrap_err().protocols);
        entry.protocols = vec![Protocol::Pop, Protocol::Smtp];
        assert!(asked(&[Protocol::Imap], &entry).unwrap_err().protocols);
    }

    #[test]
    fn a_provider_that_cannot_be_used_says_why() {
        let form = typed("a@b.example", "");
        let mut entry = provider("demo");
        let problem = |entry: &Provider| form.ask(Some(entry)).unwrap_err().provider;
        entry.paths.clear();
        assert_eq!(problem(&entry), Some(ProviderProblem::NotSetUp));
        entry.registration = Registration::None;
        assert_eq!(problem(&entry), Some(ProviderProblem::NoOauth));
    }

    #[test]
    fn a_question_goes_back_into_the_form_it_came_from() {
        let asked = crate::state::fixture::ask();
        let form = Form::from(&asked);
        assert_eq!(form.ask(Some(&provider("demo"))), Ok(asked.clone()));
        let unknown = Ask {
            account: None,
            ..asked
        };
        let form = Form::from(&unknown);
        assert_eq!(form.ask(Some(&provider("demo"))), Ok(unknown));
    }

    #[test]
    fn an_application_is_asked_for_where_the_way_takes_one() {
        let mut entry = provider("demo");
        entry.paths = vec![SignInPath::Operator, SignInPath::OwnApp];
        entry.own_app = Some(OwnApp {
            issuer: "https://login.demo.test/{tenant}".into(),
            authorize_url: "https://login.demo.test/{tenant}/authorize".into(),
            token_url: "https://login.demo.test/{tenant}/token".into(),
            redeem: Redeem::Browser,
            platform: "Single-page application".into(),
        });
        let mut form = typed("a@b.example", "");
        assert_eq!(form.ask(Some(&entry)).unwrap().app, None);
        form.path = Some(SignInPath::OwnApp);
        let problem = |form: &Form| form.ask(Some(&entry)).unwrap_err().app;
        assert_eq!(problem(&form), Some(AppProblem::NoClientId));
        form.client_id = " 6b2d1d92-7018-4182-b70e-821127bec509 ".into();
        assert_eq!(problem(&form), Some(AppProblem::NoTenant));
        form.tenant = "contoso.com".into();
        let ask = form.ask(Some(&entry)).unwrap();
        assert_eq!(ask.path, SignInPath::OwnApp);
        assert_eq!(ask.app.unwrap().client_id, form.client_id.trim());
        // A way that this provider has not is none.
        form.path = Some(SignInPath::Device);
        assert_eq!(form.ask(Some(&entry)).unwrap().path, SignInPath::Operator);
    }

    #[test]
    fn the_form_survives_storage_without_its_problems() {
        let mut form = typed("a@b.example", "c@d.example");
        form.kind = MailboxKind::Shared;
        let kept = form.clone();
        form.problems.mailbox = Some(AddressError::Empty);
        let text = serde_json::to_string(&form).unwrap();
        assert_eq!(serde_json::from_str::<Form>(&text).unwrap(), kept);
    }
}
