//! Causes, each with the facts that a scene has of it.

use super::scene::Scene;
use crate::cause::Cause;
use crate::plan::Protocol;
use crate::provider::Family;
use crate::request::MailboxKind;

/// Two codes for the two scenarios; where the form does not know, the one that is true of any mailbox.
pub fn no_full_access(scene: &Scene) -> Cause {
    let account = scene.account().map(str::to_owned);
    let mailbox = scene.mailbox();
    match scene.kind() {
        MailboxKind::Shared => Cause::NoFullAccessShared { account, mailbox },
        MailboxKind::OtherUser | MailboxKind::Own | MailboxKind::Alias | MailboxKind::Unknown => {
            Cause::NoFullAccessOtherUser { account, mailbox }
        }
    }
}

/// The switch of this mailbox for this protocol.
pub fn switched_off(scene: &Scene) -> Cause {
    let (mailbox, protocol) = (scene.mailbox(), scene.protocol);
    match (protocol, scene.family()) {
        (Protocol::Smtp, _) => Cause::SmtpAuthDisabledMailbox { mailbox },
        (_, Family::Google) => Cause::GoogleImapDisabled { mailbox, protocol },
        (_, Family::Microsoft | Family::OutlookCom | Family::Other) => {
            Cause::ImapDisabledMailbox { mailbox, protocol }
        }
    }
}

/// The same for the whole organisation.
pub fn tenant_off(scene: &Scene) -> Cause {
    match scene.protocol {
        Protocol::Smtp => Cause::SmtpAuthDisabledTenant,
        protocol @ (Protocol::Imap | Protocol::Pop) => Cause::ImapDisabledTenant { protocol },
    }
}

/// The object id of the application's service principal, as its own token says.
pub fn object_id(scene: &Scene) -> Option<String> {
    scene.case.token_facts.as_ref()?.object_id.clone()
}

pub fn presented(scene: &Scene) -> Cause {
    Cause::UsernameCaseOrAlias {
        presented: scene.mailbox.map(ToString::to_string),
    }
}

pub fn locked(scene: &Scene) -> Cause {
    Cause::AccountLockedOrAbuse {
        account: scene.account().map(str::to_owned),
    }
}

pub fn mfa(scene: &Scene) -> Cause {
    Cause::MfaRequired {
        account: scene.account().map(str::to_owned),
    }
}

pub fn no_license(scene: &Scene) -> Cause {
    Cause::NoLicense {
        mailbox: scene.mailbox(),
    }
}

pub fn not_found(scene: &Scene) -> Cause {
    Cause::MailboxNotFound {
        mailbox: scene.mailbox(),
    }
}

pub fn not_provisioned(scene: &Scene) -> Cause {
    Cause::MailboxNotProvisioned {
        mailbox: scene.mailbox(),
    }
}

pub fn server_setup(scene: &Scene) -> Cause {
    Cause::ServerOauthNotConfigured {
        server: scene.server.clone(),
    }
}

pub fn throttled(scene: &Scene) -> Cause {
    Cause::Throttled {
        backoff_ms: scene.words.backoff_ms,
    }
}
