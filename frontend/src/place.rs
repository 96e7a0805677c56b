//! Where this page stands: alone, in a portal's frame, or in the window that such a frame opened.

use crate::embed::given::Given;

/// Where it stands, with what is known of whoever it stands with.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Place {
    /// A page of its own.
    #[default]
    Page,
    /// In a frame of a portal's page. Nobody signs in here.
    Frame(Box<Framed>),
    /// At top level, opened by such a frame: here somebody signs in, and the check runs.
    Window(Visit),
    /// The page that makes the tag for a portal.
    Setup,
}

/// A frame.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Framed {
    /// The origin of the page around it, once it is known and allowed.
    pub portal: Option<String>,
    /// What the portal gave along.
    pub given: Given,
    /// How a sign-in begins here.
    pub opens: Opens,
    /// The window beside it.
    pub aside: Aside,
    /// Where a link leads, when the browser opens no window by itself.
    pub links: Links,
    /// How often the portal has said hello.
    pub hellos: u32,
    /// How often it has asked for the result again.
    pub wanted: u32,
    /// How often it has asked to begin.
    pub starts: u32,
}

/// Two addresses, without the origin: they are of this page.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Links {
    /// The window beside the frame.
    pub window: String,
    /// The whole page, with the same question.
    pub page: String,
}

/// How a sign-in begins from a frame.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Opens {
    /// In a window beside the portal.
    #[default]
    Window,
    /// In a tab with the whole page: a phone or tablet shows one window at a time.
    Tab,
    /// In the place of the portal: the web view of another application has one window alone.
    Here,
}

/// The window beside a frame.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Aside {
    /// There is none.
    #[default]
    None,
    /// It was opened, and has not answered yet.
    Opening,
    /// It answered.
    Open,
    /// It was closed, after which what it showed stands here alone.
    Closed,
    /// It was closed before it showed anything.
    GivenUp,
    /// The browser did not open it.
    Blocked,
    /// The portal's frame forbids windows.
    Sandboxed,
    /// The whole page was opened in its place.
    Elsewhere,
}

/// A window that a frame opened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Visit {
    /// The portal whose frame it was.
    pub portal: Option<String>,
    /// Whether that frame answers.
    pub met: Met,
    /// The provider's window.
    pub second: Second,
    /// The frame forbids what a sign-in needs, and this window inherited it.
    pub sandboxed: bool,
}

/// Whether the frame that opened a window answers.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Met {
    /// It was asked.
    #[default]
    Asked,
    /// It answers.
    Linked,
    /// Nobody has answered: this is a page like any other.
    Nobody,
    /// It answered, and is gone.
    Gone,
}

/// The provider's window.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Second {
    /// There is none.
    #[default]
    None,
    /// It was opened.
    Open,
    /// The browser did not open it: a link leads there.
    Blocked(String),
}

impl Place {
    /// What stands at this path. `framed` when the page stands in a frame, `opened` when a window opened it.
    pub fn at(path: &str, framed: bool, opened: bool) -> Self {
        match path {
            "/embed" if framed => Self::Frame(Box::default()),
            "/window" if opened && !framed => Self::Window(Visit::default()),
            "/embed/setup" => Self::Setup,
            _ => Self::Page,
        }
    }

    /// The frame, if this is one.
    pub fn frame(&self) -> Option<&Framed> {
        match self {
            Self::Frame(frame) => Some(frame),
            Self::Page | Self::Window(_) | Self::Setup => None,
        }
    }

    /// The window of a frame, if this is one and the frame has answered.
    pub fn visit(&self) -> Option<&Visit> {
        match self {
            Self::Window(visit) if matches!(visit.met, Met::Linked | Met::Gone) => Some(visit),
            _ => None,
        }
    }

    /// Whether what is shown here goes on in another window.
    pub fn goes_on_beside(&self) -> bool {
        self.frame().is_some_and(|frame| frame.aside == Aside::Open)
    }

    /// Its name in the document, for the style sheet.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Page | Self::Setup => "page",
            Self::Frame(_) => "frame",
            Self::Window(_) => "window",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_alone_makes_no_frame_and_no_window() {
        let code = |path, framed, opened| Place::at(path, framed, opened).code();
        assert_eq!(code("/embed", true, false), "frame");
        assert_eq!(code("/window", false, true), "window");
        for (path, framed, opened) in [
            ("/", false, false),
            ("/embed", false, false),
            ("/embed", false, true),
            ("/window", false, false),
            ("/window", true, true),
            ("/oauth/callback", false, true),
            ("/embedded", true, true),
        ] {
            assert_eq!(code(path, framed, opened), "page", "{path}");
        }
    }
}
