//! The mail dialogue against peers that know no protocol, only bytes.
//!
//! Each file in `tests/transcripts` holds what both sides say and the evidence that must come of it, step by step.

mod banner;
mod echo;
mod grammar;
mod hostile;
mod lines;
mod negotiation;
mod panic;
pub mod peer;
mod silent;
pub mod transcript;
pub mod walk;

use std::collections::BTreeSet;
use std::path::Path;

use transcript::Transcript;
use walk::{TOKEN, walk_the};

/// One test for each file, named after it.
macro_rules! transcripts {
    ($($name:ident),* $(,)?) => {
        const NAMES: &[&str] = &[$(stringify!($name)),*];
        $(
            #[tokio::test(start_paused = true)]
            async fn $name() {
                plays_as_written(stringify!($name)).await;
            }
        )*
    };
}

transcripts! {
    answer_outside_ascii,
    authenticate_failed,
    authenticated_but_not_connected,
    bye_and_silence,
    bye_greeting,
    bye_in_place_of_an_answer,
    capabilities_without_imap4rev1,
    challenge_after_a_keepalive,
    challenge_after_the_message,
    challenge_of_dovecot,
    challenge_of_gmail,
    folder_names_in_literals,
    garbage_in_place_of_an_answer,
    goodbye_without_an_answer,
    greeting_of_http,
    greeting_of_nothing_known,
    greeting_of_pop,
    greeting_of_smtp,
    greeting_of_ssh,
    healthy_dovecot,
    healthy_exchange,
    healthy_without_initial_response,
    list_refused,
    no_mechanism,
    pop_authentication_failure,
    pop_challenge_of_dovecot,
    pop_empty_maildrop,
    pop_greeting_of_imap,
    pop_greeting_of_nothing_known,
    pop_greeting_refused,
    pop_healthy_exchange,
    pop_healthy_pipelining,
    pop_maildrop_in_use,
    pop_without_capa,
    pop_without_oauth,
    pop_yes_before_the_token,
    preauth,
    smtp_answer_before_its_question,
    smtp_auth_disabled,
    smtp_challenge_of_gmail,
    smtp_ehlo_refused,
    smtp_greeting_of_another_service,
    smtp_greeting_of_imap,
    smtp_greeting_refused,
    smtp_healthy_exchange,
    smtp_many_mechanisms,
    smtp_numbers_that_differ,
    smtp_reset_refused,
    smtp_without_auth,
    smtp_without_pipelining,
    starttls_imap,
    starttls_imap_bye,
    starttls_imap_injected,
    starttls_imap_not_offered,
    starttls_imap_out_of_turn,
    starttls_imap_preauth,
    starttls_imap_refused_with_a_referral,
    starttls_imap_word_elsewhere,
    starttls_pop,
    starttls_pop_injected,
    starttls_pop_not_offered,
    starttls_pop_without_capa,
    starttls_smtp,
    starttls_smtp_ehlo_refused,
    starttls_smtp_injected,
    starttls_smtp_not_offered,
    starttls_smtp_refused,
    surprises_while_opening,
    warning_before_the_answer,
    yes_before_the_token,
    yes_before_the_token_with_the_challenge,
}

#[test]
fn every_transcript_is_played() {
    let files = std::fs::read_dir(folder()).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        path.file_stem().unwrap().to_str().unwrap().to_owned()
    });
    let played = NAMES.iter().map(|name| (*name).to_owned());
    assert_eq!(files.collect::<BTreeSet<_>>(), played.collect());
}

async fn plays_as_written(name: &str) {
    let text = std::fs::read_to_string(folder().join(name).with_extension("txt")).unwrap();
    let transcript = Transcript::read(&text);
    let (ours, theirs) = tokio::io::duplex(256 * 1024);
    let (steps, ()) = tokio::join!(
        walk_the(transcript.way, ours),
        peer::play(theirs, &transcript.turns)
    );

    let evidence: Vec<_> = steps.iter().map(|step| step.evidence.clone()).collect();
    assert_eq!(evidence, transcript.evidence);
    let lines = steps.iter().flat_map(|step| &step.lines);
    let (client, server): (Vec<_>, Vec<_>) =
        lines.partition(|line| line.from == shared::evidence::Side::Client);
    let texts = |lines: Vec<&shared::evidence::Line>| -> Vec<String> {
        lines.into_iter().map(|line| line.text.clone()).collect()
    };
    assert_eq!(texts(client), transcript.client);
    assert_eq!(texts(server), transcript.server);
    assert!(!format!("{steps:?}").contains(TOKEN));
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/transcripts"))
}
