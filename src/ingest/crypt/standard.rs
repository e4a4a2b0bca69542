//! Standard encryption (ECMA-376 标准加密): what Excel 2007 wrote, and the `CryptoAPI` header that `.xls` of 2002 shares.

use super::cipher::{Hash, aes};
use super::{Locked, each, long, wide};

/// How often the password's hash is hashed again.
const SPINS: u32 = 50_000;

/// Header and verifier of the `CryptoAPI` form.
#[derive(Debug)]
pub(super) struct Described {
    pub(super) algorithm: usize,
    pub(super) key_bits: usize,
    pub(super) salt: Vec<u8>,
    pub(super) verifier: Vec<u8>,
    pub(super) verifier_hash: Vec<u8>,
}

/// RC4 in the list of algorithms.
pub(super) const RC4: usize = 0x6801;
/// AES of 128, 192 and 256 bits.
const AES: [usize; 3] = [0x660E, 0x660F, 0x6610];

impl Described {
    /// Reads what stands after version and flags: the header's size, the header, the verifier.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let size = long(bytes, 0)?;
        let header = bytes.get(4..size.checked_add(4)?)?;
        let rest = bytes.get(size + 4..)?;
        let salt_size = long(rest, 0)?;
        (salt_size == 16).then_some(())?;
        Some(Self {
            algorithm: long(header, 8)?,
            key_bits: long(header, 16)?,
            salt: rest.get(4..20)?.to_vec(),
            verifier: rest.get(20..36)?.to_vec(),
            // Twenty bytes, in whole blocks where the cipher has blocks.
            verifier_hash: rest.get(40..).filter(|hash| hash.len() >= 20)?.to_vec(),
        })
    }
}

/// Opens the package of `EncryptedPackage`.
pub(super) fn open(info: &[u8], package: &[u8], passwords: &[String]) -> Result<Vec<u8>, Locked> {
    let told = Described::read(info).ok_or(Locked::Damaged)?;
    if told.verifier_hash.len() < 32 {
        return Err(Locked::Damaged);
    }
    if !AES.contains(&told.algorithm) || !matches!(told.key_bits, 128 | 192 | 256) {
        return Err(Locked::Method);
    }
    let size = package.get(..8).and_then(|eight| eight.try_into().ok()).map(u64::from_le_bytes).ok_or(Locked::Damaged)?;
    each(passwords, |password| {
        let key = key(&told, password);
        let open = |secret: &[u8]| aes(&key, None, secret).ok_or(Locked::Damaged);
        let wanted = Hash::Sha1.of(&open(&told.verifier)?, &[]);
        if !open(&told.verifier_hash)?.starts_with(&wanted) {
            return Err(Locked::Password);
        }
        let mut plain = open(&package[8..])?;
        plain.truncate(usize::try_from(size).unwrap_or(usize::MAX));
        Ok(plain)
    })
}

fn key(told: &Described, password: &str) -> Vec<u8> {
    let spun = Hash::Sha1.spun(&told.salt, &wide(password), SPINS);
    let last = Hash::Sha1.of(&spun, &[0; 4]);
    let masked = |mask: u8| {
        let block: Vec<u8> = last.iter().copied().chain(std::iter::repeat(0)).take(64).map(|byte| byte ^ mask).collect();
        Hash::Sha1.of(&block, &[])
    };
    let mut key = [masked(0x36), masked(0x5C)].concat();
    key.truncate(told.key_bits / 8);
    key
}
