//! What can happen.

use shared::case::Case;
use shared::event::ServerFrame;
use shared::evidence::lasting::Lasting;
use shared::evidence::signin::{SignIn, SignInFailure};
use shared::path::SignInPath;
use shared::plan::Protocol;
use shared::provider::{Provider, ProviderId, PublicConfig};
use shared::request::{Ask, MailboxKind};
use shared::token::TokenFacts;
use shared::told::Told;

use crate::embed::mirror::Mirror;
use crate::found::Found;
use crate::place::{Aside, Links, Met, Second};
use crate::report::ReadError;
use crate::state::paste::PasteEdit;
use crate::state::shelf::Turn;
use crate::state::{ConfigTrouble, Copied, Form, Hand, Problems, Source, TokenLife, Trouble, Why};

/// One thing that happened. The clock comes in with it where it counts.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The settings are being fetched again.
    ConfigAsked,
    /// The settings came.
    ConfigReady(PublicConfig),
    /// They did not.
    ConfigFailed(ConfigTrouble),
    /// A field was edited.
    Edit(Edit),
    /// A form that was kept across a sign-in or a reload.
    FormKept(Form),
    /// The form was sent and is not whole.
    FormRefused(Problems),
    /// The browser is sent to the provider.
    Leaving,
    /// Something happened on the way to a token.
    Way(Way),
    /// Something happened between a portal, its frame and the window of that.
    Embedded(Embedded),
    /// The provider's answer is being exchanged for a token.
    Returning,
    /// A token was given.
    SignedIn(Box<Granted>),
    /// None was given.
    SignInFailed {
        /// The question with its provider, when the answer belongs to one.
        about: Option<Box<(Ask, Provider)>>,
        /// Why.
        failure: SignInFailure,
        /// The reader's clock.
        now: i64,
    },
    /// A check begins, the first of this sign-in or another.
    CheckBegan {
        /// Its number on this page. A frame of another number is too late.
        run: u32,
        /// Why it runs.
        why: Why,
        /// The reader's clock.
        now: i64,
    },
    /// The relay says something about a check.
    Frame {
        /// Which check.
        run: u32,
        /// What it says.
        frame: ServerFrame,
        /// The reader's clock.
        now: i64,
    },
    /// A check cannot go on.
    CheckBroke {
        /// Which check.
        run: u32,
        /// The reader's clock.
        now: i64,
        /// Why.
        trouble: Trouble,
    },
    /// The person ends the check.
    Cancelled,
    /// Time passed, and something may have ended by it.
    Clock(i64),
    /// The window came into sight, or went out of it.
    InSight {
        /// Whether anybody can see it.
        seen: bool,
        /// The reader's clock.
        now: i64,
    },
    /// Something happened behind the result.
    Behind(Behind),
    /// The second door opens.
    PasteOpened,
    /// A field of it was edited.
    PasteEdited(PasteEdit),
    /// Its words are to be read.
    PasteRead {
        /// The reader's clock.
        now: i64,
    },
    /// Something happened to a page of the catalogue.
    Shelf(Turn),
    /// Something stands in the way that belongs to no check.
    Stopped(Trouble),
    /// A case that was not checked here.
    CaseOpened {
        /// The case.
        case: Box<Case>,
        /// Where it comes from.
        source: Source,
        /// The reader's clock.
        now: i64,
    },
    /// A file that is no report.
    ReportRefused(ReadError),
    /// Something is on the clipboard, or the clipboard refused.
    CopyEnded(Option<Copied>),
    /// The browser puts the page aside, perhaps to show it again. The token is gone, and so is whatever ran.
    PutAside,
    /// The remark was read.
    NoticeClosed,
    /// Back to the form, which stands as it was.
    BackToForm,
}

/// What happens on the way to a token, besides leaving and returning.
#[derive(Clone, Debug, PartialEq)]
pub enum Way {
    /// An administrator came back from consenting, or somebody who says so.
    Consented,
    /// Something was found out about a domain of the form, or that nothing is known of it.
    Found(Found),
    /// A link filled in the form.
    Prefilled(Form),
    /// The person came back from the provider without an answer (the browser's Back).
    CameBack,
    /// The person says no more about what the provider's page showed.
    NothingSaid,
    /// Something secret is needed from the person.
    HandAsked(Hand),
    /// A code has to be typed on another device.
    DeviceBegun {
        /// The code.
        user_code: String,
        /// Where.
        verification_uri: String,
        /// When it ends, seconds since 1970.
        ends: i64,
        /// The reader's clock.
        now: i64,
    },
}

/// What happens between a portal, its frame and the window of that.
#[derive(Clone, Debug, PartialEq)]
pub enum Embedded {
    /// In the frame: the portal around it is known.
    Portal(String),
    /// In the frame: the portal says hello once more.
    Hello,
    /// In the frame: the portal fills in the form, and asks the person to begin.
    Started(Option<Form>),
    /// In the frame: the portal wants the result again.
    ReportWanted,
    /// In the frame: a window was asked for.
    SetOut {
        /// Where it, and the whole page, can be found.
        links: Links,
        /// What became of it.
        aside: Aside,
    },
    /// In the frame: something became of the window beside it.
    Aside(Aside),
    /// In the frame: how that window looks now.
    Mirrored(Box<Mirror>),
    /// In the window: whether the frame answers.
    Met(Met),
    /// In the window: who asks, and what.
    Welcomed {
        /// The portal.
        portal: Option<String>,
        /// The form as it stands there.
        form: Box<Form>,
    },
    /// In the window: the provider's window.
    Second(Second),
    /// In the provider's window: its answer was handed over.
    HandedOver,
}

/// What happens behind a result.
#[derive(Clone, Debug, PartialEq)]
pub enum Behind {
    /// The person wants no second looks.
    LooksStopped,
    /// The person's own mailbox is not to be opened to compare.
    OwnMailboxSpared,
    /// A person answered a question.
    Told(Told),
    /// What people answered is taken back.
    Untold,
    /// What stands in the box for the answer of PowerShell.
    AnswerTyped(String),
    /// What was pasted as an answer holds none.
    AnswerUnread,
    /// Something was changed then, or nothing was.
    Changed {
        /// When, seconds since 1970; absent to stop checking.
        at: Option<i64>,
        /// The reader's clock.
        now: i64,
    },
}

/// An edit of one field.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// The mailbox.
    Mailbox(String),
    /// The provider; `None` goes back to the guess.
    Provider(Option<ProviderId>),
    /// Whose mailbox it is.
    Kind(MailboxKind),
    /// The account that should sign in.
    Account(String),
    /// "I don't know" beside it.
    AccountUnknown(bool),
    /// Whether this protocol is to be tried.
    Protocol(Protocol, bool),
    /// Whether the mailbox of the account that signs in stays closed.
    SpareOwnMailbox(bool),
    /// How the token is obtained.
    Path(SignInPath),
    /// The id of the asker's own application.
    ClientId(String),
    /// Its tenant.
    Tenant(String),
    /// Whether the application that a link named is the person's organisation's.
    KnowsApp(bool),
    /// Whether the sign-in is to be tried for its length.
    WillLast(bool),
}

/// What a sign-in gave, the token aside.
#[derive(Clone, Debug, PartialEq)]
pub struct Granted {
    /// The question.
    pub ask: Ask,
    /// The provider's entry that was signed in with.
    pub provider: Provider,
    /// How it ended.
    pub sign_in: SignIn,
    /// What the token says.
    pub facts: TokenFacts,
    /// What became of the refresh token, when it was tried.
    pub lasting: Option<Lasting>,
    /// How long the token lives.
    pub life: TokenLife,
    /// The reader's clock.
    pub now: i64,
}

impl Granted {
    /// The case so far.
    pub fn case(&self) -> Case {
        let mut case = Case::new(self.ask.clone(), self.provider.clone());
        case.sign_in = Some(self.sign_in.clone());
        case.lasting.clone_from(&self.lasting);
        case.token_facts = Some(self.facts.clone());
        case
    }
}
