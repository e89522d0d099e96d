//! What people type for a moment, and what is read from it.

use chrono::NaiveDateTime;
use chrono_tz::{TZ_VARIANTS, Tz};
use proptest::prelude::*;

use super::Direction::{Future, Past};
use super::*;

const MOSCOW: Tz = Tz::Europe__Moscow;

/// A moment by the clock of `zone`.
fn local(text: &str, zone: Tz) -> DateTime<Utc> {
    Zone::from(zone).moment(NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap())
}

/// What is read in Moscow at 15:00 on Tuesday 24 November 2026, as its clock shows it; the year unless 2026.
fn read(text: &str, direction: Direction) -> Result<String, MomentMistake> {
    let moment = read_moment(text, local("2026-11-24 15:00", MOSCOW), MOSCOW.into(), direction)?;
    let wall = Zone::from(MOSCOW).wall(moment.at);
    assert_eq!(wall.date(), moment.date, "{text:?}");
    let year = if wall.year() == 2026 { "%d.%m %H:%M" } else { "%d.%m.%Y %H:%M" };
    Ok(format!("{}{}", wall.format(year), if moment.has_time { "" } else { " (day)" }))
}

#[track_caller]
fn assert_reads(direction: Direction, table: &[(&str, &str)]) {
    for (text, expected) in table {
        assert_eq!(read(text, direction).as_deref(), Ok(*expected), "{text:?}");
        assert_eq!(read(&text.to_uppercase(), direction).as_deref(), Ok(*expected), "{text:?} in capitals");
    }
}

#[test]
fn spans_are_read_from_now() {
    assert_reads(
        Future,
        &[
            ("now", "24.11 15:00"),
            ("сейчас", "24.11 15:00"),
            ("in 2 hours", "24.11 17:00"),
            ("через 2 часа", "24.11 17:00"),
            ("через два часа", "24.11 17:00"),
            ("через час", "24.11 16:00"),
            ("in an hour", "24.11 16:00"),
            ("in 30 min", "24.11 15:30"),
            ("in 30min", "24.11 15:30"),
            ("через полчаса", "24.11 15:30"),
            ("in half an hour", "24.11 15:30"),
            ("через полтора часа", "24.11 16:30"),
            ("in 1.5 hours", "24.11 16:30"),
            ("через 1 час 30 минут", "24.11 16:30"),
            ("in 1 hour and 30 minutes", "24.11 16:30"),
            ("in 1 day 2 hours", "25.11 17:00"),
            ("in 3 days", "27.11 09:00 (day)"),
            ("через 3 дня", "27.11 09:00 (day)"),
            ("через 3 дня в 15", "27.11 15:00"),
            ("через неделю", "01.12 09:00 (day)"),
            ("in 2 weeks at 10:30", "08.12 10:30"),
            ("через месяц", "24.12 09:00 (day)"),
            ("in 5 years", "24.11.2031 09:00 (day)"),
        ],
    );
    assert_reads(
        Past,
        &[
            ("now", "24.11 15:00"),
            ("2 hours ago", "24.11 13:00"),
            ("2 часа назад", "24.11 13:00"),
            ("час назад", "24.11 14:00"),
            ("полчаса назад", "24.11 14:30"),
            ("3 дня назад", "21.11 18:00 (day)"),
            ("3 days ago at 10:00", "21.11 10:00"),
            ("неделю назад", "17.11 18:00 (day)"),
        ],
    );
}

#[test]
fn relative_days_are_read_with_and_without_a_time() {
    assert_reads(
        Future,
        &[
            ("today", "24.11 15:00 (day)"),
            ("today 17", "24.11 17:00"),
            ("сегодня в 17:30", "24.11 17:30"),
            ("сегодня в 15.30", "24.11 15:30"),
            ("tomorrow", "25.11 09:00 (day)"),
            ("tomorrow 15:00", "25.11 15:00"),
            ("завтра 15:00", "25.11 15:00"),
            ("завтра в 9", "25.11 09:00"),
            ("завтра в 9 утра", "25.11 09:00"),
            ("завтра в 7 вечера", "25.11 19:00"),
            ("завтра в 3 часа дня", "25.11 15:00"),
            ("завтра в 15-30", "25.11 15:30"),
            ("завтра в 15 ч. 30 мин.", "25.11 15:30"),
            ("завтра at 3pm", "25.11 15:00"),
            ("9:00 tomorrow", "25.11 09:00"),
            ("tomorrow noon", "25.11 12:00"),
            ("завтра в полдень", "25.11 12:00"),
            ("day after tomorrow", "26.11 09:00 (day)"),
            ("the day after tomorrow at 10", "26.11 10:00"),
            ("послезавтра", "26.11 09:00 (day)"),
        ],
    );
    assert_reads(
        Past,
        &[
            ("today", "24.11 15:00 (day)"),
            ("today 14:00", "24.11 14:00"),
            ("yesterday", "23.11 18:00 (day)"),
            ("вчера 18:00", "23.11 18:00"),
            ("вчера в 19", "23.11 19:00"),
            ("позавчера", "22.11 18:00 (day)"),
            ("day before yesterday", "22.11 18:00 (day)"),
        ],
    );
}

#[test]
fn a_weekday_is_the_nearest_in_the_direction() {
    assert_reads(
        Future,
        &[
            ("fri 10am", "27.11 10:00"),
            ("friday", "27.11 09:00 (day)"),
            ("пт 10:00", "27.11 10:00"),
            ("пт 10", "27.11 10:00"),
            ("в пятницу", "27.11 09:00 (day)"),
            ("в пятницу в 10", "27.11 10:00"),
            ("во вторник", "01.12 09:00 (day)"),
            ("tue 16:00", "24.11 16:00"),
            ("tue 14:00", "01.12 14:00"),
            ("mon", "30.11 09:00 (day)"),
            ("Fri 27 Nov, 12:00", "27.11 12:00"),
            ("пт 25.12", "25.12 09:00 (day)"),
        ],
    );
    assert_reads(
        Past,
        &[
            ("friday", "20.11 18:00 (day)"),
            ("в понедельник", "23.11 18:00 (day)"),
            ("вт 14:00", "24.11 14:00"),
            ("вт 16:00", "17.11 16:00"),
            ("tuesday", "17.11 18:00 (day)"),
            ("ср 10:00", "18.11 10:00"),
        ],
    );
}

#[test]
fn dates_are_day_first_and_nearest_in_the_direction() {
    assert_reads(
        Future,
        &[
            ("25.12", "25.12 09:00 (day)"),
            ("25.12.", "25.12 09:00 (day)"),
            ("25.12 14:30", "25.12 14:30"),
            ("25.12.2026 14:30", "25.12 14:30"),
            ("25.12.26", "25.12 09:00 (day)"),
            ("25/12", "25.12 09:00 (day)"),
            ("03/04", "03.04.2027 09:00 (day)"),
            ("10.11", "10.11.2027 09:00 (day)"),
            ("24.11", "24.11 15:00 (day)"),
            ("2026-12-25 14:30", "25.12 14:30"),
            ("2026-12-25T14:30:00", "25.12 14:30"),
            ("25-12-2026", "25.12 09:00 (day)"),
            ("Dec 25 3pm", "25.12 15:00"),
            ("Dec 25, 2026, 3:30 p.m.", "25.12 15:30"),
            ("December 25th", "25.12 09:00 (day)"),
            ("25th of December at 12am", "25.12 00:00"),
            ("25 dec 2027", "25.12.2027 09:00 (day)"),
            ("25 декабря в 15", "25.12 15:00"),
            ("к 25 декабря", "25.12 09:00 (day)"),
            ("25-го декабря", "25.12 09:00 (day)"),
            ("25 декабря 2026 г. в 15:00", "25.12 15:00"),
            ("29.02", "29.02.2028 09:00 (day)"),
            ("1 мая", "01.05.2027 09:00 (day)"),
        ],
    );
    assert_reads(
        Past,
        &[
            ("25.12", "25.12.2025 18:00 (day)"),
            ("03/04", "03.04 18:00 (day)"),
            ("24.11", "24.11 15:00 (day)"),
            ("23.11.2026 19:45", "23.11 19:45"),
            ("29 февраля", "29.02.2024 18:00 (day)"),
            ("1 мая", "01.05 18:00 (day)"),
        ],
    );
}

#[test]
fn a_time_alone_is_the_nearest_in_the_direction() {
    assert_reads(
        Future,
        &[
            ("15:00", "24.11 15:00"),
            ("15:01", "24.11 15:01"),
            ("14:59", "25.11 14:59"),
            ("9:00", "25.11 09:00"),
            ("3pm", "24.11 15:00"),
            ("at 5", "25.11 05:00"),
            ("в 17", "24.11 17:00"),
            ("at 17.30", "24.11 17:30"),
            ("в 7 вечера", "24.11 19:00"),
            ("в 12 ночи", "25.11 00:00"),
            ("noon", "25.11 12:00"),
            ("полдень", "25.11 12:00"),
            ("midnight", "25.11 00:00"),
            ("17 часов", "24.11 17:00"),
            ("17ч30", "24.11 17:30"),
        ],
    );
    assert_reads(
        Past,
        &[
            ("15:00", "24.11 15:00"),
            ("15:01", "23.11 15:01"),
            ("9:00", "24.11 09:00"),
            ("полдень", "24.11 12:00"),
            ("midnight", "24.11 00:00"),
        ],
    );
}

#[test]
fn mistakes_are_told_apart() {
    use MomentMistake::{Empty, InTheFuture, InThePast, NoSuchDate, NoSuchTime, NotUnderstood, TooFar};
    for (text, direction, mistake) in [
        ("", Future, Empty),
        (" \n\u{a0}", Future, Empty),
        ("soon", Future, NotUnderstood),
        ("when they call", Future, NotUnderstood),
        ("17", Future, NotUnderstood),
        ("at", Future, NotUnderstood),
        ("in", Future, NotUnderstood),
        ("tomorrow tomorrow", Future, NotUnderstood),
        ("15:00 16:00", Future, NotUnderstood),
        ("now 15:00", Future, NotUnderstood),
        ("10-12", Future, NotUnderstood),
        ("завтра 10-12", Future, NotUnderstood),
        ("завтра в 9-18", Future, NotUnderstood),
        ("1/2/3", Future, NotUnderstood),
        ("in 1 month 2 hours", Future, NotUnderstood),
        ("31.02", Future, NoSuchDate),
        ("31.02", Past, NoSuchDate),
        ("31.02.2027", Future, NoSuchDate),
        ("30 февраля", Future, NoSuchDate),
        ("15.30", Future, NoSuchDate),
        ("0.5", Future, NoSuchDate),
        ("mon 27 nov", Future, NoSuchDate),
        ("25:00", Future, NoSuchTime),
        ("15:60", Future, NoSuchTime),
        ("24:00", Future, NoSuchTime),
        ("13pm", Future, NoSuchTime),
        ("tomorrow 25", Future, NoSuchTime),
        ("завтра в 15 утра", Future, NoSuchTime),
        ("yesterday", Future, InThePast),
        ("today 14:00", Future, InThePast),
        ("24.11 14:00", Future, InThePast),
        ("25.12.2025", Future, InThePast),
        ("2 hours ago", Future, InThePast),
        ("25.12.1990", Future, InThePast),
        ("tomorrow", Past, InTheFuture),
        ("today 16:00", Past, InTheFuture),
        ("через час", Past, InTheFuture),
        ("2030-01-01", Past, InTheFuture),
        ("25.11.2031", Future, TooFar),
        ("in 10 years", Future, TooFar),
        ("через 99999999999999999999 дней", Future, TooFar),
        ("in 4294967295 months", Future, TooFar),
        ("in 99999999999 hours", Future, TooFar),
        ("23.11.2021", Past, TooFar),
        ("9999-12-31", Future, TooFar),
    ] {
        assert_eq!(read(text, direction), Err(mistake), "{text:?} {direction:?}");
    }
}

#[test]
fn the_minute_of_now_has_not_passed() {
    let now = local("2026-11-24 15:00", MOSCOW) + TimeDelta::seconds(30);
    for text in ["15:00", "today 15:00", "3pm"] {
        assert_eq!(read_moment(text, now, MOSCOW.into(), Future).unwrap().at, now, "{text}");
    }
    let earlier = read_moment("15:00", now, MOSCOW.into(), Past).unwrap();
    assert_eq!(earlier.at, local("2026-11-24 15:00", MOSCOW));
}

#[test]
fn the_day_is_that_of_the_member_and_the_clocks_may_change() {
    for (zone, now, text, expected) in [
        // 20:30 in London is already Wednesday in Almaty.
        (Tz::Asia__Almaty, "2026-11-24T20:30:00Z", "завтра 10:00", "2026-11-26T05:00:00Z"),
        (Tz::Europe__Berlin, "2026-03-28T12:00:00Z", "tomorrow 2:30", "2026-03-29T01:00:00Z"),
        (Tz::America__New_York, "2026-10-31T12:00:00Z", "1.11 1:30", "2026-11-01T05:30:00Z"),
        // Hours pass by themselves, whatever the wall shows.
        (Tz::America__New_York, "2026-11-01T05:30:00Z", "in 2 hours", "2026-11-01T07:30:00Z"),
        (Tz::Pacific__Apia, "2011-12-29T20:00:00Z", "30.12 12:00", "2011-12-30T10:00:00Z"),
    ] {
        let utc = |text| DateTime::parse_from_rfc3339(text).unwrap().to_utc();
        assert_eq!(read_moment(text, utc(now), zone.into(), Future).unwrap().at, utc(expected), "{zone} {text}");
    }
}

const WORDS: [&str; 40] = [
    "now",
    "in",
    "через",
    "2",
    "30",
    "25",
    "12",
    "2026",
    "29",
    "99",
    "4294967295",
    ".",
    "/",
    "-",
    ":",
    ",",
    "час",
    "days",
    "months",
    "лет",
    "ago",
    "назад",
    "завтра",
    "day",
    "after",
    "tomorrow",
    "fri",
    "в",
    "at",
    "dec",
    "марта",
    "pm",
    "утра",
    "noon",
    "th",
    "-го",
    "г.",
    "половина",
    "half",
    "an",
];

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in any::<String>(), past: bool) {
        let direction = if past { Past } else { Future };
        let _ = read_moment(&text, local("2026-11-24 15:00", MOSCOW), MOSCOW.into(), direction);
    }

    #[test]
    fn what_is_read_is_on_the_side_asked_for(
        words in proptest::collection::vec(0..WORDS.len(), 1..9), spaced: bool, past: bool,
        which in 0..TZ_VARIANTS.len(), seconds in prop_oneof![any::<i64>(), -62_135_596_800_i64..253_402_300_799],
    ) {
        let words: Vec<&str> = words.into_iter().map(|word| WORDS[word]).collect();
        let text = words.join(if spaced { " " } else { "" });
        let now = DateTime::from_timestamp(seconds, 0).unwrap_or(DateTime::<Utc>::MAX_UTC);
        let direction = if past { Past } else { Future };
        if let Ok(moment) = read_moment(&text, now, TZ_VARIANTS[which].into(), direction) {
            prop_assert!(if past { moment.at <= now } else { moment.at >= now }, "{:?}", text);
        }
    }

    #[test]
    fn a_date_and_time_in_full_are_read_in_every_zone(
        minutes in 1_i64..2_500_000, year in 1971_i32..2100, new_year: bool, which in 0..TZ_VARIANTS.len(),
    ) {
        let zone = Zone::from(TZ_VARIANTS[which]);
        let (month, day) = if new_year { (12, 31) } else { (2, 28) };
        let now = NaiveDate::from_ymd_opt(year, month, day).unwrap().and_hms_opt(23, 59, 0).unwrap().and_utc();
        let wall = zone.wall(now + TimeDelta::minutes(minutes));
        let at = zone.moment(wall);
        for format in ["%d.%m.%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%-d %B %Y, %H:%M:%S"] {
            let text = wall.format(format).to_string();
            if at > now {
                prop_assert_eq!(read_moment(&text, now, zone, Future).map(|moment| moment.at), Ok(at), "{}", text);
            }
        }
    }
}
