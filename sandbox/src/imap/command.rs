//! A client's line, taken apart (RFC 3501 §2.2.1).

/// A command.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Command<'a> {
    /// Echoed in the answer.
    pub tag: &'a str,
    /// The command's name, as the client spells it.
    pub name: &'a str,
    /// What follows.
    pub arguments: &'a str,
}

impl<'a> Command<'a> {
    /// Takes a line apart; `None` when it has no tag or no name.
    pub fn read(line: &'a str) -> Option<Self> {
        let (tag, rest) = line.split_once(' ')?;
        let (name, arguments) = rest.split_once(' ').unwrap_or((rest, ""));
        (!tag.is_empty() && !name.is_empty()).then_some(Self {
            tag,
            name,
            arguments,
        })
    }

    /// Whether this is the named command.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_tag_name_and_the_rest() {
        let command = Command::read("A1 examine INBOX (CONDSTORE)").unwrap();
        assert!(command.is("EXAMINE"));
        assert_eq!(
            (command.tag, command.arguments),
            ("A1", "INBOX (CONDSTORE)")
        );
        assert_eq!(Command::read("A2 LOGOUT").unwrap().arguments, "");
        for line in ["", "A1", " A1 NOOP", "A1 "] {
            assert_eq!(Command::read(line), None, "{line}");
        }
    }
}
