//! What the guard lets through, and what ends a connection.

use super::*;

const GREETING: &[u8] = b"* OK ready\r\n";

fn greeted() -> Guard {
    let mut guard = Guard::default();
    guard.take_in(GREETING, &mut Vec::new());
    guard
}

fn fed(mut guard: Guard, octets: &[u8]) -> (Guard, Vec<u8>) {
    let mut out = Vec::new();
    guard.take_in(octets, &mut out);
    (guard, out)
}

fn ended(octets: &[u8]) -> Option<Break> {
    fed(greeted(), octets).0.ended()
}

#[test]
fn only_whole_responses_come_out_and_only_their_conditions() {
    let (mut guard, mut out) = fed(Guard::default(), b"* OK [ALERT]\xc3\xa9\r\n* CAP");
    guard.note_sent(b"A1 CAPABILITY");
    guard.take_in(b"ABILITY IMAP4rev1\r\n* NO warning\r\nA1 no [X", &mut out);
    assert_eq!(out, b"* OK\r\n");
    guard.take_in(b"] \xff(((((\r\n", &mut out);
    assert_eq!(out, b"* OK\r\nA1 NO\r\n");
    let record = guard.take_record();
    assert_eq!(record[0].octets, "* OK [ALERT]é".as_bytes());
    assert_eq!(record.len(), 5);
    assert_eq!(guard.ended(), None);
}

///
#[test]
fn a_drip_costs_no_more_than_a_gush() {
    let (mut guard, mut out) = (greeted(), Vec::new());
    guard.note_sent(b"A1 LIST \"\" \"%\"");
    for octet in b"* LIST () \"/\" {3}\r\nabc\r\nA1 OK done\r\n" {
        guard.take_in(&[*octet], &mut out);
    }
    assert!(guard.has_answer("A1"));
    assert_eq!((guard.ended(), out), (None, b"A1 OK\r\n".to_vec()));
}

///
#[test]
fn caps_on_greeting_line_literal_total_and_responses() {
    let too_much = Some(Break::TooMuch);
    let (guard, _) = fed(Guard::default(), &b"x".repeat(MAX_GREETING + 1));
    assert_eq!(guard.ended(), too_much);
    assert_eq!(ended(&b"x".repeat(MAX_LINE + 1)), too_much);
    assert_eq!(ended(b"* LIST () \"/\" {500000000}\r\n"), too_much);
    assert_eq!(ended(&b"* 1 EXISTS\r\n".repeat(MAX_RESPONSES)), too_much);
    assert_eq!(ended(&vec![b'\n'; MAX_TOTAL + 1]), too_much);
    assert_eq!(ended(&b"* 1 EXISTS\r\n".repeat(MAX_RESPONSES - 1)), None);
}

///
#[test]
fn a_challenge_needs_an_authentication_and_each_has_few() {
    let challenged = |command: &[u8], times| {
        let mut guard = greeted();
        guard.note_sent(command);
        fed(guard, &b"+ \r\n".repeat(times))
    };
    let asked = b"A1 AUTHENTICATE XOAUTH2";
    let (guard, out) = challenged(asked, 2);
    assert_eq!((guard.ended(), out.len()), (None, 8));
    assert_eq!(challenged(asked, 3).0.ended(), Some(Break::TooMuch));
    let told = b"A1 AUTHENTICATE XOAUTH2 [token removed]";
    assert_eq!(challenged(told, 1).0.ended(), None);
    assert_eq!(challenged(told, 2).0.ended(), Some(Break::TooMuch));
    assert_eq!(challenged(b"A1 NOOP", 1).0.ended(), Some(Break::TooMuch));
}

#[test]
fn an_answer_needs_a_command_that_waits_for_it() {
    let mut guard = greeted();
    guard.note_sent(b"A1 CAPABILITY");
    let (mut guard, out) = fed(guard, b"A2 OK done\r\n");
    assert_eq!((guard.ended(), out), (Some(Break::Malformed), Vec::new()));
    assert!(!guard.has_answer("A2"));
    assert!(!guard.take_record().pop().unwrap().whole);
    assert_eq!(ended(b"A1 OK done\r\n"), Some(Break::Malformed));
}

///
#[test]
fn nesting_is_refused_and_quoted_parentheses_are_not_nesting() {
    let nested = format!("* LIST {}\r\n", "(".repeat(100));
    assert_eq!(ended(nested.as_bytes()), Some(Break::Malformed));
    assert_eq!(ended(b"* LIST () \"((((((((((\\\"\" x\r\n"), None);
}

#[test]
fn goodbye_is_the_end_unless_we_said_it_first() {
    assert_eq!(ended(b"* BYE\r\n* OK more\r\n"), Some(Break::Closed));
    let mut guard = greeted();
    guard.note_sent(b"A1 LOGOUT");
    let (guard, out) = fed(guard, b"* BYE\r\nA1 OK done\r\n");
    assert_eq!((guard.ended(), out), (None, b"A1 OK\r\n".to_vec()));
}

#[test]
fn what_is_no_response_ends_it() {
    for foreign in [
        b"<html>\r\n".as_slice(),
        b"\r\n",
        b"HTTP/1.1 400 Bad\r\n",
        b" x\r\n",
        b"* OK\n",
        b"* PREAUTH\r\n",
    ] {
        assert_eq!(ended(foreign), Some(Break::Malformed), "{foreign:?}");
    }
}

#[test]
fn words_before_a_sudden_end_are_kept_and_say_nothing() {
    let mut guard = greeted();
    guard.note_sent(b"A1 NOOP");
    let (mut guard, _) = fed(guard, b"A1 OK don");
    guard.end(Break::Closed);
    assert!(!guard.has_answer("A1"));
    let last = guard.take_record().pop().unwrap();
    assert_eq!(
        (last.octets.as_slice(), last.whole),
        (b"A1 OK don".as_slice(), false)
    );
}
