//! What people type for an amount, and what is read from it.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

fn decimal(text: &str) -> Decimal {
    Decimal::from_str_exact(text).unwrap()
}

#[test]
fn amounts_are_read_the_way_people_type_them() {
    use Currency::{Aed, Byn, Cny, Eur, Gbp, Jpy, Kzt, Rub, Uah, Usd};
    for (text, amount, currency) in [
        ("450000", "450000", None),
        (" 450 000,50 ", "450000.50", None),
        ("450\u{a0}000", "450000", None),
        ("450\u{202f}000", "450000", None),
        ("450\u{2009}000", "450000", None),
        ("450  000", "450000", None),
        ("450'000", "450000", None),
        ("450’000.5", "450000.5", None),
        ("450,000.50", "450000.50", None),
        ("450.000,50", "450000.50", None),
        ("450,000", "450000", None),
        ("450.000", "450000", None),
        ("1,234,567", "1234567", None),
        ("1.234.567,89", "1234567.89", None),
        ("1,5", "1.5", None),
        ("12,34", "12.34", None),
        ("0,500", "0.5", None),
        (".5", "0.5", None),
        ("5.", "5", None),
        ("007", "7", None),
        ("+450", "450", None),
        ("~450к", "450000", None),
        ("450к", "450000", None),
        ("450k", "450000", None),
        ("450K", "450000", None),
        ("450 тыс", "450000", None),
        ("450 тыс. руб.", "450000", Some(Rub)),
        ("450 ТЫС. РУБ.", "450000", Some(Rub)),
        ("450 т.р.", "450000", Some(Rub)),
        ("450тр", "450000", Some(Rub)),
        ("1.2m", "1200000", None),
        ("1,2 млн", "1200000", None),
        ("1,125 млн", "1125000", None),
        ("1.125m", "1125000", None),
        ("1,125k", "1125000", None),
        ("1.5 млрд", "1500000000", None),
        ("2bn", "2000000000", None),
        ("0,0000001 млрд", "100", None),
        ("€ 20k", "20000", Some(Eur)),
        ("20k€", "20000", Some(Eur)),
        ("€20,000", "20000", Some(Eur)),
        ("$1,200", "1200", Some(Usd)),
        ("US$ 1,200", "1200", Some(Usd)),
        ("$450 USD", "450", Some(Usd)),
        ("100 баксов", "100", Some(Usd)),
        ("450 000 ₽", "450000", Some(Rub)),
        ("RUB 450000", "450000", Some(Rub)),
        ("450000р", "450000", Some(Rub)),
        ("руб.450", "450", Some(Rub)),
        ("450 бел. руб.", "450", Some(Byn)),
        ("1 млн тенге", "1000000", Some(Kzt)),
        ("500 юаней", "500", Some(Cny)),
        ("¥500", "500", Some(Cny)),
        ("500 yen", "500", Some(Jpy)),
        ("£ 7.50", "7.50", Some(Gbp)),
        ("10 дирхамов", "10", Some(Aed)),
        ("10 грн", "10", Some(Uah)),
        ("４５０", "450", None),
        ("٤٥٠", "450", None),
        ("450000\n₽", "450000", Some(Rub)),
        ("\u{200e}450\u{200f}", "450", None),
        ("999 999 999 999,99", "999999999999.99", None),
    ] {
        assert_eq!(read(text), Ok(Typed { amount: decimal(amount), currency }), "{text:?}");
    }
}

#[test]
fn mistakes_are_told_apart() {
    use MoneyMistake::{Empty, Negative, NotANumber, TooLarge, TooManyDecimals, TwoNumbers, UnknownCurrency, Zero};
    let unknown = |word: &str| UnknownCurrency(word.to_owned());
    for (text, mistake) in [
        ("", Empty),
        (" \n\u{a0}\u{200b}", Empty),
        ("abc", NotANumber),
        ("RUB", NotANumber),
        ("1e9999", NotANumber),
        ("0x10", NotANumber),
        ("1.234.56", NotANumber),
        ("1,23.45", NotANumber),
        ("12,34,567", NotANumber),
        ("1,234.567,890", NotANumber),
        ("½", NotANumber),
        ("5-", NotANumber),
        ("450!", NotANumber),
        ("450 тыс млн", NotANumber),
        ("-5", Negative),
        ("−5", Negative),
        ("-$5", Negative),
        ("$ - 5", Negative),
        ("0", Zero),
        ("0,00 ₽", Zero),
        ("1000000000000", TooLarge),
        ("1 трлн", TooLarge),
        ("999999 млрд", TooLarge),
        ("999999999999 bn", TooLarge),
        ("0,001", TooManyDecimals { allowed: 2 }),
        ("1234,567", TooManyDecimals { allowed: 2 }),
        ("450 000,567", TooManyDecimals { allowed: 2 }),
        ("10.5 yen", TooManyDecimals { allowed: 0 }),
        ("1,23456789 тыс", TooManyDecimals { allowed: 2 }),
        ("450-500к", TwoNumbers),
        ("450 – 500", TwoNumbers),
        ("450 50", TwoNumbers),
        ("1,5 2,5", TwoNumbers),
        ("100,000 200,000", TwoNumbers),
        ("450...500", TwoNumbers),
        ("от 450 до 500 тыс", TwoNumbers),
        ("450 000\n500 000", TwoNumbers),
        ("450 тугриков", unknown("тугриков")),
        ("k 20", unknown("k")),
        ("$450 EUR", unknown("EUR")),
        ("450 квинтиллионов-миллионов", NotANumber),
        ("450 абвгдежзиклмнопрстуфхцч", unknown("абвгдежзиклмнопрстуф")),
    ] {
        assert_eq!(read(text), Err(mistake), "{text:?}");
    }
}

#[test]
fn a_very_long_number_is_refused_at_once() {
    let began = Instant::now();
    assert_eq!(read(&"9".repeat(5_000)), Err(MoneyMistake::TooLarge));
    assert_eq!(read(&format!("1{}", ",000".repeat(5_000))), Err(MoneyMistake::TooLarge));
    assert_eq!(read(&format!("0,{}", "9".repeat(5_000))), Err(MoneyMistake::TooManyDecimals { allowed: 2 }));
    assert_eq!(read(&"0".repeat(5_000)), Err(MoneyMistake::Zero));
    assert!(began.elapsed() < Duration::from_secs(1));
}

#[test]
fn a_currency_that_was_not_typed_is_given_later() {
    let typed = read("10,50").unwrap();
    assert_eq!(typed.money(Currency::Rub).unwrap().currency(), Currency::Rub);
    assert_eq!(typed.money(Currency::Jpy), Err(MoneyMistake::TooManyDecimals { allowed: 0 }));
    assert_eq!(read("€10").unwrap().money(Currency::Rub).unwrap().currency(), Currency::Eur);
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        let _ = read(&text);
    }

    #[test]
    fn whatever_is_read_can_be_money(text in "[-+ '.,0-9kкмmтырубеRUBSDn$€₽¥\u{a0}\n٤７]{0,24}") {
        if let Ok(typed) = read(&text) {
            prop_assert!(typed.money(Currency::Rub).is_ok(), "{:?}", text);
            prop_assert!(typed.amount > Decimal::ZERO);
        }
    }
}
