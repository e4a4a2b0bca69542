//! Seeds (种子): the smallest honest file of each format, and how it is taken apart for changes and put together again.

use super::{Dice, change};

/// A part of a file, by name.
type Part = (&'static str, Vec<u8>);

/// One format's file.
#[derive(Debug, Clone)]
pub(crate) struct Seed {
    /// Name of the format.
    pub(crate) name: &'static str,
    parts: Vec<Part>,
    pack: fn(&[Part]) -> Vec<u8>,
}

impl Seed {
    /// The file as it is.
    pub(crate) fn whole(&self) -> Vec<u8> {
        (self.pack)(&self.parts)
    }

    /// The file with one part changed; now and then the finished file is changed instead.
    pub(crate) fn changed(&self, other: &Self, dice: &mut Dice) -> Vec<u8> {
        let mut parts = self.parts.clone();
        let which = dice.below(parts.len());
        let of_other = &other.parts[dice.below(other.parts.len())].1;
        if dice.below(5) > 0 {
            change(&mut parts[which].1, of_other, dice);
            return (self.pack)(&parts);
        }
        let mut whole = (self.pack)(&parts);
        change(&mut whole, of_other, dice);
        whole
    }
}

fn as_is(parts: &[Part]) -> Vec<u8> {
    parts.iter().flat_map(|(_, bytes)| bytes).copied().collect()
}

const ROWS: &str = "客户名称,国家,邮箱,预计金额(EUR),下单日期\nRossi S.r.l.,意大利,a@b.example,\"1.200,50\",2026-10-31\n\"Verdi, \"\"V\"\"\",IT,+39 06 1234,USD 3万,5月初\n合计,,,12,\n备注：未含税\n";

/// A seed of each format.
pub(crate) fn all() -> Vec<Seed> {
    let text = |name, bytes: Vec<u8>| Seed { name, parts: vec![("", bytes)], pack: as_is };
    let page = "<html><meta charset=utf-8><table border=1><tr><th rowspan=2>客户名称<th colspan=2>国家</tr><tr><td x:num=\"5\">五&amp;<br>六</td></tr></table></html>";
    let xml = "<?xml version=\"1.0\"?><Workbook xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"表\"><Table><Row ss:Index=\"3\">\
               <Cell ss:MergeAcross=\"1\"><Data ss:Type=\"String\">客户名称</Data></Cell><Cell><Data ss:Type=\"DateTime\">2026-10-31T00:00:00.000</Data></Cell></Row></Table></Worksheet></Workbook>";
    let mail = format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"=_x\"\r\n\r\n--=_x\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{page}\r\n--=_x--\r\n"
    );
    vec![
        text("csv", ROWS.as_bytes().to_vec()),
        text("csv, UTF-16", ROWS.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        text("csv, GB18030", encoding_rs::GB18030.encode(ROWS).0.into_owned()),
        text("html", page.as_bytes().to_vec()),
        text("xml 2003", xml.as_bytes().to_vec()),
        text("mhtml", mail.into_bytes()),
        Seed { name: "biff", parts: biff(), pack: as_is },
        Seed { name: "xls", parts: vec![("Workbook", as_is(&biff()))], pack: ole },
        Seed { name: "xls, password", parts: vec![("Workbook", locked())], pack: ole },
        Seed { name: "encrypted xlsx", parts: vec![("EncryptionInfo", agile()), ("EncryptedPackage", vec![9; 64])], pack: ole },
        Seed { name: "encrypted xlsx of 2007", parts: vec![("EncryptionInfo", standard()), ("EncryptedPackage", vec![9; 64])], pack: ole },
        Seed { name: "xlsx", parts: xlsx(), pack: zip },
        Seed { name: "ods", parts: ods(), pack: zip },
    ]
}

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap_or(0);
    [&kind.to_le_bytes()[..], &length.to_le_bytes()[..], data].concat()
}

/// The globals, a sheet and its end, as three parts.
fn biff() -> Vec<Part> {
    let format = record(0x041E, &[164, 0, 10, 0, 0, b'y', b'y', b'y', b'y', b'-', b'm', b'm', b'-', b'd', b'd']);
    let shared = record(0x00FC, &[1, 0, 0, 0, 2, 0, 0, 0, 4, 0, 1, 0xA2, 0x5B, 0x37, 0x62, 0x0D, 0x54, 0xF0, 0x79, 2, 0, 0, b'I', b'T']);
    let before = [
        record(0x0809, &[0, 6, 5, 0]),
        record(0x0042, &[0xB0, 4]),
        format,
        record(0x00E0, &[0, 0, 0, 0]),
        record(0x00E0, &[0, 0, 164, 0]),
        shared,
    ]
    .concat();
    let place = u32::try_from(before.len() + 14 + 4).unwrap_or(0);
    let sheet = [&place.to_le_bytes()[..], &[0, 0, 2, 0, b'S', b'1']].concat();
    let globals = [before, record(0x0085, &sheet), record(0x000A, &[])].concat();
    let cells = [
        record(0x0809, &[0, 6, 0x10, 0]),
        record(0x00FD, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        record(0x00FD, &[0, 0, 1, 0, 0, 0, 1, 0, 0, 0]),
        record(0x027E, &[1, 0, 1, 0, 1, 0, 0x02, 0xD3, 0x02, 0]),
        record(0x00BD, &[2, 0, 0, 0, 0, 0, 6, 0, 0, 0, 1, 0, 10, 0, 0, 0, 1, 0]),
        record(0x0006, &[3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0]),
        record(0x0207, &[2, 0, 0, b'o', b'k']),
        record(0x0205, &[3, 0, 1, 0, 0, 0, 0x2A, 1]),
        record(0x00E5, &[1, 0, 0, 0, 1, 0, 0, 0, 1, 0]),
    ];
    vec![("globals", globals), ("sheet", cells.concat()), ("end", record(0x000A, &[]))]
}

fn locked() -> Vec<u8> {
    let header = [0x24_u32, 0, 0x6801, 0x8004, 128, 1, 0, 0].iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<_>>();
    let pass = [&[1, 0, 2, 0, 2, 0, 4, 0, 0, 0, 32, 0, 0, 0][..], &header, &[16, 0, 0, 0], &[7; 32], &[20, 0, 0, 0], &[8; 20]].concat();
    [record(0x0809, &[0, 6, 5, 0]), record(0x002F, &pass), record(0x0085, &[0; 12]), record(0x000A, &[])].concat()
}

fn agile() -> Vec<u8> {
    let method = "keyBits=\"128\" cipherAlgorithm=\"AES\" cipherChaining=\"ChainingModeCBC\" hashAlgorithm=\"SHA1\" saltValue=\"AAECAwQFBgcICQoLDA0ODw==\"";
    let secret = "encryptedVerifierHashInput=\"AAECAwQFBgcICQoLDA0ODw==\" encryptedVerifierHashValue=\"AAECAwQFBgcICQoLDA0ODw==\" encryptedKeyValue=\"AAECAwQFBgcICQoLDA0ODw==\"";
    let xml = format!("<encryption><keyData {method}/><p:encryptedKey spinCount=\"9\" {method} {secret}/></encryption>");
    [&[4, 0, 4, 0, 64, 0, 0, 0][..], xml.as_bytes()].concat()
}

fn standard() -> Vec<u8> {
    let header = [0x24_u32, 0, 0x660E, 0x8004, 128, 0x18, 0, 0].iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<_>>();
    [&[4, 0, 2, 0, 0x24, 0, 0, 0, 32, 0, 0, 0][..], &header, &[16, 0, 0, 0], &[7; 32], &[20, 0, 0, 0], &[8; 32]].concat()
}

fn xlsx() -> Vec<Part> {
    let part = |name, text: &str| (name, format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{text}").into_bytes());
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    vec![
        part(
            "_rels/.rels",
            &format!(
                "<Relationships><Relationship Id=\"rId1\" Type=\"{relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        part(
            "xl/workbook.xml",
            &format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><sheets><sheet name=\"表\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        part(
            "xl/_rels/workbook.xml.rels",
            &format!(
                "<Relationships><Relationship Id=\"rId1\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        part(
            "xl/styles.xml",
            &format!("<styleSheet xmlns=\"{main}\"><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"),
        ),
        part(
            "xl/sharedStrings.xml",
            &format!(
                "<sst xmlns=\"{main}\" count=\"2\" uniqueCount=\"2\"><si><t>客户名称</t></si><si><r><t>国</t></r><r><t>家</t></r></si></sst>"
            ),
        ),
        part(
            "xl/worksheets/sheet1.xml",
            &format!(
                "<worksheet xmlns=\"{main}\"><dimension ref=\"A1:B3\"/><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>\
                 <row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>Rossi</t></is></c><c r=\"B2\" s=\"1\"><v>46326</v></c></row>\
                 <row r=\"3\"><c r=\"A3\" t=\"b\"><v>1</v></c><c r=\"B3\" t=\"str\"><f>A1</f><v>x</v></c></row></sheetData><mergeCells><mergeCell ref=\"A2:A3\"/></mergeCells></worksheet>"
            ),
        ),
    ]
}

fn ods() -> Vec<Part> {
    let content = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content><office:body><office:spreadsheet><table:table table:name=\"表\">\
                   <table:table-row><table:table-cell office:value-type=\"string\"><text:p>客户名称</text:p></table:table-cell>\
                   <table:table-cell table:number-columns-repeated=\"2\" office:value-type=\"float\" office:value=\"5\"><text:p>5</text:p></table:table-cell></table:table-row>\
                   <table:table-row table:number-rows-repeated=\"3\"><table:table-cell office:value-type=\"date\" office:date-value=\"2026-10-31\"/></table:table-row>\
                   </table:table></office:spreadsheet></office:body></office:document-content>";
    vec![
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet".to_vec()),
        ("META-INF/manifest.xml", b"<manifest:manifest/>".to_vec()),
        ("content.xml", content.as_bytes().to_vec()),
    ]
}

/// A zip whose parts are stored as they are.
fn zip(parts: &[Part]) -> Vec<u8> {
    let (mut file, mut directory) = (Vec::new(), Vec::new());
    let word = |number: usize| u16::try_from(number).unwrap_or(0).to_le_bytes();
    let long = |number: usize| u32::try_from(number).unwrap_or(0).to_le_bytes();
    for (name, bytes) in parts {
        let at = file.len();
        let sizes = [&checksum(bytes).to_le_bytes()[..], &long(bytes.len()), &long(bytes.len()), &word(name.len()), &word(0)].concat();
        file.extend([b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0", &sizes[..], name.as_bytes(), bytes].concat());
        directory.extend([b"PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\0\0", &sizes[..], &[0; 10], &long(at), name.as_bytes()].concat());
    }
    let (start, count) = (file.len(), word(parts.len()));
    file.extend_from_slice(&directory);
    file.extend([b"PK\x05\x06\0\0\0\0", &count[..], &count, &long(directory.len()), &long(start), &[0, 0]].concat());
    file
}

fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 0 { sum >> 1 } else { sum >> 1 ^ 0xEDB8_8320 })
    })
}

/// A compound file: header, one sector of the allocation table, one of the directory, then the streams, each filled up to
/// the size from which on streams have sectors of their own.
fn ole(parts: &[Part]) -> Vec<u8> {
    const SECTOR: usize = 512;
    let mut header = vec![0_u8; SECTOR];
    header[..8].copy_from_slice(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    header[24..34].copy_from_slice(&[0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0]);
    header[44] = 1;
    header[48] = 1;
    header[57] = 0x10;
    header[60..64].fill(0xFE);
    header[61..64].fill(0xFF);
    header[68..72].copy_from_slice(&0xFFFF_FFFE_u32.to_le_bytes());
    header[76..].fill(0xFF);
    header[76..80].fill(0);
    let mut table = vec![0xFFFF_FFFD_u32, 0xFFFF_FFFE];
    let entry = |name: &str, kind: u8, start: u32, size: u32| {
        let mut entry = vec![0_u8; 128];
        for (at, unit) in name.encode_utf16().enumerate() {
            entry[2 * at..2 * at + 2].copy_from_slice(&unit.to_le_bytes());
        }
        entry[64] = u8::try_from(2 * (name.len() + 1)).unwrap_or(0);
        entry[66] = kind;
        entry[68..80].fill(0xFF);
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..124].copy_from_slice(&size.to_le_bytes());
        entry
    };
    let (mut directory, mut streams) = (entry("Root Entry", 5, 0xFFFF_FFFE, 0), Vec::new());
    for (name, bytes) in parts {
        let sectors = bytes.len().max(4096).div_ceil(SECTOR);
        let start = u32::try_from(table.len()).unwrap_or(0);
        directory.extend(entry(name, 2, start, u32::try_from(sectors * SECTOR).unwrap_or(0)));
        table.extend((1..u32::try_from(sectors).unwrap_or(1)).map(|next| start + next));
        table.push(0xFFFF_FFFE);
        let from = streams.len();
        streams.extend_from_slice(bytes);
        streams.resize(from + sectors * SECTOR, 0);
    }
    directory.resize(SECTOR, 0);
    let mut table: Vec<u8> = table.iter().flat_map(|next| next.to_le_bytes()).collect();
    table.resize(SECTOR, 0xFF);
    [header, table, directory, streams].concat()
}
