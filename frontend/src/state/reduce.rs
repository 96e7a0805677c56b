//! One state and one thing that happened give the next state.

mod behind;
mod embedded;
mod ways;

use shared::address::Address;
use shared::case::Case;
use shared::event::ServerFrame;
use shared::evidence::signin::{SignIn, SignInFailure};
use shared::refusal::Refusal;
use shared::request::MailboxKind;

use crate::found;
use crate::report::distrust;
use crate::state::{
    Action, Config, Edit, Form, Granted, Looks, Notice, Source, Stage, State, Trouble, Watch, shelf,
};

/// The next state. What does not fit the present one, such as a frame of an earlier check, changes nothing.
pub fn reduce(mut state: State, action: Action) -> State {
    match action {
        Action::ConfigAsked => state.config = Config::Loading,
        Action::ConfigReady(config) => state.config = Config::Ready(config),
        Action::ConfigFailed(trouble) => state.config = Config::Failed(trouble),
        Action::Edit(edit) => {
            if let Some(linked) = &mut state.linked {
                linked.edited(&edit);
            }
            apply(&mut state.form, edit);
        }
        Action::FormKept(form) => {
            state.form = form;
            state.linked = None;
        }
        Action::FormRefused(problems) => {
            state.form.problems = problems;
            state.stage = Stage::Ask;
        }
        Action::Leaving => {
            state.stage = Stage::Leaving;
            state.notice = None;
            state.unanswered = false;
        }
        Action::Way(what) => ways::reduce(&mut state, what),
        Action::Embedded(what) => embedded::reduce(&mut state, what),
        Action::Returning => state.stage = Stage::Returning,
        Action::SignedIn(granted) => signed_in(&mut state, &granted),
        Action::SignInFailed {
            about,
            failure,
            now,
        } => {
            forget(&mut state);
            state.case = about.map(|about| {
                let (ask, provider) = *about;
                let redirect_uri = state.ready().map(|config| config.redirect_uri(&provider));
                let mut case = Case::new(ask, provider);
                case.redirect_uri = redirect_uri;
                case.sign_in = Some(SignIn::Failed(failure.clone()));
                case.mailbox_tenant = home(&state);
                case
            });
            state.stage = after_sign_in(state.case.is_some(), failure);
            state.now = now;
        }
        Action::CheckBegan { run, why, now } if state.case.is_some() => {
            behind::began(&mut state, run, why, now);
        }
        Action::Frame { run, frame, now } => {
            if state.running.is_some_and(|running| running.run == run) {
                state.now = now;
                heard(&mut state, &frame);
            }
        }
        Action::CheckBroke { run, now, trouble } => {
            if state.running.is_some_and(|running| running.run == run) {
                state.now = now;
                behind::stop(&mut state, trouble);
            }
        }
        Action::Clock(now) => state.now = now,
        Action::InSight { seen, now } => {
            state.now = now;
            state.out_of_sight = !seen;
            state.looks.shown = now;
        }
        Action::Behind(what) => behind::reduce(&mut state, what),
        Action::PasteOpened => {
            forget(&mut state);
            state.stage = Stage::Paste;
        }
        Action::PasteEdited(edit) => state.paste.edit(edit),
        Action::PasteRead { now } => paste(&mut state, now),
        Action::Shelf(what) => {
            // The clock of whoever comes back from the catalogue was told just before.
            state.looks.shown = state.now;
            shelf::reduce(&mut state.shelf, what);
        }
        Action::Cancelled => {
            forget(&mut state);
            state.notice = Some(Notice::Cancelled);
        }
        Action::Stopped(trouble) => behind::stop(&mut state, trouble),
        Action::CaseOpened { case, source, now } => opened(&mut state, *case, source, now),
        Action::ReportRefused(why) => state.notice = Some(Notice::ReportRefused(why)),
        Action::CopyEnded(copied) => {
            state.notice = Some(copied.map_or(Notice::CopyFailed, Notice::Copied));
        }
        Action::NoticeClosed => state.notice = None,
        Action::BackToForm => forget(&mut state),
        Action::PutAside => put_aside(&mut state),
        Action::CheckBegan { .. } => {}
    }
    if on_the_way(&state.stage) {
        // Whoever goes on with what a link filled in has made it theirs.
        state.linked = None;
    }
    state
}

/// Whether the person has gone on with the form, and no answer is here yet.
const fn on_the_way(stage: &Stage) -> bool {
    matches!(
        stage,
        Stage::Leaving
            | Stage::Returning
            | Stage::Hand(_)
            | Stage::Device { .. }
            | Stage::Confirm { .. }
            | Stage::Checking
    )
}

/// A case that was not looked into here and now.
fn opened(state: &mut State, mut case: Case, source: Source, now: i64) {
    if source == Source::Report {
        distrust(&mut case, state.ready());
    }
    forget(state);
    state.stage = match &case.sign_in {
        Some(SignIn::Failed(failure)) => after_sign_in(true, failure.clone()),
        _ => Stage::Done,
    };
    state.case = Some(case);
    state.source = source;
    state.now = now;
}

/// A provider's refusal is a finding like any other. What is wrong with the answer itself is not about the mailbox.
fn after_sign_in(known: bool, failure: SignInFailure) -> Stage {
    match failure {
        SignInFailure::Provider { .. }
        | SignInFailure::Unreachable
        | SignInFailure::UnreachableForRelay
        | SignInFailure::Stayed { .. }
            if known =>
        {
            Stage::Done
        }
        failure => Stage::Trouble(Trouble::SignIn(failure)),
    }
}

fn paste(state: &mut State, now: i64) {
    match state.paste.case(state.ready()) {
        Ok(case) => {
            forget(state);
            state.stage = Stage::Done;
            state.case = Some(case);
            state.source = Source::Pasted;
        }
        Err(problems) => {
            state.paste.problems = problems;
            state.stage = Stage::Paste;
        }
    }
    state.now = now;
}

/// Who signed in and who was meant to, when these are two by the look of their addresses: then the check waits.
///
/// A mere difference proves nothing (a user principal name and a mailbox address may differ), so it asks and never
/// judges. Nothing is asked where nobody was named: a shared or unknown mailbox without an account.
pub fn pause(case: &Case) -> Option<(String, Address)> {
    let meant = match (&case.ask.account, case.ask.kind) {
        (Some(account), _) => account,
        (None, MailboxKind::Own) => case.ask.mailbox.as_ref()?,
        // An alias is by definition another name than the one that signs in.
        (
            None,
            MailboxKind::Alias
            | MailboxKind::OtherUser
            | MailboxKind::Shared
            | MailboxKind::Unknown,
        ) => return None,
    };
    let signed_in = case.signed_in_as()?;
    (!meant.same_as(signed_in)).then(|| (signed_in.to_owned(), meant.clone()))
}

fn apply(form: &mut Form, edit: Edit) {
    match edit {
        Edit::Mailbox(typed) => {
            form.mailbox = typed;
            // What was changed was changed for another mailbox.
            form.changed_at = None;
            form.problems.mailbox = None;
            // The guess may be another one now.
            form.problems.provider = None;
        }
        Edit::Provider(chosen) => {
            form.provider = chosen;
            form.provider_of_link = false;
            form.problems.provider = None;
        }
        Edit::Kind(kind) => form.kind = kind,
        Edit::Account(typed) => {
            form.account = typed;
            form.problems.account = None;
        }
        Edit::Protocol(protocol, ticked) => {
            form.protocols.retain(|known| *known != protocol);
            form.protocols.extend(ticked.then_some(protocol));
            form.problems.protocols = false;
        }
        Edit::SpareOwnMailbox(spare) => form.spare_own_mailbox = spare,
        Edit::Path(path) => {
            form.path = Some(path);
            form.problems.app = None;
        }
        Edit::ClientId(typed) => {
            form.client_id = typed;
            form.app_of_link = false;
            form.problems.app = None;
        }
        Edit::Tenant(typed) => {
            form.tenant = typed;
            form.problems.app = None;
        }
        Edit::KnowsApp(knows) => {
            form.knows_app = knows;
            form.problems.stranger = false;
        }
        Edit::WillLast(wanted) => form.will_last = wanted,
        Edit::AccountUnknown(unknown) => {
            form.account_unknown = unknown;
            form.problems.account = None;
        }
    }
}

fn signed_in(state: &mut State, granted: &Granted) {
    forget(state);
    let mut case = granted.case();
    case.mailbox_tenant = home(state);
    state.stage = match pause(&case) {
        Some((signed_in, meant)) => Stage::Confirm { signed_in, meant },
        None => Stage::Checking,
    };
    state.case = Some(case);
    state.token = Some(granted.life);
    state.now = granted.now;
}

/// The directory that the mailbox's domain belongs to, if it was found.
fn home(state: &State) -> Option<String> {
    found::of(&state.form, &state.form.mailbox)?.tenant.clone()
}

fn heard(state: &mut State, frame: &ServerFrame) {
    let (Some(case), Some(running)) = (&mut state.case, &mut state.running) else {
        return;
    };
    match (frame, running.attempt) {
        (ServerFrame::Planned { .. }, None) => {
            running.attempt = Some(case.attempts.len());
            case.take(frame);
        }
        (ServerFrame::Started { route, step, .. }, Some(_)) => running.at = Some((*route, *step)),
        (ServerFrame::Observed { observation, .. }, Some(attempt)) => {
            let attempt = &case.attempts[attempt];
            let planned = observation.route < attempt.plan.routes.len();
            if planned
                && attempt
                    .observed(observation.route, observation.step)
                    .is_none()
            {
                case.take(frame);
                running.at = None;
            }
        }
        (ServerFrame::Finished { .. }, Some(_)) => {
            case.take(frame);
            let why = running.why;
            behind::finished(state, why);
        }
        // The check that runs goes on: it was another one that was declined.
        (ServerFrame::Refused { refusal, .. }, _) if *refusal == Refusal::CheckRunning => {}
        (ServerFrame::Refused { refusal, .. }, _) if *refusal == Refusal::BuildMismatch => {
            behind::stop(state, Trouble::Reload);
        }
        (
            ServerFrame::Refused {
                refusal,
                retry_after,
                limit,
            },
            _,
        ) => {
            let trouble = Trouble::Refused {
                refusal: *refusal,
                retry_after: *retry_after,
                limit: *limit,
            };
            behind::stop(state, trouble);
        }
        // A second plan, or an answer before any: not this check's.
        _ => {}
    }
}

/// What has an answer keeps it, as when the token has ended; whoever was on the way to one is back at the form.
fn put_aside(state: &mut State) {
    match state.stage {
        Stage::Done => {
            behind::drop_running(state);
            state.token = None;
        }
        Stage::Returning
        | Stage::Hand(_)
        | Stage::Device { .. }
        | Stage::Confirm { .. }
        | Stage::Checking => forget(state),
        Stage::Ask
        | Stage::Paste
        | Stage::Leaving
        | Stage::HandedOver
        | Stage::Elsewhere
        | Stage::Trouble(_) => state.token = None,
    }
}

/// Back to the form. What is typed stays.
fn forget(state: &mut State) {
    state.stage = Stage::Ask;
    state.unanswered = false;
    state.case = None;
    state.source = Source::Live;
    state.looks = Looks::default();
    state.watch = Watch::default();
    state.answer.clear();
    state.answer_unread = false;
    state.running = None;
    state.token = None;
    state.notice = None;
}

#[cfg(test)]
mod tests;
