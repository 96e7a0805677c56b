//! "Will it last?": what one use of the refresh token showed, and what threatens the sign-in of an application like this
//! one.
//!
//! It is said of an application of the same kind, and not of the other application itself: each has its own grant.

use super::names::shown_at_length;
use crate::case::Case;
use crate::cause::Cause;
use crate::diagnose::{Confidence, Finding, diagnose};
use crate::evidence::lasting::{Lasting, Refresh};
use crate::evidence::signin::{Endpoint, Flow, SignIn, SignInFailure};
use crate::provider::{Family, Provider, Redeem};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// What the panel says. Plain text throughout.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LastingAdvice {
    /// The answer in one word.
    pub verdict: Verdict,
    /// The answer in one sentence: the heading.
    pub title: String,
    /// What was seen, what threatens it, and who acts, a sentence each, in this order.
    pub sentences: Vec<String>,
    /// Why it does not last, where the provider says so; to be shown like any other finding.
    pub cause: Option<Finding>,
}

/// Whether a sign-in lasts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// It was renewed, and nothing says when that ends.
    Lasts,
    /// It was renewed, and ends at a known time whatever the application does.
    Ends,
    /// It was not renewed: it ends with the access token.
    Broken,
    /// Nobody can say.
    Unknown,
}

/// What to say; `None` where it was not tried.
pub fn say(case: &Case) -> Option<LastingAdvice> {
    let Lasting { outcome, revoked } = case.lasting.as_ref()?;
    let mut advice = match outcome {
        Refresh::NotGiven => not_given(case),
        Refresh::Refreshed {
            rotated,
            expires_in,
            refresh_expires_in,
        } => refreshed(case, *rotated, *expires_in, *refresh_expires_in),
        Refresh::Refused { code, description } => refused(case, code, description.as_deref()),
        Refresh::NoAnswer => no_answer(),
    };
    advice.sentences.extend(after(*revoked, outcome));
    Some(advice)
}

fn refreshed(
    case: &Case,
    rotated: bool,
    expires_in: Option<i64>,
    refresh_expires_in: Option<i64>,
) -> LastingAdvice {
    let provider = &case.provider;
    let mut sentences = vec![match expires_in.and_then(span) {
        Some(time) => format!("The refresh token gave a new access token, good for {time}: an application can renew it without a person."),
        None => "The refresh token gave a new access token: an application can renew it without a person.".to_owned(),
    }];
    sentences.push(if rotated {
        "A new refresh token came with it. The application has to store each new one: if it keeps the first, it stops when that ends, however busy it was.".to_owned()
    } else {
        "No new refresh token came with it: the first goes on being used, and has to be kept.".to_owned()
    });
    let limit = refresh_expires_in.filter(|seconds| *seconds > 0);
    let ends = limit.filter(|seconds| is_fixed(provider, *seconds));
    if let Some(time) = limit.and_then(span) {
        sentences.push(format!(
            "The provider says that the refresh token itself is good for {time}."
        ));
    }
    let testing = provider.family == Family::Google && ends.is_some();
    sentences.extend(threats(provider, testing));
    let (verdict, title) = match ends.and_then(span) {
        Some(time) => (
            Verdict::Ends,
            format!("It was renewed, and ends after {time} all the same"),
        ),
        None => (
            Verdict::Lasts,
            "It was renewed without anybody signing in".to_owned(),
        ),
    };
    LastingAdvice {
        verdict,
        title,
        sentences,
        cause: testing.then(|| Finding {
            cause: Cause::GoogleTestingMode7day,
            confidence: Confidence::Likely,
            over: vec![case.protocol()],
            reasons: Vec::new(),
        }),
    }
}

/// Whether a time that the provider gives is one that no renewal moves: a week at Google (Testing, or a person who allowed
/// access for a time), a day at Microsoft (a single-page application).
fn is_fixed(provider: &Provider, seconds: i64) -> bool {
    match provider.family {
        Family::Google => seconds <= 8 * DAY,
        Family::Microsoft | Family::OutlookCom => seconds <= 2 * DAY,
        Family::Other => false,
    }
}

/// What ends a sign-in at this provider, and who can do something about it.
fn threats(provider: &Provider, testing: bool) -> Vec<String> {
    let public = provider.redeem == Redeem::Browser;
    let mut threats: Vec<&str> = Vec::new();
    match provider.family {
        Family::Microsoft | Family::OutlookCom => {
            threats.push("It ends after 90 days without a renewal. Whoever runs the application keeps it running, or authorises it again after a longer pause.");
            threats.push(if public {
                "This application has no secret (a public client): a new password of the account ends it, and so does an administrator’s reset. Whoever changes the password authorises the application again."
            } else {
                "This application has a secret (a confidential client): a password that its owner changes does not end it. An administrator’s reset in the Entra admin centre does, and so does “revoke sessions”."
            });
            if !public {
                threats.push("The secret has a last day, which cannot be seen from here. Whoever registered the application finds it under App registrations › the application › Certificates & secrets, and renews it in time.");
            }
            if provider.family == Family::Microsoft {
                threats.push("Conditional Access is judged again at each renewal, from the address that it comes from: an Entra administrator knows whether a policy ends sign-ins after a time (sign-in frequency).");
            }
        }
        Family::Google => {
            if !testing {
                threats.push("If the application is in the publishing status Testing, a sign-in ends seven days after it was allowed, whatever the renewal showed. Whoever runs the Google Cloud project sees that under Google Auth Platform › Audience, and chooses Internal or Publish app.");
            }
            threats.push("A new password of the account ends it, because it includes mail. So do six months without a renewal, and a hundred newer sign-ins to the same application. Whoever owns the account authorises the application again.");
            threats.push("In Workspace an administrator can end it by blocking the application, or by a limit on the length of sessions.");
        }
        Family::Other => threats.push("What ends it is for the provider to say: usually a long time without a renewal, a new password, or the owner who withdraws it. Its administrator knows the limits that are set."),
    }
    threats.into_iter().map(str::to_owned).collect()
}

fn not_given(case: &Case) -> LastingAdvice {
    let mut sentences = vec![
        "Offline access was asked for, and the answer brought no refresh token. An application in the same place stops when its access token ends, usually within the hour.".to_owned(),
    ];
    sentences.push(match case.provider.family {
        Family::Microsoft | Family::OutlookCom => "At Microsoft the scope offline_access brings it. Whoever administers the application adds that scope; an Entra administrator sees under Enterprise applications › the application › Permissions whether it was consented to.",
        Family::Google => "Google gives one with the first consent only, unless the consent page is shown again (prompt=consent) with access_type=offline. Whoever owns the account removes the application at myaccount.google.com › Security › Your connections to third-party apps & services, and allows it afresh.",
        Family::Other => "The administrator of the identity provider sees whether the application may have offline access, often a scope offline_access or a grant type refresh_token that has to be allowed to it.",
    }.to_owned());
    LastingAdvice {
        verdict: Verdict::Broken,
        title: "No refresh token was given".to_owned(),
        sentences,
        cause: None,
    }
}

fn refused(case: &Case, code: &str, description: Option<&str>) -> LastingAdvice {
    let description = description.filter(|words| !words.trim().is_empty());
    let why = named(case, code, description);
    let mut sentences = vec![format!(
        "The refresh token was refused a moment after it had been given: “{}”",
        shown_at_length(description.unwrap_or(code))
    )];
    sentences.push(match &why {
        Some(_) => "The sign-in itself had worked, so what refuses is about the renewal alone: the application’s secret, a policy, or the grant. An application like this one would stop when its access token ends.",
        None => "What that means is not known here. An application like this one would stop when its access token ends; the words are for whoever registered it.",
    }.to_owned());
    LastingAdvice {
        verdict: Verdict::Broken,
        title: "The provider refused to renew it".to_owned(),
        sentences,
        cause: why,
    }
}

/// The refusal, judged as a renewal of this application that failed.
fn named(case: &Case, code: &str, description: Option<&str>) -> Option<Finding> {
    let mut renewal = Case::new(case.ask.clone(), case.provider.clone());
    renewal.flow = Flow::Refresh;
    renewal.redirect_uri.clone_from(&case.redirect_uri);
    renewal.sign_in = Some(SignIn::Failed(SignInFailure::Provider {
        at: Endpoint::Token,
        code: Some(code.to_owned()),
        description: description.map(str::to_owned),
        redeemed_by: Some(Redeem::Relay),
    }));
    // No token is judged here, so no clock is asked.
    let first = diagnose(&renewal, 0).findings.into_iter().next();
    first.filter(|finding| !matches!(finding.cause, Cause::Unrecognised { .. }))
}

fn no_answer() -> LastingAdvice {
    LastingAdvice {
        verdict: Verdict::Unknown,
        title: "The provider gave no answer to the renewal".to_owned(),
        sentences: vec![
            "The token endpoint gave the relay no whole answer when the refresh token was used. That says nothing about how long a sign-in lasts.".to_owned(),
            "Sign in and try it again. If it stays so, the operator of this page looks at the way from the relay to the token endpoint.".to_owned(),
        ],
        cause: None,
    }
}

/// What became of the refresh token that this page obtained.
fn after(revoked: Option<bool>, outcome: &Refresh) -> Option<String> {
    let sentence = match revoked {
        _ if *outcome == Refresh::NotGiven => return None,
        Some(true) => "The refresh token that was tried is revoked: nobody can use it any more.",
        Some(false) => {
            "The refresh token that was tried was dropped here; the provider did not confirm that it is revoked. Its owner can withdraw the application’s access at the provider."
        }
        None => {
            "The refresh token that was tried was dropped here and never left the relay. This provider has no address at which it could be revoked; its owner can withdraw the application’s access there."
        }
    };
    Some(sentence.to_owned())
}

/// A time in words, rounded to what matters; nothing for what is no time.
fn span(seconds: i64) -> Option<String> {
    let of = |unit: i64, name: &str| {
        let count = (seconds + unit / 2) / unit;
        let plural = if count == 1 { "" } else { "s" };
        format!("{count} {name}{plural}")
    };
    Some(match seconds {
        i64::MIN..=0 => return None,
        1..=90 => of(1, "second"),
        91..=7_199 => of(60, "minute"),
        7_200..=172_799 => of(HOUR, "hour"),
        172_800..=315_360_000 => of(DAY, "day"),
        _ => "more than ten years".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_as_people_say_them() {
        for (seconds, words) in [
            (1, "1 second"),
            (3_599, "60 minutes"),
            (4_784, "80 minutes"),
            (86_399, "24 hours"),
            (604_799, "7 days"),
            (90 * DAY, "90 days"),
            (i64::MAX, "more than ten years"),
        ] {
            assert_eq!(span(seconds).as_deref(), Some(words));
        }
        assert_eq!(span(0), None);
        assert_eq!(span(i64::MIN), None);
    }
}
