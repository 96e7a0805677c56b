//! The report for a public forum: the same words about other people.

use shared::case::Case;

use crate::report::anonymise::anonymise;
use crate::report::markdown;

/// What may still stand in it: nobody knows all that servers and people write.
const READ_AGAIN: &str = "\n_Addresses, names, ids and IP addresses were replaced, each by the same stand-in everywhere. What \
    servers and people wrote may name more than that: read it once more before you post it._\n";

/// Writes the Markdown report with addresses, names, ids, private hosts and IP addresses replaced, each everywhere
/// by the same stand-in. `now` is the reader's clock, seconds since 1970.
pub fn write(case: &Case, now: i64) -> String {
    markdown::write(&anonymise(case), now) + READ_AGAIN
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{ExampleId, example};

    #[test]
    fn nobody_is_named() {
        for id in ExampleId::ALL {
            let text = write(&example(id).unwrap(), 1_790_000_000).to_lowercase();
            for private in ["contoso", "alex", "52.97."] {
                assert!(!text.contains(private), "{private} in\n{text}");
            }
        }
    }

    #[test]
    fn the_same_person_is_the_same_stand_in() {
        let text = write(&example(ExampleId::NoFullAccess).unwrap(), 1_790_000_000);
        assert!(text.contains("- Mailbox: user1@domain1.example"));
        assert!(text.contains("- Signed in as: user2@domain1.example"));
        assert!(text.contains("outlook.office365.com:993"));
    }
}
