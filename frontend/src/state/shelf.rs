//! A page of the catalogue that is being read, and the values for its commands.

use std::rc::Rc;

use shared::case::Case;
use shared::catalogue::Page;
use shared::remedy::values::Values;

/// What is being read.
#[derive(Clone, Debug, PartialEq)]
pub struct Shelf {
    /// The code of the cause.
    pub code: String,
    /// The page.
    pub page: Fetched,
    /// The values that were typed here.
    pub typed: Values,
}

/// How far the page is.
#[derive(Clone, Debug, PartialEq)]
pub enum Fetched {
    /// On the way.
    Coming,
    /// Here.
    Here(Rc<Page>),
    /// Not to be had.
    Missing,
}

/// What happens to it.
#[derive(Clone, Debug, PartialEq)]
pub enum Turn {
    /// It is wanted: the code of its cause.
    Asked(String),
    /// It came, or it did not.
    Came {
        /// Which.
        code: String,
        /// The page.
        page: Option<Rc<Page>>,
    },
    /// It was read.
    Closed,
    /// A value for its commands was typed.
    Filled(Blank, String),
}

/// The next page. An answer about another one is too late.
pub fn reduce(shelf: &mut Option<Shelf>, what: Turn) {
    match what {
        Turn::Asked(code) => *shelf = Some(Shelf::new(code)),
        Turn::Came { code, page } => {
            if let Some(shelf) = shelf.as_mut().filter(|shelf| shelf.code == code) {
                shelf.page = page.map_or(Fetched::Missing, Fetched::Here);
            }
        }
        Turn::Closed => *shelf = None,
        Turn::Filled(blank, typed) => {
            if let Some(shelf) = shelf {
                shelf.fill(blank, typed);
            }
        }
    }
}

/// A value that can be typed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Blank {
    /// The mailbox.
    Mailbox,
    /// The account that signs in.
    Account,
}

impl Shelf {
    /// A page that is asked for.
    pub fn new(code: String) -> Self {
        Self {
            code,
            page: Fetched::Coming,
            typed: Values::default(),
        }
    }

    /// Takes a typed value.
    pub fn fill(&mut self, blank: Blank, typed: String) {
        let typed = Some(typed).filter(|typed| !typed.trim().is_empty());
        match blank {
            Blank::Mailbox => self.typed.mailbox = typed,
            Blank::Account => self.typed.account = typed,
        }
    }

    /// What stands in the places: what was typed here, else what the case on this page knows. Nothing comes from an
    /// address bar.
    pub fn values(&self, case: Option<&Case>) -> Values {
        let known = case.map(Values::of).unwrap_or_default();
        Values {
            mailbox: self.typed.mailbox.clone().or(known.mailbox),
            account: self.typed.account.clone().or(known.account),
            ..known
        }
    }
}
