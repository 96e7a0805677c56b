//! What the person can ask the page to do. [`crate::session::use_session`] gives the one callback that takes it.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use shared::evidence::signin::Saw;
use shared::secret::Secret;
use shared::told::Told;

use crate::examples::ExampleId;
use crate::state::Edit;
use crate::state::paste::PasteEdit;
use crate::state::shelf::Blank;

/// A wish on the way to a token.
#[derive(Clone, Debug, PartialEq)]
pub enum Onward {
    /// Say what the provider's page showed.
    Saw(Saw),
    /// Say it in that page's own words.
    SawWords(String),
    /// Say nothing about it.
    SawNothing,
    /// The provider's window gave no answer.
    CameBack,
    /// Hand over something secret that was typed.
    HandOver(Handed),
}

/// Something secret that was typed: taken once, never drawn, printed or compared.
#[derive(Clone)]
pub struct Handed(Rc<RefCell<Option<Secret>>>);

impl Handed {
    /// Takes it over from the field that it was typed into.
    pub fn new(typed: String) -> Self {
        Self(Rc::new(RefCell::new(Some(Secret::new(typed)))))
    }

    /// Gives it away; a second call gives nothing.
    pub fn take(&self) -> Option<Secret> {
        self.0.take()
    }
}

impl PartialEq for Handed {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for Handed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// A wish about the window beside a frame, or the frame beside a window.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Beside {
    /// In the frame: bring the window to the front.
    Go,
    /// In the frame: close the window, whatever it does.
    Close,
    /// In the window: close it, back to the portal.
    Leave,
}

/// The report, in one of its forms.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Paper {
    /// On the clipboard, as Markdown.
    Copied,
    /// On the clipboard, as Markdown without names and addresses.
    CopiedForPublic,
    /// Saved as JSON, which this page can open again.
    Json,
    /// Saved as Markdown.
    Markdown,
}

/// One wish. What it leads to comes back as changes of [`crate::state::State`].
#[derive(Clone, Debug, PartialEq)]
pub enum Intent {
    /// Edit a field of the form.
    Edit(Edit),
    /// Send the form: sign in at the provider, then check. A form that is not whole gets its problems instead.
    SignIn,
    /// Go on, on the way to a token.
    OnTheWay(Onward),
    /// Something about the window beside this page.
    Beside(Beside),
    /// At the pause: sign in again, as the account that was meant. Elsewhere: sign in again as before.
    SignInAgain,
    /// At the pause: go on with the account that signed in.
    ContinueAnyway,
    /// Check again: with the same token while it lives, else with a new sign-in.
    CheckAgain,
    /// No more second looks.
    StopLooks,
    /// Leave the mailbox of the account that signed in closed.
    SpareOwnMailbox,
    /// Answer a question.
    Tell(Told),
    /// Edit the box for what PowerShell printed.
    EditAnswer(String),
    /// Read what stands in it.
    TellExchange,
    /// Take the answers back.
    Untell,
    /// Something was changed just now.
    KeepChecking,
    /// It was changed at this time of day, as typed.
    ChangedAt(String),
    /// Stop checking again and again.
    StopChecking,
    /// Open the second door.
    OpenPaste,
    /// Edit a field of it.
    EditPaste(PasteEdit),
    /// Read its words.
    ReadPaste,
    /// Show a page of the catalogue.
    OpenCause(String),
    /// Close it.
    CloseCause,
    /// Fill in a value of its commands.
    FillCause(Blank, String),
    /// Print what is shown.
    Print,
    /// End the running check.
    Cancel,
    /// Back to the form, which stands as it was. The token is dropped.
    Back,
    /// Ask the relay for its settings again.
    LoadConfig,
    /// Load the page again and keep the form.
    Reload,
    /// Show an example.
    OpenExample(ExampleId),
    /// Show a report from a file.
    OpenReport(web_sys::File),
    /// Put a command or another short text on the clipboard.
    CopyText(String),
    /// Give out the report.
    GiveOut(Paper),
    /// The remark was read.
    CloseNotice,
}
