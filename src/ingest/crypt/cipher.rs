//! Ciphers (加密算法): the hashes, AES and RC4 that Office uses, behind one small face each.

use aes::cipher::{BlockDecrypt, KeyInit, generic_array::GenericArray};
use aes::{Aes128, Aes192, Aes256};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

/// A hash by the name Office gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Md5,
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name.replace('-', "").to_ascii_uppercase().as_str() {
            "MD5" => Self::Md5,
            "SHA1" => Self::Sha1,
            "SHA256" => Self::Sha256,
            "SHA384" => Self::Sha384,
            "SHA512" => Self::Sha512,
            _ => return None,
        })
    }

    /// The hash of two pieces, one after the other.
    pub(super) fn of(self, first: &[u8], second: &[u8]) -> Vec<u8> {
        fn digest<D: Digest>(first: &[u8], second: &[u8]) -> Vec<u8> {
            D::new().chain_update(first).chain_update(second).finalize().to_vec()
        }
        match self {
            Self::Md5 => digest::<Md5>(first, second),
            Self::Sha1 => digest::<Sha1>(first, second),
            Self::Sha256 => digest::<Sha256>(first, second),
            Self::Sha384 => digest::<Sha384>(first, second),
            Self::Sha512 => digest::<Sha512>(first, second),
        }
    }

    /// A password's hash, hashed again and again to make guessing dear.
    pub(super) fn spun(self, salt: &[u8], password: &[u8], spins: u32) -> Vec<u8> {
        (0..spins).fold(self.of(salt, password), |hash, spin| self.of(&spin.to_le_bytes(), &hash))
    }
}

/// Decrypts whole blocks with AES; bytes after the last whole block are dropped. With a start vector the blocks are
/// chained (CBC), without one each stands alone (ECB). `None` for a key of another length than AES has.
pub(super) fn aes(key: &[u8], start: Option<&[u8]>, data: &[u8]) -> Option<Vec<u8>> {
    fn blocks<C: BlockDecrypt + KeyInit>(key: &[u8], start: Option<&[u8]>, data: &[u8]) -> Option<Vec<u8>> {
        let cipher = C::new_from_slice(key).ok()?;
        let mut before: Vec<u8> = start.unwrap_or_default().iter().copied().chain(std::iter::repeat(0)).take(16).collect();
        let mut plain = Vec::with_capacity(data.len());
        for block in data.chunks_exact(16) {
            let mut open = GenericArray::clone_from_slice(block);
            cipher.decrypt_block(&mut open);
            plain.extend(open.iter().zip(&before).map(|(byte, mask)| byte ^ mask));
            if start.is_some() {
                before.copy_from_slice(block);
            }
        }
        Some(plain)
    }
    match key.len() {
        16 => blocks::<Aes128>(key, start, data),
        24 => blocks::<Aes192>(key, start, data),
        32 => blocks::<Aes256>(key, start, data),
        _ => None,
    }
}

/// The key stream of RC4.
#[derive(Debug, Clone)]
pub(super) struct Rc4 {
    state: [u8; 256],
    i: u8,
    j: u8,
}

impl Rc4 {
    pub(super) fn new(key: &[u8]) -> Self {
        let mut state: [u8; 256] = std::array::from_fn(|index| u8::try_from(index).unwrap_or(0));
        let mut j = 0_u8;
        for i in 0..256 {
            j = j.wrapping_add(state[i]).wrapping_add(key.get(i % key.len().max(1)).copied().unwrap_or(0));
            state.swap(i, usize::from(j));
        }
        Self { state, i: 0, j: 0 }
    }

    /// The next byte of the key stream.
    pub(super) fn next(&mut self) -> u8 {
        self.i = self.i.wrapping_add(1);
        self.j = self.j.wrapping_add(self.state[usize::from(self.i)]);
        self.state.swap(usize::from(self.i), usize::from(self.j));
        self.state[usize::from(self.state[usize::from(self.i)].wrapping_add(self.state[usize::from(self.j)]))]
    }

    /// Encrypts or decrypts: the same.
    pub(super) fn apply(&mut self, data: &[u8]) -> Vec<u8> {
        data.iter().map(|byte| byte ^ self.next()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ciphers_give_the_published_answers() {
        // RFC 6229's companion example: key "Key", text "Plaintext".
        assert_eq!(Rc4::new(b"Key").apply(b"Plaintext"), [0xBB, 0xF3, 0x16, 0xE8, 0xD9, 0x40, 0xAF, 0x0A, 0xD3]);
        // FIPS 197, appendix C.1.
        let key: Vec<u8> = (0..16).collect();
        let text = [0x69, 0xC4, 0xE0, 0xD8, 0x6A, 0x7B, 0x04, 0x30, 0xD8, 0xCD, 0xB7, 0x80, 0x70, 0xB4, 0xC5, 0x5A];
        let plain: Vec<u8> = (0..16).map(|index| index * 0x11).collect();
        assert_eq!(aes(&key, None, &text), Some(plain));
        assert_eq!(aes(&key[..7], None, &text), None);
        assert_eq!(Hash::Md5.of(b"a", b"bc")[..4], [0x90, 0x01, 0x50, 0x98]);
        assert_eq!(Hash::named("SHA-1"), Some(Hash::Sha1));
    }
}
