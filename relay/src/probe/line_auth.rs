//! AUTH as POP3 (RFC 5034) and SMTP (RFC 4954) have it: the token in the command where it fits, else after the server's
//! challenge.

use shared::evidence::capability::Capabilities;
use shared::evidence::sasl::{Sasl, SaslOutcome, UserForm};
use shared::evidence::{Break, Evidence};
use shared::plan::{Mechanism, Route};
use shared::token::Token;
use zeroize::Zeroizing;

use crate::guard::reply::{Dialect, Met};
use crate::probe::Seen;
use crate::probe::confidential::Confidential;
use crate::probe::talk::Talk;
use crate::sasl;

/// The longest command line of SMTP, in octets with its end (RFC 5321 §4.5.3.1.4, which RFC 4954 §4 keeps).
const LONGEST_COMMAND: usize = 512;

/// Presents the token.
pub async fn authenticate<S: Confidential>(
    mut talk: Talk<S>,
    dialect: Dialect,
    capabilities: &Capabilities,
    route: &Route,
    token: &Token,
) -> Seen<Talk<S>> {
    let mechanism = match sasl::choose(&route.mechanisms, capabilities) {
        Ok(mechanism) => mechanism,
        Err(none) => return Seen::failed(none, talk.shown()),
    };
    let message = sasl::initial_response(mechanism, route, token);
    let command = format!("AUTH {mechanism} ");
    let initial_response = match dialect {
        Dialect::Smtp => command.len() + message.len() + 2 <= LONGEST_COMMAND,
        // RFC 5034 §4 has room for 255 octets, which next to no token fits into; Exchange Online reads two lines only.
        Dialect::Pop => false,
    };
    let mut challenge = None;
    let told = Told {
        mechanism,
        command,
        message,
        initial_response,
    };
    let outcome = match exchange(&mut talk, dialect, &told, &mut challenge).await {
        Ok(outcome) => outcome,
        Err(how) => SaslOutcome::Broken(how),
    };
    let accepted = matches!(outcome, SaslOutcome::Accepted { .. });
    let evidence = Evidence::Auth(Sasl {
        mechanism: Some(mechanism.into()),
        user: UserForm::Mailbox,
        initial_response,
        challenge,
        outcome,
    });
    let lines = talk.shown();
    if accepted {
        Seen::passed(evidence, lines, talk)
    } else {
        Seen::failed(evidence, lines)
    }
}

/// What is going to be said.
struct Told {
    mechanism: Mechanism,
    /// With a space at its end.
    command: String,
    message: Zeroizing<String>,
    initial_response: bool,
}

async fn exchange<S: Confidential>(
    talk: &mut Talk<S>,
    dialect: Dialect,
    told: &Told,
    challenge: &mut Option<String>,
) -> Result<SaslOutcome, Break> {
    if told.initial_response {
        talk.present(&told.command, &told.message).await?;
    } else {
        talk.say(&[told.command.trim_end()]).await?;
        let asked = talk.reply(dialect).await?;
        match asked.met {
            Met::Challenge => talk.present("", &told.message).await?,
            // The server says yes to a token that it has not seen.
            Met::Yes => return Err(Break::Malformed),
            Met::No(status) => return Ok(SaslOutcome::Refused(talk.refusal(status, &asked))),
        }
    }
    let mut answer = talk.reply(dialect).await?;
    if answer.met == Met::Challenge {
        *challenge = talk.challenge(&answer);
        let end = sasl::encoded_answer_to_error(told.mechanism);
        talk.say(&[end]).await?;
        answer = talk.reply(dialect).await?;
    }
    match answer.met {
        Met::Yes => Ok(SaslOutcome::Accepted {
            text: talk.text(&answer.octets()),
        }),
        Met::No(status) => Ok(SaslOutcome::Refused(talk.refusal(status, &answer))),
        Met::Challenge => Err(Break::TooMuch),
    }
}
