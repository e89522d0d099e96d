use super::*;

fn row(id: i64, chat_id: i64, lane: i16, method: Method) -> Outgoing {
    let message_id = (method != Method::Send).then_some(1000);
    Outgoing { id, chat_id, lane, method, body: "{}".into(), message_id, refers_to: None, attempts: 0 }
}

fn send(id: i64, chat_id: i64, lane: i16) -> Outgoing {
    row(id, chat_id, lane, Method::Send)
}

fn edit(id: i64, chat_id: i64) -> Outgoing {
    row(id, chat_id, 0, Method::Edit)
}

fn unlimited(now: Instant) -> Queue {
    Queue::new(Pace { unlimited: true, ..Pace::default() }, now)
}

/// Lets all go that may, one chat after another, and tells their ids.
fn drain(queue: &mut Queue, now: Instant) -> Vec<i64> {
    queue.wake(now);
    let mut ids = Vec::new();
    while let Some(letter) = queue.next(now) {
        ids.push(letter.row.id);
        queue.done(letter.row.chat_id, now);
    }
    ids
}

#[test]
fn queue_sends_a_chats_messages_one_after_another() {
    let now = Instant::now();
    let mut queue = unlimited(now);
    for id in 1..=3 {
        queue.push(send(id, 7, 0), now);
    }
    queue.push(send(4, 8, 0), now);
    let first = queue.next(now).unwrap();
    let other = queue.next(now).unwrap();
    assert_eq!((first.row.id, other.row.id), (1, 4));
    assert!(queue.next(now).is_none(), "chat 7 is busy");
    queue.again(first, None);
    assert_eq!(drain(&mut queue, now), [1, 2, 3]);
    queue.done(8, now);
    assert_eq!(queue.len(), 0);
    assert!(queue.chats.is_empty());
}

#[test]
fn queue_answers_first_then_notices_then_digests() {
    let now = Instant::now();
    let mut queue = unlimited(now);
    for (id, lane) in [(1, 2), (2, 1), (3, 0), (4, 2), (5, 0)] {
        queue.push(send(id, id, lane), now);
    }
    assert_eq!(drain(&mut queue, now), [3, 5, 2, 1, 4]);
}

#[test]
fn queue_takes_a_digest_along_when_an_answer_waits_behind_it() {
    let now = Instant::now();
    let mut queue = unlimited(now);
    queue.push(send(1, 1, 1), now);
    queue.push(send(2, 2, 2), now);
    queue.push(send(3, 2, 0), now);
    assert_eq!(drain(&mut queue, now), [2, 3, 1]);
}

#[test]
fn queue_drops_an_edit_that_another_makes_superfluous() {
    let now = Instant::now();
    let mut queue = unlimited(now);
    queue.push(edit(1, 7), now);
    queue.push(send(2, 7, 0), now);
    let Pushed::Supersedes(earlier) = queue.push(edit(3, 7), now) else { panic!("not superseded") };
    assert_eq!(earlier.row.id, 1);
    let by_row = |id, refers_to| Outgoing { message_id: None, refers_to: Some(refers_to), ..edit(id, 7) };
    assert_eq!(queue.push(by_row(4, 2), now), Pushed::Queued);
    assert!(matches!(queue.push(by_row(5, 2), now), Pushed::Supersedes(it) if it.row.id == 4));
    // It names the edit that it makes superfluous: then it takes over what that one named.
    assert!(matches!(queue.push(by_row(6, 5), now), Pushed::Supersedes(it) if it.row.id == 5));
    assert_eq!(queue.chats[&7].letters.back().unwrap().row.refers_to, Some(2));
    assert_eq!(queue.push(Outgoing { message_id: Some(5), ..edit(8, 7) }, now), Pushed::Queued);
    assert_eq!(queue.push(edit(9, 8), now), Pushed::Queued, "another chat");
    assert_eq!(queue.len(), 5);
    assert_eq!(drain(&mut queue, now), [2, 9, 3, 6, 8]);
}

#[test]
fn queue_lets_only_the_chat_wait_that_was_told_to() {
    let now = Instant::now();
    let mut queue = unlimited(now);
    queue.push(send(1, 7, 0), now);
    queue.push(send(2, 7, 0), now);
    queue.push(send(3, 8, 0), now);
    let letter = queue.next(now).unwrap();
    let later = now + Duration::from_secs(3);
    queue.again(letter, Some(later));
    assert_eq!(drain(&mut queue, now), [3]);
    assert_eq!(queue.wake_at(), Some(later));
    assert_eq!(drain(&mut queue, later), [1, 2]);
    assert_eq!(queue.wake_at(), None);
}

#[test]
fn queue_keeps_the_pace_of_a_chat_and_of_all() {
    let now = Instant::now();
    let mut queue = Queue::new(Pace { chat_burst: 2.0, ..Pace::default() }, now);
    for id in 1..=4 {
        queue.push(send(id, 7, 0), now);
    }
    queue.push(row(5, 8, 0, Method::Delete), now);
    assert_eq!(drain(&mut queue, now), [1, 5, 2]);
    let at = queue.wake_at().unwrap();
    assert_eq!(at, now + Duration::from_secs(1));
    assert_eq!(drain(&mut queue, at), [3]);

    let mut queue = Queue::new(Pace::default(), now);
    for id in 1..=100 {
        queue.push(send(id, id, 0), now);
    }
    assert_eq!(drain(&mut queue, now).len(), 10);
    let at = queue.wake_at().unwrap();
    assert!(at > now && at <= now + Duration::from_millis(34));
    assert_eq!(drain(&mut queue, at).len(), 1);
    queue.sweep(now + Duration::from_secs(60));
    assert_eq!(queue.chats.len(), 89);
}

#[test]
fn queue_gives_back_a_chat_as_a_whole_and_what_comes_after_it_too() {
    let now = Instant::now();
    let mut queue = unlimited(now);
    for id in 1..=3 {
        queue.push(send(id, 7, 0), now);
    }
    let letter = queue.next(now).unwrap();
    assert_eq!(queue.trouble(7, now).tries, 1);
    assert_eq!(queue.trouble(7, now + Duration::from_secs(31)), Trouble { since: now, tries: 2 });
    let retry_at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    let pause = Duration::from_secs(10);
    let rest = queue.give_back(letter.row.chat_id, now, pause, retry_at);
    assert_eq!(rest.iter().map(|it| it.row.id).collect::<Vec<_>>(), [2, 3]);
    assert!(matches!(queue.push(send(4, 7, 0), now), Pushed::GiveBack(it, at) if it.row.id == 4 && at == retry_at));
    assert_eq!(queue.len(), 0);
    let later = now + pause;
    assert_eq!(queue.push(send(1, 7, 0), later), Pushed::Queued);
    assert_eq!(drain(&mut queue, later), [1]);
}
