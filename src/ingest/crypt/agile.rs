//! Agile encryption (ECMA-376 敏捷加密): what Excel 2010 and later write. An XML says which hash, cipher and salts.

use super::super::markup::{Token, Tokens, attribute};
use super::cipher::{Hash, aes};
use super::{Locked, base64, each, wide};

/// The file says how often to hash; beyond this it only wants to keep us busy. Excel writes 100,000.
const MOST_SPINS: u32 = 1_000_000;

/// Each of them turns the password's hash into another key.
const FOR_INPUT: [u8; 8] = [0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79];
const FOR_VALUE: [u8; 8] = [0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E];
const FOR_KEY: [u8; 8] = [0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6];

/// Bytes of the package that share a start vector.
const SEGMENT: usize = 4096;

/// How something is encrypted.
#[derive(Debug)]
struct Method {
    hash: Hash,
    key_bytes: usize,
    salt: Vec<u8>,
}

impl Method {
    fn read(attributes: &str) -> Result<Self, Locked> {
        let text = |name| attribute(attributes, name).ok_or(Locked::Damaged);
        if text("cipherAlgorithm")? != "AES" || text("cipherChaining")? != "ChainingModeCBC" {
            return Err(Locked::Method);
        }
        let bits: usize = text("keyBits")?.parse().map_err(|_| Locked::Damaged)?;
        if !matches!(bits, 128 | 192 | 256) {
            return Err(Locked::Method);
        }
        let hash = Hash::named(&text("hashAlgorithm")?).ok_or(Locked::Method)?;
        Ok(Self { hash, key_bytes: bits / 8, salt: base64(&text("saltValue")?) })
    }
}

/// Opens the package of `EncryptedPackage`.
pub(super) fn open(xml: &[u8], package: &[u8], passwords: &[String]) -> Result<Vec<u8>, Locked> {
    let xml = String::from_utf8_lossy(xml);
    let tag = |wanted: &str| {
        Tokens::new(&xml).find_map(|token| match token {
            Token::Open(name, attributes, _) if name == wanted => Some(attributes.to_owned()),
            _ => None,
        })
    };
    let data = Method::read(&tag("keyData").ok_or(Locked::Damaged)?)?;
    // Without a password's key only a certificate opens it.
    let of_password = tag("encryptedKey").ok_or(Locked::Method)?;
    let lock = Method::read(&of_password)?;
    let text = |name| attribute(&of_password, name).ok_or(Locked::Damaged);
    let spins: u32 = text("spinCount")?.parse().map_err(|_| Locked::Damaged)?;
    if spins > MOST_SPINS {
        return Err(Locked::Damaged);
    }
    let (input, value, key) =
        (base64(&text("encryptedVerifierHashInput")?), base64(&text("encryptedVerifierHashValue")?), base64(&text("encryptedKeyValue")?));
    each(passwords, |password| {
        let spun = lock.hash.spun(&lock.salt, &wide(password), spins);
        let with = |purpose: &[u8; 8], secret: &[u8]| {
            let key = fit(lock.hash.of(&spun, purpose), lock.key_bytes);
            aes(&key, Some(&lock.salt), secret).ok_or(Locked::Damaged)
        };
        let (input, value) = (with(&FOR_INPUT, &input)?, with(&FOR_VALUE, &value)?);
        let wanted = lock.hash.of(&input, &[]);
        if value.is_empty() || !value.starts_with(&wanted) {
            return Err(Locked::Password);
        }
        let mut key = with(&FOR_KEY, &key)?;
        key.truncate(data.key_bytes);
        plain(&data, &key, package)
    })
}

fn plain(data: &Method, key: &[u8], package: &[u8]) -> Result<Vec<u8>, Locked> {
    let size = package.get(..8).and_then(|eight| eight.try_into().ok()).map(u64::from_le_bytes).ok_or(Locked::Damaged)?;
    let mut plain = Vec::with_capacity(package.len());
    for (index, segment) in (0_u32..).zip(package[8..].chunks(SEGMENT)) {
        let start = fit(data.hash.of(&data.salt, &index.to_le_bytes()), 16);
        plain.extend(aes(key, Some(&start), segment).ok_or(Locked::Damaged)?);
    }
    plain.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    Ok(plain)
}

/// Cut, or filled up with 0x36, to a length.
fn fit(mut bytes: Vec<u8>, length: usize) -> Vec<u8> {
    bytes.resize(length, 0x36);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_64_and_lengths() {
        assert_eq!(base64("5a6i5oi3\n"), "客户".as_bytes());
        assert_eq!(base64("YQ=="), b"a");
        assert_eq!(fit(vec![1], 3), [1, 0x36, 0x36]);
    }

    #[test]
    fn a_hostile_description_is_refused_before_any_work() {
        let told = |spins: &str, cipher: &str| {
            let method = format!(
                "cipherAlgorithm=\"{cipher}\" cipherChaining=\"ChainingModeCBC\" keyBits=\"128\" hashAlgorithm=\"SHA1\" saltValue=\"AA==\""
            );
            let xml = format!(
                "<encryption><keyData {method}/><p:encryptedKey spinCount=\"{spins}\" {method} encryptedVerifierHashInput=\"\" encryptedVerifierHashValue=\"\" encryptedKeyValue=\"\"/>"
            );
            open(xml.as_bytes(), b"", &[])
        };
        assert_eq!(told("4000000000", "AES"), Err(Locked::Damaged));
        assert_eq!(told("1", "RC2"), Err(Locked::Method));
        assert_eq!(told("1", "AES"), Err(Locked::Password));
        assert_eq!(open(b"<a", b"", &[]), Err(Locked::Damaged));
    }
}
