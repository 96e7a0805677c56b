//! Whose token opens whose mailbox.
//!
//! The main fork is whether the account that signed in is the mailbox's own. Addresses are compared, and a difference
//! proves little: a user principal name and a primary SMTP address may differ for one mailbox. So nothing here is
//! certain, except where the server says it outright.

use super::Confidence::{Certain, Likely, Possible};
use super::{Confidence, Fact, Finding, Reason, Seen, token, unrecognised_reply};
use crate::address::Address;
use crate::cause::Cause;
use crate::evidence::imap::Opened;
use crate::evidence::reply::{Meaning, Sentence};
use crate::evidence::{Outcome, Reply};
use crate::plan::Step;
use crate::provider::Family;
use crate::request::MailboxKind;

/// INBOX opened: nothing that came before or after can be at fault.
pub fn healthy(seen: &Seen, opened: Opened) -> Finding {
    let mut reasons = vec![Reason::pro(Fact::MailboxOpened {
        messages: opened.messages,
    })];
    for step in [Step::List, Step::Logout] {
        let failed = seen
            .evidence(step)
            .is_some_and(|evidence| evidence.outcome() == Outcome::Failed);
        if failed {
            reasons.push(Reason::con(Fact::LaterStepFailed { step }));
        }
    }
    if let (Some(account), Some(meant)) = (seen.case.signed_in_as(), &seen.case.ask.account)
        && !meant.same_as(account)
    {
        reasons.push(Reason::con(Fact::AccountNotAsMeant {
            signed_in: account.to_owned(),
            meant: meant.clone(),
        }));
    }
    Finding::new(Cause::Healthy, Certain, reasons)
}

/// The token was taken and INBOX was refused.
pub fn refused(seen: &Seen, reply: &Reply) -> Vec<Finding> {
    let meaning = Meaning::of(reply);
    if meaning.sentence == Sentence::ImapOff {
        return vec![said_to_be_off(seen, reply)];
    }
    if !meaning.denies_access() {
        return vec![unrecognised_reply(Step::Examine, reply)];
    }
    let reasons = vec![
        Reason::pro(Fact::SignInAccepted),
        Reason::pro(Fact::MailboxRefused {
            said: reply.text.clone(),
        }),
    ];
    let mut findings = token::defects(seen, false);
    let defective = !findings.is_empty();
    for mut finding in account_rules(seen, &meaning, reasons) {
        if defective {
            finding.confidence = Possible;
        }
        findings.push(finding);
    }
    findings
}

/// The server says outright that IMAP is off.
pub fn said_to_be_off(seen: &Seen, reply: &Reply) -> Finding {
    imap_off(
        seen,
        Certain,
        vec![Reason::pro(Fact::ServerSaysImapOff {
            said: reply.text.clone(),
        })],
    )
}

/// Whether the account that signed in is the mailbox's own by its address; `None` when nothing says who signed in.
pub fn is_own(seen: &Seen) -> Option<bool> {
    Some(seen.route.user.same_as(seen.case.signed_in_as()?))
}

/// The causes of a refusal that depend on who signed in; `seen_so_far` is what all of them rest on.
pub fn account_rules(seen: &Seen, meaning: &Meaning, seen_so_far: Vec<Reason>) -> Vec<Finding> {
    let mut base = seen_so_far;
    if token::in_order(seen) {
        base.push(Reason::pro(Fact::TokenInOrder));
    }
    if meaning.no_recipient() {
        base.push(Reason::pro(Fact::NoRecipient));
    }
    let Some(account) = seen.case.signed_in_as() else {
        return unknown_account(seen, base);
    };
    if seen.route.user.same_as(account) {
        base.push(Reason::pro(Fact::AccountIsMailbox {
            account: account.to_owned(),
        }));
        // Other servers have no such switch that is known to answer in these words.
        let confidence = match seen.case.provider.family {
            Family::Microsoft => Likely,
            Family::Google | Family::Other => Possible,
        };
        return vec![imap_off(seen, confidence, base)];
    }
    match seen.case.provider.family {
        Family::Google => vec![google_other_account(seen, account, base)],
        Family::Microsoft | Family::Other => other_account(seen, account, base),
    }
}

/// Whom the form means to sign in: as typed, else the mailbox's own account when the mailbox is the person's own.
fn meant<'a>(seen: &'a Seen) -> Option<&'a Address> {
    let ask = &seen.case.ask;
    let own = (ask.kind == MailboxKind::Own).then_some(&ask.mailbox);
    ask.account.as_ref().or(own)
}

fn other_account(seen: &Seen, account: &str, mut base: Vec<Reason>) -> Vec<Finding> {
    let own = seen.case.ask.kind == MailboxKind::Own;
    base.push(Reason::pro(Fact::AccountIsNotMailbox {
        account: account.to_owned(),
        mailbox: seen.route.user.clone(),
    }));
    let off = with(&base, Fact::AddressesMayDiffer);
    match meant(seen) {
        Some(meant) if !meant.same_as(account) => {
            let mut findings = vec![wrong_user(account, Some(meant), Likely, &base)];
            if !own {
                findings.push(no_full_access(seen, Some(account), Possible, base));
            }
            findings.push(imap_off(seen, Possible, off));
            findings
        }
        // The right person, and by the form their own mailbox: then the two addresses are one person's.
        Some(_) if own => vec![
            imap_off(seen, Likely, off),
            no_full_access(seen, Some(account), Possible, base),
        ],
        Some(_) => {
            let base = with(
                &base,
                Fact::AccountAsMeant {
                    account: account.to_owned(),
                },
            );
            vec![
                no_full_access(seen, Some(account), Likely, base),
                imap_off(seen, Possible, off),
            ]
        }
        None => vec![
            no_full_access(seen, Some(account), Likely, base.clone()),
            wrong_user(account, None, Possible, &base),
            imap_off(seen, Possible, off),
        ],
    }
}

/// Nothing says who signed in, so the form is all there is.
fn unknown_account(seen: &Seen, mut base: Vec<Reason>) -> Vec<Finding> {
    base.push(Reason::con(Fact::AccountUnknown));
    let off = imap_off(seen, Possible, base.clone());
    match (seen.case.ask.kind, seen.case.provider.family) {
        (
            MailboxKind::Shared | MailboxKind::OtherUser | MailboxKind::Unknown,
            Family::Microsoft | Family::Other,
        ) => vec![no_full_access(seen, None, Possible, base), off],
        (MailboxKind::Own, _) | (_, Family::Google) => vec![off],
    }
}

/// Gmail opens a mailbox over IMAP to its own account only, so another account is the wrong one, meant or not.
fn google_other_account(seen: &Seen, account: &str, mut base: Vec<Reason>) -> Finding {
    base.push(Reason::pro(Fact::NoDelegationOverImap));
    match meant(seen).filter(|meant| !meant.same_as(account)) {
        Some(meant) => wrong_user(account, Some(meant), Likely, &base),
        None => Finding::new(
            Cause::WrongUserSignedIn {
                signed_in: account.to_owned(),
                meant: Some(seen.route.user.as_str().to_owned()),
            },
            Likely,
            base,
        ),
    }
}

fn wrong_user(
    account: &str,
    meant: Option<&Address>,
    confidence: Confidence,
    base: &[Reason],
) -> Finding {
    let fact = match meant {
        Some(meant) => Reason::pro(Fact::AccountNotAsMeant {
            signed_in: account.to_owned(),
            meant: meant.clone(),
        }),
        None => Reason::con(Fact::MeantUnknown),
    };
    let mut reasons = base.to_vec();
    reasons.push(fact);
    Finding::new(
        Cause::WrongUserSignedIn {
            signed_in: account.to_owned(),
            meant: meant.map(|address| address.as_str().to_owned()),
        },
        confidence,
        reasons,
    )
}

/// Two codes for the two scenarios; where the form does not know, the one that is true of any mailbox.
fn no_full_access(
    seen: &Seen,
    account: Option<&str>,
    confidence: Confidence,
    mut reasons: Vec<Reason>,
) -> Finding {
    let account = account.map(str::to_owned);
    let mailbox = seen.route.user.clone();
    let kind = seen.case.ask.kind;
    let cause = match kind {
        MailboxKind::Shared => Cause::NoFullAccessShared { account, mailbox },
        MailboxKind::OtherUser | MailboxKind::Own | MailboxKind::Unknown => {
            Cause::NoFullAccessOtherUser { account, mailbox }
        }
    };
    match kind {
        MailboxKind::Shared | MailboxKind::OtherUser => {
            reasons.push(Reason::pro(Fact::MailboxKindStated { kind }));
        }
        MailboxKind::Own => reasons.push(Reason::con(Fact::MailboxKindStated { kind })),
        MailboxKind::Unknown => {}
    }
    Finding::new(cause, confidence, reasons)
}

fn imap_off(seen: &Seen, confidence: Confidence, reasons: Vec<Reason>) -> Finding {
    Finding::new(
        Cause::ImapDisabledMailbox {
            mailbox: seen.route.user.clone(),
        },
        confidence,
        reasons,
    )
}

fn with(base: &[Reason], fact: Fact) -> Vec<Reason> {
    let mut reasons = base.to_vec();
    reasons.push(Reason::pro(fact));
    reasons
}
