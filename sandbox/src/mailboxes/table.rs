//! Every mailbox.

use shared::plan::Protocol::{self, Imap, Pop, Smtp};
use shared::request::MailboxKind::{Alias, OtherUser, Own, Shared};

use super::{Answer, Mailbox};
use crate::applications::PRINCIPAL;
use crate::provider::Provider;

const ALEX: &str = "alex@demo.test";
const PAT: &str = "pat@demo.test";
const ALL: [Protocol; 3] = [Imap, Pop, Smtp];

const NO_RIGHT: &str = "RecipientTypeDetails : SharedMailbox\nPrimarySmtpAddress   : support@demo.test\nImapEnabled : True\nPopEnabled  : True\nPlansWithIt : 2\nFullAccess : False\nAllWithFullAccess : 0\n";
const NO_RIGHT_YET: &str = "RecipientTypeDetails : SharedMailbox\nPrimarySmtpAddress   : invoices@demo.test\nImapEnabled : True\nPopEnabled  : True\nPlansWithIt : 2\nFullAccess : False\nAllWithFullAccess : 0\n";
const NO_RIGHT_ON_PAT: &str = "RecipientTypeDetails : UserMailbox\nPrimarySmtpAddress   : pat@demo.test\nImapEnabled : True\nPopEnabled  : True\nPlansWithIt : 2\nFullAccess : False\nAllWithFullAccess : 0\n";
const NOT_ALEX: &str = "RecipientTypeDetails : SharedMailbox\nPrimarySmtpAddress   : billing@demo.test\nImapEnabled : True\nPopEnabled  : True\nPlansWithIt : 2\nFullAccess : False\nAllWithFullAccess : 0\n";
const OFF: &str = "RecipientTypeDetails : UserMailbox\nPrimarySmtpAddress   : robin@demo.test\nImapEnabled : False\nPopEnabled  : True\nPlansWithIt : 2\nSkuAssigned : True\nMailboxPlan : ExchangeOnlineEnterprise\n";
const OFF_FOR_ALL: &str = "RecipientTypeDetails : UserMailbox\nPrimarySmtpAddress   : taylor@demo.test\nImapEnabled : False\nPopEnabled  : False\nPlansWithIt : 0\nSkuAssigned : True\nMailboxPlan : ExchangeOnlineEnterprise\n";
const ELSEWHERE: &str =
    "RecipientTypeDetails : MailUser\nPrimarySmtpAddress   : kim@demo.test\nFullAccess : False\n";
const UNLICENSED: &str = "RecipientTypeDetails : UserMailbox\nPrimarySmtpAddress   : jo@demo.test\nImapEnabled : True\nPopEnabled  : True\nPlansWithIt : 2\nSkuAssigned : False\n";
const IMAP_ALONE_OFF: &str = "RecipientTypeDetails : UserMailbox\nPrimarySmtpAddress   : pia@demo.test\nImapEnabled : False\nPopEnabled  : True\nPlansWithIt : 2\nSkuAssigned : True\nMailboxPlan : ExchangeOnlineEnterprise\n";
const POP_ALONE_OFF: &str = "RecipientTypeDetails : UserMailbox\nPrimarySmtpAddress   : paul@demo.test\nImapEnabled : True\nPopEnabled  : False\nPlansWithIt : 2\nSkuAssigned : True\nMailboxPlan : ExchangeOnlineEnterprise\n";
const NO_RIGHT_ON_ORDERS: &str = "RecipientTypeDetails : SharedMailbox\nPrimarySmtpAddress   : orders@demo.test\nImapEnabled : True\nPopEnabled  : True\nPlansWithIt : 2\nFullAccess : False\nAllWithFullAccess : 0\n";
const NOWHERE: &str = "Get-Recipient: Ex6F9304|Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException|The operation couldn't be performed because object 'suport@demo.test' couldn't be found on 'DEMO0001.SANDBOX.DEMO.TEST'.\nFullAccess : False\n";
const ALIAS: &str = "RecipientTypeDetails : UserMailbox\nPrimarySmtpAddress   : alex@demo.test\nImapEnabled : True\nPopEnabled  : True\nPlansWithIt : 2\nFullAccess : False\nAllWithFullAccess : 0\n";

/// Every mailbox, in the order in which a person might try them.
#[rustfmt::skip]
pub const MAILBOXES: [Mailbox; 64] = [
    own(ALEX, &[ALEX], "healthy", &[], "Alex opens their own mailbox."),
    shared("sales@demo.test", &[ALEX, PRINCIPAL], "healthy", &[], "A shared mailbox that Alex has Full Access to."),
    shared("support@demo.test", &[], "no-full-access-shared", &[Answer::Exchange(NO_RIGHT)], "A shared mailbox that Alex has no Full Access to."),
    Mailbox {
        later: true,
        ..shared("invoices@demo.test", &[ALEX], "no-full-access-shared", &[Answer::Exchange(NO_RIGHT_YET)], "Alex's new Full Access begins to act a while after the first refusal.")
    },
    Mailbox { kind: OtherUser, ..shared(PAT, &[PAT], "no-full-access-other-user", &[Answer::Exchange(NO_RIGHT_ON_PAT)], "Pat's mailbox, which Alex has no Full Access to.") },
    Mailbox { account: PAT, besides: &["no-full-access-shared"], ..shared("billing@demo.test", &[PAT], "wrong-user-signed-in", &[Answer::Exchange(NOT_ALEX)], "Pat was meant to sign in, and Alex did.") },
    shared("suport@demo.test", &[], "mailbox-not-found", &[Answer::Exchange(NOWHERE)], "No mailbox has this address: a letter is missing."),
    Mailbox { kind: Alias, ..shared("a.moreau@demo.test", &[], "username-case-or-alias", &[Answer::Exchange(ALIAS)], "Another address of Alex's own mailbox.") },
    own("robin@demo.test", &[], "imap-disabled-mailbox", &[Answer::Exchange(OFF)], "IMAP is switched off for this mailbox."),
    own("taylor@demo.test", &[], "imap-disabled-tenant", &[Answer::Exchange(OFF_FOR_ALL)], "IMAP is switched off for the whole organisation."),
    own("kim@demo.test", &[], "mailbox-not-provisioned", &[Answer::Exchange(ELSEWHERE)], "The mailbox is on the organisation's own servers."),
    own("jo@demo.test", &[], "no-license", &[Answer::Exchange(UNLICENSED)], "The account has no licence for a mailbox."),
    own("sam@demo.test", &["sam@demo.test"], "token-expired", &[], "Sam's token has expired."),
    own("morgan@demo.test", &["morgan@demo.test"], "wrong-audience-graph-token", &[], "Morgan's token is for Microsoft Graph."),
    own("jamie@demo.test", &["jamie@demo.test"], "missing-imap-scope", &[], "Jamie's token lacks the IMAP permission."),
    over(&ALL, own("dana@demo.test", &["dana@demo.test"], "healthy", &[], "Tick all three: Dana opens their own mailbox over each.")),
    Mailbox { off: &[Imap], ..over(&[Imap, Pop], own("pia@demo.test", &["pia@demo.test"], "imap-disabled-mailbox", &[Answer::Exchange(IMAP_ALONE_OFF)], "Tick IMAP and POP3: IMAP alone is switched off.")) },
    Mailbox { off: &[Pop], ..over(&[Imap, Pop], own("paul@demo.test", &["paul@demo.test"], "imap-disabled-mailbox", &[Answer::Exchange(POP_ALONE_OFF)], "Tick IMAP and POP3: POP3 alone is switched off.")) },
    over(&[Pop], shared("orders@demo.test", &[], "no-full-access-shared", &[Answer::Exchange(NO_RIGHT_ON_ORDERS)], "Tick POP3 alone: Alex has no Full Access, in POP3's words.")),
    Mailbox { off: &[Smtp], ..over(&[Imap, Smtp], own("sven@demo.test", &["sven@demo.test"], "smtp-auth-disabled-mailbox", &[], "Tick IMAP and SMTP: authenticated SMTP is switched off for the mailbox.")) },
    Mailbox { off: &[Smtp], ..over(&[Imap, Smtp], own("tess@demo.test", &["tess@demo.test"], "smtp-auth-disabled-tenant", &[], "Tick IMAP and SMTP: authenticated SMTP is switched off for the organisation.")) },
    over(&[Imap, Smtp], own("mina@demo.test", &["mina@demo.test"], "missing-imap-scope", &[], "Tick IMAP and SMTP: Mina's token lacks the SMTP permission.")),
    over(&[Smtp], helpdesk("helpdesk@crowd.demo.test", "too-many-connections", "Tick SMTP alone: too many programs send at once.")),
    over(&[Smtp], helpdesk("helpdesk@door.demo.test", "wrong-host-port-or-tls-mode", "Tick SMTP alone: TLS is asked for where plain text comes first.")),
    Mailbox { besides: &["firewall-port-blocked"], ..helpdesk("helpdesk@plain.demo.test", "wrong-host-port-or-tls-mode", "Plain text is expected where TLS comes first, so nobody speaks.") },
    helpdesk("helpdesk@basic.demo.test", "sasl-mechanism-mismatch", "The server takes passwords only."),
    helpdesk("helpdesk@nowhere.demo.test", "dns-failure", "The server's name does not exist."),
    helpdesk("helpdesk@no-address.demo.test", "dns-failure", "The server's name has no address."),
    helpdesk("helpdesk@broken-dns.demo.test", "dns-failure", "The name server fails."),
    Mailbox { besides: &["service-outage-or-backend", "wrong-host-port-or-tls-mode"], ..helpdesk("helpdesk@closed.demo.test", "firewall-port-blocked", "The port does not answer.") },
    helpdesk("helpdesk@private-ca.demo.test", "tls-untrusted-cert", "The certificate comes from an authority that nobody trusts."),
    helpdesk("helpdesk@web.demo.test", "wrong-host-port-or-tls-mode", "A web server answers on the port."),
    helpdesk("helpdesk@pop.demo.test", "wrong-host-port-or-tls-mode", "A POP3 server answers on the port."),
    helpdesk("helpdesk@slow.demo.test", "throttled", "The server holds the account back."),
    Mailbox { besides: &["throttled"], ..helpdesk("helpdesk@down.demo.test", "service-outage-or-backend", "The server has a fault.") },
    helpdesk("helpdesk@odd.demo.test", "unrecognised", "The server refuses in words that nobody knows."),
    helpdesk("helpdesk@garbage.demo.test", "unrecognised", "The server answers with a web page."),
    helpdesk("helpdesk@endless.demo.test", "unrecognised", "The server never ends its line."),
    Mailbox { besides: &["consent-missing-admin", "user-not-assigned"], ..refused("cleo@demo.test", &["cleo@demo.test"], "consent-missing-user", "Cleo declined when asked for consent.") },
    refused("ash@demo.test", &["ash@demo.test"], "consent-missing-admin", "Only an administrator may consent."),
    refused("lee@demo.test", &["lee@demo.test"], "account-locked-or-abuse", "The account is locked."),
    Mailbox { besides: &["wrong-user-signed-in", "wrong-authority-endpoint"], ..refused("gus@demo.test", &["gus@demo.test"], "guest-or-wrong-tenant", "The account belongs to another organisation.") },
    refused("uma@demo.test", &["uma@demo.test"], "user-not-assigned", "Uma is not assigned to the application."),
    Mailbox { besides: &["wrong-authority-endpoint", "guest-or-wrong-tenant"], ..refused("nico@demo.test", &["nico@demo.test"], "app-not-found", "The organisation does not know the application.") },
    refused("wes@demo.test", &["wes@demo.test"], "wrong-authority-endpoint", "The endpoint is for applications of many organisations."),
    Mailbox { besides: &["consent-missing-user", "missing-imap-scope"], ..refused("syl@demo.test", &["syl@demo.test"], "scope-resource-mismatch", "The scopes belong to two services.") },
    refused("max@demo.test", &["max@demo.test"], "mfa-required", "A second factor is needed."),
    refused("drew@demo.test", &["drew@demo.test"], "conditional-access-block", "Conditional Access refuses the token."),
    refused("sid@demo.test", &["sid@demo.test"], "security-defaults", "Security defaults refuse the token."),
    refused("sky@demo.test", &["sky@demo.test"], "spa-redirect-type-needed", "The redirect URI has the wrong platform type."),
    Mailbox { besides: &["client-secret-required"], ..refused("ren@demo.test", &["ren@demo.test"], "spa-redirect-type-needed", "The application is asked for a secret, and a page has none.") },
    google("casey@gmail-like.demo.test", &["casey@gmail-like.demo.test"], "healthy", "Casey opens their own mailbox."),
    Mailbox { besides: &["username-case-or-alias"], sign_in_as: "casey@gmail-like.demo.test", ..google("riley@gmail-like.demo.test", &["riley@gmail-like.demo.test"], "wrong-user-signed-in", "Riley was meant to sign in, and Casey did.") },
    google("quinn@gmail-like.demo.test", &["quinn@gmail-like.demo.test"], "google-scope-wrong", "Quinn's token lacks the mail permission."),
    google("rowan@gmail-like.demo.test", &["rowan@gmail-like.demo.test"], "healthy", "Rowan opens their own mailbox; each refresh gives a new refresh token."),
    google("indy@gmail-like.demo.test", &["indy@gmail-like.demo.test"], "healthy", "Indy opens their own mailbox; the refresh token ends after a week."),
    google("wren@gmail-like.demo.test", &["wren@gmail-like.demo.test"], "healthy", "Wren opens their own mailbox; the refresh token is refused."),
    google("emery@no-imap.gmail-like.demo.test", &["emery@no-imap.gmail-like.demo.test"], "google-imap-disabled", "IMAP is switched off for the domain."),
    google("toni@busy.gmail-like.demo.test", &["toni@busy.gmail-like.demo.test"], "too-many-connections", "Too many programs read the mailbox."),
    Mailbox { refused: true, ..google("blair@gmail-like.demo.test", &["blair@gmail-like.demo.test"], "google-app-blocked", "The application is blocked for the organisation.") },
    Mailbox {
        provider: Provider::DemoOutlook,
        ..own("noa@outlook-like.demo.test", &["noa@outlook-like.demo.test"], "healthy", &[], "Noa opens their own personal mailbox.")
    },
    Mailbox {
        provider: Provider::DemoOutlook,
        besides: &["service-outage-or-backend", "throttled", "token-expired"],
        ..own("ira@outlook-like.demo.test", &[], "consumer-imap-regression", &[Answer::Switch(true), Answer::WebMail(true)], "A personal mailbox that IMAP cannot open although it is switched on.")
    },
    Mailbox {
        provider: Provider::DemoOutlook,
        besides: &["service-outage-or-backend", "throttled"],
        ..own("ivy@six.outlook-like.demo.test", &["ivy@six.outlook-like.demo.test"], "consumer-imap-regression", &[], "A personal mailbox that opens over IPv4 and not over IPv6.")
    },
    Mailbox {
        provider: Provider::DemoOwn,
        besides: &["token-expired"],
        ..own("olu@own.demo.test", &["olu@own.demo.test"], "server-oauth-not-configured", &[], "The server was not told whom to ask about tokens.")
    },
];

/// A shared mailbox at Demo Mail, asked about by Alex.
const fn shared(
    mailbox: &'static str,
    readers: &'static [&'static str],
    cause: &'static str,
    answers: &'static [Answer],
    note: &'static str,
) -> Mailbox {
    Mailbox {
        kind: Shared,
        account: ALEX,
        sign_in_as: ALEX,
        ..own(mailbox, readers, cause, answers, note)
    }
}

/// A person's own mailbox at Demo Mail.
const fn own(
    mailbox: &'static str,
    readers: &'static [&'static str],
    cause: &'static str,
    answers: &'static [Answer],
    note: &'static str,
) -> Mailbox {
    Mailbox {
        mailbox,
        kind: Own,
        account: mailbox,
        sign_in_as: mailbox,
        provider: Provider::Demo,
        protocols: &[Imap],
        off: &[],
        readers,
        refused: false,
        later: false,
        cause,
        besides: &[],
        answers,
        note,
    }
}

/// The same over other protocols.
const fn over(protocols: &'static [Protocol], mut mailbox: Mailbox) -> Mailbox {
    mailbox.protocols = protocols;
    mailbox
}

/// A shared mailbox that Alex may open, at a server where something else is the matter.
const fn helpdesk(mailbox: &'static str, cause: &'static str, note: &'static str) -> Mailbox {
    shared(mailbox, &[ALEX], cause, &[], note)
}

/// The mailbox of a person at Demo Mail who is given no token.
const fn refused(
    mailbox: &'static str,
    readers: &'static [&'static str],
    cause: &'static str,
    note: &'static str,
) -> Mailbox {
    Mailbox {
        refused: true,
        ..own(mailbox, readers, cause, &[], note)
    }
}

/// A person's own mailbox at the provider in Google's manner.
const fn google(
    mailbox: &'static str,
    readers: &'static [&'static str],
    cause: &'static str,
    note: &'static str,
) -> Mailbox {
    Mailbox {
        provider: Provider::DemoGoogle,
        ..own(mailbox, readers, cause, &[], note)
    }
}
