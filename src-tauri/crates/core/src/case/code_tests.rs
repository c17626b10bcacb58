use super::*;
use proptest::prelude::*;

fn code() -> impl Strategy<Value = CaseCode> {
    any::<[u8; 5]>().prop_filter_map("drawn again", CaseCode::of)
}

/// Reads what somebody made of a code's symbols.
fn read(symbols: &[char]) -> Result<CaseCode, CodeError> {
    CaseCode::read(&symbols.iter().collect::<String>())
}

fn symbols(code: &CaseCode) -> Vec<char> {
    code.as_str().chars().collect()
}

proptest! {
    #[test]
    fn a_code_is_nine_plain_symbols_and_is_found_as_it_is_shown(code in code()) {
        prop_assert_eq!(code.as_str().len(), CODE_SYMBOLS);
        prop_assert!(code.as_str().bytes().all(|b| SYMBOLS.contains(&b)));
        prop_assert_eq!(CaseCode::read(&code.to_string()), Ok(code.clone()));
        prop_assert_eq!(CaseCode::read(&code.to_string().to_lowercase().replace(' ', "-")), Ok(code));
    }

    #[test]
    fn every_wrong_symbol_is_caught(code in code()) {
        for place in 0..CODE_SYMBOLS {
            for other in SYMBOLS.iter().map(|b| char::from(*b)) {
                let mut wrong = symbols(&code);
                if wrong[place] != other {
                    wrong[place] = other;
                    prop_assert_eq!(read(&wrong), Err(CodeError::Check), "{:?}", wrong);
                }
            }
        }
    }

    #[test]
    fn every_swap_of_two_neighbours_is_caught(code in code()) {
        for place in 1..CODE_SYMBOLS {
            let mut wrong = symbols(&code);
            wrong.swap(place - 1, place);
            if wrong != symbols(&code) {
                prop_assert_eq!(read(&wrong), Err(CodeError::Check), "{:?}", wrong);
            }
        }
    }

    #[test]
    fn what_is_read_aloud_wrongly_is_still_found(code in code(), choice in any::<[usize; CODE_SYMBOLS]>()) {
        let heard: Vec<char> = symbols(&code)
            .into_iter()
            .zip(choice)
            .map(|(symbol, choice)| match symbol {
                '1' => ['1', 'I', 'i', 'L', 'l'][choice % 5],
                '0' => ['0', 'O', 'o'][choice % 3],
                other => other,
            })
            .collect();
        prop_assert_eq!(read(&heard), Ok(code));
    }

    #[test]
    fn any_text_is_a_code_or_an_error(text in "\\PC{0,40}") {
        if let Ok(code) = CaseCode::read(&text) {
            prop_assert_eq!(CaseCode::read(code.as_str()), Ok(code));
        }
    }
}

#[test]
fn each_mistake_has_its_name() {
    let code = CaseCode::of([0x9d, 0x3a, 0x4e, 0x10, 0x99]).unwrap();
    let shown = code.to_string();
    // `python3 -c 'print(0x9d3a4e1099 % 37)'` prints 7; the groups of five bits are 19 20 29 4 28 4 4 25.
    assert_eq!(shown, "KMX4 W44S 7");
    assert_eq!(CaseCode::read(""), Err(CodeError::TooShort));
    assert_eq!(CaseCode::read("KMX4 W44S"), Err(CodeError::TooShort));
    assert_eq!(CaseCode::read("KMX4 W44S 77"), Err(CodeError::TooLong));
    assert_eq!(CaseCode::read("KMXU W44S 7"), Err(CodeError::Symbol { at: 4 }));
    assert_eq!(CaseCode::read("KMX4 W44S *"), Err(CodeError::Symbol { at: 9 }));
    assert_eq!(CaseCode::read("KMX4 W44S 5"), Err(CodeError::Check));
    assert_eq!(
        CaseCode::read("\tkmx4\u{2011}w44s\u{A0}7\r\n"),
        Ok(code),
        "as a scanner or a word processor gives it"
    );
}

#[test]
fn a_code_whose_check_would_be_no_plain_symbol_is_drawn_again() {
    // Values 32 to 36 would be checked by `*`, `~`, `$`, `=` and `U`.
    let value = |n: u8| CaseCode::of([0, 0, 0, 0, n]);
    assert_eq!(value(31).map(|c| c.to_string()).as_deref(), Some("0000 000Z Z"));
    assert!((32..37).all(|n| value(n).is_none()));
    assert_eq!(value(37).map(|c| c.to_string()).as_deref(), Some("0000 0015 0"));
    let lost = (0..=u16::MAX)
        .filter(|n| CaseCode::of([7, 7, 7, n.to_be_bytes()[0], n.to_be_bytes()[1]]).is_none())
        .count();
    let share = lost as f64 / 65_536.0;
    assert!((share - 5.0 / 37.0).abs() < 0.001, "{share}");
}
