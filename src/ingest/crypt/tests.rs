//! Made with other programs' methods and small numbers of spins; the password is `打开 it`, unless it is Excel's own.

use super::*;

const PLAIN: &[u8] = b"PK\x03\x04 plain bytes of a workbook";

fn passwords() -> Vec<String> {
    vec!["wrong".to_owned(), "打开 it".to_owned()]
}

#[test]
fn an_agile_package_opens_with_its_password_alone() {
    let xml = "<encryption><keyData saltSize=\"16\" keyBits=\"256\" cipherAlgorithm=\"AES\" cipherChaining=\"ChainingModeCBC\" \
               hashAlgorithm=\"SHA512\" saltValue=\"EBESExQVFhcYGRobHB0eHw==\"/><keyEncryptors><keyEncryptor><p:encryptedKey spinCount=\"1000\" \
               keyBits=\"256\" cipherAlgorithm=\"AES\" cipherChaining=\"ChainingModeCBC\" hashAlgorithm=\"SHA512\" \
               saltValue=\"AAECAwQFBgcICQoLDA0ODw==\" encryptedVerifierHashInput=\"EY9TY0RhqMf90dFJSRyphg==\" \
               encryptedVerifierHashValue=\"FspuPfuRGKdScj6LVtZyBJQ47PAwahi/QJBmXf/HiTuqMqYDpaS0NB2TpgztpHAcwzpXa1//I3FqDh9dWIzLFg==\" \
               encryptedKeyValue=\"ympLDZDnYz+5v7bMoCVUPV7HjwyKEa8bYth6v1LtBgs=\"/></keyEncryptor></keyEncryptors></encryption>";
    let package = base64("HgAAAAAAAABiIrZSmzAwDXDxYxJs4DwDwpOg+tbQ6cvHrqC9qK/v6Q==");
    assert_eq!(agile::open(xml.as_bytes(), &package, &passwords()).as_deref(), Ok(PLAIN));
    assert_eq!(agile::open(xml.as_bytes(), &package, &passwords()[..1]), Err(Locked::Password));
    assert_eq!(agile::open(xml.as_bytes(), b"short", &passwords()), Err(Locked::Damaged));
}

#[test]
fn a_standard_package_opens_with_its_password_alone() {
    let info = base64(
        "BAACACQAAAAkAAAAJAAAAAAAAAAOZgAABIAAAIAAAAAYAAAAAAAAAAAAAAB4AAAAEAAAAAABAgMEBQYHCAkKCwwNDg+vxg3n7Y+l7hJtp2pTswA2FAAAALgANqRoGrqg+8A2FOElnFjmMyMJzZfEUbMQ14HD0ZKs",
    );
    let package = base64("HgAAAAAAAABFaTjfJd8CxjRjP3MZ34XO50kumfRZbuZUwwvR5pV5yg==");
    assert_eq!(standard::open(&info[8..], &package, &passwords()).as_deref(), Ok(PLAIN));
    assert_eq!(standard::open(&info[8..], &package, &passwords()[..1]), Err(Locked::Password));
    for cut in 8..info.len() {
        assert!(standard::open(&info[8..cut], &package, &[]).is_err());
    }
}

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes()[..], &length.to_le_bytes()[..], data].concat()
}

#[test]
fn rc4_leaves_record_headers_and_a_few_records_plain() {
    let (salt, verifier) = ([7_u8; 16], [9_u8; 16]);
    let short = cipher::Hash::Md5.of(&wide(EXCELS_OWN), &[])[..5].to_vec();
    let base = cipher::Hash::Md5.of(&[&short[..], &salt[..]].concat().repeat(16), &[])[..5].to_vec();
    let key = |block: u32| cipher::Hash::Md5.of(&base, &block.to_le_bytes());
    let check = cipher::Rc4::new(&key(0)).apply(&[&verifier[..], &cipher::Hash::Md5.of(&verifier, &[])].concat());
    let pass = record(0x002F, &[&[1, 0, 1, 0, 1, 0], &salt[..], &check].concat());
    let start = record(0x0809, &[0, 6, 5, 0]);
    let plain = [start.clone(), pass.clone(), record(0x0085, b"placename"), record(0x00FD, &[5; 1500])].concat();
    let mask: Vec<u8> = (0..2).flat_map(|block| cipher::Rc4::new(&key(block)).apply(&[0; 1024])).collect();
    let mut secret = plain.clone();
    let sheet = start.len() + pass.len();
    for at in (sheet + 8..sheet + 13).chain(sheet + 17..plain.len()) {
        secret[at] ^= mask[at];
    }
    assert_eq!(stream(&secret, &[]), Ok(plain));
    assert_eq!(stream(&start, &[]), Ok(start.clone()));
    let other = [start, record(0x002F, &[&[1, 0, 1, 0, 1, 0], &[0; 48][..]].concat())].concat();
    assert_eq!(stream(&other, &passwords()), Err(Locked::Password));
}

#[test]
fn the_rc4_key_of_a_known_password() {
    // The worked example of the format's documentation of other tools: password1, first block.
    let salt = [0xE8, 0x77, 0x2C, 0x1D, 0x91, 0xC5, 0x6A, 0x37, 0x96, 0x47, 0x61, 0xB2, 0x80, 0x18, 0x32, 0x17];
    let short = cipher::Hash::Md5.of(&wide("password1"), &[])[..5].to_vec();
    let base = cipher::Hash::Md5.of(&[&short[..], &salt].concat().repeat(16), &[])[..5].to_vec();
    assert_eq!(cipher::Hash::Md5.of(&base, &[0; 4])[..4], [0x20, 0xBF, 0x32, 0xDD]);
}

#[test]
fn a_hostile_filepass_is_refused() {
    for length in 0..60 {
        for fill in [0_u8, 1, 2, 0xFF] {
            let _ = stream(&[record(0x0809, &[0, 6, 5, 0]), record(0x002F, &vec![fill; length])].concat(), &[]);
            let mut api = vec![1, 0, 2, 0, 2, 0, 0, 0, 0, 0, fill, 0, 0, 0];
            api.resize(14 + length, fill);
            let _ = stream(&[record(0x0809, &[0, 6, 5, 0]), record(0x002F, &api)].concat(), &[]);
        }
    }
}
