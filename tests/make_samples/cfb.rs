//! A minimal OLE2 compound file (version 3, 512-byte sectors) with one stream: the envelope of an old `.xls`.

const SECTOR: usize = 512;
const FREE: u32 = 0xFFFF_FFFF;
const END: u32 = 0xFFFF_FFFE;
const FAT_SECTOR: u32 = 0xFFFF_FFFD;
/// Streams below this size would have to live in the mini stream, which this writer does not have.
const SMALLEST: usize = 4096;

/// Wraps `stream` as the only stream, called `name`. Sectors: the stream, then the directory, then the FAT.
pub(crate) fn wrap(name: &str, stream: &[u8]) -> Vec<u8> {
    let size = stream.len().max(SMALLEST);
    let data = size.div_ceil(SECTOR);
    let mut fats = 1;
    while fats * (SECTOR / 4) < data + 1 + fats {
        fats += 1;
    }
    assert!(fats <= 109, "a stream this long needs a DIFAT, which this writer does not have");

    let mut out = header(data, fats);
    out.extend_from_slice(stream);
    out.resize(SECTOR + data * SECTOR, 0);
    out.extend(directory(name, size));
    let mut fat = Vec::with_capacity(fats * SECTOR / 4);
    fat.extend((1..data).map(number));
    fat.extend([END, END]);
    fat.extend(std::iter::repeat_n(FAT_SECTOR, fats));
    fat.resize(fats * SECTOR / 4, FREE);
    out.extend(fat.iter().flat_map(|entry| entry.to_le_bytes()));
    out
}

fn header(data: usize, fats: usize) -> Vec<u8> {
    let mut out = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    out.resize(24, 0);
    for part in [0x003E_u16, 3, 0xFFFE, 9, 6] {
        out.extend(part.to_le_bytes());
    }
    out.resize(44, 0);
    let first_mini = [SMALLEST.try_into().unwrap_or(0), END, 0, END, 0];
    for part in [number(fats), number(data), 0].into_iter().chain(first_mini) {
        out.extend(part.to_le_bytes());
    }
    for slot in 0..109 {
        let sector = if slot < fats { number(data + 1 + slot) } else { FREE };
        out.extend(sector.to_le_bytes());
    }
    out
}

fn directory(name: &str, size: usize) -> Vec<u8> {
    let mut out = entry("Root Entry", 5, 1, END, 0);
    out.extend(entry(name, 2, FREE, 0, number(size)));
    for _ in 0..2 {
        out.extend(entry("", 0, FREE, 0, 0));
    }
    out
}

/// One directory entry; the root's child is entry 1, all other links are absent.
fn entry(name: &str, kind: u8, child: u32, start: u32, size: u32) -> Vec<u8> {
    let mut out: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let length = if name.is_empty() { 0 } else { u16::try_from(out.len() + 2).expect("a short name") };
    out.resize(64, 0);
    out.extend(length.to_le_bytes());
    out.extend([kind, 1]);
    for link in [FREE, FREE, child] {
        out.extend(link.to_le_bytes());
    }
    out.resize(116, 0);
    out.extend(start.to_le_bytes());
    out.extend(size.to_le_bytes());
    out.resize(128, 0);
    out
}

fn number(value: usize) -> u32 {
    u32::try_from(value).expect("samples are small")
}
