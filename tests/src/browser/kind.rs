//! The kinds of browsers, and the walls that each has between sites.

/// A browser and how it is set.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// Chromium as its driver starts it: pop-ups open by themselves.
    Chromium,
    /// Chromium as strict as people have it: a framed page has storage of its own under each site that frames it and
    /// no cookies, and a window opens only when somebody clicks.
    StrictChromium,
    /// Chromium with all of that off. What a test sees in the strict one is the wall only if it is not seen here.
    OpenChromium,
    /// Chromium of a phone: a finger, and nothing that hovers.
    Phone,
    /// Chromium as a web view inside another application says that it is.
    WebView,
    /// Firefox as people have it, which is strict.
    Firefox,
    /// Firefox with all of that off.
    OpenFirefox,
}

impl Kind {
    /// As people have them.
    pub const STRICT: [Self; 2] = [Self::StrictChromium, Self::Firefox];
    /// Without the walls.
    pub const OPEN: [Self; 2] = [Self::OpenChromium, Self::OpenFirefox];

    pub(super) fn maker(self) -> Maker {
        match self {
            Self::Chromium
            | Self::StrictChromium
            | Self::OpenChromium
            | Self::Phone
            | Self::WebView => Maker::Google,
            Self::Firefox | Self::OpenFirefox => Maker::Mozilla,
        }
    }
}

/// Whose browser and driver it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Maker {
    Google,
    Mozilla,
}
