//! XOR obfuscation (XOR 混淆): the password of Excel 95. The password gives a key of sixteen bits, the key a row of
//! sixteen bytes laid over the data again and again.

/// Start of the key by the password's length.
const BY_LENGTH: [u16; 15] =
    [0xE1F0, 0x1D0F, 0xCC9C, 0x84C0, 0x110C, 0x0E10, 0xF1CE, 0x313E, 0x1872, 0xE139, 0xD40F, 0x84F9, 0x280C, 0xA96A, 0x4EC3];
/// What the lowest bit of a letter adds, counted from the last letter; each higher bit adds the next value of its shift register.
const BY_LETTER: [u16; 15] =
    [0x1021, 0x3331, 0x3730, 0x76B4, 0xAA51, 0x45A0, 0xB861, 0x47D3, 0xEB23, 0x6F45, 0xD849, 0x0375, 0x4563, 0x7B61, 0xAEFC];
/// Fills a short password up.
const FILL: [u8; 15] = [0xBB, 0xFF, 0xFF, 0xBA, 0xFF, 0xFF, 0xB9, 0x80, 0x00, 0xBE, 0x0F, 0x00, 0xBF, 0x0F, 0x00];

/// The sixteen bytes, if the password is the one of this key and verifier.
pub(super) fn array(password: &str, key: u16, verifier: u16) -> Option<[u8; 16]> {
    let (letters, ..) = encoding_rs::WINDOWS_1252.encode(password);
    if !(1..=15).contains(&letters.len()) || check(&letters) != verifier || key_of(&letters) != key {
        return None;
    }
    let halves = key.to_le_bytes();
    let mut array = [0; 16];
    for (at, (byte, letter)) in array.iter_mut().zip(letters.iter().chain(&FILL)).enumerate() {
        *byte = (letter ^ halves[at % 2]).rotate_left(2);
    }
    Some(array)
}

/// A byte made plain again; its place counts from where its record ends.
pub(super) const fn byte(secret: u8, array: &[u8; 16], place: usize) -> u8 {
    secret.rotate_left(3) ^ array[place % 16]
}

fn check(letters: &[u8]) -> u16 {
    let length = u8::try_from(letters.len()).unwrap_or(0);
    let turned = letters.iter().rev().chain(std::iter::once(&length)).fold(0_u16, |check, letter| {
        let turned = check << 1 & 0x7FFF | check >> 14 & 1;
        turned ^ u16::from(*letter)
    });
    turned ^ 0xCE4B
}

fn key_of(letters: &[u8]) -> u16 {
    let mut key = BY_LENGTH[letters.len() - 1];
    for (letter, start) in letters.iter().rev().zip(BY_LETTER) {
        let mut value = start;
        for bit in 0..7 {
            if letter >> bit & 1 == 1 {
                key ^= value;
            }
            value = value << 1 ^ if value & 0x8000 == 0 { 0 } else { 0x1021 };
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excels_own_password_has_its_known_verifier() {
        assert_eq!(check(b"VelvetSweatshop"), 0x9A0A);
        assert!(array("VelvetSweatshop", key_of(b"VelvetSweatshop"), 0x9A0A).is_some());
        assert_eq!(array("velvetsweatshop", 0, 0x9A0A), None);
        assert_eq!(array("", 0, 0), None);
        assert_eq!(array("a password that is too long", 0, 0), None);
    }
}
