//! The ways in that are not a person's token under the mailbox's own address: an application's, a password's, another name.

use super::{List, When, odd_user, permission};
use crate::cause::Cause;
use crate::diagnose::filled::{
    locked, mfa, not_found, not_provisioned, object_id, presented, switched_off,
};
use crate::diagnose::scene::Scene;
use crate::diagnose::suspect::Suspect;
use crate::diagnose::token::{self, Unread};
use crate::diagnose::{Fact, Reason};
use crate::evidence::sasl::UserForm;
use crate::evidence::signin::Flow;
use crate::plan::Protocol;
use crate::provider::Family;

/// Nobody signed in: the application did, with a permission of its own.
pub fn application(scene: &Scene, when: When, list: &List) -> Vec<Suspect> {
    let app = scene.case.token_facts.as_ref().and_then(|f| f.app.clone());
    let missing = list.of(
        Cause::ServicePrincipalMissing {
            app,
            object_id: object_id(scene),
        },
        if when == When::SigningIn { 52 } else { 12 },
    );
    let right = list.of(
        Cause::ServicePrincipalNoMailboxPermission {
            object_id: object_id(scene),
            mailbox: scene.mailbox(),
        },
        if when == When::SigningIn { 34 } else { 60 },
    );
    let mut all = vec![
        missing,
        right,
        list.of(
            not_found(scene),
            if when == When::SigningIn { 6 } else { 20 },
        ),
        list.of(switched_off(scene), 5),
        list.of(not_provisioned(scene), 2),
        list.of(Cause::ServiceOutageOrBackend, 2),
    ];
    all.extend(unread(scene, when, list));
    all
}

/// A password was sent.
pub fn passwords(scene: &Scene, mut list: List) -> Vec<Suspect> {
    list.base.push(Reason::pro(Fact::PasswordSent));
    let blocked = Cause::BasicAuthBlocked {
        protocol: Some(scene.protocol),
    };
    let mismatch = Cause::SaslMechanismMismatch {
        offered: scene.offered.clone(),
    };
    let mut all = match scene.family() {
        Family::Microsoft => vec![
            list.of(blocked, 60),
            list.of(locked(scene), 15),
            list.of(Cause::SecurityDefaults, 12),
            list.of(mfa(scene), 6),
            list.of(switched_off(scene), 5),
        ],
        Family::OutlookCom => vec![
            list.of(blocked, 64),
            list.of(locked(scene), 20),
            list.of(switched_off(scene), 10),
        ],
        Family::Google => vec![
            list.of(blocked, 50),
            list.of(locked(scene), 35),
            list.of(switched_off(scene), 8),
        ],
        Family::Other => vec![
            list.of(locked(scene), 55),
            list.of(blocked, 30),
            list.of(presented(scene), 10),
        ],
    };
    if scene.case.flow != Flow::Password {
        // A token was there to be sent.
        all.push(list.of(mismatch, 14));
    }
    if odd_user(scene.user_form()).is_some() {
        all.push(list.of(presented(scene), 90));
    }
    all
}

/// A name that is not the mailbox's own spelling.
pub fn odd_name(scene: &Scene, form: UserForm, list: &List) -> Vec<Suspect> {
    let list = List {
        base: [&list.base[..], &[Reason::pro(Fact::UserPresented { form })]].concat(),
    };
    let mut all = vec![list.of(presented(scene), 80)];
    if scene.is_own() == Some(false) && form == UserForm::LegacyShared {
        all.push(permission(scene, &list, 15));
    }
    all.push(list.of(switched_off(scene), 6));
    if scene.protocol == Protocol::Imap {
        all.push(list.of(not_found(scene), 4));
    }
    all
}

/// What could be wrong with a token whose parts cannot be read.
pub fn unread(scene: &Scene, when: When, list: &List) -> Vec<Suspect> {
    // Exchange takes a token with a defect, if at all, only to refuse the mailbox: rare.
    let share = |weight: u32| {
        if when == When::SigningIn {
            weight
        } else {
            weight / 8
        }
    };
    let google = scene.family() == Family::Google;
    let Unread {
        scopes,
        audience,
        expiry,
        form,
    } = token::unread(scene);
    let mut all = Vec::new();
    let mut add = |unread: bool, cause: Cause, weight: u32| {
        if unread && share(weight) > 0 {
            let suspect = list.of(cause, share(weight));
            all.push(suspect.because(Fact::TokenOpaque));
        }
    };
    let own = scene.is_own() != Some(false) && !scene.is_app_only();
    add(
        scopes,
        token::scope_cause(scene, Vec::new()),
        match (google, own) {
            (true, true) => 40,
            (true, false) => 14,
            (false, true) => 60,
            (false, false) => 10,
        },
    );
    add(
        audience && !google,
        Cause::WrongAudienceGraphToken { audience: None },
        if own { 34 } else { 8 },
    );
    add(
        expiry,
        Cause::TokenExpired { expired_at: None },
        if google { 26 } else { 9 },
    );
    let framing = if scene.protocol == Protocol::Pop {
        12
    } else {
        7
    };
    add(
        form,
        Cause::SaslFormatError {
            protocol: scene.protocol,
        },
        if google { 18 } else { framing },
    );
    all
}
