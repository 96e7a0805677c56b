//! Whose token opens whose mailbox: the causes behind a refusal that names no reason.
//!
//! The main fork is whether the account that signed in is the mailbox's own. Addresses are compared, and a difference
//! proves little: a user principal name and a primary SMTP address may differ for one mailbox. So nothing here is
//! certain. The weights follow how often each cause turned out to be at fault in public reports with the same face.

mod apart;

use self::apart::{application, odd_name, passwords, unread};
use super::filled::{
    locked, no_full_access, no_license, not_found, not_provisioned, presented, server_setup,
    switched_off, tenant_off, throttled,
};
use super::place::{Place, place};
use super::scene::{Meant, Scene};
use super::suspect::Suspect;
use super::token;
use super::{Fact, Reason, submission};
use crate::cause::Cause;
use crate::evidence::sasl::UserForm;
use crate::evidence::signin::Flow;
use crate::plan::{Protocol, Step};
use crate::provider::Family;
use crate::request::MailboxKind;
use crate::words::Says;

/// When the server refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum When {
    /// At authentication.
    SigningIn,
    /// At the first command for the mailbox, after it had taken the token.
    Opening,
}

/// Everything that can be behind such a refusal; `seen` is what all of it rests on.
pub fn suspects(scene: &Scene, when: When, seen: Vec<Reason>) -> Vec<Suspect> {
    let mut base = seen;
    // Newer front ends say so already in the answer to AUTHENTICATE.
    let when = if scene.words.say(Says::AuthenticatedNotConnected) {
        When::Opening
    } else {
        when
    };
    if scene.words.say(Says::NoRecipient) {
        base.push(Reason::pro(Fact::NoRecipient));
    }
    let mut list = List { base };
    if scene.is_password() {
        return passwords(scene, list);
    }
    if token::is_in_order(scene) {
        list.base.push(Reason::pro(Fact::TokenInOrder));
    }
    if scene.is_app_only() {
        list.base.push(Reason::pro(Fact::ApplicationSignedIn));
        return application(scene, when, &list);
    }
    if let Some(form) = odd_user(scene.user_form()) {
        return odd_name(scene, form, &list);
    }
    let all = match (scene.protocol, scene.family(), scene.is_own()) {
        (_, Family::Google, own) => google(scene, own, &mut list),
        (Protocol::Smtp, _, _) => submission::suspects(scene, &list),
        (_, _, Some(true)) => own(scene, when, &mut list),
        (_, _, Some(false)) => another(scene, &mut list),
        (_, _, None) => unknown(scene, &mut list),
    };
    let unread = unread(scene, when, &list);
    all.into_iter()
        .chain(unread)
        .filter(|suspect| exists_at(scene.family(), scene.protocol, &suspect.cause))
        .collect()
}

/// Personal accounts have no organisation: nothing is licensed, granted or switched off for them by anybody else.
fn exists_at(family: Family, protocol: Protocol, cause: &Cause) -> bool {
    // The fault is known of IMAP alone.
    if protocol != Protocol::Imap && *cause == Cause::ConsumerImapRegression {
        return false;
    }
    let of_organisations = matches!(
        cause,
        Cause::NoFullAccessOtherUser { .. }
            | Cause::NoFullAccessShared { .. }
            | Cause::NoLicense { .. }
            | Cause::MailboxNotProvisioned { .. }
            | Cause::ImapDisabledTenant { .. }
            | Cause::SmtpAuthDisabledTenant
            | Cause::ConditionalAccessBlock
    );
    let of_exchange = matches!(
        cause,
        Cause::NoLicense { .. } | Cause::ImapDisabledTenant { .. } | Cause::ConditionalAccessBlock
    );
    match family {
        Family::Microsoft => true,
        Family::OutlookCom => !of_organisations,
        Family::Google | Family::Other => !of_exchange,
    }
}

/// The reasons that every suspect of a list shares.
pub struct List {
    /// They.
    pub base: Vec<Reason>,
}

impl List {
    /// One more suspect.
    pub fn of(&self, cause: Cause, weight: u32) -> Suspect {
        Suspect::guess(cause, weight, self.base.clone())
    }
}

/// The mailbox of the account that signed in.
fn own(scene: &Scene, when: When, list: &mut List) -> Vec<Suspect> {
    if let Some(account) = scene.account() {
        list.base.push(Reason::pro(Fact::AccountIsMailbox {
            account: account.to_owned(),
        }));
    }
    let unknown_to_exchange = if scene.words.say(Says::NoRecipient) {
        40
    } else {
        1
    };
    match (scene.family(), when) {
        // The same words, and a fault of the service that reports know by them.
        (Family::OutlookCom, When::Opening) => vec![
            list.of(Cause::ConsumerImapRegression, 40),
            list.of(switched_off(scene), 30),
            list.of(locked(scene), if worked_before(scene) { 20 } else { 12 }),
            list.of(Cause::ServiceOutageOrBackend, 10),
            list.of(throttled(scene), 6),
        ],
        (Family::OutlookCom, When::SigningIn) => vec![
            list.of(switched_off(scene), 30),
            list.of(locked(scene), if worked_before(scene) { 20 } else { 8 }),
            list.of(
                Cause::ServiceOutageOrBackend,
                if worked_before(scene) { 18 } else { 6 },
            ),
            list.of(Cause::ConsumerImapRegression, 10),
            list.of(throttled(scene), 4),
        ],
        (Family::Microsoft, _) => vec![
            list.of(switched_off(scene), 56),
            list.of(tenant_off(scene), 14),
            list.of(no_license(scene), 12 * unknown_to_exchange),
            list.of(not_provisioned(scene), 5 * unknown_to_exchange),
            list.of(throttled(scene), 5),
            list.of(Cause::ServiceOutageOrBackend, 5),
            list.of(locked(scene), 3),
            list.of(Cause::TooManyConnections, 2),
            list.of(
                Cause::ConditionalAccessBlock,
                if when == When::SigningIn { 3 } else { 1 },
            ),
        ],
        // Other servers have no such switch that is known to answer in these words.
        (Family::Google | Family::Other, _) => vec![
            list.of(switched_off(scene), 25),
            list.of(
                server_setup(scene),
                if when == When::SigningIn { 24 } else { 10 },
            ),
            list.of(presented(scene), 12),
            list.of(not_provisioned(scene), 10),
            list.of(locked(scene), 8),
            list.of(Cause::ServiceOutageOrBackend, 8),
        ],
    }
}

/// Another mailbox than that of the account that signed in.
fn another(scene: &Scene, list: &mut List) -> Vec<Suspect> {
    let (Some(account), Some(mailbox)) = (scene.account(), scene.mailbox()) else {
        return unknown(scene, list);
    };
    list.base.push(Reason::pro(Fact::AccountIsNotMailbox {
        account: account.to_owned(),
        mailbox,
    }));
    let unknown_to_exchange = if scene.words.say(Says::NoRecipient) {
        2
    } else {
        1
    };
    let person = wrong_user(scene, list);
    let own = scene.kind() == MailboxKind::Own;
    let off = |weight| {
        list.of(switched_off(scene), weight)
            .because(Fact::AddressesMayDiffer)
    };
    let mut all = match scene.meant() {
        Meant::NotAs(_) => vec![
            person(72),
            permission(scene, list, if own { 4 } else { 14 }),
            off(8),
        ],
        // The right person, and by the form their own mailbox: then the two addresses are one person's.
        Meant::As if own => vec![
            off(56),
            permission(scene, list, 14),
            list.of(presented(scene), 12),
        ],
        // By the form it is one person's mailbox under another address.
        Meant::As | Meant::Unknown if scene.kind() == MailboxKind::Alias => vec![
            list.of(presented(scene), 56),
            off(25),
            permission(scene, list, 12),
        ],
        Meant::As => vec![permission(scene, list, 60), off(12)],
        // Nobody signs in as a shared mailbox; whoever means another person's is often still signed in as somebody else.
        Meant::Unknown => match scene.kind() {
            MailboxKind::OtherUser => {
                vec![
                    person(44 * unknown_to_exchange),
                    permission(scene, list, 36),
                    off(10),
                ]
            }
            _ => vec![
                permission(scene, list, 60),
                person(20 * unknown_to_exchange),
                off(10),
            ],
        },
    };
    if scene.family() == Family::OutlookCom {
        // Personal accounts have as many aliases as they like.
        all.push(list.of(presented(scene), 30));
    }
    all.extend([
        list.of(not_found(scene), 8 * unknown_to_exchange),
        list.of(presented(scene), 4),
        list.of(not_provisioned(scene), 3),
        list.of(no_license(scene), 2),
        list.of(tenant_off(scene), 2),
        list.of(throttled(scene), 2),
        list.of(Cause::ServiceOutageOrBackend, 2),
        list.of(Cause::TooManyConnections, 1),
    ]);
    named_right(scene, &mut all);
    dedup(all)
}

/// Nothing says who signed in, so the form is all there is.
fn unknown(scene: &Scene, list: &mut List) -> Vec<Suspect> {
    list.base.push(Reason::con(Fact::AccountUnknown));
    let others = matches!(scene.kind(), MailboxKind::Shared | MailboxKind::OtherUser);
    let own = matches!(scene.kind(), MailboxKind::Own);
    let mut all = vec![list.of(switched_off(scene), if own { 40 } else { 24 })];
    if !own {
        all.push(permission(scene, list, if others { 40 } else { 26 }));
    }
    all.extend([
        wrong_user(scene, list)(if own { 14 } else { 22 }),
        list.of(tenant_off(scene), 8),
        list.of(no_license(scene), 6),
        list.of(not_found(scene), 5),
        list.of(presented(scene), 4),
        list.of(Cause::ServiceOutageOrBackend, 4),
        list.of(throttled(scene), 3),
    ]);
    named_right(scene, &mut all);
    all
}

/// The server names the right itself: no switch, no licence and no fault of its own stands behind that, and that
/// somebody else was meant is less of a reason.
fn named_right(scene: &Scene, all: &mut Vec<Suspect>) {
    if !scene.words.say(Says::AccessRefused) {
        return;
    }
    all.retain(|suspect| {
        matches!(
            place(&suspect.cause),
            Place::Right | Place::Person | Place::Name | Place::Mailbox
        )
    });
    for suspect in all.iter_mut().filter(|s| place(&s.cause) == Place::Right) {
        suspect.weight *= 2;
    }
}

/// Gmail opens a mailbox over IMAP to its own account only, so another account is the wrong one, meant or not.
fn google(scene: &Scene, own: Option<bool>, list: &mut List) -> Vec<Suspect> {
    // Google's switch is for reading: there is none for sending.
    let off = |weight| (scene.protocol != Protocol::Smtp).then(|| (switched_off(scene), weight));
    match own {
        Some(true) => off(12)
            .map(|(cause, weight)| list.of(cause, weight))
            .into_iter()
            .chain([
                list.of(locked(scene), 5),
                list.of(Cause::ServiceOutageOrBackend, 3),
            ])
            .collect(),
        Some(false) => {
            list.base.push(Reason::pro(Fact::NoDelegationOverImap));
            let meant = match scene.meant() {
                Meant::NotAs(meant) => Some(meant.to_string()),
                Meant::As | Meant::Unknown => scene.mailbox.map(ToString::to_string),
            };
            let person = Cause::WrongUserSignedIn {
                signed_in: scene.account().map(str::to_owned),
                meant,
            };
            vec![list.of(person, 90), list.of(presented(scene), 20)]
        }
        None => {
            list.base.push(Reason::con(Fact::AccountUnknown));
            let mut all = vec![wrong_user(scene, list)(25), list.of(presented(scene), 8)];
            all.extend(off(8).map(|(cause, weight)| list.of(cause, weight)));
            all
        }
    }
}

/// The finding about somebody else's sign-in, at a weight.
fn wrong_user<'l>(scene: &'l Scene, list: &'l List) -> impl Fn(u32) -> Suspect + use<'l> {
    move |weight| {
        let signed_in = scene.account().map(str::to_owned);
        match (scene.meant(), &signed_in) {
            (Meant::NotAs(meant), Some(account)) => list
                .of(
                    Cause::WrongUserSignedIn {
                        signed_in: signed_in.clone(),
                        meant: Some(meant.to_string()),
                    },
                    weight,
                )
                .because(Fact::AccountNotAsMeant {
                    signed_in: account.clone(),
                    meant: meant.clone(),
                }),
            _ => list
                .of(
                    Cause::WrongUserSignedIn {
                        signed_in,
                        meant: None,
                    },
                    weight,
                )
                .although(Fact::MeantUnknown),
        }
    }
}

/// The finding about a missing permission, at a weight.
fn permission(scene: &Scene, list: &List, weight: u32) -> Suspect {
    let suspect = list.of(no_full_access(scene), weight);
    let suspect = match (scene.meant(), scene.account()) {
        (Meant::As, Some(account)) => suspect.because(Fact::AccountAsMeant {
            account: account.to_owned(),
        }),
        _ => suspect,
    };
    match scene.kind() {
        kind @ (MailboxKind::Shared | MailboxKind::OtherUser) => {
            suspect.because(Fact::MailboxKindStated { kind })
        }
        kind @ MailboxKind::Own => suspect.although(Fact::MailboxKindStated { kind }),
        MailboxKind::Alias | MailboxKind::Unknown => suspect,
    }
}

/// A refresh token says that the same sign-in has worked before.
fn worked_before(scene: &Scene) -> bool {
    scene.case.flow == Flow::Refresh
}

fn odd_user(form: UserForm) -> Option<UserForm> {
    match form {
        UserForm::Alias | UserForm::LegacyShared | UserForm::ShortName => Some(form),
        UserForm::Mailbox | UserForm::Account => None,
    }
}

/// Each cause once, with the weight that came first.
fn dedup(suspects: Vec<Suspect>) -> Vec<Suspect> {
    let mut all: Vec<Suspect> = Vec::with_capacity(suspects.len());
    for suspect in suspects {
        if !all.iter().any(|known| known.cause == suspect.cause) {
            all.push(suspect);
        }
    }
    all
}

/// Where a step stands in the dialogue, for the two ways in which Exchange Online refuses.
pub fn when(step: Step) -> When {
    match step {
        Step::Auth => When::SigningIn,
        _ => When::Opening,
    }
}
