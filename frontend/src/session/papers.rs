//! Giving out the report: on the clipboard, or as a file.

use super::{To, copy};
use crate::browser::files;
use crate::intent::Paper;
use crate::report;
use crate::state::{Copied, State};

/// Gives out the report of the case that is shown; nothing without one.
pub(super) fn give_out(to: &To, state: &State, paper: Paper) {
    let Some(case) = &state.case else {
        return;
    };
    match paper {
        Paper::Copied => copy(to, report::markdown::write(case, state.now), Copied::Report),
        Paper::CopiedForPublic => copy(to, report::public::write(case, state.now), Copied::Public),
        Paper::Json => {
            if let Some(text) = report::to_json(case) {
                files::save("greencheck-report.json", "application/json", &text);
            }
        }
        Paper::Markdown => {
            let text = report::markdown::write(case, state.now);
            files::save("greencheck-report.md", "text/markdown", &text);
        }
    }
}
