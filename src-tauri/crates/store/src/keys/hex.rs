//! Hexadecimal with one spelling only: lower case, no prefix, no separators. A file in which a single bit has flipped
//! must not mean the same as before, and `a` differs from `A` by one bit.

const DIGITS: &[u8; 16] = b"0123456789abcdef";

pub(super) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        for nibble in [byte >> 4, byte & 15] {
            text.push(DIGITS.get(usize::from(nibble)).map_or('0', |digit| char::from(*digit)));
        }
    }
    text
}

/// `None` for any other length or spelling than `encode` makes.
pub(super) fn decode<const N: usize>(text: &[u8]) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    decode_into(text, &mut bytes)?;
    Some(bytes)
}

/// As [`decode`], for a secret, which stays where it belongs. After `None` some of it may be there.
pub(super) fn decode_into(text: &[u8], bytes: &mut [u8]) -> Option<()> {
    let (pairs, rest) = text.as_chunks::<2>();
    if pairs.len() != bytes.len() || !rest.is_empty() {
        return None;
    }
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = (value(*high)? << 4) | value(*low)?;
    }
    Some(())
}

fn value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hexadecimal_reads_back_and_has_one_spelling() {
        let bytes = [0x00, 0x1f, 0xa0, 0xff];
        assert_eq!(encode(&bytes), "001fa0ff");
        assert_eq!(decode(b"001fa0ff"), Some(bytes));
        for wrong in ["001fa0fF", "001fa0f", "001fa0ff0", "001fa0f ", "", "0x1fa0ff", "é1fa0ff"] {
            assert_eq!(decode::<4>(wrong.as_bytes()), None, "{wrong}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(50_000))]

        /// What a key file and the fields of the key slots hold is read by this alone.
        #[test]
        fn any_bytes_are_the_one_spelling_of_a_key_or_none(text in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..70),
            prop::collection::vec(prop::sample::select(&b"0123456789abcdefA \n"[..]), 60..70),
            prop::collection::vec(prop::sample::select(&DIGITS[..]), 62..67),
        ]) {
            match decode::<32>(&text) {
                Some(key) => prop_assert_eq!(encode(&key).into_bytes(), text),
                None => prop_assert!(text.len() != 64 || !text.iter().all(|sign| DIGITS.contains(sign))),
            }
        }
    }
}
