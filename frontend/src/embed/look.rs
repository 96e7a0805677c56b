//! How a portal wants the frame to look. Values come from another site: only plain ones are taken, and none that would
//! make words unreadable.

/// The look.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Look {
    /// Light or dark; the reader's own choice where nothing is said.
    pub scheme: Option<Scheme>,
    /// Less space between things.
    pub compact: bool,
    /// The colour of the main button and of links.
    pub accent: Option<Colour>,
    /// The colour behind everything.
    pub background: Option<Colour>,
    /// The colour of words.
    pub text: Option<Colour>,
    /// Names of fonts.
    pub font: Option<String>,
    /// The radius of corners, in CSS pixels.
    pub radius: Option<u8>,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Scheme {
    /// Dark words on a light ground.
    Light,
    /// The reverse.
    Dark,
}

/// A colour, as `#rrggbb`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Colour([u8; 3]);

/// The least contrast of words with their ground (WCAG 2.2, 1.4.3).
const CONTRAST: f64 = 4.5;

/// The roundest corner, in CSS pixels.
const ROUNDEST: u8 = 24;

impl Look {
    /// Takes one value over. What is not understood changes nothing.
    pub fn set(&mut self, name: &str, value: &str) {
        match name {
            "theme" | "scheme" => match value {
                "light" => self.scheme = Some(Scheme::Light),
                "dark" => self.scheme = Some(Scheme::Dark),
                "auto" | "" => self.scheme = None,
                _ => {}
            },
            "density" => match value {
                "compact" => self.compact = true,
                "normal" | "" => self.compact = false,
                _ => {}
            },
            "accent" => take(&mut self.accent, Colour::read(value)),
            "background" => take(&mut self.background, Colour::read(value)),
            "text" => take(&mut self.text, Colour::read(value)),
            "font" => take(&mut self.font, fonts(value)),
            "radius" => take(&mut self.radius, radius(value)),
            _ => {}
        }
    }

    /// The custom properties that it sets. A colour that words could not be read on, or in, is left out; so is one
    /// whose counterpart is not named, since the page's own changes with light and dark.
    pub fn properties(&self) -> Vec<(&'static str, String)> {
        let mut set = Vec::new();
        if let (Some(ground), Some(words)) = (self.background, self.text)
            && ground.contrast(words) >= CONTRAST
        {
            set.extend([
                ("--paper", ground.css()),
                ("--raised", ground.css()),
                ("--ink", words.css()),
                ("--quiet", words.css()),
            ]);
        }
        if let Some(accent) = self.accent {
            set.extend([
                ("--accent", accent.css()),
                ("--accent-strong", accent.css()),
                ("--on-accent", accent.words_on().css()),
            ]);
            if self
                .background
                .is_some_and(|ground| ground.contrast(accent) >= CONTRAST)
            {
                set.push(("--link", accent.css()));
            }
        }
        set.extend(self.font.clone().map(|font| ("--font", font)));
        set.extend(
            self.radius
                .map(|radius| ("--radius", format!("{radius}px"))),
        );
        set
    }
}

/// All properties that a look may set, so that an earlier one can be taken back.
pub const PROPERTIES: [&str; 10] = [
    "--paper",
    "--raised",
    "--ink",
    "--quiet",
    "--accent",
    "--accent-strong",
    "--on-accent",
    "--link",
    "--font",
    "--radius",
];

fn take<T>(place: &mut Option<T>, value: Option<T>) {
    if value.is_some() {
        *place = value;
    }
}

impl Colour {
    const BLACK: Self = Self([0; 3]);
    const WHITE: Self = Self([255; 3]);

    fn read(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        Some(Self([part(0)?, part(2)?, part(4)?]))
    }

    fn css(self) -> String {
        let [red, green, blue] = self.0;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    /// Relative luminance (WCAG 2.2).
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126_f64.mul_add(red, 0.7152_f64.mul_add(green, 0.0722 * blue))
    }

    /// Contrast ratio (WCAG 2.2).
    fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// Black or white, whichever is read better. One of them always has 4.5.
    fn words_on(self) -> Self {
        if self.contrast(Self::WHITE) >= self.contrast(Self::BLACK) {
            Self::WHITE
        } else {
            Self::BLACK
        }
    }
}

/// Names of fonts, and nothing that could be more than a name.
fn fonts(text: &str) -> Option<String> {
    let text = text.trim();
    let plain = |b: u8| b.is_ascii_alphanumeric() || b" ,-'\"".contains(&b);
    let fine = !text.is_empty() && text.len() <= 200 && text.bytes().all(plain);
    fine.then(|| text.to_owned())
}

fn radius(text: &str) -> Option<u8> {
    let text = text.trim();
    let number = text.strip_suffix("px").unwrap_or(text).parse().ok()?;
    (number <= ROUNDEST).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(values: &[(&str, &str)]) -> Look {
        let mut look = Look::default();
        for (name, value) in values {
            look.set(name, value);
        }
        look
    }

    #[test]
    fn plain_values_are_taken() {
        let look = look(&[
            ("theme", "dark"),
            ("density", "compact"),
            ("accent", "#0055aa"),
            ("background", "#FFFFFF"),
            ("text", "#222222"),
            ("font", "\"Segoe UI\", sans-serif"),
            ("radius", "4px"),
        ]);
        assert_eq!((look.scheme, look.compact), (Some(Scheme::Dark), true));
        let set = look.properties();
        for expected in [
            ("--accent", "#0055aa"),
            ("--on-accent", "#ffffff"),
            ("--link", "#0055aa"),
            ("--paper", "#ffffff"),
            ("--ink", "#222222"),
            ("--font", "\"Segoe UI\", sans-serif"),
            ("--radius", "4px"),
        ] {
            let expected = (expected.0, expected.1.to_owned());
            assert!(set.contains(&expected), "{expected:?} in {set:?}");
        }
        assert!(set.iter().all(|(name, _)| PROPERTIES.contains(name)));
    }

    #[test]
    fn what_could_be_more_than_a_value_is_not_taken() {
        let values = [
            "red",
            "#fff",
            "#gggggg",
            "#ffffff;",
            "url(https://evil.test)",
            "var(--ink)",
            "expression(alert(1))",
            "9999px",
            "-1",
            "25",
            "é",
            "",
        ];
        for value in values {
            let look = look(&["accent", "background", "text", "radius"].map(|name| (name, value)));
            assert_eq!(look, Look::default(), "{value}");
        }
        for value in ["a;b", "url(x)", "a}b", "a\\b", "a/*b", &"a".repeat(201)] {
            assert_eq!(look(&[("font", value)]), Look::default(), "{value}");
        }
    }

    /// Nobody can hide words from the person in front of the frame.
    #[test]
    fn words_that_could_not_be_read_stay_as_they_are() {
        for (ground, words) in [
            ("#ffffff", "#ffffff"),
            ("#ffffff", "#999999"),
            ("#222222", "#000000"),
        ] {
            let look = look(&[("background", ground), ("text", words)]);
            assert_eq!(look.properties(), [], "{words} on {ground}");
        }
        assert_eq!(look(&[("text", "#ffffff")]).properties(), []);
    }

    #[test]
    fn words_on_any_accent_can_be_read() {
        for step in 0..=255_u8 {
            for colour in [[step, step, step], [step, 0, 255 - step], [0, step, 128]] {
                let colour = Colour(colour);
                assert!(
                    colour.contrast(colour.words_on()) >= CONTRAST,
                    "{}",
                    colour.css()
                );
            }
        }
    }
}
