//! Encrypted `.xls` (旧格式加密): RC4 of Excel 97, RC4 of the `CryptoAPI`, XOR of Excel 95. Record headers stay plain, yet
//! count in the key stream; a few records are never encrypted.

use super::cipher::{Hash, Rc4};
use super::standard::{Described, RC4};
use super::xor;
use super::{Locked, each, wide, word};

const FILEPASS: u16 = 0x002F;
/// BOF, FILEPASS, USREXCL, FILELOCK, INTERFACEHDR, RRDINFO, RRDHEAD: readers need them before any key.
const PLAIN: [u16; 7] = [0x0809, FILEPASS, 0x0194, 0x0195, 0x00E1, 0x0196, 0x0138];
/// Of BOUNDSHEET the place of the sheet stays plain.
const BOUNDSHEET: u16 = 0x0085;

/// Bytes of the stream that share a key.
const BLOCK: usize = 1024;

/// Whatever turns a record's bytes back.
enum Key {
    /// The key of a block of the stream.
    Rc4(Box<dyn Fn(u32) -> Vec<u8>>),
    Xor([u8; 16]),
}

/// Opens the stream; one without FILEPASS comes back as it is.
pub(super) fn open(stream: &[u8], passwords: &[String]) -> Result<Vec<u8>, Locked> {
    let Some(told) = records(stream).take_while(|record| record.kind != 0x000A).find(|record| record.kind == FILEPASS) else {
        return Ok(stream.to_vec());
    };
    let told = stream.get(told.start..told.end).unwrap_or_default();
    let version = word(stream, 4).unwrap_or(0);
    let key = match (version, word(told, 0)) {
        (0x0600, Some(1)) => match (word(told, 2), word(told, 4)) {
            (Some(1), Some(1)) => each(passwords, |password| rc4(told.get(6..54).ok_or(Locked::Damaged)?, password)),
            (Some(2..=4), Some(2)) => {
                let described = told.get(10..).and_then(Described::read).ok_or(Locked::Damaged)?;
                each(passwords, |password| crypto_api(&described, password))
            }
            _ => Err(Locked::Method),
        },
        // BIFF5 has no method word before the two numbers of XOR.
        (version, _) => {
            let at = if version == 0x0600 { 2 } else { 0 };
            let (key, verifier) = (word(told, at).ok_or(Locked::Damaged)?, word(told, at + 2).ok_or(Locked::Damaged)?);
            each(passwords, |password| xor::array(password, key, verifier).map(Key::Xor).ok_or(Locked::Password))
        }
    }?;
    Ok(plain(stream, &key))
}

fn rc4(told: &[u8], password: &str) -> Result<Key, Locked> {
    let (salt, secret) = told.split_at(16);
    let short = Hash::Md5.of(&wide(password), &[]);
    let salted = [&short[..5], salt].concat().repeat(16);
    let base = Hash::Md5.of(&salted, &[])[..5].to_vec();
    let key = move |block: u32| Hash::Md5.of(&base, &block.to_le_bytes());
    let open = Rc4::new(&key(0)).apply(secret);
    let (verifier, hash) = open.split_at(16);
    if Hash::Md5.of(verifier, &[]) == hash { Ok(Key::Rc4(Box::new(key))) } else { Err(Locked::Password) }
}

fn crypto_api(told: &Described, password: &str) -> Result<Key, Locked> {
    if !matches!(told.algorithm, RC4 | 0) {
        return Err(Locked::Method);
    }
    let bytes = match told.key_bits {
        0 | 40 => 5,
        bits @ 41..=128 => bits / 8,
        _ => return Err(Locked::Damaged),
    };
    let base = Hash::Sha1.of(&told.salt, &wide(password));
    let key = move |block: u32| {
        let mut key = Hash::Sha1.of(&base, &block.to_le_bytes());
        key.truncate(bytes);
        // Forty bits are filled up with zeros.
        key.resize(if bytes == 5 { 16 } else { bytes }, 0);
        key
    };
    let mut stream = Rc4::new(&key(0));
    let verifier = stream.apply(&told.verifier);
    let hash = stream.apply(told.verifier_hash.get(..20).ok_or(Locked::Damaged)?);
    if Hash::Sha1.of(&verifier, &[]) == hash { Ok(Key::Rc4(Box::new(key))) } else { Err(Locked::Password) }
}

/// A record: its data stands from `start` to `end`.
struct Record {
    kind: u16,
    start: usize,
    end: usize,
}

fn records(stream: &[u8]) -> impl Iterator<Item = Record> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (kind, length) = (word(stream, at)?, word(stream, at + 2)?);
        let start = at + 4;
        at = start + usize::from(length);
        Some(Record { kind, start, end: at.min(stream.len()) })
    })
}

fn plain(stream: &[u8], key: &Key) -> Vec<u8> {
    let mut plain = stream.to_vec();
    let mask: Vec<u8> = match key {
        Key::Rc4(of_block) => (0_u32..)
            .zip(stream.chunks(BLOCK))
            .flat_map(|(block, bytes)| {
                let mut stream = Rc4::new(&of_block(block));
                bytes.iter().map(move |_| stream.next()).collect::<Vec<_>>()
            })
            .collect(),
        Key::Xor(_) => Vec::new(),
    };
    for record in records(stream).filter(|record| !PLAIN.contains(&record.kind)) {
        let open = if record.kind == BOUNDSHEET { (record.start + 4).min(record.end) } else { record.start };
        for at in open..record.end {
            plain[at] = match key {
                Key::Rc4(_) => stream[at] ^ mask[at],
                Key::Xor(array) => xor::byte(stream[at], array, record.end + at - record.start),
            };
        }
    }
    plain
}
